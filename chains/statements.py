"""From tables to statements: whole columns become N-Quads terms, each statement in the graph of its source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import pairwise
from pathlib import Path
from typing import Final

import polars as pl

from chains.names import CATALOGUE, CODE, ID, expand_term, quote_key
from chains.schema import Field, Schema, Table

__all__ = [
    "STATEMENT_SCHEMA",
    "ClassOf",
    "map_rows",
    "map_tables",
    "parse_statements",
    "plain_triples",
    "sort_statements",
    "write_statements",
]

STATEMENT_SCHEMA: Final = {"s": pl.String, "p": pl.String, "o": pl.String, "g": pl.String}
"""Columns of a frame of statements: N-Quads terms (``<iri>``, ``"text"@zh``); ``g`` is null in the default graph."""

ClassOf = Callable[[str, str], Sequence[str]]
"""Gives, for a code scheme and a notation, the classes that the code denotes, most specific first."""

_RDF_TYPE: Final = f"<{expand_term('rdf:type')}>"
_XSD: Final = expand_term("xsd:")
_BATCH: Final = 100_000
"""Rows of tables that are mapped at a time; one makes about five statements."""

_SAFE_KEY: Final = r"^[A-Za-z0-9\-.~]*$"


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
            mapped = [map_rows(rows, table, schema, classes) for table, rows in part]
            yield sort_statements(pl.concat(mapped))


def sort_statements(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the distinct statements, sorted by subject, predicate, object, graph (no graph last)."""
    return _drop_repetitions(frame.sort("s", "p", "o", "g", nulls_last=True), ["s", "p", "o", "g"])


def plain_triples(ordered: pl.DataFrame) -> pl.DataFrame:
    """Return sorted statements without their graphs, each triple once."""
    return _drop_repetitions(ordered, ["s", "p", "o"]).with_columns(g=pl.lit(None, pl.String))


def _drop_repetitions(ordered: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    # In sorted rows a repetition stands next to its like: much faster than `unique`, which hashes every text.
    new = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in names)
    return ordered.filter(new | (pl.int_range(pl.len()) == 0))


def _subject_segment(table: Table, schema: Schema) -> str:
    if table.subject is not None:
        table = schema[table.field(table.subject).references or ""]
    return table.segment or table.name


def _with_subjects(frame: pl.DataFrame, table: Table, schema: Schema) -> pl.DataFrame:
    columns = table.key if table.subject is None else [table.subject]
    return frame.with_columns(__s__=_mint(frame, _subject_segment(table, schema), columns))


def _split_by_subject(
    parts: Sequence[tuple[Table, pl.DataFrame]], batch: int
) -> Iterator[list[tuple[Table, pl.DataFrame]]]:
    subjects = pl.concat([frame.get_column("__s__") for _, frame in parts]).sort()
    cuts = subjects.gather_every(batch).unique(maintain_order=True).to_list()[1:]
    for low, high in pairwise([None, *cuts, None]):
        yield [(table, frame.filter(_between(low, high))) for table, frame in parts]


def _between(low: str | None, high: str | None) -> pl.Expr:
    subject = pl.col("__s__")
    above = pl.lit(value=True) if low is None else subject >= low
    return above if high is None else above & (subject < high)


def map_rows(rows: pl.DataFrame, table: Table, schema: Schema, classes: ClassOf) -> pl.DataFrame:
    """Return the statements of rows of one table, whose subjects stand in the column ``__s__``.

    A row makes a node with a type (a table with ``class``) or speaks of one that another table makes
    (a table with ``subject``).  Empty cells say nothing.
    """
    base = rows.with_columns(__g__=_graph_column(rows, table))
    parts = [*_type_parts(base, table, classes), *_property_parts(base, table, schema)]
    return pl.concat([pl.DataFrame(schema=STATEMENT_SCHEMA), *parts])


def _graph_column(frame: pl.DataFrame, table: Table) -> pl.Series:
    field = table.source_field
    if table.catalogue or field is None:
        return pl.Series([f"<{CATALOGUE}>"] * frame.height, dtype=pl.String)
    return _mint(frame, "source", [field.name])


def _mint(frame: pl.DataFrame, segment: str, columns: Sequence[str]) -> pl.Series:
    keys = [_quote(frame.get_column(name).fill_null("")) for name in columns]
    joined = reduce(lambda left, right: left + "_" + right, keys)
    return f"<{ID}{segment}/" + joined + ">"


def _quote(keys: pl.Series) -> pl.Series:
    if keys.str.contains(_SAFE_KEY).all():
        return keys
    distinct = keys.unique()
    return keys.replace_strict(distinct, pl.Series([quote_key(key) for key in distinct], dtype=pl.String))


def _type_parts(base: pl.DataFrame, table: Table, classes: ClassOf) -> Iterator[pl.DataFrame]:
    if table.cls is None:
        return
    yield _part(base, _RDF_TYPE, pl.lit(f"<{expand_term(table.cls)}>"))
    field = next((field for field in table.fields if field.role == "class"), None)
    if field is None:
        return
    for code in base.get_column(field.name).drop_nulls().unique().sort():
        rows = base.filter(pl.col(field.name) == code)
        for iri in classes(field.codes or "", code):
            yield _part(rows, _RDF_TYPE, pl.lit(f"<{iri}>"))


def _property_parts(base: pl.DataFrame, table: Table, schema: Schema) -> Iterator[pl.DataFrame]:
    for field in table.fields:
        if field.property is None:
            continue
        rows = _explode(base.filter(pl.col(field.name).is_not_null()), field)
        if rows.height:
            yield _part(_place(rows, field), f"<{expand_term(field.property)}>", _object_column(rows, field, schema))


def _explode(rows: pl.DataFrame, field: Field) -> pl.DataFrame:
    if field.separator is None:
        return rows
    split = rows.with_columns(pl.col(field.name).str.split(field.separator)).explode(field.name)
    return split.with_columns(pl.col(field.name).str.strip_chars()).filter(pl.col(field.name) != "")


def _place(rows: pl.DataFrame, field: Field) -> pl.DataFrame:
    if field.source_from is None:
        return rows
    own = _mint(rows, "source", [field.source_from])
    return rows.with_columns(__g__=pl.when(pl.col(field.source_from).is_null()).then("__g__").otherwise(own))


def _part(rows: pl.DataFrame, predicate: str, objects: pl.Series | pl.Expr) -> pl.DataFrame:
    return rows.select(s="__s__", p=pl.lit(predicate), o=objects, g="__g__")


def _object_column(rows: pl.DataFrame, field: Field, schema: Schema) -> pl.Series:
    if field.references is not None:
        return _mint(rows, schema[field.references].segment or field.references, [field.name])
    values = rows.get_column(field.name)
    if field.codes is not None:
        return f"<{CODE}{field.codes}/" + values + ">"
    if field.type == "url":
        return "<" + values + ">"
    if field.type == "string":
        return _text_column(rows, field)
    return _typed_column(values, field)


def _text_column(rows: pl.DataFrame, field: Field) -> pl.Series:
    escaped = '"' + escape_literals(rows.get_column(field.name)) + '"'
    if field.lang_from is not None:
        return escaped + "@" + rows.get_column(field.lang_from)
    return escaped + (f"@{field.lang}" if field.lang else "")


def escape_literals(values: pl.Series) -> pl.Series:
    """Return texts with what N-Quads wants escaped (backslash, quote, line ends), as RDF canonical N-Quads does."""
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        values = values.str.replace_all(plain, escaped, literal=True)
    return values


def _typed_column(values: pl.Series, field: Field) -> pl.Series:
    if field.type == "date":
        kinds = values.str.len_chars().replace_strict({4: "gYear", 7: "gYearMonth", 10: "date"}, return_dtype=pl.String)
        return '"' + values + f'"^^<{_XSD}' + kinds + ">"
    kind = {"integer": "integer", "number": "decimal", "year": "gYear"}[field.type]
    canonical = _canonical_number(values) if field.type != "year" else values
    return '"' + canonical + f'"^^<{_XSD}{kind}>'


def _canonical_number(values: pl.Series) -> pl.Series:
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
