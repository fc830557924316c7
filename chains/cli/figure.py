"""``chains figure``."""

from __future__ import annotations

from pathlib import Path

import click

from chains.cli.console import Data, data_option, lang_option, open_data, say, terminal_width, write_output
from chains.errors import Lang, Text


@click.command("figure")
@click.argument("name", required=False, metavar="[NAME]")
@click.option(
    "-o", "--output", default=None, metavar="FILE", help="File to write, .svg, .pdf or .png; - is standard output."
)
@click.option("--city", default=None, metavar="C", help="Of this city or province: name or code.")
@click.option("--width", type=float, default=None, metavar="CM", help="Width in centimetres.")
@click.option("--height", type=float, default=None, metavar="CM", help="Height in centimetres.")
@click.option("--dpi", type=click.IntRange(30, 2400), default=300, show_default=True, help="Dots per inch of a PNG.")
@click.option(
    "--outlines", is_flag=True, help="Write the text of an SVG as outlines: the same everywhere, but no longer text."
)
@click.option("--plain", is_flag=True, help="Leave out title and note, for a paper that has them in its caption.")
@click.option(
    "--format",
    "format_",
    default=None,
    metavar="FORMAT",
    help="svg, pdf or png; by default from the suffix of the file.",
)
@data_option
@lang_option
def command(
    name: str | None,
    output: str | None,
    city: str | None,
    width: float | None,
    height: float | None,
    dpi: int,
    outlines: bool,
    plain: bool,
    format_: str | None,
    data: Data | None,
    lang: Lang,
) -> None:
    """Draw a static figure for a paper as SVG, PDF or PNG.  Without a name: list the figures.

    绘制论文用的静态图（SVG、PDF、PNG）。不带名称则列出全部图。

    Needs matplotlib: pip install "fourchains[figures]".  Chinese is written in a font of the system, which is found.

    \b
    chains figure
    chains figure skills --city 苏州 -o skills.pdf
    chains figure matrix --lang zh --width 16 -o matrix.svg
    chains figure network --city 常州 --plain --dpi 600 -o network.png
    """
    from chains.figure import draw_figure, find_figure

    if name is None:
        if output or city:
            raise click.UsageError("Name the figure: `chains figure` alone lists the names.")
        write_output(_list_figures(lang), "-")
        return
    find_figure(name)
    if output is None:
        raise click.UsageError(f"Say where to write it, e.g. -o {name}.pdf")
    wanted = (format_ or Path(output).suffix.removeprefix(".")).lower()
    if not wanted:
        raise click.UsageError("Say in which format: a file .svg, .pdf or .png, or --format.")
    picture = draw_figure(
        open_data(data),
        name,
        wanted,
        region=city,
        lang=lang,
        width_cm=width,
        height_cm=height,
        dpi=dpi,
        outlines=outlines,
        plain=plain,
    )
    write_output(picture, output)
    if output != "-":
        say(Text(f"图已写入 {output}", f"The figure is in {output}"))


def _list_figures(lang: Lang) -> str:
    from chains.figure import load_figures
    from chains.tabulate import format_rows

    header = {"zh": ["名称", "标题", "说明", "默认厘米"], "en": ["name", "title", "shows", "cm"]}
    rows = [
        [
            figure.notation + (" --city C" if figure.needs_region else ""),
            figure.title.say(lang),
            figure.about.say(lang),
            f"{figure.width_cm:g} × {figure.height_cm:g}",
        ]
        for figure in load_figures().values()
    ]
    return format_rows(header[lang], rows, "table", width=terminal_width(), whole=[0, 3])
