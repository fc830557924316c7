"""The account of what was read: every row is used, or rejected with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from chains.errors import Lang, Text
from chains.records import Fault
from chains.sheets.grids import Rejection
from chains.tabulate import format_rows

__all__ = ["REJECTED", "Account", "is_rejected_list", "write_rejected"]

REJECTED: Final = "rejected.csv"
"""Name of the list of what was not used."""

_HEADER: Final = ("file", "sheet", "row", "column", "value", "reason", "remedy", "left_out", "code")
_WHOLE: Final = ("sheet", "file")
_LEFT_OUT: Final = {
    "row": Text("行", "row"),
    "cell": Text("单元格", "cell"),
    "sheet": Text("工作表", "sheet"),
    "file": Text("文件", "file"),
}


@dataclass(frozen=True, slots=True)
class Account:
    """How many rows were read, used and rejected, and why; ``read = used + rejected``.

    Attributes:
        files: rows read of each file or sheet.
        examples: how many of the rejected rows are examples of the template.
        added: names that stood in no table and became rows, by table.
        rejections: everything that was not used, and notes, in the order of the sheets.
    """

    read: int
    used: int
    examples: int = 0
    files: Mapping[str, int] = field(default_factory=dict)
    added: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rejections: tuple[Rejection, ...] = ()

    @property
    def rejected(self) -> int:
        """The number of rows that were not used."""
        return self.read - self.used

    def faults(self) -> list[Fault]:
        """Return everything that was not used, and the notes, as faults are told."""
        return [rejection.fault() for rejection in self.rejections]

    def summary(self) -> Text:
        """Return the account in a sentence."""
        faults = [one for one in self.rejections if one.level == "fault"]
        cells = sum(one.scope == "cell" for one in faults)
        zh = f"读取 {self.read:,} 行，采用 {self.used:,} 行，拒绝 {self.rejected:,} 行"
        en = f"{self.read:,} rows read: {self.used:,} used, {self.rejected:,} rejected"
        if self.examples:
            zh += f"（其中 {self.examples:,} 行是模板示例）"
            en += f" ({self.examples:,} of them examples of the template)"
        if cells:
            zh += f"；另有 {cells:,} 个单元格未采用"
            en += f"; {cells:,} cells left out"
        if self.unread:
            zh += f"；{self.unread:,} 个文件或工作表未能读取"
            en += f"; {self.unread:,} file{'' if self.unread == 1 else 's'} or sheet{'' if self.unread == 1 else 's'} could not be read"
        return Text(zh, en)

    @property
    def listed(self) -> list[Rejection]:
        """What the list of what was not used holds: faults, and whole rows."""
        return [one for one in self.rejections if one.level == "fault" or one.scope == "row"]

    @property
    def unread(self) -> int:
        """The number of files and sheets that have a fault as a whole."""
        return len({(one.file, one.sheet) for one in self.rejections if one.level == "fault" and one.scope in _WHOLE})

    def to_meta(self) -> dict[str, int]:
        """Return the numbers as plain values."""
        return {"read": self.read, "used": self.used, "examples": self.examples, "unread": self.unread}


def write_rejected(account: Account, lang: Lang) -> str:
    """Return the list of what was not used as CSV for a spreadsheet; formulas in it are disarmed."""
    rows = [
        (
            one.file,
            one.sheet,
            one.row or None,
            one.column,
            one.value,
            one.what.say(lang),
            one.remedy.say(lang),
            _LEFT_OUT[one.scope].say(lang),
            one.code,
        )
        for one in account.listed
    ]
    return "\ufeff" + format_rows(_HEADER, rows, "csv")


def is_rejected_list(path: Path) -> bool:
    """Return whether a file is a list that :func:`write_rejected` wrote."""
    with path.open("rb") as file:
        return file.read(200).removeprefix(b"\xef\xbb\xbf").startswith(",".join(_HEADER).encode())
