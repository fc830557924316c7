"""``chains serve``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from chains.cli.console import Data, data_option, lang_option, open_data, progress_bar, say
from chains.errors import ChainsError, Lang, Text

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


@click.command("serve")
@data_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one.")
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="Longest that one query may take.",
)
@click.option(
    "--max-mib", "most", type=click.IntRange(1), default=64, show_default=True, help="Longest answer, in MiB."
)
@click.option("--workers", type=click.IntRange(1), default=4, show_default=True, help="Queries that run at a time.")
@click.option(
    "--atlas/--no-atlas", "with_atlas", default=True, show_default=True, help="Make the atlas and show it at /."
)
@lang_option
def command(
    data: Data | None, host: str, port: int, timeout: float, most: int, workers: int, with_atlas: bool, lang: Lang
) -> None:
    """Serve the graph: a SPARQL endpoint with a page to ask on, a page for each thing, and the atlas.

    启动服务：SPARQL 端点与查询页面、每个事物的网页，以及图集。

    Queries only read.  /sparql is the endpoint, in a browser the page to ask on; /id/… has the things, /ontology the
    terms, /.well-known/void what the dataset is.  Needs the extra `serve`.  Ctrl-C stops it.

    \b
    chains serve
    chains serve --data my-region --port 9000 --timeout 60
    curl -H "Accept: text/csv" --data-urlencode "query=SELECT * { ?s a ch:Alliance }" http://127.0.0.1:8000/sparql
    """
    if host not in _LOOPBACK:
        say(
            Text(
                f"注意：在 {host} 监听，能访问这台机器的人都能读取全部数据；服务没有登录与加密",
                f"Note: listening at {host}, whoever reaches this machine can read all of the data; there is no login and no encryption",
            )
        )
    _require_server()
    from chains.serve.running import run
    from chains.serve.workers import Limits

    graph = open_data(data)
    atlas = _make_atlas(graph, lang) if with_atlas else None
    run(
        graph, atlas, Limits(seconds=timeout, most_bytes=most << 20, processes=workers), host=host, port=port, lang=lang
    )


def _require_server() -> None:
    try:
        import httptools  # noqa: F401
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise ChainsError(
            Text("缺少服务所需的软件包", "the packages that serve over HTTP are missing"),
            remedy=Text('运行 pip install "fourchains[serve]"', 'run pip install "fourchains[serve]"'),
        ) from error


def _make_atlas(graph: KnowledgeGraph, lang: Lang) -> Path:
    """Return the folder of the graph's atlas, which is made once for each version of the graph."""
    from chains.report import ATLAS_STEPS
    from chains.serve.running import keep_atlas

    with progress_bar(ATLAS_STEPS) as progress:
        return keep_atlas(graph, lang, progress)
