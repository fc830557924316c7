"""The ontology's terms: classes, properties, codes and link kinds, with labels and definitions in both languages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from pathlib import Path
from typing import Final, Literal

import pyoxigraph as ox

from chains.errors import Text, UnknownName, UnreadableInput
from chains.names import CODE, ONTOLOGY, expand_term, shorten

__all__ = ["LinkKind", "Term", "Terms", "load_terms", "write_term_table"]

TermKind = Literal["class", "property", "scheme", "code"]

_TYPE: Final = expand_term("rdf:type")
_KINDS: Final[dict[str, TermKind]] = {
    expand_term("owl:Class"): "class",
    expand_term("owl:ObjectProperty"): "property",
    expand_term("owl:DatatypeProperty"): "property",
    expand_term("owl:AnnotationProperty"): "property",
    expand_term("skos:ConceptScheme"): "scheme",
    expand_term("skos:Concept"): "code",
}

_Facts = Mapping[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the ontology, or one code of a scheme.

    Attributes:
        name: local name of a class or property; ``scheme`` or ``scheme/notation`` of a code.
        parents: IRIs of the direct superclasses or superproperties.
        chain: the chain that it belongs to; ``None`` if it crosses chains.
        denotes: IRI of the class that a code stands for.
        examples: examples of it, each in both languages.
        deprecated: whether it is retired; data should use what is in *replaced_by* instead.
        replaced_by: IRI of the term that takes its place, if there is one.
    """

    iri: str
    name: str
    kind: TermKind
    label: Text
    definition: Text
    parents: tuple[str, ...] = ()
    domain: str | None = None
    range: str | None = None
    chain: str | None = None
    notation: str | None = None
    denotes: str | None = None
    examples: tuple[Text, ...] = ()
    deprecated: bool = False
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True)
class LinkKind:
    """One kind of link of the edge tables, and how it is read from the statements; all IRIs.

    A plain link is a triple with ``via_property``.  A link with facts of its own is a node of ``via_class``, joined
    to its ends by ``source_property`` and ``target_property``, and counts only without any of ``absent_properties``.
    """

    notation: str
    label: Text
    via_property: str | None = None
    via_class: str | None = None
    source_property: str | None = None
    target_property: str | None = None
    weight_property: str | None = None
    qualifier_property: str | None = None
    absent_properties: tuple[str, ...] = ()
    from_classes: tuple[str, ...] = ()
    to_classes: tuple[str, ...] = ()


class Terms(Mapping[str, Term]):
    """All terms by name (``Skill``, ``developsSkill``, ``link-kinds/offers``), sorted."""

    def __init__(self, terms: Iterable[Term], links: Iterable[LinkKind]) -> None:
        self._terms = {term.name: term for term in sorted(terms, key=lambda term: term.name)}
        self.link_kinds = tuple(sorted(links, key=lambda kind: kind.notation))

    def __getitem__(self, name: str) -> Term:
        return self._terms[name.removeprefix(ONTOLOGY).removeprefix(CODE)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """Local names of the classes, sorted."""
        return tuple(name for name, term in self._terms.items() if term.kind == "class")

    @cached_property
    def schemes(self) -> tuple[str, ...]:
        """Names of the code schemes, sorted."""
        return tuple(name for name, term in self._terms.items() if term.kind == "scheme")

    @cached_property
    def _codes(self) -> Mapping[str, Mapping[str, Term]]:
        found: dict[str, dict[str, Term]] = {scheme: {} for scheme in self.schemes}
        for name, term in self._terms.items():
            if term.kind == "code" and term.notation is not None:
                found.setdefault(name.partition("/")[0], {})[term.notation] = term
        return found

    def notations(self, scheme: str) -> tuple[str, ...]:
        """Return the notations of a scheme, sorted.

        Raises:
            UnknownName: there is no such scheme.
        """
        if scheme not in self._codes:
            raise UnknownName(scheme, self.schemes, kind=Text("代码表", "code scheme"), listing="chains terms --codes")
        return tuple(sorted(self._codes[scheme]))

    def code(self, scheme: str, notation: str) -> Term:
        """Return one code of a scheme.

        Raises:
            UnknownName: there is no such scheme, or no such code in it.
        """
        known = self.notations(scheme)
        if notation not in known:
            raise UnknownName(notation, known, kind=Text("代码", "code"), listing=f"chains terms --codes {scheme}")
        return self._codes[scheme][notation]

    def superclasses(self, cls: str) -> tuple[str, ...]:
        """Return the local names of all superclasses of ours of a class, nearest first; empty for an unknown class."""
        found: dict[str, None] = {}
        waiting = self._parents(cls)
        while waiting:
            name = waiting.pop(0)
            if name not in found:
                found[name] = None
                waiting += self._parents(name)
        return tuple(found)

    def _parents(self, cls: str) -> list[str]:
        term = self._terms.get(cls.removeprefix(ONTOLOGY))
        parents = term.parents if term else ()
        return [parent.removeprefix(ONTOLOGY) for parent in parents if parent.startswith(ONTOLOGY)]

    def chain_of(self, cls: str) -> str | None:
        """Return the chain of a class: its own, or that of its nearest superclass with one; ``None`` if it has none."""
        names = (cls.removeprefix(ONTOLOGY), *self.superclasses(cls))
        return next((chain for name in names if name in self and (chain := self[name].chain)), None)

    def denoted(self, scheme: str, notation: str) -> tuple[str, ...]:
        """Return the IRIs of the class that a code denotes and of its superclasses, most specific first.

        A class that every instance has anyway (the top of the hierarchy) is left out.
        """
        cls = self.code(scheme, notation).denotes
        if cls is None:
            return ()
        above = [name for name in self.superclasses(cls) if self._parents(name)]
        return (cls, *(ONTOLOGY + name for name in above))

    def search(self, text: str) -> list[Term]:
        """Return the terms whose name, label or definition holds the text; those with the name or label first."""
        wanted = text.casefold()
        ranked = sorted((_rank(term, wanted), name) for name, term in self._terms.items())
        return [self._terms[name] for rank, name in ranked if rank < _NO_MATCH]


_NO_MATCH: Final = 3


def _rank(term: Term, wanted: str) -> int:
    names = {term.name.casefold(), term.label.zh.casefold(), term.label.en.casefold()}
    if wanted in names:
        return 0
    if any(wanted in name for name in names):
        return 1
    if wanted in term.definition.zh.casefold() or wanted in term.definition.en.casefold():
        return 2
    return _NO_MATCH


def load_terms(folder: Path) -> Terms:
    """Return the terms of an ontology folder: ``chains.ttl`` and every scheme under ``codes/``.

    Raises:
        UnreadableInput: a file is missing or is no valid Turtle.
    """
    facts: dict[str, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
    for path in [folder / "chains.ttl", *sorted(folder.glob("codes/*.ttl"))]:
        for quad in _parse(path):
            if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.Triple):
                facts[quad.subject.value][quad.predicate.value].append(quad.object)
    terms = [term for iri, known in facts.items() if (term := _read_term(iri, known))]
    return Terms(terms, [_read_link(iri, facts[iri]) for iri in facts if iri.startswith(CODE + "link-kinds/")])


def _parse(path: Path) -> list[ox.Quad]:
    try:
        return list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    except (OSError, SyntaxError) as error:
        raise UnreadableInput(
            Text(f"本体文件无法读取：{error}", f"this part of the ontology cannot be read: {error}"),
            where=str(path),
            remedy=Text("请重新安装 fourchains", "install fourchains again"),
        ) from error


def _read_term(iri: str, facts: _Facts) -> Term | None:
    types = (node.value for node in facts.get(_TYPE, ()))
    kind = next((_KINDS[name] for name in types if name in _KINDS), None)
    if kind is None or not iri.startswith((ONTOLOGY, CODE)):
        return None
    parents = _iris(facts, "rdfs:subClassOf") + _iris(facts, "rdfs:subPropertyOf")
    return Term(
        iri=iri,
        name=iri.removeprefix(ONTOLOGY).removeprefix(CODE),
        kind=kind,
        label=_text(facts, "rdfs:label") or _text(facts, "skos:prefLabel") or Text(iri, iri),
        definition=_text(facts, "skos:definition") or Text("", ""),
        parents=tuple(sorted(parents)),
        domain=_first(facts, "rdfs:domain"),
        range=_first(facts, "rdfs:range"),
        chain=(_first(facts, "inChain") or "").removeprefix(CODE + "chains/") or None,
        notation=next((node.value for node in facts.get(expand_term("skos:notation"), ())), None),
        denotes=_first(facts, "denotesClass"),
        examples=_examples(facts),
        deprecated=any(node.value in {"true", "1"} for node in facts.get(expand_term("owl:deprecated"), ())),
        replaced_by=_first(facts, "dct:isReplacedBy"),
    )


def _examples(facts: _Facts) -> tuple[Text, ...]:
    """Return the examples: those without a language first, then those in Chinese and English, paired in their order."""
    found = [node for node in facts.get(expand_term("skos:example"), ()) if isinstance(node, ox.Literal)]
    plain = [Text(node.value, node.value) for node in found if not node.language]
    zh, en = ([node.value for node in found if node.language == lang] for lang in ("zh", "en"))
    return (*plain, *(Text(one or other, other or one) for one, other in zip_longest(zh, en, fillvalue="")))


def _read_link(iri: str, facts: _Facts) -> LinkKind:
    return LinkKind(
        notation=iri.removeprefix(CODE + "link-kinds/"),
        label=_text(facts, "skos:prefLabel") or Text(iri, iri),
        via_property=_first(facts, "viaProperty"),
        via_class=_first(facts, "viaClass"),
        source_property=_first(facts, "sourceProperty"),
        target_property=_first(facts, "targetProperty"),
        weight_property=_first(facts, "weightProperty"),
        qualifier_property=_first(facts, "qualifierProperty"),
        absent_properties=tuple(sorted(_iris(facts, "absentProperty"))),
        from_classes=tuple(sorted(_iris(facts, "fromClass"))),
        to_classes=tuple(sorted(_iris(facts, "toClass"))),
    )


def _iris(facts: _Facts, term: str) -> list[str]:
    return [node.value for node in facts.get(expand_term(term), ()) if isinstance(node, ox.NamedNode)]


def _first(facts: _Facts, term: str) -> str | None:
    return min(_iris(facts, term), default=None)


def _text(facts: _Facts, term: str) -> Text | None:
    found = {node.language: node.value for node in facts.get(expand_term(term), ()) if isinstance(node, ox.Literal)}
    if "zh" not in found and "en" not in found:
        return None
    return Text(found.get("zh") or found["en"], found.get("en") or found["zh"])


def write_term_table(terms: Terms) -> str:
    """Return the classes and properties as a Markdown table, by name."""
    lines = ["| term | 中文 | English | chain | domain → range | definition |", "|---|---|---|---|---|---|"]
    for name, term in terms.items():
        if term.kind in {"class", "property"}:
            ends = " → ".join(f"`{shorten(end)}`" for end in (term.domain, term.range) if end)
            cells = (f"`{name}`", term.label.zh, term.label.en, term.chain or "", ends, term.definition.en)
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"
