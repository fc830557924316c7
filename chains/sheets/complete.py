"""What people leave out: ids, sources, what a name or the settings tell; and rows for names that stand in no table."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Final

import polars as pl

from chains.schema import Table
from chains.sheets.draft import MADE, Draft
from chains.sheets.settings import Settings
from chains.sheets.vocabulary import Vocabulary, has_names
from chains.tables import ROW

__all__ = ["OWN_TABLES", "add_area", "add_rows", "content_ids", "fill_defaults", "fill_sources", "make_ids", "slug"]

_SOURCES: Final = "sources"
OWN_TABLES: Final = "own-tables"
"""The source of names that stand in no table of their own, and of what the settings say."""
_URL: Final = re.compile(r"https?://\S+")
_DIGEST: Final = 12
_LONGEST: Final = 60
_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]*")


def fill_defaults(draft: Draft, settings: Settings, words: Vocabulary) -> None:
    """Fill empty cells with what another column of the row tells, else with what the settings say."""
    for name in draft.frames:
        frame = draft.frames[name]
        for rule in words.inferences:
            if rule.table == name:
                told: pl.Expr = pl.lit(None, dtype=pl.String)
                for code, pattern in reversed(rule.patterns):
                    told = pl.when(pl.col(rule.source).str.contains(pattern)).then(pl.lit(code)).otherwise(told)
                frame = frame.with_columns(pl.col(rule.column).fill_null(told))
        said = settings.defaults.get(name, {})
        draft.frames[name] = frame.with_columns(
            pl.col(column).fill_null(pl.lit(value)) for column, value in said.items()
        )


def add_area(draft: Draft, settings: Settings, words: Vocabulary) -> None:
    """Add the whole area as a region; regions of the highest rank that are part of nothing lie in it."""
    if not settings.region.get("name_zh") and not settings.region.get("name_en"):
        return
    name = settings.region.get("name_zh") or settings.region["name_en"]
    key = settings.region.get("id") or slug(settings.region.get("name_en") or name)
    row = {"id": key, "kind": "area", "name_zh": name, "name_en": settings.region.get("name_en")}
    regions = draft.frames.get("regions")
    if regions is not None:
        # A province or city that names no place above it lies in the area.
        outer = pl.col("part_of").is_null() & (pl.col("kind") != "area")
        draft.frames["regions"] = regions.with_columns(part_of=pl.when(outer).then(pl.lit(key)).otherwise("part_of"))
        if key in set(regions.get_column("id")):
            return
    add_rows(draft, words.schema["regions"], [row])


def add_rows(draft: Draft, table: Table, rows: Iterable[Mapping[str, str | None]]) -> None:
    """Add rows that stand in no sheet to a table."""
    columns = [field.name for field in table.fields]
    made = sum(frame.filter(pl.col(ROW) >= MADE).height for frame in draft.frames.values())
    data = [{ROW: MADE + made + place} | {name: row.get(name) for name in columns} for place, row in enumerate(rows)]
    schema = {ROW: pl.UInt32} | dict.fromkeys(columns, pl.String)
    frame = pl.DataFrame(data, schema=schema)
    known = draft.frames.get(table.name)
    draft.frames[table.name] = frame if known is None else pl.concat([known, frame])


def fill_sources(draft: Draft, settings: Settings, words: Vocabulary) -> None:
    """Give every row a source: one of the table of sources by id, title or address, a new one, or the sheet itself."""
    table = words.schema[_SOURCES]
    if _SOURCES not in draft.frames:
        add_rows(draft, table, [])
    frame = _complete_sources(draft.frames[_SOURCES], settings)
    draft.frames[_SOURCES] = frame
    known = {
        value: key
        for name in ("url", "title_en", "title_zh", "id")
        for value, key in frame.select(name, key="id").drop_nulls().iter_rows()
    }
    new: dict[str, dict[str, str | None]] = {}
    fields = [
        (name, field.name)
        for name in draft.frames
        for field in words.schema[name].fields
        if field.references == _SOURCES
    ]
    for name, column in fields:
        cells = draft.frames[name].get_column(column)
        for value in cells.drop_nulls().unique(maintain_order=True):
            if value not in known:
                row = _new_source(value, settings)
                known[value] = str(row["id"])
                new.setdefault(str(row["id"]), row)
        draft.frames[name] = draft.frames[name].with_columns(
            cells.replace_strict(list(known), list(known.values()), default=None, return_dtype=pl.String).alias(column)
            if known
            else cells
        )
    _name_sheets(draft, settings, words, new)
    have = set(frame.get_column("id"))
    add_rows(draft, table, [row for key, row in sorted(new.items()) if key not in have])


def _complete_sources(frame: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    titles = pl.coalesce("title_zh", "title_en", "url")
    frame = frame.with_columns(title_zh=titles, publisher=pl.col("publisher").fill_null(pl.lit(_publisher(settings))))
    frame = frame.with_columns(
        confidence=pl.col("confidence").fill_null(pl.lit(settings.source.get("confidence", "reported")))
    )
    ids = [key or (slug(title) if title else None) for key, title in frame.select("id", "title_zh").iter_rows()]
    return frame.with_columns(pl.Series("id", ids, dtype=pl.String))


def _publisher(settings: Settings) -> str:
    return settings.source.get("publisher") or "—"


def _new_source(value: str, settings: Settings) -> dict[str, str | None]:
    match = _URL.search(value)
    key = slug(re.sub(r"^https?://(www\.)?", "", value))
    return {
        "id": key,
        "title_zh": value,
        "title_en": value,
        "url": match[0] if match else None,
        "publisher": _publisher(settings),
        "licence": settings.source.get("licence"),
        "confidence": settings.source.get("confidence", "reported"),
    }


def _name_sheets(draft: Draft, settings: Settings, words: Vocabulary, new: dict[str, dict[str, str | None]]) -> None:
    """Let the sheet be the source of the rows that name none."""
    starts = draft.origins.starts()
    first = pl.Series([start for start, _ in starts], dtype=pl.UInt32)
    rows = [_new_source(f"{grid.file}：{grid.sheet}" if grid.sheet else grid.file, settings) for _, grid in starts]
    for name in draft.frames:
        table, frame = words.schema[name], draft.frames[name]
        if table.source_field is None:
            continue
        column = table.source_field.name
        bare = frame.filter(pl.col(column).is_null(), pl.col(ROW) < MADE).get_column(ROW)
        if len(bare):
            sheet = first.search_sorted(frame.get_column(ROW), side="right") - 1
            for place in sorted(set(first.search_sorted(bare, side="right") - 1)):
                new.setdefault(str(rows[place]["id"]), rows[place])
            own = sheet.replace_strict(list(range(len(rows))), [row["id"] for row in rows], return_dtype=pl.String)
            frame = frame.with_columns(
                pl.when(pl.col(ROW) < MADE).then(pl.col(column).fill_null(own)).otherwise(column).alias(column)
            )
        made = pl.col(ROW) >= MADE
        if frame.filter(made & pl.col(column).is_null()).height:
            new.setdefault(
                OWN_TABLES,
                _new_source(OWN_TABLES, settings)
                | {
                    "id": OWN_TABLES,
                    "title_zh": "项目设置与各表中的名称",
                    "title_en": "Settings of the project and names in its tables",
                },
            )
            frame = frame.with_columns(
                pl.when(made).then(pl.col(column).fill_null(OWN_TABLES)).otherwise(column).alias(column)
            )
        draft.frames[name] = frame


def make_ids(draft: Draft, words: Vocabulary) -> None:
    """Give a key to each named thing that has none: its name, in Latin letters where the table asks for those."""
    for name, frame in draft.frames.items():
        table = words.schema[name]
        if not has_names(table) or name == _SOURCES:
            continue
        latin = table.field("id").pattern is not None
        names = pl.coalesce("name_zh", "name_en")
        labels = frame.select(names).to_series()
        ids = [
            key or (slug(label) if latin and label else label)
            for key, label in zip(frame.get_column("id"), labels, strict=True)
        ]
        draft.frames[name] = frame.with_columns(pl.Series("id", ids, dtype=pl.String), name_zh=names)


def content_ids(draft: Draft, words: Vocabulary) -> None:
    """Give a key to each link or fact that has none: a digest of what the row says, so that it stays from run to run."""
    for name, frame in draft.frames.items():
        table = words.schema[name]
        if table.key != ("id",) or has_names(table):
            continue
        says = [field.name for field in table.fields if field.name != "id"]
        digest = frame.select(pl.concat_str([pl.col(one).fill_null("") for one in says], separator="\x1f")).to_series()
        ids = [
            key or f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:_DIGEST]}"
            for key, text in zip(frame.get_column("id"), digest, strict=True)
        ]
        draft.frames[name] = frame.with_columns(pl.Series("id", ids, dtype=pl.String))


def slug(text: str) -> str:
    """Return a name in small Latin letters, digits and hyphens, Chinese by its sound; never empty.

    Where letters were changed, a digest of the name keeps apart what sounds alike: 苏州 and 宿州.

    >>> slug("Example City"), slug("常州市")
    ('example-city', 'changzhoushi-e37a36')
    """
    digest = hashlib.sha256(text.encode()).hexdigest()
    if _PLAIN.fullmatch(text) and len(text) <= _LONGEST:
        return text.casefold().replace(" ", "-")
    latin = text
    if not text.isascii():
        from pypinyin import lazy_pinyin

        latin = "".join(lazy_pinyin(text))
    plain = re.sub(r"[^A-Za-z0-9]+", "-", latin)[:_LONGEST].strip("-").casefold()
    return f"{plain or 'n'}-{digest[:6]}"
