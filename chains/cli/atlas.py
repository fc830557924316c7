"""``chains atlas``."""

from __future__ import annotations

from pathlib import Path

import click

from chains.cli.console import data_option, lang_option, output_option, progress_bar, say
from chains.errors import Lang, Text


@click.command("atlas")
@data_option
@output_option("atlas", "Folder to write; an earlier atlas there is replaced.")
@click.option("--open", "show", is_flag=True, help="Open the atlas in the browser.")
@lang_option
def command(data: Path | None, output: str, show: bool, lang: Lang) -> None:
    """Write one map and N lists: overview, interactive map, lists of gaps, Turtle and TriG, catalogue.

    写出一图N清单：概览、交互地图、断点清单、Turtle 与 TriG 文件、目录。

    \b
    chains atlas --open
    chains atlas --data my-region -o out --lang zh
    """
    from chains.graph import open_graph
    from chains.report import write_atlas

    with progress_bar(9) as progress:
        graph = open_graph(data, progress=progress)
        write_atlas(graph, Path(output), lang=lang, progress=progress)
    page = Path(output).resolve() / "index.html"
    say(Text(f"图集已写入 {output}；请在浏览器中打开 {page}", f"The atlas is in {output}; open {page} in a browser"))
    if show:
        click.launch(page.as_uri())
