"""Rows as text: aligned for the eye, safe for a spreadsheet, exact for a program."""

from __future__ import annotations

import csv
import io
import json
import math

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chains.errors import UnknownName
from chains.solutions import SOLUTION_FORMATS, format_boolean, format_solutions, format_triples
from chains.tabulate import ROW_FORMATS, Cell, display_width, format_rows

HEADER = ["技能", "count"]
ROWS: list[list[Cell]] = [["Java 开发", 12], ["数据库", 3], [None, None]]


def test_table_aligns_wide_characters():
    """Chinese characters take two columns, text stands left and numbers right."""
    assert format_rows(HEADER, ROWS, "table").splitlines() == [
        "技能       count",
        "---------  -----",
        "Java 开发     12",
        "数据库         3",
        "",
    ]


def test_combining_and_joining_characters_take_no_room():
    """An accent on its own and a joiner take no column; a full-width letter takes two."""
    assert display_width("e\u0301") == 1
    assert display_width("a\u200db") == 2
    assert display_width("Ａ") == 2


def test_table_fits_the_terminal():
    """A table that is too wide is cut to the terminal in its widest columns, between characters."""
    text = format_rows(["名称", "n", "x"], [["常州信息职业技术学院", 12345678, "ok"]], "table", width=24)
    assert text.splitlines()[2] == "常州信息…   12345678  ok"
    assert all(display_width(line) <= 24 for line in text.splitlines())


def test_numbers_and_names_to_be_typed_are_never_cut():
    """Numbers are whole however narrow the terminal, and so is a column that must be."""
    text = format_rows(
        ["name", "title", "n"], [["ask_who_teaches_skill", "谁教授某项技能", 123456]], "table", width=20, whole=[0]
    )
    assert "ask_who_teaches_skill" in text
    assert "123456" in text
    assert "谁教授某项技能" not in text


def test_long_title_of_a_number_gives_way():
    """The title over numbers is cut before the names beside them are."""
    rows: list[list[Cell]] = [["常州信息职业技术学院", 7]]
    text = format_rows(["院校", "institutions that teach it elsewhere"], rows, "table", width=30)
    assert "常州信息职业技术学院" in text
    assert "ins…" in text


def test_table_that_fits_is_not_cut():
    """A terminal that is wide enough changes nothing."""
    assert format_rows(HEADER, ROWS, "table", width=16) == format_rows(HEADER, ROWS, "table")


@pytest.mark.parametrize("text", ["a\x1b[31mb", "a\x07b", "a\u202eb", "a\u2066b"])
def test_table_shows_no_control_character(text: str):
    """A text cannot colour the terminal, ring its bell, or turn a line around."""
    shown = format_rows(["x"], [[text]], "table")
    assert all(letter.isprintable() or letter == "\n" for letter in shown)
    assert "\N{REPLACEMENT CHARACTER}" in shown


def test_line_ends_do_not_break_the_table():
    """A text with line ends and tabs stays on its line."""
    assert format_rows(["x"], [["a\nb\tc\r\nd"]], "table").splitlines()[2:] == ["a b c  d"]


@pytest.mark.parametrize("format_", ROW_FORMATS)
def test_no_rows_give_the_header(format_: str):
    """Without rows there is the header alone, and in JSON an empty list."""
    text = format_rows(HEADER, [], format_)
    assert json.loads(text) == [] if format_ == "json" else "技能" in text
    assert text.endswith("\n")


@pytest.mark.parametrize("format_", ROW_FORMATS)
def test_no_columns(format_: str):
    """Rows without columns are written without failing."""
    assert format_rows([], [[], []], format_).endswith("\n")


FORMULAS = ["=1+1", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x"]


@pytest.mark.parametrize("format_", ["csv", "tsv"])
@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_disarmed_in_lists(format_: str, text: str):
    """A text that a spreadsheet would take for a formula begins with an apostrophe, in cells and in titles."""
    lines = format_rows([text], [[text]], format_)
    assert lines.lstrip('"').startswith("'")
    assert lines.count("'") >= 2


@pytest.mark.parametrize("value", [-1, -0.5, "-3.2", "+4", "1e-5", "C++", "a=b", "4-01-02"])
def test_numbers_and_plain_texts_are_not_disarmed(value: Cell):
    """Negative numbers and texts with a sign inside stay as they are."""
    assert format_rows(["x"], [[value]], "csv") == f"x\n{value}\n"


def test_markdown_is_not_disarmed():
    """Markdown is read as text, so that a formula needs no apostrophe there."""
    assert "| =1+1 |" in format_rows(["x"], [["=1+1"]], "md")


def test_csv_quotes_what_needs_it():
    """Commas, quotes and line ends come back as they were."""
    row: list[Cell] = ['a,"b"', "c\nd", "常州"]
    ((back),) = list(csv.reader(io.StringIO(format_rows(["x", "y", "z"], [row], "csv"), newline="")))[1:]
    assert back == row


def test_tsv_keeps_one_line_a_row():
    """TSV has no quoting, so tabs and line ends become spaces."""
    assert format_rows(["x", "y"], [["a\tb", "c\nd"]], "tsv") == "x\ty\na b\tc d\n"


def test_unknown_numbers_are_empty():
    """What is not known is an empty cell, null in JSON; infinity has no JSON."""
    row: list[Cell] = [math.nan, None, math.inf]
    assert format_rows(["a", "b", "c"], [row], "csv") == "a,b,c\n,,inf\n"
    assert json.loads(format_rows(["a", "b", "c"], [row], "json")) == [{"a": None, "b": None, "c": None}]


def test_numbers_are_rounded_for_people_only():
    """A table shows three decimals, and very small numbers as a power of ten; CSV has every digit."""
    rows: list[list[Cell]] = [[1 / 3], [2.0], [0.00001234], [-0.0]]
    assert format_rows(["x"], rows, "table").split()[2:] == ["0.333", "2", "1.2e-05", "0"]
    assert format_rows(["x"], rows, "csv").split()[1:] == [repr(1 / 3), "2.0", "1.234e-05", "-0.0"]


def test_markdown_escapes_what_it_would_read():
    """Pipes, markup, links and line ends of a text show as they are."""
    row: list[Cell] = ["a|b", "<img src=x onerror=alert(1)>", "[x](javascript:y)", "c\r\nd", "*b*", "`c`", "&lt;"]
    line = format_rows([str(number) for number in range(7)], [row], "md").splitlines()[2]
    cells = line.removeprefix("| ").removesuffix(" |").split(" | ")
    assert cells == [
        r"a\|b",
        "&lt;img src=x onerror=alert(1)>",
        r"\[x\](javascript:y)",
        "c<br>d",
        r"\*b\*",
        r"\`c\`",
        "&amp;lt;",
    ]


def test_markdown_aligns_numbers():
    """The rule under the titles aligns numbers to the right."""
    assert format_rows(HEADER, ROWS, "md").splitlines()[1] == "| --- | ---: |"


def test_unknown_format_tells_the_nearest():
    """An unknown format is refused with the nearest."""
    with pytest.raises(UnknownName) as caught:
        format_rows(HEADER, ROWS, "cvs")
    assert "csv" in caught.value.say("en")


def test_ragged_row_is_refused():
    """A row longer or shorter than the header is a mistake of the program, not a gap in the list."""
    with pytest.raises(ValueError, match="longer or shorter"):
        format_rows(HEADER, [["a"]], "csv")


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=4), st.integers(1, 60))
def test_table_has_one_line_a_row(rows: list[list[str]], width: int):
    """Whatever the texts, each row is one line, and cut columns are as wide as the rule over them."""
    for columns in (None, width):
        lines = format_rows(["甲", "b"], rows, "table", width=columns).split("\n")
        assert len(lines) == len(rows) + 3
        assert all(display_width(line) <= len(lines[1]) for line in lines)


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8")), min_size=1, max_size=5))
def test_json_comes_back(texts: list[str]):
    """JSON gives back each text as it was."""
    header = [str(number) for number in range(len(texts))]
    assert json.loads(format_rows(header, [texts], "json")) == [dict(zip(header, texts, strict=True))]


# --- answers to queries ----------------------------------------------------------------------------------------------

COLUMNS = ["thing", "value"]
SOLUTIONS: list[list[ox.NamedNode | ox.BlankNode | ox.Literal | None]] = [
    [ox.NamedNode("https://example.org/常州"), ox.Literal('=1+1, "x"\n', language="zh")],
    [ox.BlankNode("b"), ox.Literal(5)],
    [ox.NamedNode("urn:x"), None],
    [ox.NamedNode("urn:y"), ox.Literal("")],
    [ox.NamedNode("urn:z"), ox.Literal("<a> & 'b'")],
]


@pytest.mark.parametrize("format_", ["json", "xml", "tsv"])
def test_solutions_come_back(format_: str):
    """JSON, XML and TSV give back each term with its language and type, and what is unbound."""
    kinds = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML, "tsv": ox.QueryResultsFormat.TSV}
    back = ox.parse_query_results(format_solutions(COLUMNS, SOLUTIONS, format_), format=kinds[format_])
    assert isinstance(back, ox.QuerySolutions)
    rows = [[row[name] for name in COLUMNS] for row in back]
    assert [row[1] for row in rows] == [row[1] for row in SOLUTIONS]
    assert [row[0] for row in rows if not isinstance(row[0], ox.BlankNode)] == [
        row[0] for row in SOLUTIONS if not isinstance(row[0], ox.BlankNode)
    ]


def test_solutions_are_as_the_engine_writes_them():
    """The formats are those that the SPARQL engine writes itself."""
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:p"), ox.Literal("x,y", language="en")))
    answer = store.query("SELECT ?a ?b ?c { ?a ?p ?b }")
    assert isinstance(answer, ox.QuerySolutions)
    rows = [[ox.NamedNode("urn:a"), ox.Literal("x,y", language="en"), None]]
    assert format_solutions(["a", "b", "c"], rows, "csv").encode() == answer.serialize(format=ox.QueryResultsFormat.CSV)


def test_answers_to_queries_are_not_disarmed():
    """In the W3C formats a text that begins with = stays as it is: they are for programs."""
    text = format_solutions(["x"], [[ox.Literal("=1+1")]], "csv")
    assert text == "x\r\n=1+1\r\n"


def test_quoted_triple_is_written():
    """A triple as a term is written in the JSON format."""
    triple = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("c"))
    binding = json.loads(format_solutions(["x"], [[triple]], "json"))["results"]["bindings"][0]["x"]
    assert binding["type"] == "triple"
    assert binding["value"]["object"] == {"type": "literal", "value": "c"}


@pytest.mark.parametrize("format_", SOLUTION_FORMATS)
def test_no_solutions(format_: str):
    """No solution gives the variables alone."""
    assert "thing" in format_solutions(COLUMNS, [], format_)


def test_unknown_solution_format():
    """An unknown format is refused."""
    with pytest.raises(UnknownName):
        format_solutions(COLUMNS, SOLUTIONS, "table")


def test_boolean_in_the_standard_formats():
    """ASK is true or false, in JSON and XML as the standards have it."""
    assert format_boolean(answer=True, format="table") == "true\n"
    assert json.loads(format_boolean(answer=False, format="json")) == {"head": {}, "boolean": False}
    assert (
        bool(ox.parse_query_results(format_boolean(answer=True, format="xml"), format=ox.QueryResultsFormat.XML))
        is True
    )


def test_triples_need_few_prefixes():
    """Turtle declares the prefixes that it uses, sorted, and gives back the triples."""
    triples = [
        ox.Triple(
            ox.NamedNode("urn:a"),
            ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"),
            ox.Literal("a\u2028b\nc"),
        )
    ]
    text = format_triples(triples)
    assert text.count("@prefix") == 1
    assert [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)] == triples


def test_no_triples_give_no_text():
    """No triple gives an empty text."""
    assert format_triples([]) == ""
