"""``chains build``."""

from __future__ import annotations

from pathlib import Path

import click

from chains.cli.console import data_option, lang_option, progress_bar, say
from chains.errors import Lang, Text


@click.command("build")
@data_option
@click.option("-o", "--output", default=None, metavar="FOLDER", help="Folder for the built graph; by default a cache.")
@lang_option
def command(data: Path | None, output: str | None, lang: Lang) -> None:
    """Build the graph: store, sorted N-Quads and edge tables in one folder.  Prints the folder.

    构建图谱：存储、排序后的 N-Quads 与边表放在一个文件夹里，并打印其路径。

    \b
    chains build
    chains build --data my-region -o built && chains gaps --data built
    """
    from chains.build import BUILD_STEPS, build_graph
    from chains.graph import KnowledgeGraph, open_graph
    from chains.inputs import find_input
    from chains.resources import data_folder

    with progress_bar(BUILD_STEPS) as progress:
        if output is None:
            graph = open_graph(data, progress=progress)
        else:
            build_graph(find_input(data or data_folder()), Path(output), progress=progress)
            graph = KnowledgeGraph(Path(output))
    network = graph.network()
    say(
        Text(
            f"{len(graph):,} 条陈述，{network.nodes.height:,} 个节点，{network.edges.height:,} 条链接",
            f"Statements: {len(graph):,}; nodes: {network.nodes.height:,}; links: {network.edges.height:,}",
        )
    )
    click.echo(str(graph.folder))
