"""``chains diff``."""

from __future__ import annotations

from typing import Final

import click

from chains.cli.console import Data, DataType, lang_option, open_data, refresh_option, terminal_width, write_list
from chains.errors import Lang

_THRESHOLD: Final = 0.05
_READ: Final = 20
_MOST: Final = 200
"""For so many gaps of each sort the statements are looked for, for people and for programs."""


@click.command("diff")
@click.argument("old", type=DataType())
@click.argument("new", type=DataType())
@refresh_option
@click.option("--kind", "kinds", multiple=True, metavar="K", help="Only gaps of this kind; may be given again.")
@click.option("--city", default=None, metavar="C", help="Only gaps of this city or province: name or code.")
@click.option("--between", default=None, metavar="A:B", help="Only gaps between two chains, e.g. education:industry.")
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1, min_open=True),
    default=_THRESHOLD,
    show_default=True,
    metavar="X",
    help="A gap whose severity moved by so much has changed; so has one whose adjusted p crossed 0.05.",
)
@click.option(
    "--top", type=click.IntRange(min=1), default=None, metavar="N", help="The N that moved most of each sort."
)
@click.option(
    "--format", "format_", type=click.Choice(["table", "csv", "tsv", "json", "md"]), default="table", show_default=True
)
@click.option("-o", "--output", default="-", metavar="FILE", help="Write to a file.")
@lang_option
def command(
    old: Data,
    new: Data,
    kinds: tuple[str, ...],
    city: str | None,
    between: str | None,
    threshold: float,
    top: int | None,
    format_: str,
    output: str,
    lang: Lang,
) -> None:
    """Tell which gaps closed, opened and changed from one graph to another, and the statements that did it.

    比较两个图谱：哪些断点消失、哪些新出现、哪些有变化，以及是哪些陈述造成的。

    OLD and NEW are whatever --data takes elsewhere: a folder of tables, an RDF file, a built graph or the
    address of a SPARQL endpoint.  Differences are
    no error: the exit code is 0 with and without them.

    \b
    chains diff data-2024 data-2025
    chains diff before.trig after.trig --city 常州 --lang zh
    chains diff old new --format json -o changes.json
    """
    from chains.cli.gaps import read_pair
    from chains.diff import diff_graphs, format_difference
    from chains.gaps import choose_gaps
    from chains.gaps.keeping import gaps_of

    pair = read_pair(between)
    before, after = open_data(old), open_data(new)
    for graph in (before, after):
        # A mistake is told before the long search.
        choose_gaps((), graph.network(), kinds=kinds or None, region=city, between=pair)
    gaps = [
        choose_gaps(gaps_of(graph), graph.network(), kinds=kinds or None, region=city, between=pair)
        for graph in (before, after)
    ]
    most = top or (_READ if format_ in {"table", "md"} else _MOST)
    difference = diff_graphs(before, after, (gaps[0], gaps[1]), threshold=threshold, most=most)
    width = terminal_width() if output == "-" else None
    write_list(format_difference(difference, format_, lang, top=top, width=width), format_, output)
