"""What was decided about names: read from the lists that were filled in, and remembered in the project folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from chains.atomic import replace_file
from chains.errors import Text, UnreadableInput
from chains.matching.decisions import Decision
from chains.matching.forms import fold_name
from chains.sheets.asking import COLUMNS, WORDS
from chains.sheets.files import ASKED, DECIDED
from chains.sheets.text_files import read_text_grid
from chains.sheets.vocabulary import name_key
from chains.sheets.workbooks import read_workbook
from chains.tables import ROW
from chains.tabulate import format_rows

__all__ = ["read_decisions", "remember_decisions"]

_TABLE, _WRITTEN, _DECISION, _ID = COLUMNS[:4]
_FIRST: Final = COLUMNS[7]
_NEEDED: Final = (_TABLE, _WRITTEN, _DECISION, _ID)
_KEPT: Final = (*_NEEDED, _FIRST)
_MEANS: Final = {name_key(one): word for word, text in WORDS.items() for one in (word, text.zh, text.en)}


def read_decisions(folder: Path) -> list[Decision]:
    """Return what was decided, in the order in which later decisions replace earlier ones; empty if nothing was.

    Raises:
        UnreadableInput: a file cannot be read, a decision is no word that is known or lacks what it needs, or text and
            workbook say different things of one name.
    """
    remembered = list(_read(folder / DECIDED))
    filled: dict[tuple[str, str], Decision] = {}
    for name in ASKED:
        for one in _read(folder / name):
            mark = (one.table, fold_name(one.written))
            before = filled.setdefault(mark, one)
            if before.key != one.key:
                raise _contradiction(before, one)
    return [*remembered, *filled.values()]


def remember_decisions(folder: Path, decisions: list[Decision]) -> None:
    """Keep decisions in the folder, one for each table and name; nothing is written if there is none.

    Raises:
        OutputError: the folder cannot be written.
    """
    kept = {(one.table, fold_name(one.written)): one for one in decisions}
    if not kept:
        return
    rows = [
        (one.table, one.written, "new" if one.key is None else "other", one.key, None)
        for _, one in sorted(kept.items())
    ]
    with replace_file(folder / DECIDED) as out:
        out.write(b"\xef\xbb\xbf" + format_rows(_KEPT, rows, "csv").encode())


def _read(path: Path) -> Iterator[Decision]:
    if not path.is_file():
        return
    grids = read_workbook(path) if path.suffix == ".xlsx" else [read_text_grid(path)]
    grid = grids[0]
    faults = [one for one in grid.rejections if one.level == "fault"]
    if faults:
        raise UnreadableInput(faults[0].what, where=_where(path, faults[0].row), remedy=faults[0].remedy)
    head = grid.head(1)
    header = [cell.strip() for cell in head[0][1]] if head else []
    missing = [name for name in _NEEDED if name not in header]
    if missing:
        raise UnreadableInput(
            Text(f"缺少“{'、'.join(missing)}”列", f"it lacks the column “{', '.join(missing)}”"),
            where=str(path),
            remedy=Text("请恢复列名，或删去这个文件后重新运行", "restore it, or delete the file and run again"),
        )
    places = {name: header.index(name) for name in _KEPT if name in header}
    for cells in grid.rows.slice(1).iter_rows(named=True):
        row = {name: _plain(cells[f"c{place}"]) for name, place in places.items()}
        decision = _decide(row, _where(path, cells[ROW]))
        if decision is not None:
            yield decision


def _where(path: Path, row: int) -> str:
    return f"{path}:{row}" if row else str(path)


def _plain(cell: str | None) -> str:
    """Return a cell without the mark that disarms a formula."""
    text = (cell or "").strip()
    return text[1:] if text[:1] == "'" and not text[1:2].isalnum() else text


def _decide(row: Mapping[str, str], where: str) -> Decision | None:
    said, given = row[_DECISION], row[_ID]
    word = _MEANS.get(name_key(said)) if said else ("other" if given else "")
    if word == "":
        return None
    key = {"same": row.get(_FIRST, ""), "other": given}.get(word or "")
    if word is None or key == "" or (word == "same" and given and given != key):
        what, remedy = _fault(word, said, given)
        raise UnreadableInput(what, where=where, remedy=remedy)
    return Decision(row[_TABLE], row[_WRITTEN], key, where)


def _fault(word: str | None, said: str, given: str) -> tuple[Text, Text]:
    """Return what is wrong with a decision, and what to do."""
    if word is None:
        choices = Text("、".join(one.zh for one in WORDS.values()), ", ".join(one.en for one in WORDS.values()))
        what = Text(f"不认识决定“{said}”", f"the decision “{said}” is not known")
        return what, Text(f"请写其中之一：{choices.zh}", f"write one of: {choices.en}")
    if word == "other":
        what = Text("决定是“其他”，却没有写标识", "the decision is “other”, and no id is given")
        return what, Text("请在“标识”列写出标识、IRI 或名称", "give an id, IRI or name in the column “id”")
    if given:
        what = Text(f"决定是“相同”，标识却是“{given}”", f"the decision is “same”, and the id is “{given}”")
        return what, Text("请改为“其他”，或清空标识", "write “other”, or clear the id")
    what = Text("决定是“相同”，却没有候选", "the decision is “same”, and there is no candidate")
    return what, Text("请写“新的”，或“其他”和标识", "write “new”, or “other” and an id")


def _contradiction(first: Decision, second: Decision) -> UnreadableInput:
    name = first.written
    return UnreadableInput(
        Text(f"“{name}”在两处的决定不同：{first.where}", f"“{name}” is decided otherwise in {first.where}"),
        where=second.where,
        remedy=Text("请只填一份，或改成一致", "fill in one of the lists only, or make them agree"),
    )
