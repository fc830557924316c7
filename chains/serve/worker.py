"""A process that answers queries, one after the other: jobs come on standard input, answers go to standard output."""

from __future__ import annotations

import io
import os
import re
import sys
import traceback
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

import pyoxigraph as ox

from chains.errors import QueryError, Text
from chains.names import BASE, PREFIXES
from chains.serve.messages import FAILED, Answer, Job, pack_answer, read_job, refuse, say_offered
from chains.serve.negotiation import GRAPHS, SOLUTIONS, choose_media
from chains.sparql import check_query, syntax_error

__all__ = ["answer", "main"]

_TEXTS: Final = ("text/", "application/sparql-results+xml", "application/xml")
_DECLARED: Final = re.compile(rb"(?:@prefix [^\n]*\n)+")
_choose = lru_cache(64)(choose_media)


class _TooLong(Exception):
    """The answer has more bytes than it may have."""


class _Limited(io.BytesIO):
    """Bytes in memory, up to a number."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._left = most

    def write(self, data: Any) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise _TooLong
        return super().write(data)


def answer(store: ox.Store, job: Job) -> Answer:
    """Return the answer to one query, in the format that the client likes best.

    A mistake in the query is answered with 400, a format that is not on offer with 406, and a result that is too long
    with 503; all in plain words.
    """
    try:
        check_query(job.query)
        found = store.query(
            job.query,
            base_iri=BASE,
            prefixes=PREFIXES,
            default_graph=_graphs(job.default_graphs),
            named_graphs=_graphs(job.named_graphs),
        )
        return _write(found, job)
    except _TooLong:
        return refuse(503, _too_long(job.most_bytes), job.lang)
    except QueryError as error:
        return refuse(400, error, job.lang)
    except (SyntaxError, ValueError, RuntimeError) as error:
        return refuse(400, syntax_error(job.query, str(error)), job.lang)


def _graphs(iris: Iterable[str] | None) -> list[Any] | None:
    return None if iris is None else [ox.NamedNode(iri) for iri in iris]


def _write(found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, job: Job) -> Answer:
    offered = GRAPHS if isinstance(found, ox.QueryTriples) else SOLUTIONS
    media = _choose(job.accept, tuple(offered))
    if media is None:
        return refuse(406, say_offered(offered), job.lang)
    out = _Limited(job.most_bytes)
    if isinstance(found, ox.QueryTriples):
        ox.serialize(found, out, getattr(ox.RdfFormat, offered[media]), prefixes=PREFIXES)
    else:
        found.serialize(out, getattr(ox.QueryResultsFormat, offered[media]))
    charset = "; charset=utf-8" if media.startswith(_TEXTS) else ""
    return Answer(200, media + charset, _keep_used_prefixes(out.getvalue()))


def _keep_used_prefixes(text: bytes) -> bytes:
    """Return Turtle, TriG or N3 with the prefixes that occur in it, sorted; anything else as it is."""
    found = _DECLARED.match(text)
    if found is None:
        return text
    end = found.end()
    lines = sorted(found[0].splitlines(keepends=True))
    return b"".join(line for line in lines if text.find(line.split()[1], end) >= 0) + text[end:]


def _too_long(most: int) -> Text:
    size = f"{most / (1 << 20):,.3g} MiB"
    return Text(
        f"结果超过 {size} 的上限，没有发送任何部分。解决办法：加 LIMIT 与 OFFSET 分页，或用 chains export 导出整个图谱",
        f"the result is longer than {size}, and no part of it was sent. What to do: ask for pages with LIMIT and OFFSET, "
        "or export the graph with `chains export`",
    )


def main() -> None:
    """Answer jobs until there are no more: ``python -m chains.serve.worker STORE MEMORY``, *MEMORY* in MiB."""
    folder, memory = sys.argv[1], int(sys.argv[2])
    _limit_memory(memory)
    # Whatever a library may print must not get between the frames.
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    store = ox.Store.read_only(folder)
    out.write(pack_answer(Answer(0, "", b"")))
    while (job := read_job(sys.stdin.buffer)) is not None:
        try:
            found = answer(store, job)
        except MemoryError:
            os._exit(1)
        except Exception:  # noqa: BLE001  # the client is told that it failed, the log why
            traceback.print_exc()
            found = refuse(500, FAILED, job.lang)
        out.write(pack_answer(found))


def _limit_memory(memory: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_DATA, (memory << 20, memory << 20))


if __name__ == "__main__":
    main()
