"""The SPARQL endpoint: a request becomes a job, its answer a response."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from chains.errors import Lang, Text
from chains.serve.messages import Answer, Job
from chains.serve.negotiation import list_ranges
from chains.serve.protocol import LONGEST_REQUEST, Refusal, read_get, read_post
from chains.serve.workers import Workers

__all__ = ["CORS", "METHODS", "answer_job", "ask_endpoint", "choose_language", "read_request", "refuse"]

METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type",
    "Access-Control-Expose-Headers": "Content-Type, Retry-After",
}
"""Whoever reaches the server may ask it from a page of any origin: everything that it says is public to him."""

_PLAIN: Final = "text/plain; charset=utf-8"
_CLOSED: Final = 499
"""The status in logs for a client that has gone; nobody receives it."""


async def ask_endpoint(request: Request, workers: Workers) -> Response:
    """Return the response to a request by GET, HEAD or POST."""
    lang = choose_language(request.headers.get("accept-language"))
    try:
        job = await read_request(request, lang)
    except Refusal as error:
        return refuse(error.status, error.what, lang)
    except ClientDisconnect:
        return Response(status_code=_CLOSED)
    return await answer_job(request, workers, job)


async def answer_job(request: Request, workers: Workers, job: Job) -> Response:
    """Return the response to a job; the query ends if the client goes."""
    asking = asyncio.create_task(workers.ask(job))
    leaving = asyncio.create_task(_wait_for_leave(request))
    try:
        await asyncio.wait({asking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return _respond(asking.result()) if asking.done() else Response(status_code=_CLOSED)
    finally:
        asking.cancel()
        leaving.cancel()


async def _wait_for_leave(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def read_request(request: Request, lang: Lang) -> Job:
    """Return the job of a request by GET, HEAD or POST.

    Raises:
        Refusal: the request is wrong.
        ClientDisconnect: the client has gone.
    """
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


def _respond(answer: Answer) -> Response:
    headers = {"Vary": "Accept, Accept-Language"} | ({"Retry-After": "5"} if answer.status == 503 else {})  # noqa: PLR2004
    return Response(answer.body, answer.status, headers, answer.media)


def refuse(status: int, what: Text, lang: Lang) -> Response:
    """Return a refusal in plain words."""
    return Response(f"{what.say(lang)}\n", status, media_type=_PLAIN)


def choose_language(accept: str | None) -> Lang:
    """Return the language of messages that a client likes better; English if it does not say.

    >>> choose_language("zh-CN,zh;q=0.9,en;q=0.8"), choose_language(None)
    ('zh', 'en')
    """
    liked = {name.partition("-")[0]: quality for name, quality in _list_languages(accept or "")}
    return "zh" if liked.get("zh", 0.0) > liked.get("en", 0.0) else "en"


def _list_languages(accept: str) -> list[tuple[str, float]]:
    # Languages are weighed as media ranges are; a slash makes them look like such.
    parts = (part.strip().split(";", 1) for part in accept.split(","))
    ranges = ",".join(
        f"{part[0].strip()}/x" + (f";{part[1]}" if len(part) > 1 else "") for part in reversed(list(parts))
    )
    return [(media.removesuffix("/x"), quality) for media, quality in list_ranges(ranges)]
