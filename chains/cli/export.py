"""``chains export``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from chains.cli.console import data_option, lang_option, open_data, say
from chains.errors import Lang, Text


@click.command("export")
@data_option
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="PATH",
    help="File to write (its suffix tells the format), a folder for CSV, or - for standard output.",
)
@click.option(
    "--format",
    "format_",
    default=None,
    metavar="FORMAT",
    help="ttl nt nq trig jsonld rdf graphml gexf csv; by default from the suffix.",
)
@lang_option
def command(data: Path | None, output: str, format_: str | None, lang: Lang) -> None:
    """Write the graph in another format: .ttl .nt .nq .trig .jsonld .rdf .graphml .gexf, or a folder of CSV.

    把图谱导出为其他格式；.trig 与 .nq 保留每条陈述的来源。

    \b
    chains export -o graph.ttl
    chains export -o graph.trig          with the source of every statement
    chains export -o tables/             nodes and links as CSV
    chains export -o - --format nt | gzip > graph.nt.gz
    """
    from chains.export import write_graph

    graph = open_data(data)
    if output == "-":
        write_graph(graph, sys.stdout.buffer, format=format_ or "ttl")
        return
    write_graph(graph, Path(output), format=format_ or ("csv" if output.endswith(("/", "\\")) else None))
    say(Text(f"已写入 {output}", f"Written to {output}"))
