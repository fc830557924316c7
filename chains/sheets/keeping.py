"""What a built graph keeps of the sheets it was made from: the account of their rows, and the settings that act later."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from chains.errors import Text, UnreadableInput
from chains.sheets.account import write_rejected
from chains.sheets.reading import SheetSet

__all__ = ["keep_account", "require_rows"]


def require_rows(sheets: SheetSet, folder: Path) -> SheetSet:
    """Return what the sheets of a folder make, unless too much of it was rejected.

    Raises:
        UnreadableInput: nothing was used, or a larger share of the rows was rejected than the settings allow.
    """
    account = sheets.account
    own = account.read - account.examples
    remedy = Text("运行 chains check 查看每一行的原因", "`chains check` tells the reason for every row")
    if account.used == 0:
        what = Text("没有可用的行：", "there is no row to use: ")
        if account.examples == account.read:
            remedy = Text(
                "请先填写 tables.xlsx，或把已有的表格放进来",
                "fill in tables.xlsx first, or put your spreadsheets there",
            )
    elif own - account.used > sheets.settings.most_rejected * own:
        share = f"{sheets.settings.most_rejected:.0%}"
        what = Text(f"拒绝的行超过 {share}：", f"more than {share} of the rows were rejected: ")
    else:
        return sheets
    said = account.summary()
    raise UnreadableInput(Text(what.zh + said.zh, what.en + said.en), where=str(folder), remedy=remedy)


def keep_account(sheets: SheetSet, folder: Path) -> dict[str, Any]:
    """Write the lists of what was rejected into a built folder, and return what else it is to remember."""
    for lang in ("zh", "en"):
        (folder / f"rejected-{lang}.csv").write_text(write_rejected(sheets.account, lang), encoding="utf-8")
    said, settings = sheets.account.summary(), sheets.settings
    return {
        "private": list(sheets.private),
        "account": sheets.account.to_meta() | {"zh": said.zh, "en": said.en},
        "gaps": {
            "weights": dict(settings.weights),
            "least_severity": settings.least_severity,
            "metapath": settings.metapath,
        },
    }
