"""Answers for the addresses of things, terms and codes: a page for people, RDF for machines."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from chains.errors import Lang, Text
from chains.graph import KnowledgeGraph
from chains.names import BASE, PREFIXES, compact_id, quote_key
from chains.naming import name_code
from chains.records import Source
from chains.report.ontology import fill_ontology, ontology_policy
from chains.resources import ontology_folder
from chains.serve.description import write_triples
from chains.serve.endpoint import CORS, language_of, respond
from chains.serve.facts import Reader, address_of
from chains.serve.messages import refuse, say_offered
from chains.serve.negotiation import GRAPHS, VARY, choose_media
from chains.serve.pages import fill_page, make_response

__all__ = ["Things"]

_FORMATS: Final = {
    "ttl": ("Turtle", "text/turtle"),
    "nt": ("N-Triples", "application/n-triples"),
    "jsonld": ("JSON-LD", "application/ld+json"),
    "rdf": ("RDF/XML", "application/rdf+xml"),
}
"""What ``?format=`` can ask for: names for people, media types."""

_VOCABULARY: Final = ox.NamedNode(PREFIXES["void"] + "vocabulary")
_ENDPOINT: Final = ox.NamedNode(PREFIXES["void"] + "sparqlEndpoint")


class Things:
    """Answers with what a graph says of things."""

    def __init__(self, graph: KnowledgeGraph, atlas: Path | None) -> None:
        self._graph, self._atlas = graph, atlas
        self._reader = Reader(graph)
        self._pages: dict[Lang, str] = {}

    async def thing(self, request: Request) -> Response:
        """Answer for the thing at an address; 404 if the graph says nothing of it."""
        path = unquote(request.url.path)
        iri = BASE + "/".join(_quote_part(part) for part in path.lstrip("/").split("/"))
        if not await run_in_threadpool(self._reader.knows, iri):
            what = Text(f"图谱中没有 {compact_id(iri)}", f"the graph says nothing of {compact_id(iri)}")
            return _refuse(request, 404, what)
        wanted = _choose(request)
        if wanted is None:
            return _refuse_format(request)
        if wanted != "text/html":
            triples = await run_in_threadpool(self._reader.triples, iri)
            return _send(triples, wanted)
        facts = await run_in_threadpool(self._reader.read, iri)
        return fill_page(
            "thing.html.j2",
            facts.name,
            lang=language_of(request),
            facts=facts,
            formats=_links(),
            on_map=self._find_on_map(iri),
            address=address_of,
            confidence=_confidence,
        )

    async def ontology(self, request: Request) -> Response:
        """Answer for the ontology: the page that describes it, or the ontology itself."""
        wanted = _choose(request)
        if wanted is None:
            return _refuse_format(request)
        if wanted == "text/html":
            page = await run_in_threadpool(self._fill_ontology, language_of(request))
            return make_response(page, ontology_policy())
        return _send(self._ontology, wanted)

    async def void(self, request: Request) -> Response:
        """Answer with the catalogue of the atlas, and where the endpoint is."""
        if self._atlas is None:
            what = Text(
                "没有图集，就没有目录；请不带 --no-atlas 启动",
                "there is no catalogue without an atlas: start without --no-atlas",
            )
            return _refuse(request, 404, what)
        wanted = choose_media(request.headers.get("accept"), GRAPHS)
        if wanted is None:
            return _refuse_format(request)
        triples = await run_in_threadpool(self._describe, self._atlas / "catalogue.ttl", str(request.base_url))
        return _send(triples, wanted)

    def _describe(self, catalogue: Path, base: str) -> list[ox.Triple]:
        """Return the catalogue, and where the dataset that it describes can be asked."""
        quads = ox.parse(path=str(catalogue), format=ox.RdfFormat.TURTLE, base_iri=base)
        triples = [quad.triple for quad in quads]
        whole = {triple.subject for triple in triples if triple.predicate == _VOCABULARY}
        endpoint = ox.NamedNode(f"{base}sparql")
        return [*triples, *(ox.Triple(one, _ENDPOINT, endpoint) for one in sorted(whole, key=str))]

    def _fill_ontology(self, lang: Lang) -> str:
        if lang not in self._pages:
            home = None if self._atlas is None else "/"
            self._pages[lang] = fill_ontology(ontology_folder(), lang=lang, home=home, formats=_links())
        return self._pages[lang]

    @cached_property
    def _ontology(self) -> list[ox.Triple]:
        path = str(ontology_folder() / "chains.ttl")
        return [quad.triple for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)]

    def _find_on_map(self, iri: str) -> str | None:
        return compact_id(iri) if self._atlas is not None and iri in self._graph.network().index else None


def _quote_part(part: str) -> str:
    """Return a part of a path as it stands in an IRI of ours: parts of keys stay joined by ``_``."""
    return "_".join(quote_key(key) for key in part.split("_"))


def _choose(request: Request) -> str | None:
    named = request.query_params.get("format")
    if named is not None:
        return _FORMATS[named][1] if named in _FORMATS else None
    return choose_media(request.headers.get("accept"), ["text/html", *GRAPHS])


def _send(triples: Sequence[ox.Triple], media: str) -> Response:
    return _open(Response(write_triples(triples, GRAPHS[media]), media_type=media))


def _open(response: Response) -> Response:
    response.headers.update(CORS | {"Vary": VARY})
    return response


def _refuse(request: Request, status: int, what: Text) -> Response:
    return _open(respond(refuse(status, what, language_of(request))))


def _refuse_format(request: Request) -> Response:
    return _refuse(request, 406, say_offered(("text/html", *GRAPHS)))


def _links() -> list[tuple[str, str]]:
    return [(name, kind) for kind, (name, _) in _FORMATS.items()]


def _confidence(source: Source) -> Text:
    return name_code("confidence-classes", source.confidence)
