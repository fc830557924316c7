"""Every named query in two SPARQL engines that share no code, pyoxigraph and rdflib, on the real data.

The region as a whole is asked whatever rdflib answers there within a second or so.  The rest (:data:`SLOW`, and what
reads named graphs) is asked of Changzhou, with its sources, but for :data:`SMALL_ONLY`; and everything of the small region, where many answers are
empty, in which engines differ most.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from chains.answers import bind_query
from chains.convert import to_rdflib
from chains.graph import KnowledgeGraph
from chains.part import part_of
from chains.queries import NamedQuery, load_queries

sys.path.insert(0, str(Path(__file__).resolve().parent / "golden"))

from write import example_values  # the writer stands beside what it writes

QUERIES = load_queries()
SLOW = frozenset(
    {
        "ask_cities_compared",
        "ask_further_study",
        "ask_industry_chains_compared",
        "ask_institutions",
        "ask_joint_projects",
        "ask_paths_through_four_chains",
        "ask_programmes_for_demand",
        "ask_programmes_sharing_skills",
        "ask_technologies_in_city",
        "ask_where_occupation_is_asked_for",
        "ask_who_teaches_skill",
        "gap_colleges_without_links",
        "gap_enterprises_without_partner",
        "gap_institutions_without_offering",
        "gap_skills_taught_by_few_institutions",
        "lint_data_undefined_term",
        "lint_data_untyped_thing",
        "lint_repeated_text",
    }
)
"""What takes rdflib from two seconds to minutes on the whole region, as measured; pyoxigraph needs under half a second."""
WHOLE = {name: query for name, query in QUERIES.items() if name not in SLOW and "GRAPH" not in query.sparql}
SMALL_ONLY = frozenset({"ask_who_teaches_skill"})
"""What rdflib does not end within minutes even of a city: it is asked of the small region alone."""
PARTIAL = {name: query for name, query in QUERIES.items() if name not in WHOLE and name not in SMALL_ONLY}

# --- the same statements in rdflib -----------------------------------------------------------------------------------


def _as_dataset(graph: KnowledgeGraph) -> rdflib.Dataset:
    """The store in rdflib: as here, its default graph holds all statements, and each source has a graph."""
    found = rdflib.Dataset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        found.parse(data=ox.serialize(graph.store, format=ox.RdfFormat.N_QUADS), format="nquads")
    return found


@pytest.fixture(scope="module")
def small_dataset(small: KnowledgeGraph) -> rdflib.Dataset:
    """The small region in rdflib."""
    return _as_dataset(small)


@pytest.fixture(scope="module")
def city(region: KnowledgeGraph) -> KnowledgeGraph:
    """What lies in Changzhou, and all that is linked to it."""
    return part_of(region, city="常州")


@pytest.fixture(scope="module")
def city_dataset(city: KnowledgeGraph) -> rdflib.Dataset:
    """Changzhou in rdflib."""
    return _as_dataset(city)


@pytest.fixture(scope="module")
def whole_graph(region: KnowledgeGraph) -> rdflib.Graph:
    """The whole region in rdflib, without its sources."""
    return to_rdflib(region.store.quads_for_pattern(None, None, None, ox.DefaultGraph()), named=False)


# --- the same answers ------------------------------------------------------------------------------------------------


def _rows(answer: rdflib.query.Result) -> list[tuple[str | None, ...]]:
    return [tuple(None if term is None else str(term) for term in row) for row in answer]


def _assert_agree(ours: KnowledgeGraph, theirs: rdflib.Graph, text: str) -> int:
    """Assert that both engines find the same rows, each as often; return how many."""
    expected = ours.query(text).values()
    assert sorted(_rows(theirs.query(text)), key=str) == sorted(expected, key=str)
    return len(expected)


pytestmark = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")  # rdflib warns of what it does itself


def test_engines_hold_the_same_statements(
    region: KnowledgeGraph, whole_graph: rdflib.Graph, city: KnowledgeGraph, city_dataset: rdflib.Dataset
):
    """Neither engine has a statement that the other lacks."""
    assert len(whole_graph) == len(list(region.store.quads_for_pattern(None, None, None, ox.DefaultGraph())))
    assert sum(len(each) for each in city_dataset.graphs()) == len(city.store)


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
def test_rdflib_agrees_on_the_small_region(query: NamedQuery, small: KnowledgeGraph, small_dataset: rdflib.Dataset):
    """Both engines find the same rows, none where there are none."""
    _assert_agree(small, small_dataset, bind_query(small, query, example_values(query), lang="zh"))


@pytest.mark.parametrize("query", WHOLE.values(), ids=WHOLE.keys())
def test_rdflib_agrees_on_the_region(query: NamedQuery, region: KnowledgeGraph, whole_graph: rdflib.Graph):
    """Both engines find the same rows in the whole region; there are some, but for faults."""
    found = _assert_agree(region, whole_graph, bind_query(region, query, example_values(query), lang="zh"))
    assert bool(found) is not query.name.startswith("lint_")


@pytest.mark.parametrize("query", PARTIAL.values(), ids=PARTIAL.keys())
def test_rdflib_agrees_on_a_city(
    query: NamedQuery, region: KnowledgeGraph, city: KnowledgeGraph, city_dataset: rdflib.Dataset
):
    """Both engines find the same rows in Changzhou, which is the city where a query wants one."""
    values = example_values(query) | {
        one.name: "常州" for one in query.parameters if one.kind == "City" and one.required
    }
    _assert_agree(city, city_dataset, bind_query(region, query, values, lang="zh"))


def test_most_is_asked_of_the_region():
    """Three queries of five run on the whole region, and no name in the list of slow ones is misspelt."""
    assert set(QUERIES) >= SLOW
    assert 5 * len(WHOLE) >= 3 * len(QUERIES)
