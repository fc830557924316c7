"""The SPARQL endpoint: a request becomes a job, its answer a response."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from chains.errors import Lang, Text
from chains.serve.messages import Answer, Job, refuse
from chains.serve.negotiation import choose_language
from chains.serve.protocol import LONGEST_REQUEST, Refusal, read_get, read_post
from chains.serve.workers import Workers

__all__ = ["CORS", "METHODS", "ask_endpoint", "ask_workers", "language_of", "respond"]

METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type",
    "Access-Control-Expose-Headers": "Content-Type, Retry-After",
}
"""Whoever reaches the server may ask it from a page of any origin: everything that it says is public to him."""

_BUSY: Final = 503
_GONE: Final = Answer(499, "text/plain", b"")
"""For a client that has gone: nobody receives it."""


async def ask_endpoint(request: Request, workers: Workers) -> Response:
    """Return the response to a request by GET, HEAD or POST."""
    return respond(await ask_workers(request, workers))


async def ask_workers(request: Request, workers: Workers, accept: str | None = None) -> Answer:
    """Return the answer to the query of a request; the query ends if the client goes.

    With *accept* it is in that format, whatever the client likes.
    """
    lang = language_of(request)
    try:
        job = await _read_request(request, lang)
    except Refusal as error:
        return refuse(error.status, error.what, lang)
    except ClientDisconnect:
        return _GONE
    asking = asyncio.create_task(workers.ask(job if accept is None else replace(job, accept=accept)))
    leaving = asyncio.create_task(_wait_for_leave(request))
    try:
        await asyncio.wait({asking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return asking.result() if asking.done() else _GONE
    finally:
        asking.cancel()
        leaving.cancel()


async def _wait_for_leave(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _read_request(request: Request, lang: Lang) -> Job:
    parameters = request.url.query
    if len(parameters) > LONGEST_REQUEST:
        raise _too_long()
    if request.method == "POST":
        return read_post(parameters, await _read_body(request), request.headers, lang)
    # The body of a GET says nothing, but it has to be read before one can hear that the client has gone.
    await _read_body(request)
    return read_get(parameters, request.headers, lang)


async def _read_body(request: Request) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > LONGEST_REQUEST:
            raise _too_long()
        parts.append(part)
    return b"".join(parts)


def _too_long() -> Refusal:
    size = f"{LONGEST_REQUEST >> 10} KiB"
    return Refusal(413, Text(f"请求超过 {size}", f"a request may have {size} at most"))


def respond(answer: Answer) -> Response:
    """Return the response that carries an answer."""
    headers = {"Vary": "Accept, Accept-Language"} | ({"Retry-After": "5"} if answer.status == _BUSY else {})
    return Response(answer.body, answer.status, headers, answer.media)


def language_of(request: Request) -> Lang:
    """Return the language of messages that the client of a request likes better."""
    return choose_language(request.headers.get("accept-language"))
