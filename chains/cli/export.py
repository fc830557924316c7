"""``chains export``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

import click

from chains.cli.console import Data, data_option, lang_option, open_data, say
from chains.cli.subset import choose_subset, subset_option
from chains.errors import Lang, Text

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph


@click.command("export")
@data_option
@click.option(
    "-o",
    "--output",
    default=None,
    metavar="PATH",
    help="File to write (its suffix tells the format), a folder, or - for standard output. Needed unless --digest.",
)
@click.option(
    "--format",
    "format_",
    default=None,
    metavar="FORMAT",
    help="RDF: ttl nt nq trig jsonld rdf; networks: graphml gexf; folders: csv parquet neo4j ro-crate. By default from "
    "the suffix, csv for a folder, ttl for standard output.",
)
@subset_option
@click.option("--city", default=None, metavar="C", help="Short for --subset city=C: what lies there, and its links.")
@click.option("--alliance", default=None, metavar="A", help="Short for --subset alliance=A: its members.")
@click.option(
    "--provenance", is_flag=True, help="Keep the source of every statement in ttl, nt and rdf too (rdf:Statement)."
)
@click.option("--canonical", is_flag=True, help="Insist on the canonical form (RDFC-1.0), which nq and nt are.")
@click.option("--digest", is_flag=True, help="Print the SHA-256 of the canonical form (RDFC-1.0) of what is written.")
@click.option(
    "--date", default=None, metavar="YYYY-MM-DD", help="Day of publication in ro-crate; by default the newest source's."
)
@click.option("--public", is_flag=True, help="Leave out what only private sources say (chains.toml, [source] private).")
@lang_option
def command(
    data: Data | None,
    output: str | None,
    format_: str | None,
    subset: tuple[str, ...],
    city: str | None,
    alliance: str | None,
    provenance: bool,
    canonical: bool,
    digest: bool,
    date: str | None,
    public: bool,
    lang: Lang,
) -> None:
    """Write the graph, or a part of it, in another format.

    把图谱或其中一部分导出为其他格式；.trig、.nq、.jsonld 保留每条陈述的来源，其他 RDF 格式加 --provenance。

    \b
    chains export -o graph.ttl
    chains export -o graph.trig                      with the source of every statement
    chains export -o graph.ttl --provenance          the same in Turtle
    chains export -o graph.gexf                      for Gephi; .graphml for Cytoscape, yEd, igraph
    chains export -o tables/                         nodes and links as CSV
    chains export -o tables/ --format parquet        for pandas, Polars, DuckDB
    chains export -o import/ --format neo4j          CSV and the command that imports it
    chains export -o crate/ --format ro-crate        to publish: description, licences, checksums, citation
    chains export -o city.ttl --subset city=常州 --subset chain=education
    chains export -o skills.nt --subset "CONSTRUCT WHERE { ?x a ch:Skill ; skos:prefLabel ?name }"
    chains export --data my-region -o public.ttl --public   without what only private sources say
    chains export --digest                           tells whether two graphs say the same
    chains export -o - --format nt | gzip > graph.nt.gz
    """
    from chains.export import digest_graph, has_sources, write_graph

    if output is None and not digest:
        raise click.UsageError("Say where to write: -o PATH.")
    name = _name_format(output, format_, canonical=canonical)
    whole = _open_public(data) if public else open_data(data)
    graph = choose_subset(whole, subset, city=city, alliance=alliance)
    if output is not None:
        origin = whole if graph is not whole else None
        _write(graph, output, partial(write_graph, format=name, provenance=provenance, date=date, whole=origin))
    if digest:
        click.echo(digest_graph(graph, named=has_sources(name, provenance=provenance)), err=output == "-")


def _open_public(data: Data | None) -> KnowledgeGraph:
    from chains.public import public_graph

    whole = open_data(data)
    graph = public_graph(whole)
    if graph is whole:
        say(Text("没有标为私有的来源：全部导出", "No source is marked private: everything is written"))
    else:
        hidden = len(whole) - len(graph)
        say(
            Text(
                f"{hidden:,} 条陈述只来自私有来源，未导出",
                f"Statements left out, as only private sources say them: {hidden:,}",
            )
        )
    return graph


def _name_format(output: str | None, asked: str | None, *, canonical: bool) -> str:
    """Return the name of the format; what *output* and the options say must go together."""
    from chains.export import find_format, require_canonical

    given = None if output in {None, "-"} else output
    name = find_format(given, asked or (None if given else "nq" if canonical or output is None else "ttl"))
    if canonical:
        require_canonical(name)
    return name


def _write(graph: KnowledgeGraph, output: str, write: Callable[[KnowledgeGraph, BinaryIO | str], None]) -> None:
    write(graph, sys.stdout.buffer if output == "-" else output)
    if output != "-":
        say(Text(f"已写入 {output}", f"Written to {output}"))
