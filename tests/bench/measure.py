"""What the benchmarks share: time and memory of a call in a process of its own, and a region of any size."""

from __future__ import annotations

import csv
import multiprocessing
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chains.resources import ontology_folder
from chains.schema import Field, Schema, load_schema

__all__ = ["run_apart", "scale_tables", "time_call"]


def time_call(call: Callable[..., Any], *arguments: Any) -> tuple[float, Any]:
    """Return how many seconds a call takes, and what it returns."""
    start = time.perf_counter()
    value = call(*arguments)
    return time.perf_counter() - start, value


def run_apart(call: Callable[..., Any], *arguments: Any) -> tuple[float, float, Any]:
    """Return seconds, peak memory in MiB, and the value of a call in a fresh process; imports are not timed."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        seconds, memory, value = pool.apply(_run, (call, arguments))
    return seconds, memory, value


def _run(call: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[float, float, Any]:
    seconds, value = time_call(call, *arguments)
    return seconds, _peak_memory(), value


def _peak_memory() -> float:
    # Not getrusage: a child process begins with its parent's peak there.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024  # type: ignore[index]


def scale_tables(source: Path, target: Path, times: int) -> None:
    """Write a region of *times* the size: each copy of a row has keys of its own, and refers to rows of its copy.

    Classifications, regions and sources, whose keys have a fixed form, are not copied but referred to.
    """
    schema = load_schema(ontology_folder())
    copied = {name for name, table in schema.items() if table.cls and _takes_a_suffix(table.field(table.key[0]))}
    target.mkdir(parents=True)
    for path in sorted(source.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines, (target / path.name).open("w", encoding="utf-8") as out:
            rows = list(csv.DictReader(lines))
            writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            changing = _changing_columns(path.stem, schema, copied)
            for copy in range(times if changing else 1):
                writer.writerows(_copy_row(row, changing, copy) for row in rows)


def _takes_a_suffix(field: Field) -> bool:
    return field.references is not None or field.pattern is None or bool(re.fullmatch(field.pattern, "080901-x1"))


def _changing_columns(name: str, schema: Schema, copied: set[str]) -> list[str]:
    own = [schema[name].key[0]] if name in copied - {"sources", "regions"} and len(schema[name].key) == 1 else []
    fixed = {"sources", "regions"}
    return own + [field.name for field in schema[name].fields if field.references in copied - fixed]


def _copy_row(row: dict[str, str], changing: list[str], copy: int) -> dict[str, str]:
    if not copy:
        return row
    return row | {name: f"{row[name]}-x{copy}" for name in changing if row[name]}
