"""``chains map-columns``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from chains.cli.console import lang_option, say, terminal_width, write_output
from chains.errors import Lang, OutputError, Text

if TYPE_CHECKING:
    from chains.schema import Schema
    from chains.sheets.grids import Grid
    from chains.sheets.plans import SheetPlan

_HEADER: Final = {
    "zh": ["工作表", "列名", "填入", "含义", "把握"],
    "en": ["sheet", "header", "fills", "meaning", "how sure"],
}
_SURE: Final = {
    "given": Text("已写明", "given"),
    "known": Text("名称相同", "by name"),
    "guessed": Text("请确认", "please confirm"),
}


@click.command("map-columns")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--all", "everything", is_flag=True, help="Also tell and write the sheets whose columns are all known by name."
)
@click.option("--again", is_flag=True, help="Write columns.toml anew; the old one is kept as columns.toml.old.")
@lang_option
def command(folder: Path, everything: bool, again: bool, lang: Lang) -> None:
    """Tell how each sheet and column of a project's spreadsheets is understood, and write it down for you to correct.

    说明项目中每张工作表、每一列被怎样理解，并写出 columns.toml 供修改。

    What is there already in columns.toml is kept, and only told.

    \b
    chains map-columns my-region
    chains map-columns my-region --again
    """
    from chains.build import ontology_terms
    from chains.resources import ontology_folder
    from chains.schema import load_schema
    from chains.sheets.files import MAPPING
    from chains.sheets.mapping import read_mapping, write_mapping
    from chains.sheets.reading import plan_sheets, read_grids
    from chains.sheets.vocabulary import load_vocabulary

    schema = load_schema(ontology_folder())
    path = folder / MAPPING
    there = path.exists() and not again
    mapping = read_mapping(folder, schema) if there else []
    words = load_vocabulary(ontology_folder(), schema, ontology_terms())
    planned = list(plan_sheets(list(read_grids(folder)), mapping, words))
    found: list[tuple[Grid, SheetPlan | None]] = []
    for grid, plans, _, skipped in planned:
        found += [] if skipped else [(grid, plan) for plan in plans or (None,)]
    shown = [(grid, plan) for grid, plan in found if everything or plan is None or not _is_plain(plan)]
    write_output(_tell(shown, schema, lang), "-")
    plain = len(found) - len(shown)
    if plain:
        say(
            Text(
                f"另有 {plain} 张工作表的列名都认识（--all 可列出）",
                f"{plain} more sheets whose columns are all known by name (--all tells them)",
            )
        )
    for grid, _, faults, _ in planned:
        for fault in (*grid.rejections, *faults):
            if fault.level == "fault":
                say(fault.fault().say(lang))
    if there:
        say(
            Text(
                f"{path} 已经存在，未改动；--again 可重写",
                f"{path} is there already and was kept; --again writes it anew",
            )
        )
        return
    _write(path, write_mapping(shown, schema))
    say(Text(f"已写出 {path}：请检查标有“请确认”的行", f"{path} is written: check the lines marked “confirm”"))


def _is_plain(plan: SheetPlan) -> bool:
    """Return whether a sheet is understood by its names alone, with nothing left over."""
    return plan.certainty == "known" and not plan.unknown and all(one.certainty == "known" for one in plan.columns)


def _tell(shown: list[tuple[Grid, SheetPlan | None]], schema: Schema, lang: Lang) -> str:
    from chains.tabulate import format_rows

    rows: list[list[str]] = []
    for grid, plan in shown:
        if plan is None:
            rows.append(
                [
                    grid.name,
                    "",
                    "—",
                    Text("看不出是哪张表", "no table that is known").say(lang),
                    _SURE["guessed"].say(lang),
                ]
            )
            continue
        table = schema[plan.table]
        rows.append([grid.name, "", plan.table, table.title.say(lang), _SURE[plan.certainty].say(lang)])
        for column in plan.columns:
            title = table.field(column.field).title.say(lang)
            header = column.header.replace("\n", " ")
            rows.append(["", header, f"  {column.field}", title, _SURE[column.certainty].say(lang)])
        rows += [
            ["", header.replace("\n", " "), "  —", Text("不读", "not read").say(lang), ""] for header in plan.unknown
        ]
    return format_rows(_HEADER[lang], rows, "table", width=terminal_width())


def _write(path: Path, text: str) -> None:
    from chains.atomic import replace_file

    old = path.with_name(path.name + ".old")
    if path.exists():
        try:
            path.replace(old)
        except OSError as error:
            raise OutputError(
                Text(f"不能写入：{error.strerror}", f"it cannot be written: {error.strerror}"), where=str(old)
            ) from error
    with replace_file(path) as out:
        out.write(text.encode())
