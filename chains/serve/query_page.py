"""The page on which a person asks the endpoint: an editor, the named queries as examples, the answer as a table."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any, Final

from starlette.responses import Response

from chains.answers import bind_query
from chains.build import ontology_terms
from chains.errors import ChainsError, Lang, Text
from chains.graph import KnowledgeGraph
from chains.names import PREFIXES
from chains.queries import NamedQuery, load_queries
from chains.serve.pages import fill_page

__all__ = ["QueryPage"]

_VENDOR: Final = "vendor/codemirror/"
_HIDDEN: Final = "lint_"
"""Queries that look for faults in tables are no examples."""


class QueryPage:
    """The page for one graph; the examples have their parameters filled with things of it."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._graph = graph

    def fill(self, lang: Lang) -> Response:
        """Return the page."""
        return fill_page(
            "query.html.j2",
            Text("查询四链图谱", "Ask the Four Chains graph"),
            lang=lang,
            scripts=[*(f"{_VENDOR}{name}.js" for name in ("codemirror", "sparql", "show-hint")), "query.js"],
            sheets=[*(f"{_VENDOR}{name}.css" for name in ("codemirror", "show-hint")), "query.css"],
            data=self._data,
        )

    @cached_property
    def _data(self) -> str:
        queries = [query for query in load_queries().values() if not query.name.startswith(_HIDDEN)]
        terms = sorted(f"ch:{term.name}" for term in ontology_terms().values() if term.kind in {"class", "property"})
        found = {"prefixes": PREFIXES, "terms": terms, "queries": [self._example(query) for query in queries]}
        # As text of an element, so that nothing in it can end the element.
        return json.dumps(found, ensure_ascii=False)

    def _example(self, query: NamedQuery) -> dict[str, Any]:
        return {
            "name": query.name,
            "title": [query.title.zh, query.title.en],
            "question": [query.question.zh, query.question.en],
            "sparql": [self._bind(query, "zh"), self._bind(query, "en")],
        }

    def _bind(self, query: NamedQuery, lang: Lang) -> str:
        values = {one.name: one.example for one in query.parameters if one.required or one.default is not None}
        try:
            return bind_query(self._graph, query, values, lang=lang)
        except ChainsError:  # this graph has no such thing: a parameter without a value stands for all
            return query.sparql
