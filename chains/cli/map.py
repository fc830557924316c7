"""``chains map``."""

from __future__ import annotations

import click

from chains.cli.console import (
    Data,
    choose_part,
    data_option,
    lang_option,
    network_of,
    open_data,
    output_option,
    part_options,
    say,
    write_output,
)
from chains.errors import Lang, Text


@click.command("map")
@data_option
@output_option("map.html", "File to write; - is standard output.")
@part_options
@lang_option
def command(data: Data | None, output: str, cities: tuple[str, ...], alliances: tuple[str, ...], lang: Lang) -> None:
    """Draw the graph and its gaps as one interactive page that opens without a network.

    把图谱及其断点绘成一个可离线打开的交互页面。

    The map of a part (--for, --group) has the gaps that concern it, as they were measured on the whole graph.

    \b
    chains map -o map.html
    chains map --for 常州 -o changzhou.html
    """
    from chains.draw import draw_map
    from chains.gaps.keeping import gaps_of

    graph = open_data(data)
    network, title = network_of(graph), graph.title
    part = choose_part(graph, cities, alliances)
    gaps = gaps_of(graph)
    if part is not None:
        network, title, gaps = part.graph.network(), part.title, part.choose(gaps)
    page = draw_map(network, gaps, lang=lang, title=title, sources=graph.sources())
    write_output(page, output)
    if output != "-":
        say(Text(f"地图已写入 {output}", f"The map is in {output}"))
