"""Answers to named questions: for programs as terms, for people as titles and names in their language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pyoxigraph as ox

from chains.errors import Lang
from chains.graph import KnowledgeGraph, Results
from chains.names import shorten
from chains.parameters import read_values
from chains.queries import NamedQuery, find_query
from chains.sparql import bind_parameters, find_parameters

__all__ = ["answer_query", "bind_query", "readable_rows"]

_LABEL: Final = "_label"
_Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def answer_query(
    graph: KnowledgeGraph, query: NamedQuery | str, given: Mapping[str, str] | None = None, *, lang: Lang = "en"
) -> Results:
    """Return the answer to a named query.

    Args:
        graph: the knowledge graph that is asked.
        query: a query of the library, or its name.
        given: values of its parameters as a person writes them: a name in Chinese or English, another name, an
            official code, or an identifier such as ``skill/java``.
        lang: language of the labels in the answer; where a thing has none in it, its other one.

    Raises:
        UnknownName: no query, no parameter or no thing has that name; tells the nearest.
        QueryError: a parameter is missing, or its value fits several things.

    >>> from chains.graph import open_graph
    >>> from chains.resources import data_folder
    >>> answer = answer_query(open_graph(data_folder("small")), "ask_who_teaches_skill", {"skill": "数据库"})
    >>> answer.values()[0][1]
    'Changzhou College of Information Technology'
    """
    asked = find_query(query) if isinstance(query, str) else query
    return graph.query(bind_query(graph, asked, given, lang=lang), where=asked.name)


def bind_query(
    graph: KnowledgeGraph, query: NamedQuery | str, given: Mapping[str, str] | None = None, *, lang: Lang = "en"
) -> str:
    """Return the SPARQL of a query with its parameters in place: plain text that runs on any SPARQL 1.1 engine.

    Raises:
        UnknownName, QueryError: as for :func:`answer_query`.
    """
    asked = find_query(query) if isinstance(query, str) else query
    values = read_values(graph, asked, given or {})
    if "lang" in find_parameters(asked.sparql):
        values.setdefault("lang", ox.Literal(lang))
    return bind_parameters(asked.sparql, values)


def readable_rows(results: Results, query: NamedQuery, lang: Lang) -> tuple[list[str], list[list[str]]]:
    """Return the titles and the cells of an answer for a person.

    A thing that has a column of names stands there once, by its name, or by its short identifier where it has none.
    """
    names = results.columns
    shown = [place for place, name in enumerate(names) if name + _LABEL not in names]
    named = [(place, _place_of(names[place].removesuffix(_LABEL), names)) for place in shown]
    header = [query.heading(names[place], lang) for place in shown]
    return header, [[_cell(row[place] or row[other]) for place, other in named] for row in results.rows]


def _place_of(name: str, names: tuple[str, ...]) -> int:
    """Return the place of the column that a column of names belongs to; without one its own."""
    return names.index(name) if name in names else names.index(name + _LABEL)


def _cell(term: _Node | None) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return shorten(term.value)
    return str(term) if isinstance(term, ox.Triple) else term.value
