"""The SPARQL endpoint: a request becomes a job, its answer a response.

It speaks ASGI itself: a light query is answered in less time than the layers of a framework take.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from chains.errors import Lang, Text
from chains.serve.messages import Answer, Job, refuse
from chains.serve.negotiation import VARY, choose_language
from chains.serve.protocol import LONGEST_REQUEST, Refusal, read_get, read_post
from chains.serve.workers import Workers

__all__ = ["BARE", "CORS", "METHODS", "Asked", "ask_workers", "language_of", "respond", "send_answer"]

METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
CORS: Final = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Content-Type, Retry-After"}
"""Whoever reaches the server may ask it from a page of any origin: everything that it says is public to him."""
BARE: Final = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""The policy for whatever brings none of its own in its page."""

_BUSY: Final = 503
_RETRY: Final = {"Retry-After": "5"}
_ALWAYS: Final = [
    (name.lower().encode(), value.encode())
    for name, value in (CORS | {"Content-Security-Policy": BARE, "Vary": VARY}).items()
]
_GONE: Final = Answer(499, "text/plain", b"")
"""For a client that has gone: nobody receives it."""
_NOTICE_SECONDS: Final = 0.02
"""From then on one listens whether the client of a query has gone; most are answered before."""
_BODY_SECONDS: Final = 30.0


@dataclass(slots=True)
class Asked:
    """A request.

    Attributes:
        method, parameters: as sent; the parameters are what stands after the question mark, still encoded.
        headers: by name in lower case; what was sent several times is joined by commas.
        lang: language of messages that the client likes better.
        receive: gives its body and tells when the client has gone.
    """

    method: str
    parameters: bytes
    headers: Mapping[str, str]
    lang: Lang
    receive: Receive

    @classmethod
    def read(cls, scope: Scope, receive: Receive) -> Asked:
        """Return the request of an ASGI scope."""
        headers: dict[str, str] = {}
        for raw_name, raw_value in scope["headers"]:
            name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        lang = choose_language(headers.get("accept-language"))
        return cls(scope["method"], scope["query_string"], headers, lang, receive)


async def ask_workers(asked: Asked, workers: Workers, accept: str | None = None) -> Answer:
    """Return the answer to the query of a request; the query ends if the client goes.

    With *accept* it is in that format, whatever the client likes.
    """
    try:
        job = await _read_request(asked)
    except Refusal as error:
        return refuse(error.status, error.what, asked.lang)
    if job is None:
        return _GONE
    return await _while_there(asked.receive, workers.ask(job if accept is None else job._replace(accept=accept)))


async def _while_there(receive: Receive, asking: Awaitable[Answer]) -> Answer:
    """Return the answer that is asked for, unless the client goes before it comes."""
    loop = asyncio.get_running_loop()
    listening: list[asyncio.Task[None]] = []
    try:
        async with asyncio.timeout(None) as there:

            async def listen() -> None:
                while (await receive())["type"] != "http.disconnect":
                    pass
                there.reschedule(loop.time())

            later = loop.call_later(_NOTICE_SECONDS, lambda: listening.append(loop.create_task(listen())))
            try:
                return await asking
            finally:
                later.cancel()
                for task in listening:
                    task.cancel()
    except TimeoutError:
        return _GONE


async def _read_request(asked: Asked) -> Job | None:
    """Return what is asked; ``None`` if the client goes before all of it has come."""
    if len(asked.parameters) > LONGEST_REQUEST:
        raise _too_long()
    if asked.method != "POST":  # the body of a GET says nothing
        return read_get(asked.parameters, asked.headers, asked.lang)
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            body = await _read_body(asked.receive)
    except TimeoutError as error:
        what = Text("请求没有在时限内发完", "the request did not arrive in time")
        raise Refusal(408, what) from error
    return None if body is None else read_post(asked.parameters, body, asked.headers, asked.lang)


async def _read_body(receive: Receive) -> bytes | None:
    body = bytearray()
    while (message := await receive())["type"] == "http.request":
        body += message.get("body", b"")
        if len(body) > LONGEST_REQUEST:
            raise _too_long()
        if not message.get("more_body", False):
            return bytes(body)
    return None


def _too_long() -> Refusal:
    size = f"{LONGEST_REQUEST >> 10} KiB"
    return Refusal(413, Text(f"请求超过 {size}", f"a request may have {size} at most"))


async def send_answer(answer: Answer, send: Send, headers: Mapping[str, str] | None = None) -> None:
    """Send an answer, with the headers of every answer of the endpoint and further ones."""
    more = dict(headers or {}) | (_RETRY if answer.status == _BUSY else {})
    listed = [
        (b"content-type", answer.media.encode()),
        (b"content-length", b"%d" % len(answer.body)),
        *_ALWAYS,
        *((name.lower().encode(), value.encode()) for name, value in more.items()),
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": listed})
    await send({"type": "http.response.body", "body": answer.body})


def respond(answer: Answer) -> Response:
    """Return the response that carries an answer."""
    headers = {"Vary": VARY} | (_RETRY if answer.status == _BUSY else {})
    return Response(answer.body, answer.status, headers, answer.media)


def language_of(request: Request) -> Lang:
    """Return the language of messages that the client of a request likes better."""
    return choose_language(request.headers.get("accept-language"))
