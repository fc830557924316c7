"""The files of a project folder: which are sheets to read, which are our own lists, and what their names are.

Whoever opens a graph asks this; what reads the files is imported only when they are read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from chains.schema import Schema
from chains.sheets.account import is_rejected_list
from chains.sheets.settings import SETTINGS
from chains.sheets.workbooks import WORKBOOKS

__all__ = ["ASKED", "DECIDED", "MAPPING", "decision_files", "is_sheets", "sheet_files", "unread_files"]

MAPPING: Final = "columns.toml"
"""The mapping file's name in a project folder."""
ASKED: Final = ("names-to-decide.csv", "names-to-decide.xlsx")
"""Names of the list in a project folder, as text and as workbook: one of the two is filled in."""
DECIDED: Final = "names-decided.csv"
"""What was decided, kept in the project folder."""

_TEXTS: Final = (".csv", ".tsv", ".txt")
_OTHERS: Final = (".ods", ".xlsb", ".et", ".numbers", ".docx", ".pdf", ".xls~")
_SECONDS: Final = ("~$", ".")


def sheet_files(folder: Path) -> list[Path]:
    """Return the spreadsheets and text tables that lie in a folder, sorted by name; lists of rejected rows are none."""
    found = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith(_SECONDS))
    found = [path for path in found if path.name not in (*ASKED, DECIDED)]
    known = [path for path in found if path.suffix.lower() in (*WORKBOOKS, *_TEXTS)]
    return [path for path in known if path.suffix.lower() != ".csv" or not is_rejected_list(path)]


def unread_files(folder: Path) -> list[Path]:
    """Return the files of a folder that may hold tables and are of a kind that is not read, sorted by name."""
    return [
        path
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in _OTHERS and not path.name.startswith(_SECONDS)
    ]


def decision_files(folder: Path) -> list[Path]:
    """Return the files of a folder in which decisions stand: what was remembered, then the lists."""
    return [path for name in (DECIDED, *ASKED) if (path := folder / name).is_file()]


def is_sheets(folder: Path, schema: Schema) -> bool:
    """Return whether a folder is to be read as sheets, not as tables that keep to the schema to the letter.

    It is, if it has settings, a mapping file, a workbook or a text file that is no CSV, or if no CSV file in it has
    both the name of a table and a column of that table.
    """
    if (folder / SETTINGS).is_file() or (folder / MAPPING).is_file():
        return True
    files = sheet_files(folder)
    if any(path.suffix.lower() != ".csv" for path in files if path.suffix.lower() != ".txt"):
        return True
    return bool(files) and not any(_keeps_to(path, schema) for path in files)


def _keeps_to(path: Path, schema: Schema) -> bool:
    table = schema.get(path.stem)
    if table is None:
        return False
    with path.open("rb") as file:
        begin = file.read(4096).splitlines()
    words = begin[0].decode("utf-8", "replace") if begin else ""
    return not begin or any(field.name in words for field in table.fields)
