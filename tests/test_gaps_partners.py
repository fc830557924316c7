"""Missing partnerships: which pairs come into question, how they are scored, and how good the scores are."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from scipy.stats import rankdata
from tiny import iri, make_network

from chains.errors import QueryError, UnknownName
from chains.gaps import find_gaps, measure
from chains.gaps.partners.choosing import (
    NEAR_KM,
    PER_CELL,
    PER_INSTITUTION,
    Candidate,
    choose_candidates,
    find_candidates,
    list_candidates,
)
from chains.gaps.partners.evaluation import MEASURES, Evaluation, evaluate_scorers
from chains.gaps.partners.evidence import find_evidence
from chains.gaps.partners.pairing import Pairing
from chains.gaps.partners.protocols import FOLDS, LEAST, PROTOCOLS, REPEATS, ask_questions, first_hidden_year
from chains.gaps.partners.scorers import BASELINES, DEFAULT, SCALE_KM, SCORERS
from chains.graph import KnowledgeGraph
from chains.measures.linking import score_l3_two_mode
from chains.network import Network
from chains.records import Gap

# "steel" and "cars" are the words of two industry chains: a programme that bears one is meant for it.
STEEL = [
    ("offers", "school-1", "programme-steel-a"),
    ("offers", "school-1", "programme-steel-b"),
    ("offers", "school-2", "programme-steel-a"),
    ("offers", "school-3", "programme-law"),
    ("offers", "school-4", "programme-steel-a"),
    ("active-in-chain", "firm-1", "chain-steel"),
    ("active-in-chain", "firm-2", "chain-steel"),
    ("active-in-chain", "firm-3", "chain-cars"),
    ("active-in-chain", "firm-4", "chain-steel"),
    ("partners-with", "school-2", "firm-2"),
    ("participates-in", "school-1", "project-1"),
    ("participates-in", "firm-4", "project-1"),
]
PLACES = {
    "city-a": ["school-1", "school-3", "firm-1", "firm-2", "firm-3", "firm-4"],
    "city-b": ["school-2"],
    "city-c": ["school-4"],
}


def place_cities(network: Network, latitudes: dict[str, float | None]) -> Network:
    """The network with its cities at other latitudes."""
    named = {iri(city): value for city, value in latitudes.items()}
    moved = pl.col("iri").replace_strict(named, return_dtype=pl.Float64)
    return replace(network, regions=network.regions.with_columns(latitude=moved))


def steel_network(**changes: float | None) -> Network:
    """Four schools and four firms in three cities: a and b are 33 km apart, c is far."""
    latitudes = {"city-a": 31.0, "city-b": 31.3, "city-c": 33.0} | {f"city-{key}": at for key, at in changes.items()}
    return place_cities(make_network(STEEL, PLACES), latitudes)


def pairs_of(network: Network) -> set[tuple[str, str]]:
    """The candidates of a network, by short names: firm and school."""
    pairing = Pairing(network)
    rows = find_candidates(pairing).select("enterprise", "institution").iter_rows()
    names = [name.rsplit("/", 1)[-1] for name in network.nodes["iri"]]
    return {(names[pairing.enterprises[one]], names[pairing.institutions[other]]) for one, other in rows}


@pytest.fixture(scope="module")
def pairing(region: KnowledgeGraph) -> Pairing:
    """The pairs of the shipped region."""
    return Pairing(region.network())


@pytest.fixture(scope="module")
def gaps(region: KnowledgeGraph) -> list[Gap]:
    """The missing partnerships of the shipped region."""
    return find_gaps(region.network(), kinds=["missing_partnership"])


@pytest.fixture(scope="module")
def chosen(pairing: Pairing) -> list[Candidate]:
    """The candidates of the shipped region."""
    return list_candidates(pairing)


@pytest.fixture(scope="module")
def evaluations(pairing: Pairing) -> list[Evaluation]:
    """Every scorer under every protocol on the shipped region."""
    return evaluate_scorers(pairing)


# --- who is a candidate


def test_candidates_by_hand():
    """Near schools with a fitting programme: not the law school, the far one, a partner, or one in a joint project."""
    assert pairs_of(steel_network()) == {
        ("firm-1", "school-1"),
        ("firm-1", "school-2"),
        ("firm-2", "school-1"),
        ("firm-4", "school-2"),
    }


def test_without_coordinates_the_own_city_is_near():
    """Where no distance is known, only pairs of one city come into question."""
    network = steel_network(a=None, b=None, c=None)
    assert pairs_of(network) == {("firm-1", "school-1"), ("firm-2", "school-1")}


def test_an_intended_partnership_is_on_record():
    """Whoever means to work together is no candidate, and no example to learn from either."""
    links = [*STEEL, ("partners-with", "school-1", "firm-1")]
    network = place_cities(make_network(links, PLACES), {"city-a": 31.0, "city-b": 31.3, "city-c": 33.0})
    intended = (pl.col("kind") == "partners-with") & (pl.col("source") == network.index[iri("school-1")])
    status = pl.when(intended).then(pl.lit("intended")).otherwise("status")
    network = replace(network, edges=network.edges.with_columns(status=status))
    assert ("firm-1", "school-1") not in pairs_of(network)
    assert Pairing(network).partnerships.height == 1
    assert Pairing(network).partners.tolist() == [1, 1, 0, 0]


def test_loss_and_score_by_hand():
    """One fitting programme closes 1 − 1/(1 + ln 2); a partner halves the loss; 33 km take half of it."""
    rows = find_candidates(Pairing(steel_network()))
    found = {(row["enterprise"], row["institution"]): row for row in rows.iter_rows(named=True)}
    one, two = 1 - 1 / (1 + np.log(2)), 1 - 1 / (1 + np.log(3))
    decay = np.exp(-found[0, 1]["km"] / SCALE_KM)
    assert found[0, 1]["km"] == pytest.approx(33.36, abs=0.01)
    assert found[0, 0]["loss"] == pytest.approx(two)
    assert found[1, 0]["loss"] == pytest.approx(two / 2)
    assert found[0, 1]["loss"] == pytest.approx(one * decay)
    assert found[0, 0]["score"] == pytest.approx(1 + np.log(3))
    assert found[0, 1]["score"] == pytest.approx((1 + np.log(2)) * decay * (1 + np.log(2)))


def test_skills_raise_the_score_but_not_the_loss():
    """Teaching what the postings of the industry chain name makes the better partner; it is no greater loss."""
    skilled = [
        ("develops-skill", "programme-steel-a", "occupation-skill"),
        ("postings-name-skill", "occupation-1", "occupation-skill"),
    ]
    network = make_network([*STEEL, *skilled], PLACES, demand=[("city-a", "occupation-1", "chain-steel", 40.0)])
    weighted = pl.when(pl.col("kind") == "postings-name-skill").then(10.0).otherwise("weight")
    network = replace(network, edges=network.edges.with_columns(weight=weighted))
    before, after = (find_candidates(Pairing(one)) for one in (make_network(STEEL, PLACES), network))
    assert after["loss"].to_list() == before["loss"].to_list()
    assert after["score"].to_list() == pytest.approx([2 * score for score in before["score"]])


def test_occupations_tell_where_names_do_not():
    """If no programme bears a word of an industry chain, those that lead to what it asks for are meant for it."""
    links = [
        ("offers", "school-1", "programme-law"),
        ("offers", "school-2", "programme-arts"),
        ("targets-occupation", "programme-law", "occupation-1"),
        ("active-in-chain", "firm-1", "chain-steel"),
    ]
    places = {"city-a": ["school-1", "school-2", "firm-1"]}
    network = make_network(links, places, demand=[("city-a", "occupation-1", "chain-steel", 5.0)])
    (gap,) = find_gaps(network, kinds=["missing_partnership"])
    assert gap.subject == (iri("firm-1"), iri("school-1"))
    assert "通向该链所招职业" in gap.sentence.zh
    assert "a programme that leads to occupations" in gap.sentence.en
    named = make_network(
        [*links, ("offers", "school-2", "programme-steel")],
        places,
        demand=[("city-a", "occupation-1", "chain-steel", 5.0)],
    )
    (gap,) = find_gaps(named, kinds=["missing_partnership"])
    assert gap.subject == (iri("firm-1"), iri("school-2"))


def test_an_enterprise_counts_by_its_best_chain():
    """Of two industry chains that one counts which the institution fits best."""
    links = [*STEEL, ("active-in-chain", "firm-3", "chain-steel")]
    pairing = Pairing(make_network(links, PLACES))
    want = pairing.fitting.choose_want([0], [2])[0]
    assert pairing.fitting.wants[want].chain == pairing.network.index[iri("chain-steel")]
    assert pairing.fitting.fit([0], [2]) == pytest.approx(1 + np.log(3))


def test_list_is_spread(pairing: Pairing, chosen: list[Candidate]):
    """Nobody is named more often than the limits say, all are near and fit, and none is on record."""
    assert chosen
    assert max(Counter(one.enterprise for one in chosen).values()) == 1
    assert max(Counter(one.institution for one in chosen).values()) <= PER_INSTITUTION
    assert max(Counter((one.institution, one.chain) for one in chosen).values()) == 1
    assert max(Counter((one.city, one.chain) for one in chosen).values()) <= PER_CELL
    assert all(one.km <= NEAR_KM and one.programmes for one in chosen)
    assert [one.loss for one in chosen] == sorted((one.loss for one in chosen), reverse=True)
    known = set(pairing.network.links("partners-with").select("target", "source").iter_rows())
    assert not known & {(one.enterprise, one.institution) for one in chosen}


def test_rank_is_that_of_the_score(pairing: Pairing):
    """Institutions are ranked for each enterprise by the score, ties by their mean, as scipy ranks them."""
    for scorer in (DEFAULT, "frequent"):
        rows = find_candidates(pairing, scorer)
        for _, part in list(rows.group_by("enterprise", maintain_order=True))[::100]:
            assert part["rank"].to_list() == rankdata(-part["score"].to_numpy()).tolist()


def test_choice_does_not_depend_on_where_candidates_stand(pairing: Pairing):
    """The best pair of an enterprise that leads the table leads the list."""
    candidates = find_candidates(pairing)
    assert choose_candidates(pairing, candidates).row(0) == candidates.row(0)


# --- the gaps


def test_gap_names_both_ends(region: KnowledgeGraph, gaps: list[Gap], chosen: list[Candidate]):
    """Sentence, label, subject and closing link name the pair; the sentence tells the distance and the industry chain."""
    network, found = region.network(), {gap.subject: gap for gap in gaps}
    names = network.nodes.select("label_zh", "label_en").rows()
    iris = network.nodes["iri"]
    for one in chosen:
        enterprise, institution = iris[one.enterprise], iris[one.institution]
        gap = found[enterprise, institution]
        assert gap.closing == ((institution, "partners-with", enterprise),)
        for node in (one.enterprise, one.institution, one.chain):
            assert names[node][0] in gap.sentence.zh
            assert names[node][1] in gap.sentence.en
        assert ("同城" if one.home == one.city else f"{one.km:.0f} 公里") in gap.sentence.zh
        assert "按其产业链匹配" in gap.sentence.zh
        assert (gap.observed, gap.expected, gap.p, gap.fragility) == (0.0, 1.0, None, 1)


def test_biased_postings_are_named(gaps: list[Gap]):
    """Whoever is told of shared skills is told that the postings are a sample of information technology."""
    told = [gap for gap in gaps if "招聘样本" in gap.sentence.zh]
    assert told
    assert all("信息技术" in gap.sentence.zh and "information technology" in gap.sentence.en for gap in told)


def test_evidence_shows_what_the_sentence_says(region: KnowledgeGraph, gaps: list[Gap], chosen: list[Candidate]):
    """The query gives the industry chain, exactly the programmes that fit and the skills taught, and no link."""
    network, found = region.network(), {gap.subject: gap for gap in gaps}
    iris = network.nodes["iri"]
    for one in chosen[::10]:
        rows = region.query(found[iris[one.enterprise], iris[one.institution]].evidence).values()
        sides: dict[str, set[str]] = {"chain": set(), "fits": set(), "taught": set()}
        for side, thing, _ in rows:
            sides[side].add(thing)
        assert sides["chain"] == {iris[one.chain]}
        assert sides["fits"] == {iris[node] for node in one.programmes}
        if one.covered is not None:
            assert sides["taught"] == {iris[node] for node in one.skills}


@pytest.mark.parametrize("kind", ["partners-with", "participates-in"])
def test_evidence_would_show_a_link(region: KnowledgeGraph, pairing: Pairing, kind: str):
    """For pairs that work together, in a partnership or a project, the same query has a row that says so."""
    network = region.network()
    if kind == "partners-with":
        pairs = network.links(kind).select("source", "target").head(3).rows()
        pairs = [pair for pair in pairs if pair[1] in pairing.enterprises]
    else:
        links = network.links(kind).select("source", "target")
        both = links.join(links, on="target", suffix="_other").sort("source", "source_other")
        inside = pl.col("source").is_in(pairing.institutions) & pl.col("source_other").is_in(pairing.enterprises)
        pairs = both.filter(inside).select("source", "source_other").head(3).rows()
    assert pairs
    for institution, enterprise in pairs:
        ends = network.nodes["iri"][institution], network.nodes["iri"][enterprise]
        rows = region.query(find_evidence(*ends, iri("chain-none"), [iri("programme-none")])).values()
        assert "linked" in {side for side, _, _ in rows}


def test_nothing_fits_gives_no_gap():
    """Without enterprises, industry chains or programmes that fit there is nothing to suggest."""
    alone = make_network([("partners-with", "school-1", "firm-1")], {"city-a": ["school-1", "firm-1"]})
    assert find_gaps(alone, kinds=["missing_partnership"]) == []
    nowhere = make_network(STEEL)
    assert find_gaps(nowhere, kinds=["missing_partnership"]) == []


# --- how good the scores are


def test_default_beats_the_baselines(evaluations: list[Evaluation]):
    """The default is below neither baseline anywhere, and surely above the better one where the table says so."""
    gains = {(one.protocol, one.scope): one.gain for one in evaluations if one.scorer == DEFAULT}
    assert len(gains) == 2 * len(PROTOCOLS)
    assert all(gain.value > 0 for gain in gains.values())
    sure = {setting for setting, gain in gains.items() if gain.low > 0}
    assert sure == {("pairs", "region"), ("reports", "region"), ("years", "city")}
    others = {one.scorer for one in evaluations if one.gain.value < 0} | set(BASELINES)
    assert others == set(SCORERS) - {DEFAULT}


def test_two_modes_tell_nothing_once_reports_are_hidden(evaluations: list[Evaluation]):
    """L3 and SVD are at chance, and skills alone below distance alone, as the table says."""
    found = {(one.protocol, one.scope, one.scorer): one.measures for one in evaluations}
    for scorer in ("l3", "svd"):
        assert found["reports", "region", scorer]["auc"].value == pytest.approx(0.5, abs=0.05)
    nearest = found["reports", "region", "nearest"]["mrr"].value
    assert found["reports", "region", "skills"]["mrr"].value < nearest


def test_measures_are_within_bounds(evaluations: list[Evaluation]):
    """Every measure lies in [0, 1] and in its band; distance says nothing among institutions of one city."""
    for one in evaluations:
        assert set(one.measures) == set(MEASURES)
        assert all(0 <= part.low <= part.value <= part.high <= 1 for part in one.measures.values())
        assert one.questions >= LEAST
        if one.scope == "city" and one.scorer == "nearest":
            assert one.measures["auc"].value == 0.5


def test_what_is_hidden_is_not_learned_from(pairing: Pairing):
    """Every question is asked once in a repeat; its partnership, and its whole report, is then not among the links."""
    questions = ask_questions(pairing)
    ends = [questions.pairs[name].to_numpy() for name in ("first", "second")]
    everyone = [pairing.partnerships[name].to_numpy() for name in ("first", "second")]
    for protocol in ("pairs", "reports"):
        repeats = list(PROTOCOLS[protocol](pairing, questions))
        assert [len(trials) for trials in repeats] == [FOLDS] * REPEATS
        for trials in repeats:
            assert (sum(trial.asked.astype(int) for trial in trials) == 1).all()
            for trial in trials:
                learned = trial.links.toarray() > 0
                assert not learned[ends[0][trial.asked], ends[1][trial.asked]].any()
                if protocol == "reports":
                    told = set(questions.groups[learned[everyone[0], everyone[1]]])
                    assert not told & set(questions.groups[questions.partnership[trial.asked]])


def test_back_test_learns_from_the_past(pairing: Pairing):
    """Everything from the first hidden year on is asked about, and only dated links before it are learned from."""
    questions = ask_questions(pairing)
    year = first_hidden_year(questions)
    ((trial,),) = PROTOCOLS["years"](pairing, questions)
    years = questions.pairs["year"]
    assert year is not None
    assert trial.asked.sum() == (years >= year).sum() >= LEAST > (years > year).sum()
    assert trial.links.nnz == (pairing.partnerships["year"] < year).sum()


def test_rivals_are_of_the_same_class_and_no_partners(pairing: Pairing):
    """Candidates are institutions of the right one's class that are not known to work with the enterprise."""
    questions = ask_questions(pairing)
    first, second = (questions.pairs[name].to_numpy()[questions.question] for name in ("first", "second"))
    assert (pairing.classes[questions.institution] == pairing.classes[first]).all()
    known = np.asarray(pairing.on_record[questions.institution, second]).ravel() > 0
    assert (known == questions.right).all()
    assert (questions.right == (questions.institution == first)).all()
    assert (pairing.homes[questions.institution] == pairing.homes[first])[questions.local].all()
    assert np.bincount(questions.question[questions.right]).tolist() == [1] * questions.pairs.height


def test_a_fit_that_decides_is_seen():
    """Where every enterprise works with the school of its field, fit finds it and distance does not."""
    links, places = [], {"city-a": [], "city-b": []}
    for city in "ab":
        for field in ("steel", "cars", "chip"):
            school = f"school-{city}-{field}"
            links.append(("offers", school, f"programme-{field}"))
            places[f"city-{city}"].append(school)
            for number in range(5):
                firm = f"firm-{city}-{field}-{number}"
                places[f"city-{city}"].append(firm)
                links += [("active-in-chain", firm, f"chain-{field}"), ("partners-with", school, firm)]
    found = {
        (one.protocol, one.scope, one.scorer): one for one in evaluate_scorers(Pairing(make_network(links, places)))
    }
    assert found["pairs", "region", "fit"].measures["mrr"].value == 1.0
    assert found["pairs", "city", "fit"].measures["hits"].value == 1.0
    assert found["pairs", "region", "nearest"].measures["mrr"].value == pytest.approx(1 / 2)
    assert (
        found["pairs", "region", "frequent"].measures["mrr"].low
        < found["pairs", "region", "frequent"].measures["mrr"].high
    )
    assert found["reports", "region", "fit"].gain is None
    assert found["years", "region", "fit"].year is None


def test_without_partnerships_there_is_no_verdict(small: KnowledgeGraph):
    """A network without partnerships, or with too few, has rows without numbers and says why."""
    for network in (make_network(STEEL[:8], PLACES), steel_network(), small.network()):
        rows = measure(network, "partner_scorers")
        assert rows.height == len(SCORERS) * 2 * len(PROTOCOLS)
        assert rows.filter(pl.col("why").is_null()).is_empty() == rows["mrr"].is_null().all()
        assert rows.filter(pl.col("why").is_not_null())["mrr"].is_null().all()


# --- the tables


def test_table_has_the_scores(pairing: Pairing, region: KnowledgeGraph):
    """L3 is that of the plain function; at most so many rows of an enterprise, best rank first."""
    rows = measure(region.network(), "partners", {"most": "2"})
    assert rows["enterprise"].value_counts()["count"].max() == 2
    scores = score_l3_two_mode(pairing.to_matrix(pairing.partnerships)).toarray()
    nodes = region.network().index
    places = [
        {node: number for number, node in enumerate(ends)} for ends in (pairing.institutions, pairing.enterprises)
    ]
    found = rows.filter(pl.col("l3") > 0)
    assert found.height
    for row in found.iter_rows(named=True):
        ends = (places[0][nodes[row["institution"]]], places[1][nodes[row["enterprise"]]])
        assert row["l3"] == pytest.approx(scores[ends], abs=1e-8)
    for _, part in rows.group_by("enterprise"):
        assert part["rank"].is_sorted()


def test_another_scorer_ranks_otherwise(region: KnowledgeGraph):
    """The option changes the score and the order, not the pairs that come into question."""
    network = region.network()
    one, other = (measure(network, "partners", {"scorer": name, "most": "1000"}) for name in (DEFAULT, "largest"))
    pairs = [set(rows.select("enterprise", "institution").iter_rows()) for rows in (one, other)]
    assert pairs[0] == pairs[1]
    assert one.select("enterprise", "rank").rows() != other.select("enterprise", "rank").rows()


def test_wrong_options_are_refused(region: KnowledgeGraph):
    """A scorer that does not exist is an error that names the nearest; so is a number that is none."""
    with pytest.raises(UnknownName) as caught:
        measure(region.network(), "partners", {"scorer": "combind"})
    assert "combined" in caught.value.nearest
    for text in ("0", "-1", "many", "²"):
        with pytest.raises(QueryError, match="most"):
            measure(region.network(), "partners", {"most": text})


def test_table_of_a_city(region: KnowledgeGraph):
    """Rows of one city have its enterprises only."""
    network = region.network()
    rows = measure(network, "partners", region="常州")
    lying = dict(network.nodes.select("iri", "region").iter_rows())
    assert rows.height
    assert all(lying[enterprise] == city for enterprise, city in rows.select("enterprise", "region").iter_rows())
    assert rows["region"].n_unique() == 1
