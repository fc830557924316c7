"""``chains map``."""

from __future__ import annotations

from pathlib import Path

import click

from chains.cli.console import data_option, lang_option, network_of, open_data, output_option, say, write_output
from chains.errors import Lang, Text


@click.command("map")
@data_option
@output_option("map.html", "File to write; - is standard output.")
@lang_option
def command(data: Path | None, output: str, lang: Lang) -> None:
    """Draw the graph and its gaps as one interactive page that opens without a network.

    把图谱及其断点绘成一个可离线打开的交互页面。

    \b
    chains map -o map.html
    """
    from chains.draw import draw_map
    from chains.gaps.keeping import gaps_of

    graph = open_data(data)
    network = network_of(graph)
    page = draw_map(network, gaps_of(graph), lang=lang, title=graph.title, sources=graph.sources())
    write_output(page, output)
    if output != "-":
        say(Text(f"地图已写入 {output}", f"The map is in {output}"))
