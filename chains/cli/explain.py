"""``chains explain``."""

from __future__ import annotations

import shlex

import click

from chains.cli.console import Data, data_option, lang_option, open_data, terminal_width, write_output
from chains.errors import Lang

_WIDTH = 100


@click.command("explain")
@click.argument("gap", required=False, metavar="GAP")
@data_option
@click.option("--query", "only_query", is_flag=True, help="Only the evidence query, to pipe into `chains query -`.")
@click.option("--format", "format_", type=click.Choice(["text", "md", "json"]), default="text", show_default=True)
@click.option("-o", "--output", default="-", metavar="FILE", help="Write to a file.")
@lang_option
def command(gap: str | None, data: Data | None, only_query: bool, format_: str, output: str, lang: Lang) -> None:
    """Tell all about one gap in plain words: what was seen and expected, how sure it is, which facts and sources.

    用通俗的话说明一处断点：看到了什么、本来预期怎样、有多大把握、依据哪些事实与来源、怎样核对。

    GAP is its identifier as `chains gaps` lists it, the beginning of one, or the digits alone.

    \b
    chains gaps --city 常州 --top 5
    chains explain skill_shortage-6d899b26
    chains explain 6d899b26 --lang zh --format md -o java.md
    chains explain 6d899b26 --query | chains query -
    """
    if gap is None:
        raise click.UsageError("Name the gap by its identifier: `chains gaps` lists them in its first column.")
    from chains.explain import explain_gap, find_gap, format_explanation
    from chains.gaps.keeping import gaps_of
    from chains.naming import Names

    graph = open_data(data)
    gaps = gaps_of(graph)
    found = find_gap(gaps, gap, Names(graph.network()))
    if only_query:
        write_output(found.evidence.strip() + "\n", output)
        return
    given = f" --data {shlex.quote(str(data))}" if data else ""
    check = f"chains explain {found.id}{given} --query | chains query -{given}"
    told = explain_gap(found, graph, gaps)
    width = terminal_width() if output == "-" else None
    write_output(format_explanation(told, format_, lang, width=width or _WIDTH, command=check), output)
