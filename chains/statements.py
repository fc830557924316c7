"""From tables to statements: whole columns become N-Quads terms, each statement in the graph of its source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final, TypeVar

import polars as pl

from chains.names import CATALOGUE, CODE, ID, OUTSIDE_KEY, expand_term, quote_key
from chains.schema import Field, Schema, Table

__all__ = [
    "STATEMENT_SCHEMA",
    "ClassOf",
    "map_tables",
    "parse_statements",
    "plain_triples",
    "sort_statements",
    "write_statements",
]

STATEMENT_SCHEMA: Final = {"s": pl.String, "p": pl.String, "o": pl.String, "g": pl.String}
"""Columns of a frame of statements: N-Quads terms (``<iri>``, ``"text"@zh``); ``g`` is null in the default graph."""

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

ClassOf = Callable[[str, str], Sequence[str]]
"""Gives, for a code scheme and a notation, the classes that the code denotes, most specific first."""

_RDF_TYPE: Final = f"<{expand_term('rdf:type')}>"
_XSD: Final = expand_term("xsd:")
_BATCH: Final = 100_000
"""Rows of tables that are mapped at a time; one makes about five statements."""

# As in RDF canonical N-Quads.
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def map_tables(
    frames: Mapping[str, pl.DataFrame], schema: Schema, classes: ClassOf, *, batch: int = _BATCH
) -> Iterator[pl.DataFrame]:
    """Iterate over the statements of all tables in order: distinct, sorted by subject, predicate, object, graph.

    Each frame has the columns of :data:`STATEMENT_SCHEMA` and holds every statement of its subjects; about *batch*
    rows of tables make one.  So what is held at a time does not grow with the tables, and a later frame never has
    to go before an earlier one: the subjects of one segment share their beginning, and no other's begin so.
    """
    segments: dict[str, list[Table]] = {}
    for name in frames:
        segments.setdefault(_subject_segment(schema[name], schema), []).append(schema[name])
    for segment in sorted(segments, key=lambda name: f"{name}/"):
        parts = [(table, _with_subjects(frames[table.name], table, schema)) for table in segments[segment]]
        for part in _split_by_subject(parts, batch):
            # One plan for all parts: what a query costs however small it is, is then paid once.
            mapped = [statements for table, rows in part for statements in _map_rows(rows, table, schema, classes)]
            yield sort_statements(pl.concat([pl.LazyFrame(schema=STATEMENT_SCHEMA), *mapped]).collect())


def sort_statements(frame: Frame) -> Frame:
    """Return the distinct statements, sorted by subject, predicate, object, graph (no graph last)."""
    return _drop_repetitions(frame.sort("s", "p", "o", "g", nulls_last=True), ["s", "p", "o", "g"])


def plain_triples(ordered: pl.DataFrame) -> pl.DataFrame:
    """Return sorted statements without their graphs, each triple once."""
    return _drop_repetitions(ordered, ["s", "p", "o"]).with_columns(g=pl.lit(None, pl.String))


def _drop_repetitions(ordered: Frame, names: Sequence[str]) -> Frame:
    # In sorted rows a repetition stands next to its like: much faster than `unique`, which hashes every text.
    new = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in names)
    return ordered.filter(new | (pl.int_range(pl.len()) == 0))


def _subject_segment(table: Table, schema: Schema) -> str:
    if table.subject is not None:
        table = schema[table.field(table.subject).references or ""]
    return table.segment or table.name


def _with_subjects(frame: pl.DataFrame, table: Table, schema: Schema) -> pl.DataFrame:
    columns = table.key if table.subject is None else [table.subject]
    return frame.with_columns(__s__=_mint(_subject_segment(table, schema), columns))


def _split_by_subject(
    parts: Sequence[tuple[Table, pl.DataFrame]], batch: int
) -> Iterator[Sequence[tuple[Table, pl.DataFrame]]]:
    if sum(frame.height for _, frame in parts) <= batch:
        yield parts
        return
    subjects = pl.concat([frame.get_column("__s__") for _, frame in parts]).sort()
    cuts = subjects.gather_every(batch).unique(maintain_order=True).to_list()[1:]
    for low, high in pairwise([None, *cuts, None]):
        yield [(table, frame.filter(_between(low, high))) for table, frame in parts]


def _between(low: str | None, high: str | None) -> pl.Expr:
    subject = pl.col("__s__")
    above = pl.lit(value=True) if low is None else subject >= low
    return above if high is None else above & (subject < high)


def _map_rows(rows: pl.DataFrame, table: Table, schema: Schema, classes: ClassOf) -> Iterator[pl.LazyFrame]:
    """Iterate over the statements of rows of one table, whose subjects stand in the column ``__s__``.

    A row makes a node with a type (a table with ``class``) or speaks of one that another table makes
    (a table with ``subject``).  Empty cells say nothing.
    """
    base = rows.lazy().with_columns(__g__=_graph_term(table))
    if table.cls is not None:
        yield _part(base, _RDF_TYPE, pl.lit(f"<{expand_term(table.cls)}>"))
        yield from _class_parts(base, rows, table, classes)
    for field in table.fields:
        if field.property is not None:
            said = _explode(base.filter(pl.col(field.name).is_not_null()), field)
            yield _part(_place(said, field), f"<{expand_term(field.property)}>", _object_term(field, schema))


def _class_parts(base: pl.LazyFrame, rows: pl.DataFrame, table: Table, classes: ClassOf) -> Iterator[pl.LazyFrame]:
    field = next((field for field in table.fields if field.role == "class"), None)
    if field is not None:
        for code in rows.get_column(field.name).drop_nulls().unique().sort():
            for iri in classes(field.codes or "", code):
                yield _part(base.filter(pl.col(field.name) == code), _RDF_TYPE, pl.lit(f"<{iri}>"))


def _part(rows: pl.LazyFrame, predicate: str, objects: pl.Expr) -> pl.LazyFrame:
    return rows.select(s="__s__", p=pl.lit(predicate), o=objects, g="__g__")


def _graph_term(table: Table) -> pl.Expr:
    field = table.source_field
    return pl.lit(f"<{CATALOGUE}>") if table.catalogue or field is None else _mint("source", [field.name])


def _place(rows: pl.LazyFrame, field: Field) -> pl.LazyFrame:
    if field.source_from is None:
        return rows
    own = _mint("source", [field.source_from])
    return rows.with_columns(__g__=pl.when(pl.col(field.source_from).is_null()).then("__g__").otherwise(own))


def _explode(rows: pl.LazyFrame, field: Field) -> pl.LazyFrame:
    if field.separator is None:
        return rows
    split = rows.with_columns(pl.col(field.name).str.split(field.separator)).explode(field.name)
    return split.with_columns(pl.col(field.name).str.strip_chars()).filter(pl.col(field.name) != "")


def _mint(segment: str, columns: Sequence[str]) -> pl.Expr:
    keys = [pl.col(name).fill_null("").map_batches(_quote, return_dtype=pl.String) for name in columns]
    return pl.concat_str(pl.lit(f"<{ID}{segment}/"), pl.concat_str(keys, separator="_"), pl.lit(">"))


def _quote(keys: pl.Series) -> pl.Series:
    if not keys.str.contains(OUTSIDE_KEY).any():
        return keys
    distinct = keys.unique()
    return keys.replace_strict(distinct, pl.Series([quote_key(key) for key in distinct], dtype=pl.String))


def _object_term(field: Field, schema: Schema) -> pl.Expr:
    if field.references is not None:
        return _mint(schema[field.references].segment or field.references, [field.name])
    value = pl.col(field.name)
    if field.codes is not None:
        return pl.concat_str(pl.lit(f"<{CODE}{field.codes}/"), value, pl.lit(">"))
    if field.type == "url":
        return pl.concat_str(pl.lit("<"), value, pl.lit(">"))
    return _text_term(field) if field.type == "string" else _typed_term(field)


def _text_term(field: Field) -> pl.Expr:
    said = [pl.lit('"'), pl.col(field.name).str.replace_many(_ESCAPES)]
    if field.lang_from is not None:
        return pl.concat_str(*said, pl.lit('"@'), field.lang_from)
    return pl.concat_str(*said, pl.lit(f'"@{field.lang}' if field.lang else '"'))


def _typed_term(field: Field) -> pl.Expr:
    value = pl.col(field.name)
    if field.type == "date":
        kind = value.str.len_chars().replace_strict({4: "gYear", 7: "gYearMonth", 10: "date"}, return_dtype=pl.String)
    else:
        kind = pl.lit({"integer": "integer", "number": "decimal", "year": "gYear"}[field.type])
    said = _canonical_number(value) if field.type in {"integer", "number"} else value
    return pl.concat_str(pl.lit('"'), said, pl.lit(f'"^^<{_XSD}'), kind, pl.lit(">"))


def _canonical_number(values: pl.Expr) -> pl.Expr:
    # The store writes numbers in canonical form; writing them so here keeps every export equal to what was read.
    trimmed = (
        values.str.replace(r"^\+", "").str.replace(r"^(-?)0*([0-9])", "${1}${2}").str.replace(r"^(-?)\.", "${1}0.")
    )
    whole = trimmed.str.replace(r"(\.[0-9]*?)0*$", "${1}").str.replace(r"\.$", "")
    return whole.replace("-0", "0")


def write_statements(frame: pl.DataFrame, path: Path) -> None:
    """Append the statements to a file as N-Quads, one a line, in their order."""
    graph = pl.when(pl.col("g").is_null()).then(pl.lit("")).otherwise(" " + pl.col("g"))
    lines = frame.select(line=pl.col("s") + " " + pl.col("p") + " " + pl.col("o") + graph + " .")
    with path.open("ab") as out:
        lines.write_csv(out, include_header=False, quote_style="never")


def parse_statements(text: str | bytes) -> pl.DataFrame:
    """Return canonical N-Quads (one statement a line, single spaces) as a frame of statements.

    Raises:
        ValueError: a line is not of that form.
    """
    raw = text.encode() if isinstance(text, str) else text
    # Not splitlines: a label may hold U+2028 or another character that Python takes for a line end.
    lines = pl.Series(raw.decode().split("\n"), dtype=pl.String)
    lines = lines.filter(lines != "")
    pattern = (
        r'^(?<s>\S+) (?<p>\S+) (?<o><[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^<[^>]*>)?)(?: (?<g>\S+))? \.$'
    )
    frame = lines.to_frame("line").select(pl.col("line").str.extract_groups(pattern)).unnest("line")
    if frame.get_column("s").null_count():
        raise ValueError(lines.filter(frame.get_column("s").is_null())[0])
    return frame.with_columns(pl.when(pl.col("g") == "").then(None).otherwise("g").alias("g"))
