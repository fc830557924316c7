"""From names to keys: what a cell that refers to another table means there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import polars as pl

from chains.errors import Text, nearest_names
from chains.schema import Table

__all__ = [
    "CODES",
    "Match",
    "Names",
    "collect_names",
    "is_known",
    "match_names",
    "name_columns",
    "name_new",
    "spelling",
]

_MARKED: Final = re.compile(r"[\s()（）\[\]【】:：,，/|-]+")
_ADVISED: Final = 40
"""So many unknown names get the nearest known ones; looking for more would take long."""
_NAMED: Final = ("skos:prefLabel", "skos:altLabel")
CODES: Final = ("moe_code", "stock_code", "ror")

Outcome = Literal["sure", "unknown", "ambiguous"]


@dataclass(frozen=True, slots=True)
class Match:
    """What a name means: the key of one row, or why it is none."""

    outcome: Outcome
    key: str | None = None
    what: Text | None = None
    remedy: Text | None = None


@dataclass(frozen=True)
class Names:
    """The names of the rows of one table: keys as they stand, and the keys by what spellings of a name share."""

    table: Table
    keys: frozenset[str]
    known: Mapping[str, frozenset[str]]
    places: Mapping[str, Sequence[str]] | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    """The name of the row with each key, as the table writes it."""
    exact: frozenset[str] = frozenset()
    """All keys and names, letter for letter."""


def name_columns(table: Table) -> list[str]:
    """Return the columns of a table that hold names of its rows."""
    return [one.name for one in table.fields if one.property in _NAMED or one.name in CODES]


def spelling(name: str) -> str:
    """Return what spellings of one name share: width, case and spaces make no difference.

    >>> spelling("天地（常州） 自动化") == spelling("天地(常州)自动化")
    True
    """
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)).casefold()


def collect_names(
    table: Table, frame: pl.DataFrame | None, aliases: Iterable[tuple[str, str]], places: Mapping[str, Sequence[str]]
) -> Names:
    """Return the names by which the rows of a table are known: its own columns, and (key, alias) from elsewhere.

    *places* are the endings of names of places and of their parts; they count for the table of regions.
    """
    known: dict[str, set[str]] = {}
    exact: set[str] = set()
    own = places if table.name == "regions" else None
    key = table.key[0]
    if frame is not None:
        for name in (key, *name_columns(table)):
            for row_key, value in frame.select(key, pl.col(name).alias("name")).drop_nulls().iter_rows():
                known.setdefault(spelling(value), set()).add(row_key)
                exact.add(value)
                if own:
                    known.setdefault(_bare(spelling(value), own["endings"]), set()).add(row_key)
    for row_key, alias in aliases:
        known.setdefault(spelling(alias), set()).add(row_key)
    keys = frozenset(frame.get_column(key).drop_nulls()) if frame is not None else frozenset()
    label = next((one.name for one in table.fields if one.name == "name_zh"), None)
    labels = dict(frame.select(key, label).drop_nulls().iter_rows()) if frame is not None and label else {}
    found = {name: frozenset(rows) for name, rows in known.items()}
    return Names(table, keys, found, own, labels, frozenset(exact))


def _bare(name: str, endings: Sequence[str]) -> str:
    if not name.endswith(tuple(endings)):
        return name
    ending = max((one for one in endings if name.endswith(one)), key=len)
    return name.removesuffix(ending) if len(name) > len(ending) + 1 else name


def match_names(values: Iterable[str], names: Names) -> dict[str, Match]:
    """Return what each value means among the names of a table.

    Sure is a key, or a name, code or alias that just one row has.  Nothing is decided by likeness: names that are only
    near are told with the fault.
    """
    found = {value: _match(value, names) for value in values}
    advised = 0
    for value, match in found.items():
        if match.outcome == "unknown":
            advised += 1
            found[value] = _unknown(value, names, advise=advised <= _ADVISED)
    return found


def name_new(values: Iterable[str], names: Names) -> tuple[dict[str, str], list[str]]:
    """Return the new thing that each unknown name stands for, and the new things in the order of their first mention.

    Spellings that differ in width, case or spaces alone are one thing; of places, so are those that a longer name
    holds: 江苏省常州市 and 常州.
    """
    first: dict[str, str] = {}
    for value in values:
        first.setdefault(spelling(value), value)
    if names.places is None:
        return {value: first[spelling(value)] for value in values}, list(first.values())
    known: dict[str, frozenset[str]] = {}
    # What is put into the dictionary below is looked up in it by the next, longer name.
    so_far = Names(names.table, frozenset(), known, names.places)
    means: dict[str, str] = {}
    for name in sorted(first, key=lambda name: (len(name), name)):
        bare = _bare(name, names.places["endings"])
        inside = _place(name, so_far)
        means[name] = next(iter(inside)) if len(inside) == 1 else first[name]
        known.setdefault(bare, frozenset({means[name]}))
        known.setdefault(name, frozenset({means[name]}))
    new = set(means.values())
    return {value: means[spelling(value)] for value in values}, [value for value in first.values() if value in new]


def is_known(value: str, names: Names) -> bool:
    """Return whether a value is a key, or a name of just one row."""
    return value in names.keys or len(names.known.get(spelling(value), ())) == 1


def _match(value: str, names: Names) -> Match:
    if value in names.keys:
        return Match("sure", value)
    rows = names.known.get(spelling(value), frozenset())
    if not rows and names.places:
        rows = _place(spelling(value), names)
    if not rows and any(map(str.isdigit, value)):
        # 510203 软件技术, 软件技术（510203）
        rows = frozenset(part for part in _MARKED.split(value) if part in names.keys and any(map(str.isdigit, part)))
    if len(rows) == 1:
        return Match("sure", next(iter(rows)))
    return _ambiguous(value, rows, names) if rows else Match("unknown")


def _place(name: str, names: Names) -> frozenset[str]:
    """Return the place that a longer name ends in: 江苏省常州市 is 常州, 常州市武进区 lies in it."""
    places = names.places or {}
    bare = _bare(name, places["endings"])
    rows = names.known.get(bare)
    if rows:
        return rows
    for size in range(2, len(name) - 1):
        # 江苏省常州市: the place above it need not be known.
        rows = names.known.get(name[size:]) or names.known.get(_bare(name[size:], places["endings"]))
        if rows and name[:size].endswith(tuple(places["endings"])):
            return rows
    for size in range(len(name) - 1, 1, -1):
        rows = names.known.get(name[:size])
        rest = name[size:].lstrip("·-/,，、")
        if rows is None or not rest:
            continue
        if rest in places["endings"] or rest.endswith(tuple(places["parts"])):
            return rows
        inner = _place(rest, names) or names.known.get(rest, frozenset())
        if inner:
            return inner
    return frozenset()


def _ambiguous(value: str, rows: frozenset[str], names: Names) -> Match:
    shown = ", ".join(sorted(rows)[:5])
    title = names.table.title
    what = Text(
        f"“{value}”是“{title.zh}”中 {len(rows)} 行的名称", f"“{value}” is the name of {len(rows)} rows of “{title.en}”"
    )
    return Match("ambiguous", None, what, Text(f"请写其中一个的标识：{shown}", f"give the id of one of them: {shown}"))


def _unknown(value: str, names: Names, *, advise: bool) -> Match:
    title = names.table.title
    close = nearest_names(spelling(value), sorted(names.known)) if advise else []
    near = list(dict.fromkeys(names.labels.get(key, key) for name in close for key in sorted(names.known[name])))
    what = Text(f"“{title.zh}”中没有“{value}”", f"“{title.en}” has no “{value}”")
    zh, en = f"请在“{title.zh}”表中添加一行，或改正", f"add a row to “{title.en}”, or correct it"
    if near:
        zh, en = f"最接近的：{'、'.join(near)}；{zh}", f"nearest: {', '.join(near)}; {en}"
    return Match("unknown", None, what, Text(zh, en))
