"""``chains gaps``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import click

from chains.cli.console import (
    Data,
    choose_part,
    data_option,
    lang_option,
    network_of,
    open_data,
    say,
    terminal_width,
    write_list,
    write_output,
)
from chains.errors import Lang, Text

if TYPE_CHECKING:
    from chains.gaps.listing import GapList
    from chains.gaps.reading.years import Cut
    from chains.graph import KnowledgeGraph
    from chains.network import Network

_RDF: Final = ("ttl", "nq", "trig")
_KINDS: Final = "(the kinds)"
_SAID: Final = 3
"""How many kinds of link a note names."""


class _GapsCommand(click.Command):
    """Names in its help the kinds that there are now."""

    def get_help(self, ctx: click.Context) -> str:
        from chains.gaps import load_kinds

        self.help = (self.help or "").replace(_KINDS, ", ".join(load_kinds()))
        return super().get_help(ctx)


@click.command("gaps", cls=_GapsCommand)
@data_option
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="K",
    help="Only this kind; may be given again. `chains terms --codes gap-kinds` lists them.",
)
@click.option("--city", default=None, metavar="C", help="Only this city: name or code.")
@click.option(
    "--group",
    "--alliance",
    "alliances",
    multiple=True,
    metavar="A",
    help="Only about members of this alliance: name or key.",
)
@click.option("--between", default=None, metavar="A:B", help="Only gaps between two chains, e.g. education:industry.")
@click.option("--top", type=click.IntRange(min=1), default=None, metavar="N", help="Only the N most severe.")
@click.option(
    "--compare",
    multiple=True,
    metavar="C C …",
    help="Set two or more cities or provinces side by side; also as C,C or with --compare before each.",
)
@click.argument("more", nargs=-1, metavar="")
@click.option(
    "--year",
    type=click.IntRange(1000, 9999),
    default=None,
    metavar="Y",
    help="Only what was on record up to this year: links that their source dates later are left out, undated ones stay. "
    "A year is that of the source, not of when a link began; evidence queries still read the whole graph.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "csv", "tsv", "json", "md", *_RDF]),
    default="table",
    show_default=True,
)
@click.option("-o", "--output", default="-", metavar="FILE", help="Write to a file.")
@lang_option
def command(
    data: Data | None,
    kinds: tuple[str, ...],
    city: str | None,
    alliances: tuple[str, ...],
    between: str | None,
    top: int | None,
    compare: tuple[str, ...],
    more: tuple[str, ...],
    year: int | None,
    format_: str,
    output: str,
    lang: Lang,
) -> None:
    """List where the chains do not connect, most severe first, each with its reason.

    列出四链在哪里没有接通，按严重程度排序，并说明理由。

    Kinds: (the kinds).  JSON has the full record with evidence query and sources; ttl, nq and trig have it as RDF.
    `chains explain ID` tells all about one gap.

    \b
    chains gaps --city 常州 --top 10
    chains gaps --kind skill_shortage --format csv -o short.csv
    chains gaps --between education:industry --format json
    chains gaps --group 长三角软件职业教育集团
    chains gaps --compare 常州 苏州
    chains gaps --year 2024 --format ttl -o gaps-2024.ttl
    """
    from chains.gaps.listing import GapList

    pair = read_pair(between)
    names = _read_regions(compare, more, city, format_)
    if names and alliances:
        raise click.UsageError("Give --group or --compare, not both: a comparison is of places.")
    graph = open_data(data)
    network = network_of(graph)
    part = choose_part(graph, (), alliances)
    cut = None if year is None else _cut(graph, year)
    if cut is not None:
        network = cut.network
    if names:
        gaps = _compare(graph, network, kinds, pair, names, format_, lang, output, top, whole=cut is None)
    else:
        gaps = _find(graph, network, kinds, city, pair, top if part is None else None, whole=cut is None)
        if part is not None:
            gaps = GapList(part.choose(gaps)[:top])
        _write(gaps, graph, network, format_, lang, output, year)
    if not gaps:
        say(Text("没有找到断点", "No gap was found"))


def _write(
    gaps: GapList, graph: KnowledgeGraph, network: Network, format_: str, lang: Lang, output: str, year: int | None
) -> None:
    if format_ in _RDF:
        _write_rdf(gaps, graph, format_, output, year)
        return
    from chains.report.lists import format_gaps

    write_list(format_gaps(gaps, network, format_, lang, sources=graph.sources()), format_, output)


def _find(
    graph: KnowledgeGraph,
    network: Network,
    kinds: Sequence[str],
    city: str | None,
    pair: tuple[str, str] | None,
    top: int | None,
    *,
    whole: bool,
) -> GapList:
    from chains.gaps import choose_gaps, find_gaps
    from chains.gaps.keeping import gaps_of

    if whole and (not kinds or graph.decisions):
        # A mistake is told before the long search.
        choose_gaps((), network, kinds=kinds or None, region=city, between=pair)
        return choose_gaps(gaps_of(graph), network, kinds=kinds or None, region=city, between=pair, top=top)
    return find_gaps(network, kinds=kinds or None, region=city, between=pair, top=top)


def _compare(
    graph: KnowledgeGraph,
    network: Network,
    kinds: Sequence[str],
    pair: tuple[str, str] | None,
    names: Sequence[str],
    format_: str,
    lang: Lang,
    output: str,
    top: int | None,
    *,
    whole: bool,
) -> GapList:
    from chains.compare import compare_regions, find_regions, format_comparison

    regions = find_regions(network, names)
    gaps = _find(graph, network, kinds, None, pair, None, whole=whole)
    comparison = compare_regions(gaps, network, regions)
    text = format_comparison(comparison, format_, lang, top=top, width=terminal_width() if output == "-" else None)
    write_list(text, format_, output)
    return gaps


def _write_rdf(gaps: GapList, graph: KnowledgeGraph, format_: str, output: str, year: int | None) -> None:
    import io

    from chains.export.gap_files import write_gaps

    out = io.BytesIO()
    write_gaps(gaps, graph, out, format=format_, year=year)
    write_output(out.getvalue(), output)


def read_pair(between: str | None) -> tuple[str, str] | None:
    """Return the two chains of ``--between A:B``.

    Raises:
        click.BadParameter: it is no such pair.
    """
    if between is None:
        return None
    first, colon, second = between.partition(":")
    if not colon or not first or not second:
        raise click.BadParameter("give two chains as A:B, e.g. education:industry", param_hint="--between")
    return first, second


def _read_regions(compare: tuple[str, ...], more: tuple[str, ...], city: str | None, format_: str) -> list[str]:
    if more and not compare:
        raise click.UsageError(
            f"What is “{more[0]}”? For one place write --city {more[0]}, for several --compare {' '.join(more)} ..."
        )
    if not compare:
        return []
    words = [part for word in (*compare, *more) for part in word.replace("，", ",").replace("、", ",").split(",")]
    names = [word.strip() for word in words if word.strip()]
    if len(names) < 2:  # noqa: PLR2004  # side by side means two
        raise click.UsageError("--compare needs two places or more, e.g. --compare 常州 苏州")
    if city is not None:
        raise click.UsageError("Give --city or --compare, not both: --compare names the places itself.")
    if format_ in _RDF:
        raise click.UsageError(f"A comparison cannot be written as {format_}: choose table, csv, tsv, json or md.")
    return names


def _cut(graph: KnowledgeGraph, year: int) -> Cut:
    from chains.gaps.reading.years import cut_at_year, read_beginnings
    from chains.naming import name_code

    cut = cut_at_year(graph.network(), year, read_beginnings(graph))
    shown = [(name_code("link-kinds", kind), count) for kind, count in list(cut.later.items())[:_SAID]]
    zh = "、".join(f"{name.zh} {count:,} 条" for name, count in shown)
    en = ", ".join(f"{count:,} “{name.en}”" for name, count in shown)
    rest = len(cut.later) > _SAID
    total = sum(cut.later.values())
    later = Text(f"（{zh}{'等' if rest else ''}）", f" ({en}{', …' if rest else ''})") if total else Text("", "")
    say(
        Text(
            f"截至 {year} 年的记录：略去 {total:,} 条此后才有的链接{later.zh}和 {cut.things:,} 个此后才有的事物；"
            f"保留 {cut.dated:,} 条有年份的链接，以及 {cut.undated:,} 条没有年份、无从判断的链接。"
            "年份是来源所示的年份，不是事情开始的年份：略去得多的类别，断点多半只是当时还没有记录。",
            f"On record up to {year}: left out are {total:,} later links{later.en} and {cut.things:,} later things; kept "
            f"are {cut.dated:,} links with a year and {cut.undated:,} that have none and may be of any year. A year is "
            "that of the source, not of when something began: where much is left out, a gap mostly means that nothing "
            "was on record yet.",
        )
    )
    return cut
