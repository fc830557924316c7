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
@click.option("--city", default=None, metavar="C", help="Only what lies in this city or province, and its links.")
@click.option("--alliance", default=None, metavar="A", help="Only the members of this alliance, and their links.")
@lang_option
def command(
    data: Path | None, output: str, format_: str | None, city: str | None, alliance: str | None, lang: Lang
) -> None:
    """Write the graph in another format: .ttl .nt .nq .trig .jsonld .rdf .graphml .gexf, or a folder of CSV.

    把图谱导出为其他格式；.trig 与 .nq 保留每条陈述的来源。

    \b
    chains export -o graph.ttl
    chains export -o graph.trig          with the source of every statement
    chains export -o tables/             nodes and links as CSV
    chains export -o changzhou.ttl --city 常州
    chains export -o - --format nt | gzip > graph.nt.gz
    """
    from chains.export import write_graph

    graph = open_data(data)
    if city is not None or alliance is not None:
        from chains.part import part_of

        graph = part_of(graph, city=city, alliance=alliance)
    if output == "-":
        write_graph(graph, sys.stdout.buffer, format=format_ or "ttl")
        return
    write_graph(graph, Path(output), format=format_ or ("csv" if output.endswith(("/", "\\")) else None))
    say(Text(f"已写入 {output}", f"Written to {output}"))
