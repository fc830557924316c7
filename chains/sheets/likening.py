"""Names of spreadsheets that are no known name to the letter: decided, the same but for their form, or to be asked about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import islice
from typing import Final

import polars as pl

from chains.errors import Text
from chains.matching.decisions import resolve_decisions
from chains.matching.known import KnownNames, Thing
from chains.matching.matches import NameMatch, find_matches
from chains.schema import Field, Table
from chains.sheets.draft import MADE, Draft
from chains.sheets.files import ASKED
from chains.sheets.identify import CODES, Match, name_columns

__all__ = ["ask_names", "liken_names"]

Parts = Mapping[str, list[str]]

_TOO_MANY: Final = Text(
    "待定的名称太多，这一个没有比对", "there are too many names to decide about, and this one was not compared"
)
_PLACES: Final = "regions"
_RANKS: Final = {"city": 0, "province": 1}
_COMPARED: Final = 20_000
"""So many names of one table are compared with known ones; more are hardly names."""
_DECIDE: Final = Text(
    f"运行 chains check，在 {ASKED[1]} 中决定，再运行一次", f"run `chains check`, decide in {ASKED[1]}, and run again"
)
_MADE: Final = 1_000
"""So many names of one table that are to be decided count as new until they are; more are left out."""


def liken_names(
    draft: Draft, target: Table, aliases: Iterable[tuple[str, str]], matches: Mapping[str, Match]
) -> tuple[dict[str, Match], dict[str, NameMatch]]:
    """Return what becomes of names that are unknown or ambiguous, and those of them to be asked about.

    Those that are decided, or sure, mean a row of the table; for others it is as before.

    Raises:
        UnknownName: a decision names an id that the table does not have.
    """
    frame = draft.frames.get(target.name)
    unclear = [value for value, match in matches.items() if match.key is None]
    if frame is None or frame.is_empty() or not unclear:
        return {}, {}
    known = _known(target, frame, aliases)
    decisions = resolve_decisions(draft.decisions, target.name, known)
    settled: dict[str, Match] = {}
    asked: dict[str, NameMatch] = {}
    for found in find_matches(islice(unclear, _COMPARED), known, decisions):
        before = matches[found.written]
        if found.key is not None and (before.outcome == "unknown" or found.reason == "decided"):
            settled[found.written] = Match("sure", found.key)
        elif found.outcome == "ask":
            outcome = before.outcome if len(asked) < _MADE else "ambiguous"
            settled[found.written] = Match(outcome, None, _what(found, before), _remedy(before))
            asked[found.written] = found
        elif found.reason == "decided-new":
            settled[found.written] = Match("unknown", None, before.what, before.remedy)
    if len(asked) > _MADE:
        # So many are like known names: the rest are hardly new things.
        settled |= {value: Match("ambiguous", None, _TOO_MANY, _DECIDE) for value in unclear[_COMPARED:]}
    return settled, asked


def ask_names(
    draft: Draft,
    table: Table,
    field: Field,
    parts: Parts,
    asked: Mapping[str, NameMatch],
    target: Table,
    made: Collection[str],
) -> None:
    """Note where the names to be asked about stand in a column, and tell of those that count as new until then."""
    cells = [cell for cell, pieces in parts.items() if any(piece in asked for piece in pieces)]
    if not cells:
        return
    told: dict[str, int] = {}
    for number, cell in draft.find_cells(table.name, field.name, cells):
        if number >= MADE:
            continue
        for piece in parts[cell]:
            if piece in asked:
                if piece in made:
                    told.setdefault(piece, number)
                draft.questions.add(target.name, asked[piece], draft.place(number))
    for piece, number in told.items():
        what = _what(asked[piece], None)
        say = (Text(f"{what.zh}，暂作新的一项", f"{what.en}; until that is decided it is a new one"), _DECIDE)
        draft.reject("name-to-decide", table, field.name, [(number, piece)], say, scope="cell", level="note")


def _what(found: NameMatch, before: Match | None) -> Text:
    """Return what is told of a name to be asked about: what it was told for before, or what it may mean."""
    if before is not None and before.outcome == "ambiguous" and before.what is not None:
        return before.what
    best = found.candidates[0]
    return Text(
        f"“{found.written}”可能是“{best.label}”（{best.why.zh}）",
        f"“{found.written}” may be “{best.label}” ({best.why.en})",
    )


def _remedy(before: Match) -> Text:
    if before.remedy is None:
        return _DECIDE
    return Text(f"{before.remedy.zh}；或{_DECIDE.zh}", f"{before.remedy.en}; or {_DECIDE.en}")


def _known(target: Table, frame: pl.DataFrame, aliases: Iterable[tuple[str, str]]) -> KnownNames:
    names: dict[str, dict[str, None]] = {}
    codes: dict[str, dict[str, None]] = {}
    key = target.key[0]
    for row in frame.get_column(key).drop_nulls():
        codes[row] = {row: None}
    for column in name_columns(target):
        into = codes if column in CODES else names
        for row, value in frame.select(key, pl.col(column).alias("name")).drop_nulls().iter_rows():
            into.setdefault(row, {})[value] = None
    for row, alias in aliases:
        if row in codes:
            names.setdefault(row, {})[alias] = None
    places = target.name == _PLACES
    about = (
        {row: (kind, above) for row, kind, above in frame.select(key, "kind", "part_of").iter_rows()} if places else {}
    )
    things = []
    for row in sorted(codes):
        kind, above = about.get(row, (None, None))
        called = tuple(names.get(row, {row: None}))
        things.append(
            Thing(row, called[0], called, tuple(codes[row]), above, _RANKS.get(kind or "", 2 if places else 0))
        )
    return KnownNames(things, places=places)
