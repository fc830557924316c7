"""``chains info``."""

from __future__ import annotations

import click

from chains.cli.console import Data, data_option, lang_option, open_data, write_output
from chains.errors import Lang
from chains.tabulate import dump_json


@click.command("info")
@data_option
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("-o", "--output", default="-", metavar="FILE", help="Write to a file.")
@lang_option
def command(data: Data | None, format_: str, output: str, lang: Lang) -> None:
    """Tell what a graph holds: things by chain and class, links by kind, sources by confidence.

    说明图谱里有什么：各链各类事物、各类链接、各等级来源的数量。

    \b
    chains info
    chains info --data graph.ttl --format json
    """
    from chains.summary import format_summary, summarise

    summary = summarise(open_data(data))
    if format_ == "json":
        write_output(dump_json(summary.to_dict()), output)
    else:
        write_output(format_summary(summary, lang), output)
