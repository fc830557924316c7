"""Starting and stopping the server."""

from __future__ import annotations

import asyncio
import logging
import socket
from pathlib import Path
from types import FrameType
from typing import Final

import uvicorn

from chains.build import Progress
from chains.cache import atlas_folder, mark_used
from chains.errors import Lang, OutputError, Text
from chains.graph import KnowledgeGraph
from chains.report import write_atlas
from chains.serve.app import make_app
from chains.serve.connection import Connection
from chains.serve.workers import Limits, Workers

__all__ = ["keep_atlas", "run"]

_CONNECTIONS: Final = 512
_LEAVE_SECONDS: Final = 5
_SAFE: Final = [
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
]
"""Headers of every answer, refusals of what is no HTTP included: they keep a browser from guessing, framing and telling."""


def keep_atlas(graph: KnowledgeGraph, lang: Lang, progress: Progress) -> Path:
    """Return the folder of the atlas of a graph in the cache; it is written if this version has none yet."""
    folder = atlas_folder(graph.digest, lang)
    if not (folder / "index.html").exists():
        write_atlas(graph, folder, lang=lang, progress=progress)
    mark_used(folder)
    return folder


def run(graph: KnowledgeGraph, atlas: Path | None, limits: Limits, *, host: str, port: int, lang: Lang) -> None:
    """Serve a graph until the process is told to stop (Ctrl-C, SIGTERM).

    Raises:
        OutputError: nobody can listen at that address.
    """
    listener = _listen(host, port)
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    app = make_app(graph, atlas, limits)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        http=Connection,
        headers=_SAFE,
        proxy_headers=False,
        ws="none",
        limit_concurrency=_CONNECTIONS,
        timeout_graceful_shutdown=_LEAVE_SECONDS,
    )
    name = f"[{host}]" if ":" in host else host
    where = f"http://{name}:{listener.getsockname()[1]}/"
    print(  # noqa: T201  # whoever started the server reads here where it is
        Text(
            f"{graph.title.zh}：{where}（查询：{where}sparql；Ctrl-C 停止）",
            f"{graph.title.en}: {where} (queries: {where}sparql; Ctrl-C stops)",
        ).say(lang),
        flush=True,
    )
    _Server(config, app.workers).run(sockets=[listener])


class _Server(uvicorn.Server):
    """Ends its queries as soon as it is told to stop, so that nobody waits for them."""

    def __init__(self, config: uvicorn.Config, workers: Workers) -> None:
        super().__init__(config)
        self._workers = workers

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop, in the loop that serves."""
        super().handle_exit(sig, frame)
        asyncio.get_running_loop().call_soon_threadsafe(self._workers.stop)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named, for asyncio sends small packets at once only where it is: else each answer waits for 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise OutputError(
            Text(
                f"不能在 {host}:{port} 监听：{error.strerror}", f"nobody can listen at {host}:{port}: {error.strerror}"
            ),
            remedy=Text("换一个 --port（0 为任选空闲端口）", "choose another --port (0 takes any free one)"),
        ) from error
    return listener
