"""A folder of sheets becomes the project's own tables, with an account of every row: the one door of this package."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from chains.errors import Text, UnreadableInput
from chains.faults import CodeLists
from chains.matching.decisions import Decision
from chains.matching.questions import Question
from chains.schema import Schema
from chains.sheets.account import Account
from chains.sheets.complete import add_area, fill_defaults, fill_sources, make_ids
from chains.sheets.convert import EXPLANATION, add_sheet
from chains.sheets.deciding import read_decisions
from chains.sheets.draft import Change, Draft
from chains.sheets.files import MAPPING, sheet_files, unread_files
from chains.sheets.grids import Grid, Rejection, refuse_file
from chains.sheets.hiding import private_sources
from chains.sheets.link import Added, link_tables
from chains.sheets.mapping import SheetMapping, apply_mapping, read_mapping
from chains.sheets.plans import SheetPlan, guess_plan
from chains.sheets.settings import Settings, read_settings
from chains.sheets.settle import settle
from chains.sheets.text_files import read_text_grid
from chains.sheets.vocabulary import Vocabulary, load_vocabulary
from chains.sheets.workbook_scan import column_letters
from chains.sheets.workbooks import WORKBOOKS, read_workbook
from chains.tables import TableSet
from chains.terms import Terms

__all__ = ["SheetSet", "plan_sheets", "read_grids", "read_sheets"]


@dataclass(frozen=True, slots=True)
class SheetSet:
    """Tables without fault, what happened to every row, the changes that reading made, and the settings that held."""

    tables: TableSet
    account: Account
    changes: tuple[Change, ...]
    settings: Settings
    own: bool = True
    """Whether the folder is one of spreadsheets, and not of tables that keep to the schema to the letter."""
    decisions: tuple[Decision, ...] = ()
    """What was decided about names."""
    questions: tuple[Question, ...] = ()
    """Names that are to be decided."""
    private: tuple[str, ...] = ()
    """Keys of the sources that are private."""


def read_grids(folder: Path) -> Iterator[Grid]:
    """Iterate over all sheets of a folder, file by file; sheets that explain a template are passed over.

    A link that leads out of the folder, and a file of a kind that is not read, is a grid with a rejection.
    """
    for path in sheet_files(folder):
        if not path.resolve().is_relative_to(folder.resolve()):
            yield refuse_file(
                path,
                "outside",
                Text("链接指向文件夹之外，未读取", "the link leads out of the folder"),
                Text("请把文件本身放入文件夹", "put the file itself into the folder"),
            )
            continue
        grids = read_workbook(path) if path.suffix.lower() in WORKBOOKS else [read_text_grid(path)]
        yield from (grid for grid in grids if not _explains(grid))
    for path in unread_files(folder):
        what = Text(f"不读取 {path.suffix} 文件", f"files of the kind {path.suffix} are not read")
        yield refuse_file(path, "unknown-file", what, Text("请另存为 .xlsx 或 .csv", "save it as .xlsx or .csv"))


def _explains(grid: Grid) -> bool:
    head = grid.head(1)
    first = next((cell for cell in head[0][1] if cell.strip()), "") if head else ""
    return first.startswith(EXPLANATION)


def plan_sheets(
    grids: list[Grid], mapping: list[SheetMapping], words: Vocabulary
) -> Iterator[tuple[Grid, list[SheetPlan], list[Rejection], bool]]:
    """Iterate over the sheets with the plans to read them by, what stands in the way, and whether each is skipped."""
    for grid in grids:
        if grid.rows.is_empty():
            yield grid, [], [], True
            continue
        entries = [entry for entry in mapping if _is_about(entry, grid)]
        if not entries:
            plan, faults = guess_plan(grid, words)
            yield grid, [plan] if plan else [], faults, False
            continue
        found = [apply_mapping(grid, entry) for entry in entries]
        plans = [plan for planned, _ in found for plan in planned]
        yield grid, plans, [fault for _, faults in found for fault in faults], all(one.get("skip") for one in entries)


def _is_about(entry: SheetMapping, grid: Grid) -> bool:
    return bool(entry["file"] == grid.file and entry.get("sheet", grid.sheet) == grid.sheet)


def read_sheets(
    folder: Path,
    schema: Schema,
    terms: Terms,
    codes: CodeLists,
    ontology: Path,
    progress: Callable[[Text], None] | None = None,
) -> SheetSet:
    """Return the tables that the sheets of a folder make, with the account of their rows.

    Files are read in the order of their names, sheets in that of the workbook.  The tables keep to the schema and have
    no fault: whatever has one was taken out and stands in the account.  *progress* is told each sheet.

    Raises:
        UnreadableInput: there is no such folder, or no sheet in it; settings or mapping are no TOML.
        UnknownName: settings or mapping have an unknown key, table, column or code.
    """
    settings = read_settings(folder, schema, terms)
    mapping = read_mapping(folder, schema)
    words = load_vocabulary(ontology, schema, terms)
    draft = Draft(decisions=read_decisions(folder))
    files: dict[str, int] = {}
    splits: dict[tuple[str, str], str] = {}
    grids = list(read_grids(folder))
    if not grids:
        raise _nothing(folder)
    for grid, plans, faults, skipped in plan_sheets(grids, mapping, words):
        if progress is not None:
            progress(Text(f"读取 {grid.name}", f"reading {grid.name}"))
        draft.rejections += [*_used_cells(grid, plans), *faults]
        draft.unplaced += grid.read - grid.rows.height
        if plans:
            start = draft.origins.add(grid)
            before = len(draft.read)
            for plan in plans:
                add_sheet(draft, start, grid, plan, words)
                splits |= {(plan.table, column.field): column.split for column in plan.columns if column.split}
            files[grid.name] = len(draft.read) - before
        elif not skipped:
            draft.unplaced += grid.rows.height
            files[grid.name] = grid.rows.height
    draft.rejections += _lost_sheets(mapping, grids)
    added = _make_tables(draft, settings, words, splits)
    draft.private = private_sources(draft, settings, folder)
    frames, used = settle(draft, words, codes)
    account = _account(draft, used & draft.read, files, added)
    questions = tuple(draft.questions.questions())
    return SheetSet(
        TableSet(frames, ()),
        account,
        tuple(draft.changes),
        settings,
        decisions=tuple(draft.decisions),
        questions=questions,
        private=tuple(sorted(draft.private)),
    )


def _lost_sheets(mapping: list[SheetMapping], grids: list[Grid]) -> list[Rejection]:
    """Return the sheets that the mapping file names and that are not there."""
    what = Text(f"{MAPPING} 中写的这张表不存在", f"{MAPPING} names it, and it is not there")
    remedy = Text(
        f"请改正 {MAPPING} 中的 file 或 sheet，或删去这一段", f"correct file or sheet in {MAPPING}, or delete that part"
    )
    return [
        Rejection("missing-sheet", one["file"], one.get("sheet", ""), 0, "", "", what, remedy, "sheet")
        for one in mapping
        if not any(_is_about(one, grid) for grid in grids)
    ]


def _used_cells(grid: Grid, plans: list[SheetPlan]) -> list[Rejection]:
    """Return what was refused in a sheet, cells only of columns that are read, each under its header."""
    if not plans:
        return list(grid.rejections)
    header = min(plan.header for plan in plans)
    headers = {column_letters(one.place): one.header for plan in plans for one in plan.columns}
    return [
        replace(one, column=headers[one.column]) if one.scope == "cell" else one
        for one in grid.rejections
        if one.scope != "cell" or (one.column in headers and one.row > header)
    ]


def _make_tables(draft: Draft, settings: Settings, words: Vocabulary, splits: Mapping[tuple[str, str], str]) -> Added:
    fill_defaults(draft, settings, words)
    make_ids(draft, words)
    added = link_tables(draft, settings, words, splits)
    add_area(draft, settings, words)
    fill_sources(draft, settings, words)
    return added


def _account(draft: Draft, used: set[int], files: Mapping[str, int], added: Added) -> Account:
    # A row that was used after all, for another table or with other values, lost a cell only.
    rejections = [
        replace(one, scope="cell") if one.scope == "row" and one.number in used else one
        for one in dict.fromkeys(draft.rejections)
    ]
    settled = used | {one.number for one in rejections if one.scope == "row"}
    # A row that is lost with all of its cells was lost for the reason of the first of them.
    lost = {one.number: place for place, one in reversed(list(enumerate(rejections))) if one.number not in settled}
    for place in (place for number, place in lost.items() if number in draft.read):
        rejections[place] = replace(rejections[place], scope="row")
    left = sorted(draft.read - settled - set(lost))
    rejections += [_left(draft, number) for number in left]
    examples = len({one.number for one in rejections if one.code == "example-row"} - used)
    read = len(draft.read) + draft.unplaced
    named = {table: tuple(names) for table, names in added.items()}
    return Account(read, len(used), examples, dict(files), named, tuple(rejections))


def _left(draft: Draft, number: int) -> Rejection:
    """Return the reason for a row in which no table found anything to say."""
    grid, line = draft.origins.grid(number), draft.origins.line(number)
    what = Text("这一行没有填写内容", "nothing is filled in on this row")
    remedy = Text("请填写，或删除", "fill it in, or delete it")
    return Rejection("blank-row", grid.file, grid.sheet, line, "", "", what, remedy, "row", "note", number)


def _nothing(folder: Path) -> UnreadableInput:
    return UnreadableInput(
        Text("文件夹里没有表格（.xlsx .xls .csv .tsv）", "the folder holds no spreadsheet (.xlsx .xls .csv .tsv)"),
        where=str(folder),
        remedy=Text("请放入表格；chains new 可以写出模板", "put spreadsheets there; `chains new` writes templates"),
    )
