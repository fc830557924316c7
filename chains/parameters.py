"""What a person types for a parameter of a query becomes the thing, code, year or text that is meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from chains.build import ontology_terms
from chains.errors import QueryError, Text, UnknownName
from chains.graph import KnowledgeGraph
from chains.names import CODE, ID, ONTOLOGY, PREFIXES, compact_id, quote_key
from chains.queries import NamedQuery, Parameter
from chains.sparql import find_parameters

__all__ = ["read_values"]

_ANYTHING: Final = "any"
_CODES: Final = "codes/"
_SHOWN: Final = 5
_YEAR: Final = re.compile(r"[0-9]{4}")
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")


def read_values(
    graph: KnowledgeGraph, query: NamedQuery, given: Mapping[str, str]
) -> dict[str, ox.NamedNode | ox.Literal]:
    """Return the terms that the values of a query's parameters mean; defaults are filled in.

    A parameter that the query uses and does not declare takes an IRI, a whole number, or a text.

    Raises:
        UnknownName: no parameter or no thing has that name; tells the nearest.
        QueryError: a parameter is missing, or its value fits several things or none of its kind.
    """
    given = dict(given)
    used = [name for name in find_parameters(query.sparql) if name != "lang"]
    # A text whose parameters were bound before keeps its header, and needs them no more.
    declared = {parameter.name: parameter for parameter in query.parameters if parameter.name in used}
    for name in given:
        if name not in used:
            raise _wrong_parameter(name, query, used)
    for parameter in declared.values():
        if parameter.required and parameter.name not in given:
            raise _missing_parameter(parameter, query)
        if parameter.default is not None:
            given.setdefault(parameter.name, parameter.default)
    return {
        name: _read_value(graph, declared[name], value) if name in declared else _read_term(value)
        for name, value in given.items()
    }


def _wrong_parameter(name: str, query: NamedQuery, known: list[str]) -> QueryError | UnknownName:
    if known:
        return UnknownName(name, known, kind=Text("参数", "parameter"), listing=f"chains query {query.name} --explain")
    return QueryError(Text(f"查询 {query.name} 没有参数", f"the query {query.name} takes no parameter"))


def _missing_parameter(parameter: Parameter, query: NamedQuery) -> QueryError:
    example = f"chains query {query.name} -p {parameter.name}={parameter.example}"
    return QueryError(
        Text(
            f"缺少参数 {parameter.name}（{parameter.title.zh}）",
            f"the parameter {parameter.name} ({parameter.title.en}) is missing",
        ),
        where=query.name,
        remedy=Text(f"例如 {example}", f"for example {example}"),
    )


def _read_term(value: str) -> ox.NamedNode | ox.Literal:
    """Return the term that a value for an undeclared parameter means: an IRI, a whole number, or a text."""
    if value.startswith("<") and value.endswith(">"):
        return _iri(value[1:-1], value)
    prefix, colon, local = value.partition(":")
    if colon and prefix in PREFIXES:
        return _iri(PREFIXES[prefix] + local, value)
    if value.startswith(("http://", "https://")):
        return _iri(value, value)
    return ox.Literal(int(value)) if _INTEGER.fullmatch(value) else ox.Literal(value)


def _iri(iri: str, value: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise QueryError(
            Text(f"“{value}”不是合法的 IRI", f"“{value}” is no valid IRI"),
            remedy=Text("空格等字符请写成 %20 的形式", "write a space as %20, and so for other reserved characters"),
        ) from error


def _read_value(graph: KnowledgeGraph, parameter: Parameter, value: str) -> ox.NamedNode | ox.Literal:
    if parameter.kind == "year":
        return _read_year(parameter, value)
    if parameter.kind.startswith(_CODES):
        return _read_code(parameter, value)
    return _read_thing(graph, parameter, value)


def _read_year(parameter: Parameter, value: str) -> ox.Literal:
    if not _YEAR.fullmatch(value):
        raise QueryError(
            Text(f"“{value}”不是年份（参数 {parameter.name}）", f"“{value}” is no year (parameter {parameter.name})"),
            remedy=Text("请写四位数字，如 2024", "write four digits, such as 2024"),
        )
    return ox.Literal(value, datatype=ox.NamedNode(PREFIXES["xsd"] + "gYear"))


def _read_code(parameter: Parameter, value: str) -> ox.NamedNode:
    scheme = parameter.kind.removeprefix(_CODES)
    terms = ontology_terms()
    codes = {notation: terms.code(scheme, notation).label for notation in terms.notations(scheme)}
    wanted = value.casefold()
    for notation, label in codes.items():
        if wanted in {notation.casefold(), label.zh.casefold(), label.en.casefold()}:
            return ox.NamedNode(f"{CODE}{scheme}/{notation}")
    raise UnknownName(
        value,
        [name for notation, label in codes.items() for name in (notation, label.zh, label.en)],
        kind=parameter.title,
        listing=f"chains terms --codes {scheme}",
    )


def _read_thing(graph: KnowledgeGraph, parameter: Parameter, value: str) -> ox.NamedNode:
    cls = None if parameter.kind == _ANYTHING else ox.NamedNode(ONTOLOGY + parameter.kind)
    found = _by_id(graph, cls, value) or dict(graph.lookup(value, cls.value if cls else None))
    if not found:
        named = _names(graph, cls)
        found = _by_key(named, value) or _by_any_case(named, value)
        if not found:
            raise _unknown(parameter, value, named)
    if len(found) > 1:
        raise _ambiguous(parameter, value, found)
    return ox.NamedNode(next(iter(found)))


def _by_id(graph: KnowledgeGraph, cls: ox.NamedNode | None, value: str) -> dict[str, Text]:
    """Return the thing whose IRI, whole or short (``skill/java``), is given."""
    bare = value.removeprefix("<").removesuffix(">").removeprefix("id:")
    iri = bare if bare.startswith(("http://", "https://", "urn:")) else ID + bare
    if "/" not in bare or not _is_iri(iri):
        return {}
    bindings = {"thing": ox.NamedNode(iri)} | ({"cls": cls} if cls else {})
    return {iri: Text(bare, bare)} if graph.query("ASK { $thing a $cls }", bindings).boolean else {}


def _is_iri(text: str) -> bool:
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def _names(graph: KnowledgeGraph, cls: ox.NamedNode | None) -> list[tuple[str, str]]:
    """Return IRI and name of everything of a class, a row for each name and code; the name may be empty."""
    rows = graph.query(_NAMES, {"cls": cls} if cls else {}).values()
    return [(iri or "", name or "") for iri, name in rows]


def _by_key(named: Sequence[tuple[str, str]], value: str) -> dict[str, Text]:
    """Return the things whose key in the tables is given: ``java``, ``4132012317``."""
    end = "/" + quote_key(value)
    return {iri: Text(name, name) for iri, name in named if iri.endswith(end)}


def _by_any_case(named: Sequence[tuple[str, str]], value: str) -> dict[str, Text]:
    wanted = value.casefold()
    return {iri: Text(name, name) for iri, name in named if name.casefold() == wanted}


def _ambiguous(parameter: Parameter, value: str, found: Mapping[str, Text]) -> QueryError:
    ids = sorted(compact_id(iri) for iri in found)
    more = f" … (+{len(ids) - _SHOWN})" if len(ids) > _SHOWN else ""
    listed = ", ".join(ids[:_SHOWN]) + more
    return QueryError(
        Text(
            f"“{value}”是 {len(ids)} 个事物的名称，而参数 {parameter.name} 只取一个",
            f"“{value}” is the name of {len(ids)} things, and {parameter.name} takes one",
        ),
        remedy=Text(f"请写其中一个的标识：{listed}", f"give the identifier of one of them: {listed}"),
    )


def _unknown(parameter: Parameter, value: str, named: Sequence[tuple[str, str]]) -> UnknownName:
    terms = ontology_terms()
    label = Text("事物", "thing") if parameter.kind == _ANYTHING else terms[parameter.kind].label
    return UnknownName(value, {name for _, name in named if name}, kind=Text(label.zh, label.en.lower()))


_NAMES: Final = """
SELECT DISTINCT ?thing ?name WHERE {
  ?thing a $cls .
  FILTER(STRSTARTS(STR($cls), STR(ch:)))
  OPTIONAL { ?thing skos:prefLabel|skos:altLabel|skos:notation ?name }
} ORDER BY ?thing ?name"""
