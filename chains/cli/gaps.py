"""``chains gaps``."""

from __future__ import annotations

from pathlib import Path

import click

from chains.cli.console import data_option, lang_option, open_data, say, write_output
from chains.errors import Lang, Text


@click.command("gaps")
@data_option
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="K",
    help="Only this kind; may be given again. `chains terms --codes gap-kinds` lists them.",
)
@click.option("--city", default=None, metavar="C", help="Only this city: name or code.")
@click.option("--between", default=None, metavar="A:B", help="Only gaps between two chains, e.g. education:industry.")
@click.option("--top", type=click.IntRange(min=1), default=None, metavar="N", help="Only the N most severe.")
@click.option(
    "--format", "format_", type=click.Choice(["table", "csv", "tsv", "json", "md"]), default="table", show_default=True
)
@click.option("-o", "--output", default="-", metavar="FILE", help="Write to a file.")
@lang_option
def command(
    data: Path | None,
    kinds: tuple[str, ...],
    city: str | None,
    between: str | None,
    top: int | None,
    format_: str,
    output: str,
    lang: Lang,
) -> None:
    """List where the chains do not connect, most severe first, each with its reason.

    列出四链在哪里没有接通，按严重程度排序，并说明理由。

    Kinds: skill_shortage, skill_surplus, sparse_chain_pair, dead_end, broken_chain, weakest_step, isolated,
    single_point_of_failure.  JSON has the full record with evidence query and sources.

    \b
    chains gaps --city 常州 --top 10
    chains gaps --kind skill_shortage --format csv -o short.csv
    chains gaps --between education:industry --format json
    """
    from chains.gaps import find_gaps
    from chains.report.lists import format_gaps

    pair = _read_pair(between)
    graph = open_data(data)
    network = graph.network()
    gaps = find_gaps(network, kinds=kinds or None, region=city, between=pair, top=top)
    write_output(format_gaps(gaps, network, format_, lang, sources=graph.sources()), output)
    if not gaps:
        say(Text("没有找到断点", "No gap was found"))


def _read_pair(between: str | None) -> tuple[str, str] | None:
    if between is None:
        return None
    first, colon, second = between.partition(":")
    if not colon or not first or not second:
        raise click.BadParameter("give two chains as A:B, e.g. education:industry", param_hint="--between")
    return first, second
