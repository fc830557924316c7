"""The server as an ASGI application: which address answers with what, and the headers that all answers bear."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chains.errors import Text
from chains.graph import KnowledgeGraph
from chains.serve.description import describe_service, write_triples
from chains.serve.endpoint import BARE, CORS, METHODS, Asked, ask_workers, language_of, respond, send_answer
from chains.serve.messages import FAILED, Answer, refuse, say_offered
from chains.serve.negotiation import GRAPHS, choose_media
from chains.serve.picture import draw_answer
from chains.serve.query_page import QueryPage
from chains.serve.things import Things
from chains.serve.workers import Limits, Workers

__all__ = ["Server", "make_app"]

_FOUND: Final = 200
_PATHS: Final = frozenset({"/sparql", "/sparql/"})
_ALLOW: Final = {"Allow": ", ".join(METHODS)}
_PREFLIGHT: Final = _ALLOW | {
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type",
    "Access-Control-Max-Age": "86400",
}
_LOG: Final = logging.getLogger("chains.serve")


def make_app(graph: KnowledgeGraph, atlas: Path | None, limits: Limits) -> Server:
    """Return the application.

    Args:
        graph: what is served.
        atlas: the folder of its atlas, shown at ``/``; without one ``/`` leads to the query page.
        limits: what queries may use.
    """
    workers = Workers(graph.folder / "store", limits)

    @asynccontextmanager
    async def run(_app: Starlette) -> AsyncIterator[None]:
        await workers.start()
        try:
            yield
        finally:
            await workers.close()

    things = Things(graph, atlas)
    endpoint = _Endpoint(graph, workers)
    routes = [
        Route("/picture", endpoint.picture),
        Route("/.well-known/void", things.void),
        Route("/ontology", things.ontology),
        *(Route(f"/{kind}/{{key:path}}", things.thing) for kind in ("id", "code")),
        Route("/", _lead_to_queries) if atlas is None else Mount("/", StaticFiles(directory=atlas, html=True)),
    ]
    pages = Starlette(routes=routes, lifespan=run, middleware=[Middleware(_Policy)])
    return Server(endpoint, pages, workers)


class Server:
    """The application: the endpoint, and the pages beside it."""

    def __init__(self, endpoint: _Endpoint, pages: ASGIApp, workers: Workers) -> None:
        self._endpoint, self._pages = endpoint, pages
        self.workers = workers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and scope["path"] in _PATHS:
            await self._endpoint(scope, receive, send)
        else:
            await self._pages(scope, receive, send)


async def _lead_to_queries(_request: Request) -> Response:
    return RedirectResponse("/sparql", 303)


class _Endpoint:
    """What answers at the endpoint's address."""

    def __init__(self, graph: KnowledgeGraph, workers: Workers) -> None:
        self._graph, self._workers = graph, workers
        self._page = QueryPage(graph)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a query, or describe the service where none is asked."""
        asked = Asked.read(scope, receive)
        if asked.method == "OPTIONS":
            await send_answer(Answer(204, "text/plain", b""), send, _PREFLIGHT)
        elif asked.method not in METHODS:
            what = Text(f"不支持 {asked.method}", f"{asked.method} is not supported: use GET or POST")
            await send_answer(refuse(405, what, asked.lang), send, _ALLOW)
        elif asked.method == "POST" or asked.parameters:
            await send_answer(await self._ask(asked), send)
        else:
            response = await run_in_threadpool(self._describe, Request(scope))
            response.headers.update(CORS)
            await _Policy(response)(scope, receive, send)

    async def _ask(self, asked: Asked) -> Answer:
        try:
            return await ask_workers(asked, self._workers)
        except Exception:  # noqa: BLE001  # the client is told that it failed, the log why
            _LOG.exception("a query could not be carried out")
            return refuse(500, FAILED, asked.lang)

    async def picture(self, request: Request) -> Response:
        """Answer with the map of what a SELECT finds."""
        asked = Asked.read(request.scope, request.receive)
        answer = await ask_workers(asked, self._workers, "application/sparql-results+json")
        if answer.status != _FOUND:
            return respond(answer)
        page = await run_in_threadpool(draw_answer, self._graph, answer.body, asked.lang)
        if page is None:
            what = Text(
                "结果的行里没有两个可以相连的事物", "no row of the answer names two things that could be joined"
            )
            return respond(refuse(404, what, asked.lang))
        return HTMLResponse(page)

    def _describe(self, request: Request) -> Response:
        wanted = choose_media(request.headers.get("accept"), [*GRAPHS, "text/html"])
        if wanted == "text/html":
            return self._page.fill(language_of(request))
        if wanted is None:
            return respond(refuse(406, say_offered(GRAPHS), language_of(request)))
        address = str(request.url.replace(query="", fragment=""))
        return Response(write_triples(describe_service(self._graph, address), GRAPHS[wanted]), media_type=wanted)


class _Policy:
    """Puts a policy that lets nothing in on every answer that is no page with one of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add to the answer what it lacks."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if not headers.get("content-type", "").startswith("text/html"):
                    headers.setdefault("Content-Security-Policy", BARE)
            await send(message)

        await self._app(scope, receive, send_safely if scope["type"] == "http" else send)
