"""What to do about a rule that is broken, in both languages, by the kind of its constraint."""

from __future__ import annotations

from typing import Final

from chains.build import ontology_terms
from chains.errors import Text, nearest_names
from chains.names import CODE, expand_term, shorten
from chains.shapes import Rule

__all__ = ["advise", "nearest_term"]

_EXAMPLES: Final = {
    expand_term("xsd:integer"): Text("写成整数，如 42", "write it as a whole number, such as 42"),
    expand_term("xsd:gYear"): Text(
        '写成 xsd:gYear，如 "2025"^^xsd:gYear', 'write it as xsd:gYear, such as "2025"^^xsd:gYear'
    ),
    expand_term("sh:IRI"): Text("写成 IRI，不写成文字", "write it as an IRI, not as text"),
    expand_term("sh:Literal"): Text("写成文字，不写成 IRI", "write it as text, not as an IRI"),
}


def advise(rule: Rule, path: str | None, value: str | None) -> Text:
    """Return what to do: what the shape says, or else what follows from the constraint.

    *path* is the IRI of the property concerned, *value* the IRI or text that is wrong, where there is one.
    """
    if rule.remedy is not None:
        return rule.remedy
    name = _name_property(path or "")
    if rule.scheme is not None:
        return _advise_code(rule, name, value)
    if rule.component == "class":
        return _advise_class(name, rule.parameter.value if rule.parameter is not None else "")
    return _advise_value(rule, name)


def _advise_value(rule: Rule, name: Text) -> Text:
    limit = rule.parameter.value if rule.parameter is not None else ""
    plain = {
        "disjoint": Text(f"与 {shorten(limit)} 的值应不同", f"it should differ from the value of {shorten(limit)}"),
        "maxCount": Text(f"{name.zh} 只保留一个", f"keep one {name.en}"),
        "maxInclusive": Text(f"应为不大于 {limit} 的数", f"it should be a number, {limit} or less"),
        "minCount": Text(f"补上 {name.zh}", f"add {name.en}"),
        "minInclusive": Text(f"应为不小于 {limit} 的数", f"it should be a number, {limit} or more"),
        "pattern": Text(f"格式：{limit}", f"its form is: {limit}"),
    }
    return (
        plain.get(rule.component)
        or _EXAMPLES.get(limit)
        or Text(f"写成 {shorten(limit)}", f"write it as {shorten(limit)}")
    )


def _advise_class(name: Text, cls: str) -> Text:
    label = ontology_terms()[cls].label
    return Text(
        f"{name.zh} 应指向一个“{label.zh}”（{shorten(cls)}）：改正这个 IRI，或补上所指事物的类",
        f"{name.en} should lead to a thing of the class “{label.en}” ({shorten(cls)}): correct the IRI, "
        "or state the class of what it leads to",
    )


def _advise_code(rule: Rule, name: Text, value: str | None) -> Text:
    scheme = (rule.scheme or "").removeprefix(CODE)
    listing = f"chains terms --codes {scheme}"
    given = (value or "").rpartition("/")[2]
    near = nearest_names(given, ontology_terms().notations(scheme)) if given else []
    iris = ", ".join(f"code:{scheme}/{notation}" for notation in near)
    if near:
        return Text(f"最接近的：{iris}（全部代码：{listing}）", f"nearest: {iris} (`{listing}` lists all)")
    if rule.component == "maxCount":
        return Text(f"{name.zh} 只保留一个", f"keep one {name.en}")
    return Text(f"{name.zh} 写上一个代码，见 {listing}", f"give {name.en} a code that `{listing}` lists")


def _name_property(iri: str) -> Text:
    term = ontology_terms().get(iri)
    short = shorten(iri)
    if term is None:
        return Text(short, short)
    known = term.label.en.casefold() == term.name.casefold()
    return Text(f"{short}（{term.label.zh}）", short if known else f"{short} ({term.label.en})")


def nearest_term(iri: str, path: str | None) -> Text | None:
    """Return which terms or codes come nearest to an IRI that is none; ``None`` if it is one or none is near.

    *path* is the property that the IRI stands behind; the IRI itself, if it is used as a property.
    """
    terms = ontology_terms()
    if iri in terms:
        return None
    prefix, _, name = shorten(iri).partition(":")
    kinds = {"code", "scheme"} if prefix == "code" else {"property"} if path == iri else {"class"}
    near = nearest_names(name, [known for known, term in terms.items() if term.kind in kinds])
    listed = ", ".join(f"{prefix}:{known}" for known in near)
    return Text(f"最接近的：{listed}", f"nearest: {listed}") if near else None
