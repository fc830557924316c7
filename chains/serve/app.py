"""The server as an ASGI application: which address answers with what, and the headers that all answers bear."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chains.errors import Text
from chains.graph import KnowledgeGraph
from chains.serve.description import describe_service, write_triples
from chains.serve.endpoint import CORS, METHODS, ask_endpoint, ask_workers, language_of, respond
from chains.serve.messages import refuse, say_offered
from chains.serve.negotiation import GRAPHS, choose_media
from chains.serve.picture import draw_answer
from chains.serve.query_page import QueryPage
from chains.serve.things import Things
from chains.serve.workers import Limits, Workers

__all__ = ["make_app"]

_SAFE: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_FOUND: Final = 200
_BARE: Final = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""For whatever brings no policy of its own in its page."""


def make_app(graph: KnowledgeGraph, atlas: Path | None, limits: Limits) -> Starlette:
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
    server = _Server(graph, workers)
    routes = [
        Route("/sparql", server.sparql, methods=["GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"]),
        Route("/picture", server.picture),
        Route("/.well-known/void", things.void),
        Route("/ontology", things.ontology),
        *(Route(f"/{kind}/{{key:path}}", things.thing) for kind in ("id", "code")),
    ]
    if atlas is None:
        routes.append(Route("/", _lead_to_queries))
        app = Starlette(routes=routes, lifespan=run)
    else:
        app = Starlette(routes=[*routes, Mount("/", StaticFiles(directory=atlas, html=True))], lifespan=run)
    app.state.workers = workers
    app.add_middleware(_Headers)
    return app


async def _lead_to_queries(_request: Request) -> Response:
    return RedirectResponse("/sparql", 303)


class _Server:
    """What answers at the endpoint's address."""

    def __init__(self, graph: KnowledgeGraph, workers: Workers) -> None:
        self._graph, self._workers = graph, workers
        self._page = QueryPage(graph)

    async def sparql(self, request: Request) -> Response:
        """Answer a query, or describe the service where none is asked."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(METHODS)} | CORS)
        if request.method not in METHODS:
            what = Text(f"不支持 {request.method}", f"{request.method} is not supported: use GET or POST")
            found = respond(refuse(405, what, language_of(request)))
            found.headers["Allow"] = ", ".join(METHODS)
        elif request.method != "POST" and not request.url.query:
            found = self._describe(request)
        else:
            found = await ask_endpoint(request, self._workers)
        found.headers.update(CORS)
        return found

    async def picture(self, request: Request) -> Response:
        """Answer with the map of what a SELECT finds."""
        answer = await ask_workers(request, self._workers, "application/sparql-results+json")
        if answer.status != _FOUND:
            return respond(answer)
        lang = language_of(request)
        page = await run_in_threadpool(draw_answer, self._graph, answer.body, lang)
        if page is None:
            what = Text(
                "结果的行里没有两个可以相连的事物", "no row of the answer names two things that could be joined"
            )
            return respond(refuse(404, what, lang))
        return HTMLResponse(page)

    def _describe(self, request: Request) -> Response:
        wanted = choose_media(request.headers.get("accept"), [*GRAPHS, "text/html"])
        if wanted == "text/html":
            return self._page.fill(language_of(request))
        if wanted is None:
            return respond(refuse(406, say_offered(GRAPHS), language_of(request)))
        address = str(request.url.replace(query="", fragment=""))
        return Response(write_triples(describe_service(self._graph, address), GRAPHS[wanted]), media_type=wanted)


class _Headers:
    """Puts headers on every answer that keep a browser from guessing, framing and fetching."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add to the answer what it lacks."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _SAFE.items():
                    headers.setdefault(name, value)
                if not headers.get("content-type", "").startswith("text/html"):
                    headers.setdefault("Content-Security-Policy", _BARE)
            await send(message)

        await self._app(scope, receive, send_safely if scope["type"] == "http" else send)
