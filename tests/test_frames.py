"""Answers, gaps and measure tables as frames: typed, the same in Polars, pandas and Arrow, with nothing lost."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chains.errors import MissingSoftware
from chains.frames import Convertible, to_pandas, type_column
from chains.gaps import find_gaps, load_tables, measure
from chains.gaps.listing import GapList
from chains.graph import KnowledgeGraph, Results
from chains.names import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Sequence

TYPED = """
SELECT ?place ?count ?share ?open ?day ?moment ?year ?label ?nothing WHERE {
  VALUES (?place ?count ?share ?open ?day ?moment ?year ?label) {
    (ch:City 3 0.25 true "2025-09-01"^^xsd:date "2025-09-01T08:00:00+08:00"^^xsd:dateTime "2025"^^xsd:gYear "常州"@zh)
    (ch:Area UNDEF 1e2 false UNDEF UNDEF UNDEF "0042")
  }
} ORDER BY DESC(?place)"""
DTYPES = {
    "place": pl.String(),
    "count": pl.Int64(),
    "share": pl.Float64(),
    "open": pl.Boolean(),
    "day": pl.Date(),
    "moment": pl.Datetime("us", "UTC"),
    "year": pl.Int64(),
    "label": pl.String(),
    "nothing": pl.String(),
}


@pytest.fixture(scope="module")
def answer(small: KnowledgeGraph) -> Results:
    """An answer with a column of every sort, each with an unbound value."""
    return small.query(TYPED)


def literals(kind: str, texts: Sequence[str]) -> list[ox.Literal]:
    """Literals of one datatype."""
    return [ox.Literal(text, datatype=ox.NamedNode(PREFIXES["xsd"] + kind)) for text in texts]


# --- answers to queries


def test_columns_have_types(answer: Results):
    """Numbers are numbers, dates are dates, moments are in UTC, years are whole numbers, names are text."""
    frame = answer.to_polars()
    assert dict(frame.schema) == DTYPES
    assert frame.row(0) == (
        "https://w3id.org/fourchains/ontology#City",
        3,
        0.25,
        True,
        date(2025, 9, 1),
        datetime(2025, 9, 1, 0, tzinfo=UTC),
        2025,
        "常州",
        None,
    )
    assert frame.row(1) == (
        "https://w3id.org/fourchains/ontology#Area",
        None,
        100.0,
        False,
        None,
        None,
        None,
        "0042",
        None,
    )


def test_an_empty_answer_keeps_its_columns(small: KnowledgeGraph):
    """No solution gives no row, and the columns of the query."""
    frame = small.query("SELECT ?a ?b WHERE { ?a ch:notThere ?b }").to_polars()
    assert (frame.columns, frame.height) == (["a", "b"], 0)


def test_other_forms_are_frames_too(small: KnowledgeGraph):
    """ASK is one cell; CONSTRUCT is a row for each triple, with language and datatype of what it leads to."""
    assert small.query("ASK { ?c a ch:City }").to_polars().to_dicts() == [{"answer": True}]
    frame = small.query("CONSTRUCT { ch:Skill rdfs:label '技能'@zh ; ch:count 3 ; a owl:Class } WHERE {}").to_polars()
    rows = {row["object"]: (row["language"], row["datatype"]) for row in frame.to_dicts()}
    assert rows["技能"] == ("zh", PREFIXES["rdf"] + "langString")
    assert rows["3"] == (None, PREFIXES["xsd"] + "integer")
    assert rows[PREFIXES["owl"] + "Class"] == (None, None)


def test_real_counts_are_numbers(region: KnowledgeGraph):
    """Counts, years and coordinates of the real region arrive as numbers that can be added up."""
    answer = region.query(
        "SELECT ?demand ?count ?year WHERE { ?demand a ch:Demand ; ch:count ?count ; ch:year ?year } ORDER BY ?demand"
    )
    frame = answer.to_polars()
    assert frame.schema["count"] == frame.schema["year"] == pl.Int64()
    assert frame["count"].sum() == sum(int(row[1] or 0) for row in answer.values())


@pytest.mark.parametrize(
    ("kind", "texts", "dtype"),
    [
        ("integer", ["1", "many"], pl.String()),
        ("integer", ["1_000"], pl.String()),
        ("integer", [str(2**63)], pl.String()),
        ("integer", [str(-(2**63))], pl.Int64()),
        ("double", ["INF", "-INF", "NaN", "1e-3"], pl.Float64()),
        ("double", ["infinity"], pl.String()),
        ("boolean", ["1", "false"], pl.Boolean()),
        ("boolean", ["yes"], pl.String()),
        ("date", ["2025-02-30"], pl.String()),
        ("date", ["2025-02-03Z"], pl.String()),
        ("dateTime", ["2025-02-03T04:05:06"], pl.Datetime("us")),
        ("dateTime", ["2025-02-03T04:05:06", "2025-02-03T04:05:06Z"], pl.String()),
        ("dateTime", ["2025-02-03T24:00:01Z"], pl.String()),
        ("gYear", ["-0044", "2025"], pl.Int64()),
        ("gYear", ["2025Z"], pl.String()),
        ("duration", ["P1D"], pl.String()),
    ],
)
def test_what_does_not_fit_stays_text(kind: str, texts: list[str], dtype: pl.DataType):
    """A column whose values are not all well formed is text with every value as it was."""
    column = type_column("x", literals(kind, texts))
    assert column.dtype == dtype
    if dtype == pl.String():
        assert column.to_list() == texts


def test_sorts_mix_only_where_numbers_do():
    """Whole numbers beside decimals are decimals; numbers beside words, or IRIs beside literals, are text."""
    whole, half = literals("integer", ["1"])[0], literals("decimal", ["0.5"])[0]
    assert type_column("x", [whole, half]).to_list() == [1.0, 0.5]
    assert type_column("x", [whole, ox.Literal("one")]).to_list() == ["1", "one"]
    assert type_column("x", [whole, ox.NamedNode("https://e.org/a")]).to_list() == ["1", "https://e.org/a"]


@given(st.lists(st.none() | st.integers(-(2**63), 2**63 - 1), min_size=1))
def test_whole_numbers_come_back(numbers: list[int | None]):
    """Every whole number of 64 bits is itself again, and what is unbound is null."""
    terms = [None if number is None else literals("integer", [str(number)])[0] for number in numbers]
    assert type_column("x", terms).to_list() == numbers


# --- pandas and Arrow


def test_pandas_has_the_same_types(answer: Results, monkeypatch: pytest.MonkeyPatch):
    """Without pyarrow pandas gets whole numbers, truth values and moments as such, the missing among them marked."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    frame = answer.to_pandas()
    assert frame["count"].dtype == "Int64"
    assert frame["count"].isna().tolist() == [False, True]
    assert frame["open"].dtype == "bool"
    assert frame["share"].sum() == 100.25
    assert frame["day"].dtype == "datetime64[s]"
    assert str(frame["moment"].dtype) == "datetime64[us, UTC]"
    assert frame["moment"][0].isoformat() == "2025-09-01T00:00:00+00:00"
    assert frame["label"].tolist() == ["常州", "0042"]


def test_arrow_readers_take_an_answer(answer: Results):
    """Pyarrow reads the stream of an answer as it is: the same names, types and values."""
    table = pa.table(answer)
    assert table.to_pylist() == answer.to_arrow().to_pylist()
    assert str(answer.to_arrow().schema.field("label").type) == "large_string"
    assert table.column_names == list(answer.columns)
    types = [str(table.schema.field(name).type) for name in ("count", "share", "open", "day", "moment", "year")]
    assert types == ["int64", "double", "bool", "date32[day]", "timestamp[us, tz=UTC]", "int64"]
    assert table["count"].to_pylist() == [3, None]
    assert table["day"].to_pylist() == [date(2025, 9, 1), None]
    assert table["label"].to_pylist() == ["常州", "0042"]


def test_arrow_table_is_made_by_pyarrow(answer: Results, monkeypatch: pytest.MonkeyPatch):
    """Where pyarrow is missing the error has the command that installs it."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingSoftware, match="pip install pyarrow"):
        answer.to_arrow()


def test_pandas_is_not_required(answer: Results, monkeypatch: pytest.MonkeyPatch):
    """Where pandas is missing the error has the command that installs it."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingSoftware, match="pip install pandas"):
        answer.to_pandas()


# --- gaps and measures


def test_gaps_have_types(small: KnowledgeGraph):
    """Figures of gaps are numbers, also where no gap has one; an empty list has the same columns."""
    gaps = find_gaps(small.network(), kinds=["isolated"])
    frame = gaps.to_polars()
    assert gaps
    assert frame.schema["fragility"] == pl.Int64()
    assert {frame.schema[name] for name in ("observed", "z", "p", "p_adjusted", "severity")} == {pl.Float64()}
    assert frame["id"].to_list() == [gap.id for gap in gaps]
    assert GapList().to_polars().schema == frame.schema


def test_every_measure_table_converts(small: KnowledgeGraph):
    """Each table gives pandas and Arrow readers as many rows and the same numbers."""
    for notation in ("density", "brokers", "failure", "continuity"):
        assert notation in load_tables()
        table = measure(small.network(), notation)
        frame = to_pandas(table)
        assert (list(frame.columns), len(frame)) == (table.columns, table.height)
        for name in (name for name, kind in table.schema.items() if kind.is_float()):
            assert pl.Series(frame[name].to_numpy()).fill_nan(None).to_list() == table[name].fill_nan(None).to_list()
        assert pa.table(table).num_rows == table.height


def test_what_converts_must_say_how():
    """A class that promises frames and makes none cannot be used."""

    class Empty(Convertible):
        pass

    made: Any = Empty
    with pytest.raises(TypeError, match="to_polars"):
        made()
