"""``chains new``."""

from __future__ import annotations

from pathlib import Path

import click

from chains.cli.console import lang_option, say
from chains.errors import Lang, Text


@click.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", default="", metavar="NAME", help="What the whole area is called: the title of its atlas.")
@lang_option
def command(folder: Path, name: str, lang: Lang) -> None:
    """Begin a project for your own region: a workbook to fill in, CSV templates, settings, and how to go on.

    为您自己的区域新建项目：可填写的工作簿、CSV 模板、设置和说明。

    FOLDER must be new or empty; nothing is overwritten.

    \b
    chains new my-region --name 苏锡常
    chains check my-region
    chains atlas my-region
    """
    from chains.build import ontology_terms
    from chains.resources import ontology_folder
    from chains.schema import load_schema
    from chains.sheets.project import WORKBOOK, write_project
    from chains.sheets.vocabulary import load_vocabulary

    words = load_vocabulary(ontology_folder(), load_schema(ontology_folder()), ontology_terms())
    write_project(folder, words, lang, name=name.strip())
    say(
        Text(
            f"项目已写入 {folder}：先填 {folder / WORKBOOK}，或把已有的表格放进去，然后运行 chains check {folder}",
            f"The project is in {folder}: fill {folder / WORKBOOK}, or put the spreadsheets you have there, then run "
            f"chains check {folder}",
        )
    )
