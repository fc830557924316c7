"""A folder to publish: the graph, its tables, how to cite it, and a description of all of it as an RO-Crate 1.1.

Source: RO-Crate Metadata Specification 1.1.3, <https://w3id.org/ro/crate/1.1>.  Dates are data: the day of publication is
given, or that of the newest source, never that of the writing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from chains.errors import InputError, OutputError, Text
from chains.export.citation import write_citation_file
from chains.export.crate_metadata import METADATA, describe_crate
from chains.export.csvs import CSV_TABLES, write_csv_folder
from chains.export.files import describe_files
from chains.export.origin import is_shipped
from chains.export.source_facts import read_source_facts
from chains.export.turtle import write_trig, write_turtle
from chains.tabulate import dump_json

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["is_crate", "write_crate"]

_GRAPHS: Final[Mapping[str, Callable[[KnowledgeGraph, BinaryIO], int]]] = {
    "graph.trig": write_trig,
    "graph.ttl": write_turtle,
}
_CITATION: Final = "CITATION.cff"
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_DATE_OPTION: Final = Text("请用 --date 给出日期，例如 2026-01-31", "give a day with --date, e.g. 2026-01-31")


def write_crate(
    graph: KnowledgeGraph, folder: Path, *, date: str | None = None, whole: KnowledgeGraph | None = None
) -> int:
    """Write the graph as TriG and Turtle, its tables as CSV, and their description; return the number of statements.

    Args:
        graph: what is published.
        folder: an empty folder.
        date: day of publication as ``YYYY-MM-DD``; by default that of the newest source.
        whole: the graph that it was taken from, if it is a part: a part of the shipped graph has its licence.

    Raises:
        InputError: *date* is no day.
        OutputError: no day is given, and no source has one.
    """
    sources = read_source_facts(graph)
    day = _check_day(date) if date is not None else _newest_day(source.date for source in sources)
    shipped = is_shipped(whole or graph)
    for name, write in _GRAPHS.items():
        with (folder / name).open("wb") as out:
            write(graph, out)
    write_csv_folder(graph, folder)
    if shipped:
        # Who made another graph is not known here, and a citation file must name an author.
        (folder / _CITATION).write_text(write_citation_file(graph, day), encoding="utf-8", newline="\n")
    crate = describe_crate(graph, describe_files(folder), sources, day, shipped=shipped, whole=whole)
    (folder / METADATA).write_text(dump_json(crate), encoding="utf-8", newline="\n")
    return len(graph)


def is_crate(folder: Path) -> bool:
    """Return whether a folder holds a crate that :func:`write_crate` wrote and nothing else."""
    names = {path.name for path in folder.iterdir()}
    return names - {_CITATION} == {METADATA, *_GRAPHS, *CSV_TABLES}


def _check_day(given: str) -> str:
    try:
        day = datetime.strptime(given, "%Y-%m-%d").date()  # noqa: DTZ007  # a day lies in no time zone
    except ValueError as error:
        raise InputError(Text(f"“{given}”不是日期", f"“{given}” is no day"), remedy=_DATE_OPTION) from error
    return day.isoformat()


def _newest_day(dates: Iterable[str | None]) -> str:
    days = [day for day in dates if day and _DAY.fullmatch(day)]
    if not days:
        raise OutputError(
            Text("没有来源注明日期，而 RO-Crate 必须有发布日期", "no source has a day, and an RO-Crate must have one"),
            remedy=_DATE_OPTION,
        )
    return max(days)
