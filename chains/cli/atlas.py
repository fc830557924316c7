"""``chains atlas``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from chains.cli.console import (
    Data,
    DataType,
    choose_part,
    count_steps,
    data_option,
    lang_option,
    output_option,
    part_options,
    progress_bar,
    read_graph,
    say,
)
from chains.errors import Lang, Text

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph
    from chains.plan.running import Wish
    from chains.report import Atlas

_TOLD: Final = 3
_WIDTH: Final = 96


@click.command("atlas")
@click.argument("path", required=False, type=DataType())
@data_option
@output_option("atlas", "Folder to write; an earlier atlas there is replaced.")
@part_options
@click.option(
    "--budget", type=float, default=None, metavar="B", help="Also write a plan for this budget (see chains plan)."
)
@click.option("--objective", default="gaps", show_default=True, metavar="O", help="What the plan is to close.")
@click.option("--open", "show", is_flag=True, help="Open the atlas in the browser.")
@lang_option
def command(
    path: Data | None,
    data: Data | None,
    output: str,
    cities: tuple[str, ...],
    alliances: tuple[str, ...],
    budget: float | None,
    objective: str,
    show: bool,
    lang: Lang,
) -> None:
    """Write one map and N lists: overview, interactive map, lists of gaps, Turtle and TriG, catalogue.

    写出一图N清单：概览、交互地图、断点清单、Turtle 与 TriG 文件、目录。

    The atlas of a part (--for, --group) has pages, lists and files of the part; its gaps were measured on the whole graph,
    so they have the numbers of the whole atlas.

    \b
    chains atlas --open
    chains atlas --for 常州 -o changzhou
    chains atlas --for 苏州 --for 无锡 --for 常州 -o suxichang
    chains atlas --group 长三角软件职业教育集团 -o alliance
    chains atlas my-region -o out --lang zh
    chains atlas --budget 1000 --objective skills=1,gaps=1
    """
    from chains.report import ATLAS_STEPS, write_atlas

    if path is not None and data is not None:
        raise click.UsageError("Give the path once: as PATH or with --data, not both.")
    data = path if data is None else data
    wish = _wish(budget, objective, cities, alliances)
    with progress_bar(count_steps(data) + ATLAS_STEPS + (wish is not None)) as progress:
        graph = read_graph(data, progress)
        part = choose_part(graph, cities, alliances)
        atlas = write_atlas(graph, Path(output), lang=lang, progress=progress, part=part, wish=wish)
    _tell(atlas, lang)
    _tell_rows(graph, data)
    _tell_missing(graph)
    if show:
        _open_page(Path(output))


def _wish(budget: float | None, objective: str, cities: tuple[str, ...], alliances: tuple[str, ...]) -> Wish | None:
    """Return what the plan of the atlas is to be; ``None`` for none."""
    if budget is None:
        return None
    if alliances or len(cities) > 1:
        raise click.UsageError("A plan is for one place, or for all: give --for once, and no --group.")
    from chains.plan.running import Wish

    return Wish(objective, budget, city=cities[0] if cities else None)


def _tell(atlas: Atlas, lang: Lang) -> None:
    """Say the most important findings, and where to look."""
    from chains.terminal import wrap_text

    if atlas.findings:
        say(
            Text(
                f"共 {atlas.gaps:,} 处断点，最重要的几处：",
                f"{atlas.gaps:,} gaps; the most important of different kinds:",
            )
        )
    for number, finding in enumerate(atlas.findings[:_TOLD], start=1):
        lines = wrap_text(finding.gap.sentence.say(lang), _WIDTH)
        say("\n".join([f"{number}. {lines[0]}", *(f"   {line}" for line in lines[1:])]))
    where = atlas.folder
    say(
        Text(
            f"图集已写入 {where}：先看 {where / 'index.html'}，地图在 map.html，清单在 lists/，数据在 graph.ttl 与 graph.trig",
            f"The atlas is in {where}: begin with {where / 'index.html'}; the map is map.html, the lists are in lists/, "
            "the data in graph.ttl and graph.trig",
        )
    )


def _tell_rows(graph: KnowledgeGraph, data: Data | None) -> None:
    """Say how many rows of the spreadsheets were used, and where the others are explained."""
    account = graph.account
    if account is None:
        return
    say(Text(account["zh"], account["en"]))
    if account["read"] - account["examples"] > account["used"] or account["unread"]:
        say(
            Text(
                f"未采用的行及原因：chains check {data}",
                f"`chains check {data}` tells which rows were not used, and why",
            )
        )


def _tell_missing(graph: KnowledgeGraph) -> None:
    """Say which chains nothing is known of: their gaps cannot be seen."""
    from chains.naming import name_code
    from chains.summary import CHAINS

    known = set(graph.network().nodes.get_column("chain").drop_nulls())
    names = [name_code("chains", chain) for chain in CHAINS if chain not in known]
    if names:
        zh, en = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
        say(
            Text(
                f"没有数据的链：{zh}；与它有关的断点无从判断", f"No data on: {en}; gaps that concern it cannot be seen"
            )
        )


def _open_page(folder: Path) -> None:
    page = folder.resolve() / "index.html"
    if click.launch(page.as_uri()) != 0:
        say(Text(f"没有打开浏览器；请自己打开 {page}", f"no browser could be started; open {page} yourself"))
