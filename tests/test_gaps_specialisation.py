"""Absent fields: planted ones are found, real ones are what the record says, and the tables tell the same."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from chains.errors import QueryError, Text
from chains.gaps import find_gaps, load_tables, measure
from chains.gaps.contract import weigh_severity
from chains.gaps.reading.coverage import grade_share
from chains.gaps.reading.places import Places
from chains.gaps.specialisation.classes import class_name, class_of, codes_of
from chains.gaps.specialisation.compare import LEAST_FIELDS, LEAST_SHARE, choose_cells, compare_fields
from chains.gaps.specialisation.evidence import find_evidence
from chains.gaps.specialisation.fields import FIELD_KINDS, FieldCounts, count_fields
from chains.gaps.specialisation.finder import LEAST, MOST, find_absent_fields
from chains.gaps.specialisation.record import Record, Records
from chains.gaps.specialisation.words import Absence, label_absence, say_absence, say_overturn
from chains.graph import KnowledgeGraph
from chains.measures.specialisation import mark_specialised, score_location_quotients
from chains.names import ID
from chains.network import EDGE_SCHEMA, NODE_SCHEMA, REGION_SCHEMA, Network
from chains.records import Gap
from chains.resources import DEFAULT_REGION, data_folder

CITIES = 12
BLOCK = 12
"""Fields that go together; the cities fall into three groups, each with its block."""
LEVELS = {"0": "bachelor", "3": "voc_bachelor", "5": "voc_associate"}
"""Level of a programme by the first digit of its code."""
Link = tuple[str, str]


def make_region(link: str, links: Iterable[Link]) -> Network:
    """A network of cities, organisations and what they have; ``city-school`` has a programme or segment by its IRI."""
    links = sorted(links)
    things = {thing for _, thing in links}
    holders = {f"{ID}organisation/{name}" for name, _ in links}
    cities = {f"{ID}region/{name.partition('-')[0]}" for name, _ in links}
    cls = {"offers": ("University", "Programme"), "active-in-segment": ("Enterprise", "Segment")}[link]
    chain = {"offers": "education", "active-in-segment": "industry"}[link]
    nodes = [
        *({"iri": iri, "cls": cls[1], "chain": chain} for iri in things),
        *(
            {"iri": iri, "cls": cls[0], "chain": chain, "region": f"{ID}region/{iri.rsplit('/', 1)[1].split('-')[0]}"}
            for iri in holders
        ),
    ]
    order = {node["iri"]: number for number, node in enumerate(sorted(nodes, key=lambda node: node["iri"]))}
    rows = [
        dict.fromkeys(NODE_SCHEMA)
        | {"label_zh": f"名{node['iri'][-6:]}", "label_en": f"Name {node['iri'][-6:]}", "graph": f"{ID}source/s"}
        | node
        for node in sorted(nodes, key=lambda node: node["iri"])
    ]
    edges = [
        dict.fromkeys(EDGE_SCHEMA)
        | {"source": order[f"{ID}organisation/{name}"], "target": order[thing], "kind": link}
        | {"graph": f"{ID}source/s", "confidence": "stated", "qualifier": LEVELS.get(thing.rsplit("/", 1)[1][0])}
        for name, thing in links
    ]
    regions = [
        dict.fromkeys(REGION_SCHEMA) | {"iri": iri, "kind": "city", "label_zh": f"{iri[-1]}市", "label_en": iri[-1]}
        for iri in sorted(cities)
    ]
    frames = ((rows, NODE_SCHEMA), (edges, EDGE_SCHEMA), (regions, REGION_SCHEMA))
    return Network(*(pl.DataFrame(found, schema=schema, orient="row") for found, schema in frames))


def programme(field: int) -> str:
    """The IRI of a programme of the class with this number."""
    return f"{ID}programme/{field + 101:04d}01"


def vocational(field: int, level: int = 5) -> str:
    """The IRI of a vocational programme of the class with this number, at the level with this first digit."""
    return f"{ID}programme/{level}{field + 101:03d}01"


def segment(field: int) -> str:
    """The IRI of a segment with this number."""
    return f"{ID}segment/{field:04d}"


def plant() -> tuple[set[Link], set[tuple[int, int]]]:
    """Which city has which field, and which fields were taken out: one of each city's own block."""
    rng = np.random.default_rng(11)
    has, gone = set(), set()
    for city in range(CITIES):
        block = range(BLOCK * (city % 3), BLOCK * (city % 3) + BLOCK)
        has |= {(city, field) for field in block}
        has |= {(city, int(field)) for field in rng.choice(3 * BLOCK, 2, replace=False)}
        gone.add((city, block[city // 3]))
    return has - gone, gone


@pytest.fixture(scope="module")
def planted() -> tuple[Network, list[Gap], set[tuple[int, int]]]:
    """A made-up region of classes of programmes, its gaps, and what was taken out."""
    has, gone = plant()
    network = make_region("offers", {(f"{city:02d}-a", programme(field)) for city, field in has})
    return network, find_absent_fields(network), gone


@pytest.fixture(scope="module")
def network(region: KnowledgeGraph) -> Network:
    """The shipped region as columns."""
    return region.network()


@pytest.fixture(scope="module")
def gaps(network: Network) -> list[Gap]:
    """The absent fields of the shipped region."""
    return find_gaps(network, kinds=["absent_related_field"])


@pytest.fixture(scope="module")
def found(network: Network) -> dict[str, FieldCounts]:
    """Counts of every kind of field in the shipped region."""
    return {kind: count_fields(network, Places(network), kind) for kind in FIELD_KINDS}


@pytest.fixture(scope="module")
def table(network: Network) -> pl.DataFrame:
    """The table of bachelor classes in the shipped region."""
    return measure(network, "specialisation")


# --- planted gaps -------------------------------------------------------------------------------------------------


def test_planted_fields_are_found(planted: tuple[Network, list[Gap], set[tuple[int, int]]]):
    """Each city lacks one class of its own block: those are found, and no more false ones than the level allows."""
    _, gaps, gone = planted
    told = {(gap.subject[1], gap.subject[0]) for gap in gaps}
    wanted = {(f"{ID}region/{city:02d}", programme(field)) for city, field in gone}
    assert wanted <= told
    assert len(told - wanted) <= 1


def test_planted_gap_names_what_goes_with_it(planted: tuple[Network, list[Gap], set[tuple[int, int]]]):
    """The sentence names classes of the city's own block, and the suggested link brings the missing class."""
    _, gaps, _ = planted
    gap = next(gap for gap in gaps if gap.subject == (programme(0), f"{ID}region/00"))
    assert gap.closing == ((f"{ID}organisation/00-a", "offers", programme(0)),)
    assert "（1 个布点）" in gap.sentence.zh
    assert gap.region == f"{ID}region/00"
    assert gap.observed > gap.expected
    assert gap.sources == (f"{ID}source/s",)


def test_one_unseen_offering_overturns_a_gap(planted: tuple[Network, list[Gap], set[tuple[int, int]]]):
    """Fragility is 1, and exact: with the suggested link the field is no gap of this city any more."""
    network, gaps, _ = planted
    gap = next(gap for gap in gaps if gap.subject == (programme(0), f"{ID}region/00"))
    holder, kind, thing = gap.closing[0]
    edge = network.edges.head(1).with_columns(
        source=pl.lit(network.index[holder], pl.UInt32), target=pl.lit(network.index[thing], pl.UInt32)
    )
    after = find_absent_fields(replace(network, edges=pl.concat([network.edges, edge])))
    assert gap.fragility == 1
    assert kind == "offers"
    assert gap.subject not in {other.subject for other in after}


def test_planted_segments_are_found():
    """The same region in segments of industry: its gaps belong to the industry chain."""
    has, gone = plant()
    gaps = find_absent_fields(
        make_region("active-in-segment", {(f"{city:02d}-a", segment(field)) for city, field in has})
    )
    told = {gap.subject for gap in gaps}
    assert {(segment(field), f"{ID}region/{city:02d}") for city, field in gone} <= told
    assert {gap.chains for gap in gaps} == {("industry",)}
    assert all(gap.closing[0][1:] == ("active-in-segment", gap.subject[0]) for gap in gaps)
    assert all("环节" in gap.sentence.zh for gap in gaps)


def test_suggested_programme_has_a_level_that_is_offered():
    """A school that offers only the vocational bachelor is given the programme of that level, however rare it is."""
    has, _ = plant()
    links = {(f"{city:02d}-a", vocational(field, 3 if city == 0 else 5)) for city, field in has}
    gaps = find_absent_fields(make_region("offers", links | {("03-b", vocational(0, 3))}))
    gap = next(gap for gap in gaps if gap.region == f"{ID}region/00")
    assert gap.subject[0] == vocational(0)
    assert gap.closing == ((f"{ID}organisation/00-a", "offers", vocational(0, 3)),)


def test_nothing_planted_gives_little():
    """Where fields fall at random no more than one in twenty of those that could be are suggested."""
    rng = np.random.default_rng(2)
    has = {(city, int(field)) for city in range(CITIES) for field in rng.choice(3 * BLOCK, 14, replace=False)}
    network = make_region("offers", {(f"{c:02d}-a", programme(f)) for c, f in has})
    looked_at = choose_cells(count_fields(network, Places(network), "bachelor")).sum()
    assert len(find_absent_fields(network)) <= 0.05 * looked_at


# --- the shipped region -------------------------------------------------------------------------------------------


def test_absent_fields_are_absent(gaps: list[Gap], found: dict[str, FieldCounts]):
    """No city counts what it is said to lack, and at least a quarter of the cities have it."""
    assert gaps
    kinds = {field.node: (kind, n) for kind in ("bachelor", "vocational") for n, field in enumerate(found[kind].fields)}
    fields = {gap.subject[0] for gap in gaps}
    assert len(fields) > 5
    for gap in gaps:
        kind = "vocational" if "职业教育" in gap.label.zh else "bachelor"
        counts = found[kind]
        field = next(n for n, one in enumerate(counts.fields) if label_absence(kind, one.name) == gap.label)
        assert kinds[counts.fields[field].node] == (kind, field)
        assert counts.counts[counts.places.index(gap.region), field] == 0
        having = (counts.counts > 0).any(axis=1).sum()
        assert (counts.counts[:, field] > 0).sum() >= LEAST_SHARE * having


def test_gaps_stay_within_one_chain(gaps: list[Gap]):
    """Fields are related within a chain; nothing is said of what industry calls for."""
    assert {gap.chains for gap in gaps} <= {("education",), ("industry",)}
    assert all(gap.unit == "percent_of_related" and gap.null == "as_unrelated" for gap in gaps)
    assert all(gap.observed > gap.expected for gap in gaps)


def test_a_few_fields_are_suggested_for_a_city_without_a_chance(gaps: list[Gap], found: dict[str, FieldCounts]):
    """Each is two deviations beyond chance or more, at most three are of one city and none there has a higher z; none has p."""
    assert all(gap.z >= LEAST and gap.p is None and gap.p_adjusted is None for gap in gaps)
    own: dict[str, list[float]] = {}
    for gap in gaps:
        own.setdefault(gap.region, []).append(gap.z)
    assert len(own) > 10
    compared = [compare_fields(found[kind]) for kind in ("bachelor", "vocational", "segments")]
    for city, listed in own.items():
        places = [
            one.test.z[one.found.places.index(city)][one.eligible[one.found.places.index(city)]] for one in compared
        ]
        best = sorted((z for z in np.concatenate(places).tolist() if z >= LEAST), reverse=True)[:MOST]
        assert sorted(listed, reverse=True) == pytest.approx(best, abs=1e-3)


@pytest.mark.parametrize("place", [0, 1, -1])
def test_evidence_returns_what_is_claimed(place: int, gaps: list[Gap], region: KnowledgeGraph):
    """The query shows as many offerings of the named classes, as many cities with the field, and none here."""
    gap = gaps[place]
    answer = region.query(gap.evidence)
    sides = Counter(str(row[0].value) for row in answer.rows)
    claimed = [int(count) for count in re.findall(r"（(\d+) 个布点）", gap.sentence.zh)]
    cities = int(gap.sentence.zh.split("区域内 ")[1].split(" ")[0])
    assert sides["here"] == sum(claimed) > 0
    assert sides["elsewhere"] == cities
    assert sides["missing"] == 0


def test_evidence_shows_a_field_that_is_there(region: KnowledgeGraph, found: dict[str, FieldCounts]):
    """Asked for a class that a city has, the query counts its offerings: an empty answer would show nothing."""
    counts = found["vocational"]
    place, field = (int(axis) for axis in np.unravel_index(counts.counts.argmax(), counts.counts.shape))
    query = find_evidence(counts.fields[field].key, [], counts.places[place])
    sides = Counter(str(row[0].value) for row in region.query(query).rows)
    assert sides["missing"] == counts.counts.max()


def test_evidence_of_a_segment_counts_organisations(region: KnowledgeGraph, found: dict[str, FieldCounts]):
    """For segments the query lists the organisations of the city and the cities that have the segment."""
    counts = found["segments"]
    place = int(counts.counts.sum(axis=1).argmax())
    missing = int(np.flatnonzero(counts.counts[place] == 0)[0])
    near = [field.key for n, field in enumerate(counts.fields) if counts.counts[place, n]][:3]
    answer = region.query(find_evidence(counts.fields[missing].key, near, counts.places[place]))
    sides = Counter(str(row[0].value) for row in answer.rows)
    assert sides["here"] == counts.counts[place, [n for n, one in enumerate(counts.fields) if one.key in near]].sum()
    assert sides["elsewhere"] == (counts.counts[:, missing] > 0).sum()
    assert sides["missing"] == 0


def test_suggestions_fit(gaps: list[Gap], network: Network):
    """Suggested are institutions of the city, with a programme of the missing class at a level that they offer."""
    links = [(gap, link) for gap in gaps for link in gap.closing]
    assert links
    levels = network.links("offers").select("source", "target", "qualifier").rows()
    offered = {(source, level) for source, _, level in levels}
    teaches = {target: {level for _, other, level in levels if other == target} for _, target, _ in levels}
    regions = network.nodes.get_column("region").to_list()
    for gap, (institution, kind, programme_iri) in links:
        holder, thing = network.index[institution], network.index[programme_iri]
        assert kind == "offers"
        assert regions[holder] == gap.region
        assert any((holder, level) in offered for level in teaches[thing])
        codes = codes_of(pl.select(class_of(pl.lit(gap.subject[0]))).item())
        assert programme_iri.rsplit("/", 1)[1].startswith(codes)


def test_severity_is_the_excess_in_a_good_record(gaps: list[Gap], found: dict[str, FieldCounts], network: Network):
    """Severity is half the excess over chance, times how complete the record is; the sentence tells it."""
    records = Records(network, found)
    for gap in gaps:
        record = records.of("vocational" if "职业教育" in gap.label.zh else "bachelor", gap.region)
        lost = 0.5 * (1 - gap.expected / gap.observed) * record.share * record.seen
        assert gap.severity == pytest.approx(weigh_severity(lost, gap.coverage), abs=2e-4)
        assert gap.coverage >= grade_share(min(record.share, record.seen))
        assert f"约有 {100 * (1 - record.seen):.0f} % 的可能" in gap.sentence.zh
        assert f"{record.known} of {record.organisations} institutions" in gap.sentence.en


def test_named_fields_are_strengths_of_the_city(gaps: list[Gap], found: dict[str, FieldCounts]):
    """What the sentence says to go with the missing class the city is specialised in."""
    for gap in gaps:
        counts = found["vocational" if "职业教育" in gap.label.zh else "bachelor"]
        marks = mark_specialised(score_location_quotients(counts.counts))[counts.places.index(gap.region)]
        strengths = {field.name.zh for field, strong in zip(counts.fields, marks, strict=True) if strong}
        named = gap.sentence.zh.split("在本地有优势：")[1].split("。")[0].split("、")
        assert {name.split("（")[0] for name in named} <= strengths
        assert len(named) == 3


# --- reading ------------------------------------------------------------------------------------------------------


def test_counts_are_those_of_the_tables(found: dict[str, FieldCounts]):
    """Offerings by city and class are those of the data files, read another way."""
    folder = data_folder(DEFAULT_REGION)
    cities = {row["id"]: row["region"] for row in read(folder / "organisations.csv")}
    pairs = {(row["institution"], row["programme"]) for row in read(folder / "offerings.csv")}
    counted = Counter((cities[school], code[:4]) for school, code in pairs if code[:1] in "01")
    counts = found["bachelor"]
    assert counts.counts.sum() == sum(n for (city, _), n in counted.items() if f"{ID}region/{city}" in counts.places)
    place, field = counts.places.index(f"{ID}region/320400"), [one.key for one in counts.fields].index("0809")
    assert counts.counts[place, field] == counted["320400", "0809"] > 0


def read(path: object) -> list[dict[str, str]]:
    """The rows of a data file."""
    with open(str(path), encoding="utf-8", newline="") as file:  # noqa: PTH123  # a path or a traversable
        return list(csv.DictReader(file))


def test_class_names_are_those_of_the_data():
    """Every class of the catalogues in the data has its Chinese name and an English one."""
    rows = [row for row in read(data_folder(DEFAULT_REGION) / "programmes.csv") if not row["id"].startswith("pg-")]
    iris = pl.DataFrame({"iri": [f"{ID}programme/{row['id']}" for row in rows]})
    keys = iris.select(class_of(pl.col("iri"))).to_series().to_list()
    assert len(rows) > 1900
    assert all(not class_name(key).en.startswith("programme class") for key in keys)
    different = {
        (key, row["class_zh"]) for key, row in zip(keys, rows, strict=True) if class_name(key).zh != row["class_zh"]
    }
    # The vocational bachelor catalogue puts statistics under public finance; the associate one has a class of its own.
    assert different == {("5304", "财政税务类")}


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        *(("080901", "0809"), ("0502100", "0502"), ("510203", "5102"), ("310203", "5102"), ("710203", "5102")),
        *(("660101", "4601"), ("260101", "4601"), ("pg-080902", None), ("abc", None), ("08090", None)),
    ],
)
def test_class_is_told_from_the_code(key: str, expected: str | None):
    """Levels of the vocational catalogue share a class; what is no code of the catalogues has none."""
    assert pl.select(class_of(pl.lit(f"{ID}programme/{key}"))).item() == expected


def test_unknown_class_goes_by_its_code():
    """A class that the list does not know is called by its code."""
    assert class_name("0999") == Text("专业类 0999", "programme class 0999")


def test_codes_of_a_class_lead_back_to_it():
    """The codes that the query looks for are exactly those that are read as the class."""
    for key in ("0809", "5102", "4601"):
        for code in codes_of(key):
            assert pl.select(class_of(pl.lit(f"{ID}programme/{code}01"))).item() == key


def test_occupations_come_from_one_sample(found: dict[str, FieldCounts], network: Network):
    """Postings of two samples are never set side by side: all counted ones lie in one source and year."""
    counts = found["occupations"]
    links = network.links("region-asks-occupation").filter(pl.col("weight") > 0)
    sizes = links.group_by("graph", "year").agg(pl.col("weight").sum(), pl.col("source").n_unique())
    assert len(sizes) > 1
    assert counts.counts.sum() in sizes.get_column("weight").to_list()
    assert (counts.counts.sum(axis=1) > 0).sum() == sizes.get_column("source").max()


def test_unknown_kind_of_field_is_refused(network: Network):
    """A kind of field that does not exist is an error that names those that do."""
    with pytest.raises(QueryError, match="vocational"):
        count_fields(network, Places(network), "skills")


def test_record_by_hand(found: dict[str, FieldCounts], network: Network):
    """Universities of a city, those with an offering, and their offerings, counted one by one."""
    record = Records(network, found).of("bachelor", f"{ID}region/330500")
    rows = network.nodes.with_row_index().filter(pl.col("region") == f"{ID}region/330500")
    offers = network.links("offers").select("source", "target").unique()
    bachelor = pl.Series([iri.rsplit("/", 1)[1][0] in "01" for iri in network.nodes.get_column("iri")])
    own = offers.filter(bachelor.gather(offers.get_column("target")))
    schools = rows.filter((pl.col("cls") == "University") | pl.col("index").is_in(own.get_column("source").implode()))
    known = own.filter(pl.col("source").is_in(schools.get_column("index").implode()))
    assert record.organisations == schools.height
    assert record.known == known.get_column("source").n_unique()
    assert record.counted == known.height
    assert 0 < record.seen < 1
    assert record.share == record.known / record.organisations


def test_place_without_record_is_unseen(found: dict[str, FieldCounts], network: Network):
    """A place that nothing is recorded of has a record of nothing."""
    record = Records(network, found).of("bachelor", f"{ID}region/none")
    assert (record.organisations, record.share, record.seen) == (0, 0.0, 0.0)


def test_cells_that_could_be_gaps(found: dict[str, FieldCounts]):
    """Looked at are common fields that a city with a broad record lacks, and no others."""
    compared = compare_fields(found["vocational"], draws=49)
    chosen = choose_cells(found["vocational"])
    assert chosen.any()
    assert (compared.eligible <= chosen).all()
    assert (compared.found.counts[chosen] == 0).all()
    assert (compared.marks.sum(axis=1)[chosen.any(axis=1)] >= LEAST_FIELDS).all()


# --- words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["bachelor", "vocational", "segments"])
def test_words_of_each_kind(kind: str):
    """Numbers stand with their nouns, one as one and many as many."""
    near = [(Text("甲类", "A"), 1), (Text("乙类", "B"), 2)]
    record = Record(1, 1, 1, 0.25)
    absence = Absence(kind, Text("丙市", "C"), Text("丁类", "D"), near, 40.4, 30.2, 3.14, 1, record)
    text = say_absence(absence)
    assert text.zh.startswith("丙市：没有记录显示本地")
    assert "丁类" in text.zh
    assert text.en.startswith("C: no ")
    assert "40 %" in text.en
    assert "30 % (z = 3.1)" in text.en
    assert "1 city of" in text.en
    assert "75 %" in text.zh
    assert "1 offerings" not in text.en
    assert say_overturn(kind).zh.endswith("这一断点就不成立。")


# --- tables -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["specialisation", "complexity"])
@pytest.mark.parametrize("network_of", ["region", "small", "nothing"])
def test_tables_have_their_columns(name: str, network_of: str, request: pytest.FixtureRequest):
    """Each table has the columns that it announces, in any network, and rows in a total order."""
    empty = Network(*(pl.DataFrame(schema=schema) for schema in (NODE_SCHEMA, EDGE_SCHEMA, REGION_SCHEMA)))
    given = empty if network_of == "nothing" else request.getfixturevalue(network_of).network()
    rows = measure(given, name, {"field": "segments"})
    assert rows.columns == [column.name for column in load_tables()[name].columns]
    keys = [column for column in ("region", "field") if column in rows.columns]
    assert rows.select(keys).is_unique().all()
    assert rows.equals(rows.sort(keys))
    assert rows.is_empty() == (network_of == "nothing")


def test_table_tells_every_cell(table: pl.DataFrame, found: dict[str, FieldCounts]):
    """Every city and class has a row; what has no number has a reason, and only that."""
    counts = found["bachelor"]
    assert table.height == counts.counts.size
    assert table.get_column("count").to_list() == counts.counts.ravel().tolist()
    assert table.filter(pl.col("p").is_null() != pl.col("why").is_not_null()).is_empty()
    assert table.filter(pl.col("quotient").is_null()).get_column("why").unique().to_list() == ["nothing on record"]
    assert not any(value is not None and math.isnan(value) for value in table.get_column("z"))


def test_table_and_gaps_agree(table: pl.DataFrame, gaps: list[Gap]):
    """The gaps of bachelor classes are cells of the table, with the same z and a density and mean a hundredth as large."""
    rows = table.select("region", "field_zh", "z", "density", "expected").iter_rows()
    cells = {(region, field): numbers for region, field, *numbers in rows}
    own = [gap for gap in gaps if gap.label.zh.endswith("（本科）")]
    assert own
    for gap in own:
        z, density, expected = cells[gap.region, gap.label.zh.removesuffix("（本科）")]
        assert (gap.z, gap.observed / 100, gap.expected / 100) == pytest.approx((z, density, expected), abs=1e-3)


def test_quotient_in_the_table_by_hand(table: pl.DataFrame):
    """The quotient is the share here over the share in all cities."""
    row = table.filter(pl.col("count") > 3).row(0, named=True)
    here = table.filter(pl.col("region") == row["region"]).get_column("count").sum()
    there = table.filter(pl.col("field") == row["field"]).get_column("count").sum()
    expected = (row["count"] / here) / (there / table.get_column("count").sum())
    assert row["quotient"] == pytest.approx(expected, rel=1e-5)


def test_diagonal_can_be_chosen(network: Network):
    """With a field near to itself the density is another; anything but 0 and 1 is an error."""
    given = {"field": "segments"}
    without, with_itself = (measure(network, "specialisation", given | {"diagonal": value}) for value in "01")
    present = without.get_column("quotient") >= 1
    assert (with_itself.filter(present)["density"] >= without.filter(present)["density"]).all()
    assert not with_itself["density"].equals(without["density"])
    with pytest.raises(QueryError, match="diagonal"):
        measure(network, "specialisation", {"diagonal": "2"})
    with pytest.raises(QueryError, match="segments"):
        measure(network, "complexity", {"field": "skills"})


def test_complexity_says_what_it_rests_on(network: Network, found: dict[str, FieldCounts]):
    """Each row repeats how many cities, fields and pieces there are, and the description warns of ranks."""
    rows = measure(network, "complexity")
    assert rows.get_column("places").unique().to_list() == [int((found["bachelor"].counts.sum(axis=1) > 0).sum())]
    assert rows.get_column("pieces").unique().to_list() == [1]
    assert rows.get_column("eci").mean() == pytest.approx(0, abs=1e-5)
    assert rows.get_column("fitness").mean() == pytest.approx(1, abs=1e-5)
    empty = rows.filter(pl.col("count") == 0)
    assert empty.get_column("why").to_list() == ["nothing on record"]
    assert empty.get_column("eci").null_count() == empty.height
    about = load_tables()["complexity"].about
    assert "不宜作为结论" in about.zh
    assert "never publish" in about.en


def test_fitness_that_sinks_is_shown_as_nothing(network: Network):
    """What the map sinks to 0 is 0 in the table, not a number of many zeros."""
    fitness = measure(network, "complexity", {"field": "segments"}).get_column("fitness").drop_nulls()
    assert (fitness == 0).any()
    assert fitness.filter(fitness > 0).min() >= 1e-6


def test_complexity_of_a_graph_in_pieces_is_unknown():
    """Where cities share no field there is no index, and the table says so."""
    apart = make_region("offers", {(f"{city:02d}-a", programme(city)) for city in range(3)})
    rows = measure(apart, "complexity")
    assert rows.get_column("eci").null_count() == 3
    assert set(rows.get_column("why")) == {"the network of cities and fields falls into pieces"}
