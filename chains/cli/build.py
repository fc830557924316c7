"""``chains build``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from chains.cli.console import (
    Data,
    asks_refresh,
    count_steps,
    data_option,
    lang_option,
    progress_bar,
    read_graph,
    say,
)
from chains.errors import Lang, Text

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph


@click.command("build")
@data_option
@click.option("-o", "--output", default=None, metavar="FOLDER", help="Folder for the built graph; by default a cache.")
@click.option(
    "--infer",
    is_flag=True,
    help="Also infer what follows by the ontology's axioms (OWL 2 RL), into a named graph of its own.  "
    "同时按本体公理推理，结果另存一个命名图。",
)
@lang_option
def command(data: Data | None, output: str | None, infer: bool, lang: Lang) -> None:
    """Build the graph: store, sorted N-Quads and edge tables in one folder.  Prints the folder.

    With --infer the store also holds what follows from the statements: superclasses, inverses, and chains of links, such
    as that a programme prepares for the occupations that require a skill it develops.  It lies in the named graph
    <https://w3id.org/fourchains/id/source/inferred>, marked as derived; counts, gaps and measures leave it out, and a
    query reads it with GRAPH.

    构建图谱：存储、排序后的 N-Quads 与边表放在一个文件夹里，并打印其路径。加 --infer
    则另存由本体公理推出的陈述（上位类、逆属性、属性链），标为“推导”，不计入统计、断点与度量，查询时用 GRAPH 读取。

    \b
    chains build
    chains build --data my-region -o built && chains gaps --data built
    chains build --infer -o built
    """
    from chains.build import build_graph
    from chains.graph import KnowledgeGraph, find_data

    with progress_bar(count_steps(data)) as progress:
        if output is None:
            graph = read_graph(data, progress, infer=infer)
        else:
            given = find_data(data, refresh=asks_refresh(), progress=progress, notice=say)
            build_graph(given, Path(output), progress=progress, infer=infer)
            graph = KnowledgeGraph(Path(output))
    network = graph.network()
    say(
        Text(
            f"{len(graph):,} 条陈述，{network.nodes.height:,} 个节点，{network.edges.height:,} 条链接",
            f"Statements: {len(graph):,}; nodes: {network.nodes.height:,}; links: {network.edges.height:,}",
        )
    )
    if infer:
        _say_inferred(graph)
    click.echo(str(graph.folder))


def _say_inferred(graph: KnowledgeGraph) -> None:
    from chains.infer import INFERRED_GRAPH

    found = graph.inferred
    if found is None:
        return
    share = found.statements / max(len(graph), 1)
    counts = [f"{name} {count:,}" for name, count in found.properties.items()]
    say(
        Text(
            f"另推出 {found.statements:,} 条（相当于陈述数的 {share:.0%}），"
            f"存于命名图 <{INFERRED_GRAPH}>，不计入上面各数：{'，'.join(counts)}",
            f"Inferred: {found.statements:,} more ({share:.0%} of the statements), "
            f"in the graph <{INFERRED_GRAPH}>, not counted above: {', '.join(counts)}",
        )
    )
    if found.contradictions:
        say(
            Text(
                f"矛盾 {found.contradictions:,} 处：事物同属互斥的类，关于它们的推论不可信，请改正其类型：{'；'.join(found.examples)}",
                f"Contradictions: {found.contradictions:,}. Things are of classes that exclude each other; trust nothing "
                f"inferred of them, and correct their types: {'; '.join(found.examples)}",
            )
        )
