"""The W3C's suites through our interfaces: what the engine can do, none of them loses."""

from __future__ import annotations

import os
from pathlib import Path

import pyoxigraph as ox
import pytest
from suites import REFUSED, Case, Outcome, read_suites, run

SHIPPED = Path(__file__).parent / "w3c"


def test_shipped_suite_is_answered_as_by_the_engine():
    """Each query of the syntax suite is accepted, refused and answered as bare pyoxigraph does."""
    found = [run(case) for case in read_suites(SHIPPED)]
    assert len(found) == 87
    assert 0 < sum(one.engine == REFUSED for one in found) < 40
    assert [(one.case.name, one.lost) for one in found if one.lost] == []


def test_rdf_is_read_named_and_written_as_by_the_engine(tmp_path: Path):
    """So is RDF of each format: read, its blank nodes named as RDFC-1.0 does, and written and read again."""
    texts = {
        "same.ttl": "@base <http://example.org/> . <a> <p> [ <p> [ <q> 'x'@en ] ], [ <p> [ <q> 'x'@en ] ], (1 2.0 3e0) .",
        "graphs.trig": "@prefix : <http://example.org/> . :g { _:a :p _:b . _:b :p _:a . } _:a { _:c :p _:a }",
        "bad.ttl": "<a> <b> .",
        "bad.nq": "<http://example.org/a> <relative> <http://example.org/b> .",
        "typed.rdf": """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://example.org/">
            <e:City rdf:nodeID="x" e:name="\u5e38\u5dde"><e:near rdf:resource="b"/></e:City></rdf:RDF>""",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        found = run(Case("ours", name, "TestEval", tmp_path / name))
        assert not found.lost, name
        assert (found.engine == REFUSED) == name.startswith("bad")


def test_a_difference_is_seen():
    """What an interface refuses or answers otherwise is told by its name."""
    case = Case("ours", "none", "QueryEvaluationTest", SHIPPED)
    assert Outcome(case, True, {"graph.query": REFUSED, "endpoint": True}).lost == ["graph.query"]  # noqa: FBT003


@pytest.mark.skipif("W3C_TESTS" not in os.environ, reason="set W3C_TESTS to a folder of suites (tests/w3c/README.md)")
def test_all_suites_are_answered_as_by_the_engine():
    """The same for all suites in a folder that is given."""
    found = [run(case) for case in read_suites(Path(os.environ["W3C_TESTS"]))]
    assert found
    assert [(one.case.suite, one.case.name, one.lost) for one in found if one.lost] == []


def test_an_unknown_function_is_a_mistake_in_the_query():
    """A function that the engine does not have is told to the client as his mistake, not as ours."""
    from chains.serve.messages import Job
    from chains.serve.worker import answer

    found = answer(ox.Store(), Job("SELECT (<http://example.org/f>(1) AS ?x) {}"))
    assert (found.status, b"http://example.org/f" in found.body) == (400, True)
