"""``chains check``."""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chains.cli.console import Data, DataType, lang_option, open_data, refresh_option, say, write_output
from chains.errors import Lang, Text
from chains.tabulate import dump_json

if TYPE_CHECKING:
    from chains.records import Fault
    from chains.sheets.account import Account
    from chains.sheets.reading import SheetSet

_SHOWN_OF_A_KIND = 5
_EXAMPLE = "example-row"
_EVERYWHERE = {"zh": "各工作表", "en": "all sheets"}


@click.command("check")
@click.argument("path", required=False, type=DataType())
@click.option("--data", type=DataType(), default=None, metavar="PATH", help="The same as PATH.")
@refresh_option
@click.option("--shapes/--no-shapes", default=True, help="Also check the built graph against the SHACL shapes.")
@click.option("--all", "everything", is_flag=True, help="Show every fault, not at most five of a kind.")
@click.option("--format", "format_", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True)
@click.option("-o", "--output", default="-", metavar="FILE", help="Write the faults to a file.")
@click.option(
    "--fix",
    type=click.Path(path_type=Path),
    default=None,
    metavar="COPY",
    help="Write a copy of the spreadsheets into the new folder COPY, with spaces, full-width digits, numbers, dates and "
    "known names put right; the originals stay as they are.",
)
@lang_option
def command(
    path: Data | None,
    data: Data | None,
    shapes: bool,
    everything: bool,
    format_: str,
    output: str,
    fix: Path | None,
    lang: Lang,
) -> None:
    """Report every fault of tables, an RDF file, a built graph or an endpoint, each with file, row, column and remedy.

    报告表或图谱中的每一处错误：文件、行、列与解决办法。

    Of spreadsheets every row is accounted for: what was not used is listed in rejected.csv beside them, with the reason.

    Exit code: 0 no fault, 1 faults, 2 misuse.

    \b
    chains check my-region
    chains check my-region --fix corrected
    chains check my-region --format csv -o faults.csv
    """
    if path is not None and data is not None:
        raise click.UsageError("Give the path once: as PATH or with --data, not both.")
    sheets = _read_sheets(path or data, fix)
    own = sheets is not None and sheets.own
    faults = sheets.account.faults() if sheets is not None and own else []
    usable = sheets is None or not own or sheets.account.used
    if usable and not any(fault.level == "fault" for fault in faults):
        faults += _find_faults(path or data, shapes=shapes)
    write_output(_format(faults, format_, lang, everything=everything), output)
    wrong = sum(fault.level == "fault" for fault in faults)
    if sheets is not None:
        _tell_account(sheets, Path(path or data or ""), fix, lang)
    say(_summary(wrong, len(faults) - wrong))
    sys.exit(1 if wrong else 0)


def _read_sheets(path: Data | None, fix: Path | None) -> SheetSet | None:
    """Return what the spreadsheets of a folder make; nothing if it is none, and no corrected copy is asked for."""
    from chains.build import open_sheets
    from chains.inputs import find_input

    if not isinstance(path, Path):
        if fix is not None:
            raise click.UsageError("--fix needs the folder of your spreadsheets.")
        return None
    given = find_input(path)
    if given.kind == "sheets" or (fix is not None and given.kind == "tables"):
        return replace(open_sheets(path), own=given.kind == "sheets")
    if fix is not None:
        raise click.UsageError("--fix corrects spreadsheets and tables, not graphs.")
    return None


def _tell_account(sheets: SheetSet, folder: Path, fix: Path | None, lang: Lang) -> None:
    """Say what became of every row, write the list of what was not used, and the corrected copy if it is asked for."""
    from chains.sheets.fixing import CHANGES, write_corrected

    account = sheets.account
    if sheets.own:
        _tell_rejected(account, folder, lang)
        _ask_names(sheets, folder, lang)
    if fix is not None:
        write_corrected(folder, fix, sheets.changes)
        count = len(sheets.changes)
        say(
            Text(
                f"改正后的副本在 {fix}：{count:,} 处改动，见 {fix / CHANGES}",
                f"the corrected copy is in {fix}: {count:,} changes, listed in {fix / CHANGES}",
            )
        )


def _tell_rejected(account: Account, folder: Path, lang: Lang) -> None:
    from chains.sheets.account import REJECTED, write_rejected

    say(account.summary())
    if not account.used:
        say(Text("还没有可用的行：请填写表格", "There is no row to use yet: fill in the tables"))
    for table, names in account.added.items():
        shown = ", ".join(names[:_SHOWN_OF_A_KIND]) + (" …" if len(names) > _SHOWN_OF_A_KIND else "")
        say(Text(f"{table} 新增 {len(names):,} 项：{shown}", f"{len(names):,} new in {table}: {shown}"))
    # A list of an earlier run must not outlive what it tells.
    if account.listed or (folder / REJECTED).exists():
        _write_rejected(write_rejected(account, lang), folder / REJECTED)
        say(Text(f"未采用的行和单元格见 {folder / REJECTED}", f"what was not used is listed in {folder / REJECTED}"))


def _write_rejected(text: str, path: Path) -> None:
    """Write the list of what was not used; a file of that name that is another's stays.

    Raises:
        OutputError: such a file is there.
    """
    from chains.errors import OutputError
    from chains.sheets.account import is_rejected_list

    if path.exists() and not is_rejected_list(path):
        raise OutputError(
            Text(
                "这里已有同名的文件，不是拒绝清单，不会覆盖",
                "a file of this name is there that is no list of rejected rows",
            ),
            where=str(path),
            remedy=Text("请给它另起名字", "give it another name"),
        )
    write_output(text, str(path))


def _ask_names(sheets: SheetSet, folder: Path, lang: Lang) -> None:
    """Remember what was decided about names, and write the list of those to decide."""
    from chains.sheets.asking import tell_questions
    from chains.sheets.deciding import remember_decisions

    remember_decisions(folder, list(sheets.decisions))
    for sentence in tell_questions(folder, sheets.questions, lang):
        say(sentence)


def _find_faults(path: Data | None, *, shapes: bool) -> list[Fault]:
    from chains.build import check_tables
    from chains.graph import find_data
    from chains.remote.address import is_address

    if is_address(path):
        # An endpoint has no tables; its graph is checked as any.
        return _check_graph(path, None) if shapes else []
    given = find_data(path)
    faults = check_tables(given.path)[1] if given.kind == "tables" else []
    if any(fault.level == "fault" for fault in faults) or not shapes:
        return faults
    return [*faults, *_check_graph(given.path, given.path.name)]


def _check_graph(data: Data | None, name: str | None) -> list[Fault]:
    from chains.check import check_graph

    return check_graph(open_data(data), name)


def _summary(wrong: int, notes: int) -> Text:
    if not wrong:
        return Text(f"没有错误，{notes} 条提示", f"No faults, {notes} note{'' if notes == 1 else 's'}")
    return Text(
        f"{wrong} 处错误，{notes} 条提示",
        f"{wrong} fault{'' if wrong == 1 else 's'}, {notes} note{'' if notes == 1 else 's'}",
    )


def _format(faults: Sequence[Fault], format_: str, lang: Lang, *, everything: bool) -> str:
    if format_ == "json":
        return dump_json([_record(fault, lang) for fault in faults])
    if format_ == "csv":
        return _format_csv([_record(fault, lang) for fault in faults])
    return "".join(f"{line}\n" for line in _format_text(faults, lang, everything=everything))


def _record(fault: Fault, lang: Lang) -> dict[str, str | int]:
    return {
        "level": fault.level,
        "code": fault.code,
        "file": fault.file,
        "row": fault.row,
        "column": fault.column,
        "value": fault.value,
        "what": fault.what.say(lang),
        "remedy": fault.remedy.say(lang),
    }


def _format_csv(records: Sequence[dict[str, str | int]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(
        out, ["level", "code", "file", "row", "column", "value", "what", "remedy"], lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(records)
    return out.getvalue()


def _format_text(faults: Sequence[Fault], lang: Lang, *, everything: bool) -> Iterable[str]:
    seen: Counter[tuple[str, str, str]] = Counter()
    for fault in faults:
        # Every sheet of a template has examples; they are one thing to say.
        kind = (fault.code, "" if fault.code == _EXAMPLE else fault.file, fault.column)
        seen[kind] += 1
        if everything or seen[kind] <= (1 if fault.code == _EXAMPLE else _SHOWN_OF_A_KIND):
            prefix = {"zh": "提示 ", "en": "note "}[lang] if fault.level == "note" else ""
            yield prefix + fault.say(lang)
    for (code, file, column), count in seen.items():
        shown = 1 if code == _EXAMPLE else _SHOWN_OF_A_KIND
        if not everything and count > shown:
            more = count - shown
            place = f"{file}:{column}" if column else file or _EVERYWHERE[lang]
            yield {
                "zh": f"{place}：同类错误（{code}）还有 {more:,} 处；用 --all 全部列出",
                "en": f"{place}: {more:,} more of this kind ({code}); --all lists them",
            }[lang]
