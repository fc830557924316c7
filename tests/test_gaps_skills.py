"""Skills short and in surplus: shares by hand, demand and teaching counted twice, limits said in words."""

from __future__ import annotations

from dataclasses import replace
from math import asin, cos, radians, sin, sqrt
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy.stats import chi2, fisher_exact

from chains.gaps import find_gaps
from chains.gaps.skills.compare import compare_skills
from chains.gaps.skills.weighing import find_short_and_surplus
from chains.graph import KnowledgeGraph
from chains.measures.shares import count_unseen, score_distance_km, score_lack, score_mix_chance, score_shares
from chains.names import ID
from chains.network import EDGE_SCHEMA, NODE_SCHEMA, REGION_SCHEMA, SAMPLE_SCHEMA, Network
from chains.records import Gap

SAMPLE = f"{ID}source/s2024"

# --- measures ---


def test_shares_sum_to_one_and_are_nought_of_nothing():
    """Shares of a total add up; of an empty total there is none."""
    assert score_shares([1, 2, 5], 8).sum() == pytest.approx(1.0)
    assert score_shares([0, 0], [0, 0]).tolist() == [0.0, 0.0]


def test_lack_is_within_bounds():
    """Nothing lacks where nothing should be; all lacks where there is none."""
    assert score_lack([0.0, 0.5, 0.2], [0.0, 0.1, 0.2]).tolist() == [0.0, 0.0, 0.0]
    assert score_lack(0.0, 0.3) == 1.0


@pytest.mark.parametrize(
    ("asked", "all_asked", "taught", "all_taught"), [(8, 40, 1, 60), (0, 10, 7, 30), (3, 3, 0, 9), (5, 50, 5, 50)]
)
def test_chance_is_fishers(asked: int, all_asked: int, taught: int, all_taught: int):
    """The chance is twice the smaller tail of Fisher's exact test, at most 1."""
    table = [[taught, all_taught - taught], [asked, all_asked - asked]]
    tails = [fisher_exact(table, alternative=side).pvalue for side in ("less", "greater")]
    assert score_mix_chance(asked, all_asked, taught, all_taught) == pytest.approx(min(1.0, 2 * min(tails)))


def test_chance_rounds_estimates_towards_each_other():
    """An estimate of 4.7 postings is worth 4, so it never looks surer than a count."""
    assert score_mix_chance(4.7, 40.0, 0, 60) == score_mix_chance(4, 40, 0, 60)
    assert score_mix_chance(0.2, 40.0, 9, 60) == score_mix_chance(1, 40, 9, 60)


def test_chance_of_nothing_is_one():
    """Without demand or without teaching nothing can be told."""
    assert score_mix_chance([0, 3, 0], [0, 9, 0], [2, 0, 0], [9, 0, 0]).tolist() == [1.0, 1.0, 1.0]


def test_chance_is_positive_however_large_the_counts():
    """Even where floating point knows only 0, the chance is above it."""
    assert score_mix_chance(90_000, 100_000, 0, 100_000) > 0


@pytest.mark.parametrize(("amount", "total", "share"), [(0, 20, 0.1), (3, 709, 0.042), (5, 10, 0.5), (0, 7, 0.99)])
def test_unseen_is_the_smallest_number_that_does(amount: int, total: int, share: float):
    """With so many more the share is reached, with one fewer it is not."""
    unseen = int(count_unseen(amount, total, share))
    assert (amount + unseen) / (total + unseen) >= share - 1e-9
    assert unseen == 0 or (amount + unseen - 1) / (total + unseen - 1) < share


def test_unseen_of_nothing_is_one():
    """Where nothing is taught, the first offering makes up all of it."""
    assert count_unseen([0, 0], [0, 0], [0.3, 0.0]).tolist() == [1, 0]


def test_distance_agrees_with_the_schoolbook():
    """Haversine by hand; a place without coordinates has no distance."""
    first, second = (31.24, 121.48), (32.06, 118.80)
    rise, turn = radians(second[0] - first[0]) / 2, radians(second[1] - first[1]) / 2
    inner = sin(rise) ** 2 + cos(radians(first[0])) * cos(radians(second[0])) * sin(turn) ** 2
    km = score_distance_km([first[0], second[0], None], [first[1], second[1], None])
    assert km[0, 1] == pytest.approx(2 * 6371.0088 * asin(sqrt(inner)))
    assert km[0, 0] == 0
    assert np.isnan(km[0, 2])


# --- a region made by hand: two cities, one occupation, four skills ---

NODES = [
    ("organisation/a1", "University", "education", "甲大学", "A University", "region/a"),
    ("organisation/b1", "University", "education", "乙大学", "B University", "region/b"),
    ("organisation/c1", "University", "education", "丙大学", "C University", "region/all"),
    ("occupation/dev", "Occupation", "talent", "开发", "developer", None),
    ("occupation/ops", "Occupation", "talent", "运维", "operations", None),
    ("occupation/pm", "Occupation", "talent", "管理", "management", None),
    ("programme/p1", "Programme", "education", "计算机", "computing", None),
    ("programme/p2", "Programme", "education", "软件", "software", None),
    ("programme/p3", "Programme", "education", "框架应用", "frameworks", None),
    *((f"programme/x{number}", "Programme", "education", f"专业{number}", f"x{number}", None) for number in range(60)),
    ("region/a", "City", None, "甲市", "Alpha", None),
    ("region/all", "Area", None, "全境", "All", None),
    ("region/b", "City", None, "乙市", "Beta", None),
    ("skill/boot", "Skill", "talent", "框架", "boot", None),
    ("skill/java", "Skill", "talent", "爪哇", "java", None),
    ("skill/linux", "Skill", "talent", "系统", "linux", None),
    ("skill/maths", "Skill", "talent", "数学", "maths", None),
    *((f"skill/s{number}", "Skill", "talent", f"技能{number}", f"s{number}", None) for number in range(40)),
]
NUMBER = {name: place for place, (name, *_) in enumerate(NODES)}
REGIONS = [
    ("region/a", "city", "region/all", "甲市", "Alpha", 31.0, 120.0),
    ("region/all", "area", None, "全境", "All", None, None),
    ("region/b", "city", "region/all", "乙市", "Beta", 31.0, 121.0),
]
TEACHING = [
    ("offers", "organisation/a1", "programme/p1"),
    ("offers", "organisation/b1", "programme/p2"),
    ("develops-skill", "programme/p1", "skill/java"),
    ("develops-skill", "programme/p1", "skill/maths"),
    ("develops-skill", "programme/p2", "skill/linux"),
    ("narrower-than", "skill/boot", "skill/java"),
]


def edge(kind: str, source: str, target: str, **facts: Any) -> dict[str, Any]:
    """One row of the edge table."""
    row = {"kind": kind, "source": NUMBER[source], "target": NUMBER[target], "graph": f"{ID}source/t"}
    return row | {"confidence": "stated"} | facts


def posting(kind: str, source: str, target: str, count: int, link: str, **facts: Any) -> dict[str, Any]:
    """One counted demand of the sample of 2024."""
    sample = {"graph": SAMPLE, "year": 2024, "qualifier": "postings", "link": link, "weight": float(count)}
    return edge(kind, source, target, **(sample | facts))


DEMAND = [
    posting("region-asks-occupation", "region/a", "occupation/dev", 30, "d1"),
    posting("region-asks-occupation", "region/a", "occupation/dev", 10, "d2"),
    posting("region-asks-occupation", "region/b", "occupation/dev", 40, "d3"),
    posting("postings-name-skill", "occupation/dev", "skill/java", 60, "n1", region=f"{ID}region/all"),
    posting("postings-name-skill", "occupation/dev", "skill/linux", 20, "n2", region=f"{ID}region/all"),
    posting("postings-name-skill", "occupation/dev", "skill/boot", 40, "n3", region=f"{ID}region/all"),
]


def network_of(edges: list[dict[str, Any]], note: tuple[str, str] | None = ("样本", "A sample of ads.")) -> Network:
    """The region made by hand, with these links."""
    nodes = [(f"{ID}{row[0]}", *row[1:5], f"{ID}{row[5]}" if row[5] else None, f"{ID}source/t") for row in NODES]
    regions = [(f"{ID}{row[0]}", row[1], f"{ID}{row[2]}" if row[2] else None, *row[3:]) for row in REGIONS]
    return Network(
        pl.DataFrame(nodes, schema=NODE_SCHEMA, orient="row"),
        pl.DataFrame(edges, schema=EDGE_SCHEMA),
        pl.DataFrame(regions, schema=REGION_SCHEMA, orient="row"),
        pl.DataFrame([(SAMPLE, *note)] if note else [], schema=SAMPLE_SCHEMA, orient="row"),
    )


def made(extra: list[dict[str, Any]] | None = None) -> Network:
    """Teaching and demand of the region made by hand."""
    return network_of([edge(*link) for link in TEACHING] + DEMAND + (extra or []))


def row_of(network: Network, city: str, skill: str) -> dict[str, Any]:
    """Demand against teaching of one skill in one cell."""
    rows = compare_skills(network).filter(
        (pl.col("cell") == f"{ID}region/{city}") & (pl.col("skill") == NUMBER[f"skill/{skill}"])
    )
    return rows.row(0, named=True)


def test_demand_follows_the_mix_of_occupations():
    """A quarter of the sample is in a city of 40 of 80 postings: half of those that name a skill ask there."""
    assert [row_of(made(), "a", skill)["asked"] for skill in ("java", "linux", "boot")] == [30.0, 10.0, 20.0]
    assert row_of(made(), "all", "java")["asked"] == 60.0
    assert row_of(made(), "a", "java")["asked_share"] == 0.5


def test_shares_and_counts_of_teaching():
    """An offering counts for each skill it develops that the sample names, and the others are left out."""
    row = row_of(made(), "a", "java")
    assert (row["taught"], row["offerings"], row["taught_share"]) == (1, 1, 1.0)
    assert compare_skills(made()).filter(pl.col("skill") == NUMBER["skill/maths"]).is_empty()


def test_a_demand_is_counted_once():
    """The same demand under an industry chain, or read twice, adds nothing."""
    twice = [DEMAND[0], DEMAND[3]]
    assert compare_skills(made(twice)).equals(compare_skills(made()))


def test_rate_is_at_most_one():
    """More postings that name a skill than were counted by occupation count as all of them."""
    many = [posting("postings-name-skill", "occupation/dev", "skill/maths", 500, "n4", region=f"{ID}region/all")]
    assert row_of(made(many), "a", "maths")["asked"] == 40.0


def test_only_the_newest_sample_counts():
    """Counts of two years are never added: the older sample is not used where there is a newer one."""
    old = {"graph": f"{ID}source/s2019", "year": 2019}
    older = [
        posting("region-asks-occupation", "region/a", "occupation/dev", 9000, "o1", **old),
        posting("postings-name-skill", "occupation/dev", "skill/maths", 9000, "o2", region=f"{ID}region/a", **old),
    ]
    assert compare_skills(made(older)).equals(compare_skills(made()))


def test_required_skills_stand_in_for_unnamed_ones():
    """Where no posting of a sample names a skill, what the occupation requires is asked for by all of them."""
    edges = [edge(*link) for link in TEACHING] + DEMAND[:3]
    row = row_of(network_of([*edges, edge("requires-skill", "occupation/dev", "skill/linux")]), "a", "linux")
    assert row["asked"] == 40.0


def test_skills_asked_for_by_themselves_count():
    """Demand for a skill without an occupation needs no estimate."""
    edges = [edge(*link) for link in TEACHING]
    alone = posting("region-asks-skill", "region/a", "skill/boot", 12, "s1")
    row = row_of(network_of([*edges, alone]), "a", "boot")
    assert (row["asked"], row["postings"], row["taught"]) == (12.0, 12.0, 0)


def test_nearest_city_and_related_skill_are_named():
    """A lack tells the nearest city that teaches the skill, and the broader skill that is taught here."""
    linux, boot = row_of(made(), "a", "linux"), row_of(made(), "a", "boot")
    assert linux["nearest"] == f"{ID}region/b"
    assert linux["km"] == pytest.approx(95.3, abs=0.1)
    assert (boot["related"], boot["steps"], boot["broader"]) == (NUMBER["skill/java"], 1, True)
    gap = next(gap for gap in find_gaps(made(), region="甲") if gap.subject[0].endswith("linux"))
    assert "known to teach it, but it is taught about 95 km away in Beta." in gap.sentence.en
    assert "没有一个写明教授它，但约 95 公里外的乙市有布点教授。" in gap.sentence.zh
    assert gap.closing == ((f"{ID}organisation/a1", "offers", f"{ID}programme/p2"),)


def test_the_whole_area_is_no_near_city():
    """What only an institution without a city teaches is taught in the area, and near to none of its cities."""
    network = made(
        [edge("develops-skill", "programme/p3", "skill/boot"), edge("offers", "organisation/c1", "programme/p3")]
    )
    here, whole = row_of(network, "a", "boot"), row_of(network, "all", "boot")
    assert (here["nearest"], here["km"], here["reach"]) == (None, None, 1.0)
    assert (whole["taught"], whole["reach"]) == (1, 0.0)


def test_a_skill_that_nobody_names_may_be_taught_unnamed():
    """A skill in no programme weighs less where its broader skill is taught, and the sentence says why."""
    here, there = (
        next(gap for gap in find_gaps(made(), region=city) if gap.subject[0].endswith("boot")) for city in ("甲", "乙")
    )
    assert "java" in here.sentence.en
    assert "may be taught without being named" in here.sentence.en
    assert here.severity < there.severity
    assert here.closing == ((f"{ID}programme/p1", "develops-skill", f"{ID}skill/boot"),)


def test_severity_by_hand():
    """Of 30 postings for the commonest skill surely 5 of 10 ask for linux, which nobody teaches: 4.8 / 30, of grade C."""
    gap = next(gap for gap in find_gaps(made(), region="甲") if gap.subject[0].endswith("linux"))
    assert gap.coverage == "C"
    assert gap.severity == pytest.approx(0.8 * poisson_bound(10) / 30, abs=1e-4)


def test_grade_is_that_of_the_worst_side():
    """Demand counted in full leaves the grade to the offerings with skills on record; postings and samples are C at best."""
    links = [edge(*link) for link in TEACHING]
    silent = [edge("offers", "organisation/a1", f"programme/x{number}") for number in range(3)]
    full = [row | {"qualifier": "persons"} for row in DEMAND]
    cases = [
        (network_of(links + full, note=None), "A"),
        (network_of(links + silent[:1] + full, note=None), "B"),
        (network_of(links + silent[:3] + full, note=None), "C"),
        (network_of(links + full), "C"),
        (network_of(links + DEMAND, note=None), "C"),
        (network_of(full, note=None), "D"),
    ]
    found = [
        {gap.coverage for gap in find_gaps(network, kinds=["skill_shortage"], region="甲")} for network, _ in cases
    ]
    assert found == [{grade} for _, grade in cases]


def poisson_bound(count: float) -> float:
    """The mean of which so many or more are seen in 2.5 % of samples."""
    return float(chi2.ppf(0.025, 2 * count) / 2)


def test_the_same_mix_in_a_larger_sample_weighs_more():
    """Ten times the postings of the same mix make the same gap surer, and never above what is lost."""
    tenfold = [row | ({"weight": 10 * row["weight"]} if "weight" in row else {}) for row in DEMAND]
    large = network_of([edge(*link) for link in TEACHING] + tenfold)
    few, many = (
        {gap.subject: gap.severity for gap in find_gaps(network, kinds=["skill_shortage"])}
        for network in (made(), large)
    )
    assert few
    assert set(few) <= set(many)
    assert all(few[subject] < many[subject] <= 0.8 for subject in few)


def test_kin_in_the_same_occupations_is_named():
    """A lack without broader or narrower skill names what the same occupations ask for and the place teaches."""
    jobs = [
        posting("region-asks-occupation", "region/a", "occupation/dev", 100, "j1"),
        posting("region-asks-occupation", "region/a", "occupation/ops", 100, "j2"),
        posting("region-asks-occupation", "region/a", "occupation/pm", 100, "j3"),
        *(
            posting(
                "postings-name-skill",
                f"occupation/{job}",
                f"skill/{skill}",
                50,
                f"{job}-{skill}",
                region=f"{ID}region/a",
            )
            for job in ("dev", "ops")
            for skill in ("java", "linux")
        ),
        posting("postings-name-skill", "occupation/pm", "skill/maths", 50, "pm-maths", region=f"{ID}region/a"),
    ]
    network = network_of([edge(*link) for link in TEACHING] + jobs)
    row = row_of(network, "a", "linux")
    assert (row["companion"], row["theta"], row["shared"]) == (NUMBER["skill/java"], 1.0, 2)
    assert row["reach"] == pytest.approx(0.5 * row["km"] / (row["km"] + 100))
    gap = next(gap for gap in find_gaps(network, region="甲") if gap.subject[0].endswith("linux"))
    assert "“java”, which the same occupations ask for, is taught by 1 offering." in gap.sentence.en
    assert "同类岗位要求的“爪哇”有 1 个布点教授。" in gap.sentence.zh
    assert gap.sentence.en.endswith("So few offerings are on record that this may be chance.")


def test_what_is_asked_for_by_narrower_names_is_no_surplus():
    """A skill that many teach and few name is in surplus, unless they name its narrower skills."""
    schools = [("offers", "organisation/a1", f"programme/x{number}") for number in range(60)]
    teaching = [("develops-skill", f"programme/x{number}", "skill/maths") for number in range(60)]
    demand = [
        posting("region-asks-occupation", "region/a", "occupation/dev", 1000, "d1"),
        posting("postings-name-skill", "occupation/dev", "skill/java", 900, "n1", region=f"{ID}region/a"),
        posting("postings-name-skill", "occupation/dev", "skill/maths", 90, "n2", region=f"{ID}region/a"),
        posting("postings-name-skill", "occupation/dev", "skill/linux", 900, "n3", region=f"{ID}region/a"),
    ]
    links = [edge(*link) for link in [*TEACHING, *schools, *teaching]]
    plain = network_of(links + demand)
    narrow = network_of([*links, edge("narrower-than", "skill/java", "skill/maths"), *demand])
    surplus = [find_gaps(network, kinds=["skill_surplus"], region="甲") for network in (plain, narrow)]
    assert [[gap.label.en for gap in gaps] for gaps in surplus] == [["maths"], []]
    assert row_of(narrow, "a", "maths")["asked_wide"] == 990


def test_a_programme_that_teaches_too_much_besides_is_not_suggested():
    """An offering is suggested only if it raises the skill's share of teaching, for all else that it teaches."""
    programmes = [("offers", "organisation/a1", f"programme/x{number}") for number in range(30)]
    plain = [("develops-skill", f"programme/x{number}", "skill/java") for number in range(29)]
    rare = [("develops-skill", "programme/x29", "skill/linux")]
    wide = [("develops-skill", "programme/p2", f"skill/s{number}") for number in range(40)]
    demand = [
        posting("region-asks-occupation", "region/a", "occupation/dev", 1000, "d1"),
        posting("postings-name-skill", "occupation/dev", "skill/java", 500, "n1", region=f"{ID}region/a"),
        posting("postings-name-skill", "occupation/dev", "skill/linux", 500, "n2", region=f"{ID}region/a"),
    ]
    links = [*TEACHING, *programmes, *plain, *rare]
    narrow, broad = (network_of([edge(*link) for link in kept] + demand) for kept in (links, [*links, *wide]))
    closing = [
        next(gap.closing for gap in find_gaps(network, region="甲") if gap.label.en == "linux")
        for network in (narrow, broad)
    ]
    assert closing == [((f"{ID}organisation/a1", "offers", f"{ID}programme/p2"),), ()]


def test_no_teaching_at_all_is_a_shortage_without_certainty():
    """Where no offering has a skill on record, every skill asked for is short; most so what is asked for most."""
    gaps = find_gaps(network_of(DEMAND), kinds=["skill_shortage"], region="甲")
    assert len(gaps) == 3
    assert [gap.label.en for gap in gaps] == ["java", "boot", "linux"]
    assert all(gap.p == 1.0 and gap.severity > 0 for gap in gaps)
    assert all("no offering there has any skill" in gap.sentence.en for gap in gaps)


def test_no_demand_is_no_gap():
    """Without counted demand nothing is short and nothing in surplus."""
    network = network_of([edge(*link) for link in TEACHING])
    assert compare_skills(network).is_empty()
    assert find_gaps(network, kinds=["skill_shortage", "skill_surplus"]) == []


def test_listing_without_a_number_is_no_demand():
    """A list of shortage occupations has no count: it adds nothing to shares."""
    listing = posting("region-asks-occupation", "region/b", "occupation/dev", 0, "l1", year=2025)
    assert compare_skills(made([listing | {"weight": None, "qualifier": "shortage_listing"}])).equals(
        compare_skills(made())
    )


def test_one_city_without_an_area_is_measured():
    """A graph of one city has one cell."""
    network = made()
    city = network.regions.filter(pl.col("label_en") == "Alpha").with_columns(part_of=pl.lit(None, dtype=pl.String))
    named = pl.when(pl.col("kind") == "postings-name-skill").then(pl.lit(f"{ID}region/a")).otherwise(pl.col("region"))
    rows = compare_skills(replace(network, regions=city, edges=network.edges.with_columns(region=named)))
    assert rows.get_column("cell").unique().to_list() == [f"{ID}region/a"]


def test_unknown_sample_is_said_to_be_unknown():
    """Without a note on the sample the sentence says that its scope is not stated."""
    network = network_of([edge(*link) for link in TEACHING] + DEMAND, note=None)
    assert all("not stated" in gap.sentence.en for gap in find_gaps(network, kinds=["skill_shortage"]))


# --- the shipped region ---


@pytest.fixture(scope="module")
def rows(region: KnowledgeGraph) -> pl.DataFrame:
    """Demand against teaching of the shipped region."""
    return compare_skills(region.network())


@pytest.fixture(scope="module")
def gaps(region: KnowledgeGraph) -> list[Gap]:
    """The skill gaps of the shipped region."""
    return find_gaps(region.network(), kinds=["skill_shortage", "skill_surplus"])


UNTAUGHT = """
SELECT DISTINCT ?city ?skill WHERE {
  { SELECT DISTINCT ?city ?skill WHERE {
      GRAPH ?sample { ?d ch:ofOccupation ?occupation ; ch:inRegion ?city ; ch:count ?n . FILTER(?n > 0) }
      MINUS { ?d ch:ofSkill ?other }
      GRAPH ?sample { ?e ch:ofOccupation ?occupation ; ch:ofSkill ?skill ; ch:count ?m }
      ?city a ch:City .
  } }
  MINUS {
    ?institution ch:inRegion ?city . ?offering ch:offeredBy ?institution ; ch:ofProgramme ?programme .
    ?programme ch:developsSkill ?skill .
  }
}"""


def test_untaught_skills_agree_with_sparql(region: KnowledgeGraph, rows: pl.DataFrame):
    """Skills that a city asks for and none of its institutions teaches: SPARQL and columns find the same."""
    sample = rows.get_column("graph").unique().to_list()
    assert len(sample) == 1
    answer = region.query(UNTAUGHT.replace("?sample", f"<{sample[0]}>")).values()
    iris = region.network().nodes.get_column("iri")
    cities = region.network().regions.filter(pl.col("kind") == "city").get_column("iri")
    found = rows.filter(pl.col("cell").is_in(cities.implode()) & (pl.col("asked") > 0) & (pl.col("taught") == 0))
    assert found.height > 500
    assert {(row["cell"], iris[row["skill"]]) for row in found.iter_rows(named=True)} == set(answer)


def test_evidence_shows_the_numbers_of_the_gap(region: KnowledgeGraph, gaps: list[Gap], rows: pl.DataFrame):
    """The rows of the evidence give the offerings, and add up to the demand, that the gap speaks of."""
    iris = region.network().nodes.get_column("iri")
    known = {(iris[row["skill"]], row["cell"]): row for row in rows.iter_rows(named=True)}
    for gap in [*gaps[:6], *gaps[100:106], *gaps[-6:]]:
        answer = region.query(gap.evidence).values()
        row = known[gap.subject[0], gap.subject[1]]
        asked = [tuple(float(value or 0) for value in line[4:]) for line in answer if line[0] == "asked"]
        assert sum(line[0] == "taught" for line in answer) == row["taught"]
        assert sum(here * min(1.0, named / all_) for here, named, all_ in asked) == pytest.approx(row["asked"])


def test_shares_of_each_cell_sum_to_one(rows: pl.DataFrame):
    """In every cell the shares of demand make up the whole, and so do those of teaching."""
    sums = rows.group_by("cell").agg(pl.col("asked_share", "taught_share").sum())
    assert sums.height == 22
    for column in ("asked_share", "taught_share"):
        assert np.allclose(sums.get_column(column), 1.0)


def test_gaps_hold_what_they_claim(gaps: list[Gap]):
    """A shortage has the smaller share of teaching, a surplus the larger, and each says so."""
    for gap in gaps:
        assert (gap.observed < gap.expected) == (gap.kind == "skill_shortage")
        assert gap.chains == ("education", "talent")
        assert gap.fragility >= 1
        assert gap.kind == "skill_shortage" or gap.p_adjusted <= 0.05


def test_sentences_say_what_the_sample_is(gaps: list[Gap], region: KnowledgeGraph):
    """Every sentence says how the postings were found, in the words of the data."""
    notes = dict(region.network().samples.select("graph", "note_zh").iter_rows())
    for gap in gaps:
        note = next(notes[graph] for graph in gap.sources if graph in notes)
        assert note.rstrip("。") in gap.sentence.zh
        assert "information technology" in gap.sentence.en


def test_surplus_is_said_only_of_what_the_sample_could_see(gaps: list[Gap], rows: pl.DataFrame, region: KnowledgeGraph):
    """No skill that hardly any posting of the sample names is called in surplus."""
    iris = region.network().nodes.get_column("iri")
    common = {iris[row["skill"]] for row in rows.filter(pl.col("common") >= 0.01).iter_rows(named=True)}
    surplus = [gap for gap in gaps if gap.kind == "skill_surplus"]
    assert surplus
    assert {gap.subject[0] for gap in surplus} <= common


def test_first_shortage_of_a_city_is_its_largest(region: KnowledgeGraph):
    """In Changzhou the most asked-for skill, much less taught than asked for, comes first."""
    first = find_gaps(region.network(), kinds=["skill_shortage"], region="常州", top=1)[0]
    assert first.label.zh == "Java"
    assert first.sentence.zh.startswith("常州市：68 条招聘中约有 15 条点名“Java”（按职业推算；")
    assert first.sentence.en.startswith(
        "Changzhou: about 15 of 68 postings name “Java programming” (estimated by occupation;"
    )
    assert first.p_adjusted is not None
    assert first.p_adjusted < 0.01


def test_small_samples_do_not_come_first(gaps: list[Gap], rows: pl.DataFrame):
    """The first rows of the whole region come from cells with many postings; the smallest cells come last."""
    postings = dict(rows.select("cell", "postings").unique().iter_rows())
    assert min(postings[gap.region] for gap in gaps[:8]) > 100
    java = [gap for gap in gaps if gap.label.zh == "Java"]
    assert java[0].region == f"{ID}region/yangtze-delta"
    assert java[-1].region == min((gap.region for gap in java), key=lambda cell: postings[cell])


def test_names_of_tools_make_no_surplus(gaps: list[Gap]):
    """Artificial intelligence is not in surplus: postings name machine learning, TensorFlow and the like."""
    surplus = {gap.label.en for gap in gaps if gap.kind == "skill_surplus"}
    assert "Data structures and algorithms" in surplus
    assert not surplus & {"Artificial intelligence", "Machine learning", "Big data technology", "SQL"}


def test_coverage_says_that_postings_are_a_sample(gaps: list[Gap]):
    """No cell is graded better than C: its postings are a sample, and most offerings have no skill on record."""
    assert {gap.coverage for gap in gaps} == {"C"}


def test_closing_a_shortage_never_widens_it(gaps: list[Gap], rows: pl.DataFrame, region: KnowledgeGraph):
    """With any suggested link added the skill's share of teaching is no smaller, and its gap weighs no more."""
    network, index = region.network(), region.network().index
    short = [gap for gap in gaps if gap.kind == "skill_shortage" and gap.closing]
    before = find_short_and_surplus(rows)
    for gap in [*short[:6], *short[40::120]]:
        subject, kind, target = gap.closing[0]
        link = {"source": index[subject], "target": index[target], "kind": kind, "graph": gap.sources[0]}
        more = pl.concat([network.edges, pl.DataFrame([link], schema=EDGE_SCHEMA)])
        after = compare_skills(replace(network, edges=more))
        here = (pl.col("cell") == gap.region) & (pl.col("skill") == index[gap.subject[0]])
        was, now = before.filter(here).row(0, named=True), after.filter(here).row(0, named=True)
        assert now["taught"] > was["taught"]
        assert now["taught_share"] >= was["taught_share"]
        assert now["reach"] <= was["reach"]
        left = find_short_and_surplus(after).filter(here & (pl.col("kind") == "skill_shortage"))
        assert left.is_empty() or left["weight"][0] <= was["weight"]
