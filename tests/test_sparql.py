"""The text of a query: parameters are bound as terms, other servers and updates refused, mistakes shown in place."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chains.errors import QueryError
from chains.sparql import bind_parameters, check_query, find_parameters, syntax_error

VALUE = {"x": ox.NamedNode("urn:v")}


@pytest.mark.parametrize(
    "untouched",
    [
        '"$x"',
        "'$x'",
        '"""a "$x" b"""',
        "'''it's $x'''",
        '"a\\"$x"',
        "<urn:$x>",
        "?x",
        "# $x\n",
        "$xy",
    ],
)
def test_only_parameters_are_bound(untouched: str):
    """Texts, IRIs, comments and other variables keep what looks like a parameter."""
    assert bind_parameters(f"{untouched} $x", VALUE) == f"{untouched} <urn:v>"


def test_parameters_in_order_of_use():
    """The parameters are found once each, in the order of their first use."""
    assert find_parameters("SELECT ?a { $b ?p $c . FILTER($c > $b) }") == ("b", "c")


@given(st.text())
def test_any_text_is_bound_as_one_literal(text: str):
    """Whatever a person types stays one literal: no text can leave its quotes."""
    try:
        value = ox.Literal(text)
    except ValueError:
        return
    answer = ox.Store().query(bind_parameters("SELECT ?v { VALUES ?v { $x } }", {"x": value}))
    assert isinstance(answer, ox.QuerySolutions)
    assert [row["v"] for row in answer] == [value]


@given(st.text())
def test_binding_nothing_changes_nothing(text: str):
    """Without values a text comes back as it was, however broken."""
    assert bind_parameters(text, {}) == text


def test_value_without_parameter_is_refused():
    """A value for a parameter that is not there is an error that lists those that are."""
    with pytest.raises(QueryError, match=r"\$city"):
        bind_parameters("SELECT ?x { ?x ch:inRegion $city }", {"town": ox.Literal("x")})


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT<http://127.0.0.1/>{ ?s ?p ?o } }",
        "SELECT * { SERVICE?x{ ?s ?p ?o } }",
        "PREFIX : <http://127.0.0.1/> SELECT * { SERVICE:x{ ?s ?p ?o } }",
        "SELECT * { ?s ?p true.SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o FILTER(1<2)SERVICE <http://127.0.0.1/> { ?s ?p ?o } FILTER(2>1) }",
        "# note\nSELECT * { { SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } } } }",
    ],
)
def test_service_is_refused(query: str):
    """No spelling of SERVICE gets through: a query makes no request over the network."""
    with pytest.raises(QueryError, match="SERVICE"):
        check_query(query)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p "SERVICE" }',
        "SELECT * { ?s <http://example.org/SERVICE> ?o } # SERVICE",
        "SELECT ?service { ?service a ch:Platform }",
        "SELECT $SERVICE { $SERVICE a ch:Platform }",
        "# a comment\nprefix ex: <urn:x>\nselect * { ?s ex:service ?o }",
        "ASK { ?s ?p ?o }",
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "DESCRIBE <urn:x>",
        "SELECT(1 AS ?x){}",
        "BASE <urn:x> SELECT * {}",
    ],
)
def test_reading_is_let_through(query: str):
    """What only reads is let through, also where the word stands in a text, an IRI, a comment or a name."""
    check_query(query)


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "# SELECT\ndelete where { ?s ?p ?o }",
        "PREFIX ex: <urn:x> WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "LOAD <http://127.0.0.1/>",
        "CLEAR ALL",
        "DROP ALL",
    ],
)
def test_updates_are_refused(query: str):
    """An update is refused in words, not as a syntax error."""
    with pytest.raises(QueryError, match="read only"):
        check_query(query)


@pytest.mark.parametrize(("query", "hint"), [("SELEC ?x {}", "SELECT"), ("", "SELECT"), ("常州", "chains query")])
def test_what_is_no_query_is_said(query: str, hint: str):
    """A text that is no query names the forms of a query, the nearest if one is near."""
    with pytest.raises(QueryError, match=hint):
        check_query(query)


@pytest.mark.parametrize(
    ("query", "place", "hint"),
    [
        ("SELECT ?s WHERE { ?s ?p }", "1:26", "at the end"),
        ("SELECT ?s {\n ?s ?p ?o\n", "3:1", "1 } missing"),
        ("SELECT ?s { ?s ?p ?o }}", "1:24", "1 } too many"),
        ("SELECT ?s { ?s chs:kind ?o }", "1:", "chs: is not declared; known prefixes: ch:"),
        ("SELECT ?s { ?s ?p 'abc }", "1:", "a quote is not closed"),
        ("SELECT (COUNT(?x) AS ?n) ?z { ?x ?p ?z }", "1:", "variable that is unbound"),
        ('SELECT ?城市 {\n ?城市 ?p "常州" . ?x }', "2:20", "at the end, after “…"),
    ],
)
def test_syntax_error_tells_place_and_remedy(query: str, place: str, hint: str):
    """A syntax error names file, line and column, what stands there, and what may be wrong."""
    with pytest.raises(SyntaxError) as caught:
        ox.Store().query(query)
    error = syntax_error(query, str(caught.value), where="mine.rq")
    assert error.say("en").startswith(f"mine.rq:{place}")
    assert hint in error.say("en")
    assert "语法错误" in error.say("zh")


def test_other_messages_of_the_engine_are_passed_on():
    """What the engine says without a place is passed on."""
    assert "not supported" in syntax_error("ASK {}", "custom function is not supported").say("en")
