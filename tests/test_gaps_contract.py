"""What every kind of gap keeps to, whatever it measures."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from hashlib import sha256

import polars as pl
import pytest

from chains.errors import UnknownName
from chains.gaps import find_gaps, load_kinds
from chains.gaps.contract import GRADE_WEIGHTS, order_chains, rank_gaps, weigh_severity
from chains.gaps.reading.coverage import Coverage
from chains.gaps.reading.places import Places
from chains.gaps.wording import NULLS, UNITS, join_names, share
from chains.graph import KnowledgeGraph
from chains.measures.inference import adjust_p
from chains.names import ID
from chains.network import EDGE_SCHEMA, NODE_SCHEMA, REGION_SCHEMA, Network
from chains.records import COVERAGE_GRADES, Gap
from chains.resources import ontology_folder
from chains.summary import CHAINS
from chains.terms import load_terms

KINDS = sorted(load_kinds())
QUICK = ["skill_shortage", "sparse_chain_pair"]
"""Kinds that are found in a moment, for tests of how gaps are chosen."""
RANDOM = {"thin_passage": 0.25, "absent_related_field": 0.25}
"""Kinds whose null is drawn at random, with the share by which their numbers may differ from draws to draws."""
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def gaps(region: KnowledgeGraph) -> list[Gap]:
    """Every gap of the shipped region."""
    return find_gaps(region.network())


def empty_network() -> Network:
    """A network of nothing."""
    return Network(*(pl.DataFrame(schema=schema) for schema in (NODE_SCHEMA, EDGE_SCHEMA, REGION_SCHEMA)))


def lone_network() -> Network:
    """A network of one institution in one city, linked to nothing."""
    city = {"iri": f"{ID}region/1", "kind": "city", "label_zh": "甲市", "label_en": "A"}
    node = {"iri": f"{ID}organisation/1", "cls": "University", "chain": "education", "label_zh": "甲大学"}
    node |= {"label_en": "A University", "region": city["iri"], "graph": f"{ID}source/1"}
    nodes = pl.DataFrame([node], schema=NODE_SCHEMA)
    return Network(nodes, pl.DataFrame(schema=EDGE_SCHEMA), pl.DataFrame([city], schema=REGION_SCHEMA))


def without(network: Network, *kinds: str) -> Network:
    """The network without the links of some kinds."""
    return replace(network, edges=network.edges.filter(~pl.col("kind").is_in(kinds)))


def with_other_names(network: Network) -> tuple[Network, dict[str, str]]:
    """The network with other IRIs of its things, and so in another order; and the new IRI of each old one."""
    kept = frozenset(network.regions["iri"])
    names = {
        iri: iri if iri in kept or "/programme/" in iri else f"{ID}thing/{sha256(iri.encode()).hexdigest()}"
        for iri in network.nodes["iri"]
    }
    nodes = network.nodes.with_columns(pl.col("iri").replace_strict(names)).with_row_index().sort("iri")
    places = dict(zip(nodes["index"], range(nodes.height), strict=True))
    edges = network.edges.with_columns(pl.col("source", "target").replace_strict(places, return_dtype=pl.UInt32))
    order = ["kind", "source", "target", "link", "graph"]
    return replace(network, nodes=nodes.drop("index"), edges=edges.sort(order, nulls_last=True)), names


def with_link(network: Network, source: str, kind: str, target: str) -> Network:
    """The network with one more link."""
    numbers = {iri: number for number, iri in enumerate(network.nodes["iri"])}
    row = dict.fromkeys(EDGE_SCHEMA) | {"source": numbers[source], "kind": kind, "target": numbers[target]}
    row |= {"graph": f"{ID}source/1", "confidence": "stated"}
    edges = pl.concat([network.edges, pl.DataFrame([row], schema=EDGE_SCHEMA)])
    return replace(network, edges=edges.sort("kind", "source", "target", "link", "graph", nulls_last=True))


def test_kinds_are_those_of_the_ontology():
    """Every kind of gap has a code, and every code that the issue names has a finder."""
    assert KINDS
    assert set(KINDS) <= set(load_terms(ontology_folder()).notations("gap-kinds"))


@pytest.mark.parametrize("kind", KINDS)
def test_kind_finds_something_in_the_region(gaps: list[Gap], kind: str):
    """Each kind finds gaps in the shipped region."""
    assert any(gap.kind == kind for gap in gaps)


@pytest.mark.parametrize("kind", KINDS)
def test_fields_are_within_bounds(gaps: list[Gap], region: KnowledgeGraph, kind: str):
    """Severity, chance, fragility, grade and names of every gap are what the record promises."""
    network = region.network()
    known = set(network.nodes.get_column("iri")) | set(network.regions.get_column("iri"))
    frames = (network.edges, network.nodes, network.observations)
    graphs = {graph for frame in frames for graph in frame.get_column("graph")}
    for gap in gaps:
        if gap.kind != kind:
            continue
        assert 0 <= gap.severity <= 1
        assert gap.p is None or 0 < gap.p <= 1
        assert (gap.p is None) == (gap.p_adjusted is None)
        assert gap.p is None or gap.p <= gap.p_adjusted <= 1
        assert isinstance(gap.fragility, int)
        assert gap.fragility >= 0
        assert gap.coverage in COVERAGE_GRADES
        assert gap.chains == order_chains(gap.chains)
        assert set(gap.chains) <= set(CHAINS)
        assert gap.unit in UNITS
        assert gap.null in NULLS
        assert gap.subject
        assert set(gap.subject) <= known
        assert gap.region is None or gap.region in known
        assert set(gap.sources) <= graphs
        assert list(gap.sources) == sorted(set(gap.sources))
        assert math.isfinite(gap.observed)
        assert math.isfinite(gap.expected)


def test_closing_links_join_known_things(gaps: list[Gap], region: KnowledgeGraph):
    """A link that would close a gap joins two things of the graph by a kind of link, and is not there yet."""
    network = region.network()
    known = set(network.nodes.get_column("iri"))
    kinds = {kind.notation for kind in load_terms(ontology_folder()).link_kinds}
    links = [link for gap in gaps for link in gap.closing]
    assert links
    assert all(first in known and last in known and first != last for first, _, last in links)
    assert {kind for _, kind, _ in links} <= kinds
    names = network.nodes.get_column("iri")
    edges = network.edges.select(pl.col("source"), "kind", "target")
    there = {(names[source], kind, names[target]) for source, kind, target in edges.unique().iter_rows()}
    assert not there & set(links)


def test_sentences_are_in_both_languages(gaps: list[Gap]):
    """Every sentence is Chinese in Chinese and English in English, names the place, and ends as a sentence."""
    for gap in gaps:
        for text in (gap.sentence, gap.overturn):
            assert HAN.search(text.zh)
            assert text.zh.endswith("。")
            assert re.search("[a-z]{3}", text.en)
            assert text.en.endswith(".")
            assert "None" not in text.en + text.zh
            assert "nan" not in text.en.split()
        assert gap.label.zh
        assert gap.label.en


def test_order_is_total(gaps: list[Gap]):
    """Gaps come by severity, and no two of them are alike."""
    assert [gap.severity for gap in gaps] == sorted((gap.severity for gap in gaps), reverse=True)
    assert gaps == rank_gaps(reversed(gaps))
    assert len({(gap.kind, gap.region, gap.subject, gap.chains, gap.sentence.en) for gap in gaps}) == len(gaps)


def test_gaps_are_plain_json(gaps: list[Gap]):
    """Every record can be written as JSON, without a number that JSON does not know."""
    text = json.dumps([gap.to_dict() for gap in gaps], allow_nan=False)
    assert json.loads(text)[0]["kind"] == gaps[0].kind


@pytest.mark.parametrize("kind", KINDS)
def test_evidence_runs(gaps: list[Gap], region: KnowledgeGraph, kind: str):
    """The evidence of the first and last gaps of each kind is a query that the graph answers."""
    chosen = [gap for gap in gaps if gap.kind == kind]
    for gap in [*chosen[:4], *chosen[-2:]]:
        assert region.query(gap.evidence).columns


def test_result_does_not_depend_on_the_order_of_rows(gaps: list[Gap], region: KnowledgeGraph):
    """Links and regions in another order give the same gaps, to the last digit."""
    network = region.network()
    shuffled = replace(
        network,
        edges=network.edges.sample(fraction=1.0, shuffle=True, seed=7),
        regions=network.regions.sample(fraction=1.0, shuffle=True, seed=8),
        samples=network.samples.reverse(),
        indicators=network.indicators.sample(fraction=1.0, shuffle=True, seed=9),
        observations=network.observations.sample(fraction=1.0, shuffle=True, seed=10),
    )
    assert [gap.to_dict() for gap in find_gaps(shuffled)] == [gap.to_dict() for gap in gaps]


def test_result_does_not_depend_on_names(gaps: list[Gap], region: KnowledgeGraph):
    """With other names for all things, in another order, the same gaps are found of the same things.

    Regions keep their codes and programmes those of the national catalogues, which tell their class.  The draws of a
    random null meet the things in another order: its numbers differ a little, and what is near its level may fall out.
    """
    network, names = with_other_names(region.network())
    found = {(gap.kind, gap.region, gap.chains, gap.label, frozenset(gap.subject)): gap for gap in find_gaps(network)}
    for gap in gaps:
        things = frozenset(names.get(thing, thing) for thing in gap.subject)
        other = found.pop((gap.kind, gap.region, gap.chains, gap.label, things), None)
        drawn = RANDOM.get(gap.kind, 0.0)
        if other is None:
            assert drawn
            assert gap.p_adjusted > 0.02
            continue
        assert (gap.observed, gap.coverage, gap.unit) == (other.observed, other.coverage, other.unit)
        for one, two in ((gap.expected, other.expected), (gap.severity, other.severity), (gap.p, other.p)):
            assert one == two if None in (one, two) else math.isclose(one, two, rel_tol=drawn, abs_tol=drawn / 100)
    assert {gap.kind for gap in found.values()} <= set(RANDOM)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"skill_surplus"}))
def test_closing_a_gap_does_not_widen_it(gaps: list[Gap], region: KnowledgeGraph, kind: str):
    """With the first link on record that a gap names as missing, the gap is gone, or no wider and no more severe.

    The severity of a sparse pair also weighs how many have any link on record, so the first links may raise it.
    """
    network = region.network()
    chosen = [gap for gap in gaps if gap.kind == kind and gap.closing]
    for gap in {chosen[0].id: chosen[0], chosen[-1].id: chosen[-1]}.values():
        after = {other.id: other for other in find_gaps(with_link(network, *gap.closing[0]), kinds=[kind])}.get(gap.id)
        if after is not None:
            assert abs(after.observed - after.expected) <= abs(gap.observed - gap.expected)
            assert after.fragility <= gap.fragility
            assert after.severity <= gap.severity or kind == "sparse_chain_pair"


def test_a_surplus_is_closed_by_no_link(gaps: list[Gap]):
    """More teaching than demand is no missing link: nothing is suggested."""
    assert not [gap.closing for gap in gaps if gap.kind == "skill_surplus" and gap.closing]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("network", [empty_network(), lone_network()], ids=["empty", "lone"])
def test_next_to_nothing_is_no_error(network: Network, kind: str):
    """A network of nothing, or of one thing, gives a list; what is not there is not called significant."""
    assert all(gap.p is None for gap in find_gaps(network, kinds=[kind]))


def test_empty_network_has_no_gap():
    """Where there is nothing, nothing is missing."""
    assert find_gaps(empty_network()) == []


@pytest.mark.parametrize("kind", KINDS)
def test_small_region_is_measured(small: KnowledgeGraph, kind: str):
    """The small region gives well-formed gaps whose evidence runs."""
    for gap in find_gaps(small.network(), kinds=[kind]):
        assert 0 <= gap.severity <= 1
        assert small.query(gap.evidence).columns


@pytest.mark.parametrize("chain", CHAINS)
def test_a_region_without_one_chain_is_measured(small: KnowledgeGraph, chain: str):
    """A graph in which one chain is missing altogether gives a list, not an error."""
    network = small.network()
    gone = network.nodes.select(node=pl.int_range(pl.len(), dtype=pl.UInt32), chain="chain")
    lost = gone.filter(pl.col("chain") == chain).get_column("node").implode()
    edges = network.edges.filter(~pl.col("source").is_in(lost) & ~pl.col("target").is_in(lost))
    nodes = network.nodes.with_columns(region=pl.when(pl.col("chain") == chain).then(None).otherwise(pl.col("region")))
    assert isinstance(find_gaps(replace(network, nodes=nodes, edges=edges)), list)


@pytest.mark.parametrize("name", ["常州", "常州市", "Changzhou", "changzhou ", "320400", f"{ID}region/320400"])
def test_region_has_many_names(region: KnowledgeGraph, name: str):
    """A city is found by its name with and without 市, in English, by its code and by its IRI."""
    found = find_gaps(region.network(), kinds=QUICK, region=name, top=5)
    assert found
    assert {gap.region for gap in found} == {f"{ID}region/320400"}


def test_province_holds_its_cities(gaps: list[Gap], region: KnowledgeGraph):
    """Gaps of a province are those of its cities; the whole area holds everything."""
    network = region.network()
    found = find_gaps(network, region="江苏")
    assert found
    assert all(gap.region is not None and gap.region.startswith(f"{ID}region/32") for gap in found)
    assert find_gaps(network, region="yangtze-delta") == gaps


def test_municipality_is_found_by_its_name(region: KnowledgeGraph):
    """上海 names a province and its one city: the gaps of the city are found."""
    assert {gap.region for gap in find_gaps(region.network(), kinds=QUICK, region="上海")} == {f"{ID}region/310100"}


def test_unknown_region_names_the_nearest(region: KnowledgeGraph):
    """A misspelt city is an error that names the city meant."""
    with pytest.raises(UnknownName) as caught:
        find_gaps(region.network(), region="Changzou")
    assert "Changzhou" in caught.value.nearest


def test_unknown_kind_names_the_nearest(region: KnowledgeGraph):
    """A misspelt kind is an error that names the kind meant."""
    with pytest.raises(UnknownName) as caught:
        find_gaps(region.network(), kinds=["skill_shortages"])
    assert "skill_shortage" in caught.value.nearest


def test_unknown_chain_names_all(region: KnowledgeGraph):
    """A chain that is none of the four is an error that lists the four."""
    with pytest.raises(UnknownName) as caught:
        find_gaps(region.network(), between=("education", "capital"))
    assert "innovation" in caught.value.say("en")


def test_between_takes_either_order(gaps: list[Gap], region: KnowledgeGraph):
    """Gaps between two chains are the same in either order, and all concern both."""
    network = region.network()
    found = find_gaps(network, kinds=QUICK, between=("talent", "education"))
    assert found == find_gaps(network, kinds=QUICK, between=("education", "talent"))
    assert found == [gap for gap in gaps if gap.kind in QUICK and {"education", "talent"} <= set(gap.chains)]


def test_top_takes_the_first(gaps: list[Gap], region: KnowledgeGraph):
    """The most severe gaps are the head of the whole list; a negative number is refused."""
    assert find_gaps(region.network(), kinds=QUICK, top=3) == [gap for gap in gaps if gap.kind in QUICK][:3]
    assert find_gaps(region.network(), kinds=QUICK, top=0) == []
    with pytest.raises(ValueError, match="top"):
        find_gaps(region.network(), kinds=QUICK, top=-1)


def test_choosing_does_not_change_a_gap(gaps: list[Gap], region: KnowledgeGraph):
    """A gap has the same p and severity in every list that holds it."""
    chosen = find_gaps(region.network(), kinds=["skill_shortage"], region="苏州市")
    assert chosen
    assert all(gap in gaps for gap in chosen)


def test_adjusted_p_is_that_of_scipy():
    """Benjamini-Hochberg agrees with scipy, also with ties and with cells that were not tested."""
    from scipy.stats import false_discovery_control

    values = [0.01, 0.2, 0.01, 1.0, 0.04, 0.03, 0.5, 1e-12]
    assert adjust_p(values) == pytest.approx(false_discovery_control(values).tolist(), rel=1e-5)
    assert adjust_p([None, 0.5, None]) == [None, 0.5, None]
    assert adjust_p([]) == []


def test_coverage_counts_by_hand(small: KnowledgeGraph):
    """Coverage of the small region is what its tables say."""
    network = small.network()
    coverage, city = Coverage(network), Places(network).find("常州")
    offering = {source for (source,) in network.links("offers").select("source").iter_rows()}
    nodes = enumerate(network.nodes.iter_rows(named=True))
    there = [number for number, row in nodes if row["chain"] == "education" and row["region"] == city]
    assert there
    assert coverage.share(city, "education") == sum(number in offering for number in there) / len(there)
    assert coverage.grade(f"{ID}region/none", ["education"]) == "D"
    assert coverage.grade(city, []) == "D"


def test_talent_is_covered_where_skills_and_demand_are_on_record(small: KnowledgeGraph):
    """An offering counts as covered if its programme has skills or occupations, in a region with demand."""
    network = small.network()
    coverage, city = Coverage(network), Places(network).find("常州")
    taught = set(network.links("develops-skill", "targets-occupation").get_column("source"))
    regions = network.nodes.get_column("region")
    offers = {
        pair for pair in network.links("offers").select("source", "target").iter_rows() if regions[pair[0]] == city
    }
    assert offers
    assert coverage.share(city, "talent") == sum(programme in taught for _, programme in offers) / len(offers)
    silent = without(network, "region-asks-occupation", "region-asks-skill")
    assert Coverage(silent).share(city, "talent") == 0.0


def test_severity_knows_the_grade():
    """The same loss weighs less where less was recorded, and never leaves its bounds."""
    weights = [weigh_severity(1.0, grade) for grade in GRADE_WEIGHTS]
    assert weights == sorted(weights, reverse=True)
    assert weigh_severity(1.7, "A") == 1.0
    assert weigh_severity(-0.2, "A") == 0.0


def test_words_are_plain():
    """Lists of names and shares read as a person would write them."""
    assert join_names([]).en == ""
    assert share(0, 3) == "0 %"
