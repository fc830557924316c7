"""Lists: gaps as text, and the segments, strengths and candidate partners that are no gaps."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import make_gap

from chains.errors import Text, UnknownName
from chains.gaps import find_gaps
from chains.gaps.reading.actors import Actors
from chains.gaps.reading.matching import LEAST_POSTINGS, Matching, split_words
from chains.graph import KnowledgeGraph, open_graph
from chains.names import ID, ONTOLOGY
from chains.naming import Citations, Names
from chains.network import Network
from chains.records import Source
from chains.report.cities import count_cities
from chains.report.collection import collect_lists
from chains.report.entries import Listing
from chains.report.findings import find_headlines
from chains.report.lists import format_gaps
from chains.report.segments import FEW, find_missing_middles, find_weak_segments
from chains.report.strengths import LEAST, find_strengths
from chains.report.writing import format_listing
from chains.tabulate import display_width
from chains.terminal import wrap_cells, wrap_text

HOSTILE = '=1+1 <img src=x onerror=alert(1)> | "quoted"\nnext'


SOURCES = {
    f"{ID}source/a": Source(f"{ID}source/a", Text("来源甲", "Source A"), "derived"),
    f"{ID}source/b": Source(f"{ID}source/b", Text("来源乙", "Source B"), "stated"),
}

TURTLE = f"""
@prefix ch: <{ONTOLOGY}> .
@prefix id: <{ID}> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
<{ID}region/1> a ch:City ; skos:prefLabel "甲市"@zh , "A"@en ; geo:lat 31.0 ; geo:long 121.0 .
<{ID}region/2> a ch:City ; skos:prefLabel "乙市"@zh , "B"@en ; geo:lat 31.3 ; geo:long 121.0 .
<{ID}region/3> a ch:City ; skos:prefLabel "丙市"@zh , "C"@en ; geo:lat 33.0 ; geo:long 121.0 .
<{ID}chain/car> a ch:IndustryChain ; skos:prefLabel "新能源汽车"@zh , "Electric cars"@en .
<{ID}chain/chip> a ch:IndustryChain ; skos:prefLabel "集成电路"@zh , "Chips"@en .
<{ID}segment/ore> a ch:Segment ; skos:prefLabel "矿"@zh , "Ore"@en ; ch:segmentOf <{ID}chain/car> ; ch:suppliesTo <{ID}segment/cell> .
<{ID}segment/cell> a ch:Segment ; skos:prefLabel "电芯"@zh , "Cells"@en ; ch:segmentOf <{ID}chain/car> ; ch:suppliesTo <{ID}segment/car> .
<{ID}segment/car> a ch:Segment ; skos:prefLabel "整车"@zh , "Cars"@en ; ch:segmentOf <{ID}chain/car> .
<{ID}programme/car> a ch:Programme ; skos:prefLabel "新能源汽车技术"@zh , "Electric car technology"@en .
<{ID}programme/law> a ch:Programme ; skos:prefLabel "法学"@zh , "Law"@en .
<{ID}college/1> a ch:VocationalCollege ; skos:prefLabel "甲学院"@zh , "College A"@en ; ch:inRegion <{ID}region/1> .
<{ID}college/2> a ch:VocationalCollege ; skos:prefLabel "乙学院"@zh , "College B"@en ; ch:inRegion <{ID}region/2> .
<{ID}college/3> a ch:VocationalCollege ; skos:prefLabel "丙学院"@zh , "College C"@en ; ch:inRegion <{ID}region/3> .
<{ID}college/4> a ch:VocationalCollege ; skos:prefLabel "政法学院"@zh , "Law school"@en ; ch:inRegion <{ID}region/1> .
"""
OFFER = "<{0}offering/{1}> a ch:Offering ; ch:offeredBy <{0}college/{1}> ; ch:ofProgramme <{0}programme/{2}> .\n"
ENTERPRISE = (
    '<{0}enterprise/{1}> a ch:Enterprise ; skos:prefLabel "企业{1}"@zh , "Firm {1}"@en ; ch:inRegion <{0}region/{2}> ;'
    " ch:activeInChain <{0}chain/{3}> .\n"
)
SEGMENT = "<{0}enterprise/{1}> ch:activeInSegment <{0}segment/{2}> .\n"
PARTNER = "<{0}partnership/{1}-{2}> a ch:Partnership ; ch:institution <{0}college/{1}> ; ch:enterprise <{0}enterprise/{2}> .\n"


@pytest.fixture(scope="module")
def hand_made(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """Two cities 33 km apart and one far off; a supply chain of three segments; six enterprises, four colleges.

    City 1 has ore (a, b) and cars (c) and nothing in between; the only cell maker (d) is in city 2; e and f make chips.
    """
    parts = [TURTLE]
    parts += [OFFER.format(ID, college, "car") for college in (1, 2, 3)] + [OFFER.format(ID, 4, "law")]
    parts += [ENTERPRISE.format(ID, name, 1, "car") for name in "abc"] + [ENTERPRISE.format(ID, "d", 2, "car")]
    parts += [ENTERPRISE.format(ID, name, 2, "chip") for name in "ef"]
    parts += [
        SEGMENT.format(ID, name, segment) for name, segment in (("a", "ore"), ("b", "ore"), ("c", "car"), ("d", "cell"))
    ]
    parts += [PARTNER.format(ID, 1, "c")]
    path = tmp_path_factory.mktemp("hand") / "made.ttl"
    path.write_text("".join(parts), encoding="utf-8")
    return open_graph(path)


def local_names(network: Network, nodes: object) -> list[str]:
    """The last parts of the IRIs of nodes given by number."""
    iris = network.nodes.get_column("iri").to_list()
    return [iris[node].rsplit("/", 1)[-1] for node in nodes]  # type: ignore[attr-defined]


# --- gaps as text


def test_json_has_the_record_and_names_in_both_languages(small: KnowledgeGraph):
    """JSON holds every field of the record, and what its IRIs are called."""
    gap = make_gap(region=None)
    (record,) = json.loads(format_gaps([gap], small.network(), "json", "zh"))
    assert {name: record[name] for name in gap.to_dict()} == gap.to_dict()
    assert record["names"]["kind"]["en"] == "skill in short supply"
    assert record["names"]["chains"]["zh"] == "教育链—人才链"
    assert record["names"]["region"] == {"zh": "全域", "en": "whole area"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_table_fits_the_terminal_and_loses_nothing(region: KnowledgeGraph, lang: str):
    """No line of the table is wider than the terminal, and every sentence is there whole."""
    gaps = find_gaps(region.network())[:40]
    text = format_gaps(gaps, region.network(), "table", lang)  # type: ignore[arg-type]
    lines = text.splitlines()
    assert max(map(display_width, lines)) <= 100
    start = display_width(lines[1].rpartition("  ")[0]) + 2
    column = "".join(cut_columns(line, start) for line in lines[2:])
    said = "".join(gap.sentence.say(lang) for gap in gaps)  # type: ignore[arg-type]
    assert re.sub(r"\s", "", column) == re.sub(r"\s", "", said)


def cut_columns(line: str, start: int) -> str:
    """The part of a line from a column of the terminal on."""
    place = 0
    while place < len(line) and display_width(line[:place]) < start:
        place += 1
    return line[place:]


def test_csv_disarms_formulas_and_names_sources(small: KnowledgeGraph):
    """A label that a spreadsheet would run is disarmed; sources stand with title and confidence, stated first."""
    gap = make_gap(label=Text(HOSTILE, HOSTILE))
    text = format_gaps([gap], small.network(), "csv", "en", sources=SOURCES)
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["what"] == f"'{HOSTILE}"
    assert row["sources"] == "Source B (stated); Source A (derived)"
    assert row["evidence (SPARQL query)"] == "SELECT ?s WHERE { ?s ?p ?o }"
    assert row["what would help"] == ("links that would close it: organisation/1 —offers programme→ programme/1")
    assert (row["observed"], row["new links that would overturn it"]) == ("1.5", "3")


def test_markdown_shows_hostile_text_as_text(small: KnowledgeGraph):
    """In Markdown no markup in a name acts, and the query stands as a block with its lines."""
    text = format_gaps([make_gap(label=Text(HOSTILE, HOSTILE))], small.network(), "md", "zh", sources=SOURCES)
    assert "<img" not in text
    assert "| 1 | region/1 |" in text
    assert "\n    # taught\n    SELECT ?s\n      WHERE { ?s ?p ?o }\n" in text
    assert "* 来源：来源乙（官方所述）；来源甲（推导）" in text


def test_unknown_format_is_refused(small: KnowledgeGraph):
    """A format that does not exist is an error that names the known ones."""
    with pytest.raises(UnknownName, match="xlsx"):
        format_gaps([], small.network(), "xlsx", "en")


@pytest.mark.parametrize("name", ["table", "csv", "tsv", "md"])
def test_no_gap_gives_a_header(small: KnowledgeGraph, name: str):
    """Without gaps there is still a header and no row."""
    text = format_gaps([], small.network(), name, "en")
    assert "place" in text
    assert not re.search(r"\d", text)


def test_same_titles_are_cited_once():
    """Sources of one title are one citation, and those that are left out are counted."""
    sources = {str(n): Source(str(n), Text("同名", "Same"), "stated") for n in range(3)}
    sources |= {f"x{n}": Source(f"x{n}", Text(f"乙{n}", f"B{n}"), "reported") for n in range(5)}
    text = Citations(sources).join(list(sources), "en")
    assert text == "Same (stated); B0 (reported); B1 (reported); B2 (reported); 2 more sources"


@given(st.text(alphabet="ab，。 中国（%1", max_size=60), st.integers(4, 20))
def test_wrapping_keeps_every_letter(text: str, columns: int):
    """Wrapped lines hold the text's letters in order, and none is wider than asked."""
    lines = wrap_text(text, columns)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(display_width(line) <= columns for line in lines)


def test_wrapping_keeps_punctuation_with_its_word():
    """No line begins with a comma or a percent sign."""
    lines = wrap_text("占需求的 20 %，只占教学的 1.2 %。", 9)
    assert not any(line.startswith(("，", "。", "%")) for line in lines)


def test_short_cells_are_padded_below():
    """A cell that needs fewer lines than its neighbour is empty below."""
    assert wrap_cells(["0.5", "one two"], [4, 3]) == [("0.5", "one"), ("", "two")]


# --- segments


def test_weak_segments_by_hand(hand_made: KnowledgeGraph):
    """All three segments have few enterprises and no project; only cars have a partner, so they come last."""
    network = hand_made.network()
    weak = find_weak_segments(Actors(network))
    found = {local_names(network, [state.segment])[0]: state.lacks for state in weak}
    few = ("enterprises", "institutions", "projects")
    assert found == {"cell": few, "ore": few, "car": ("enterprises", "projects")}
    assert local_names(network, [state.segment for state in weak]) == ["cell", "ore", "car"]
    assert [len(state.enterprises) for state in weak] == [1, 2, 1]
    assert all(state.coverage == 1 for state in weak)


def test_missing_middle_by_hand(hand_made: KnowledgeGraph):
    """City 1 has ore and cars but no cells; no other city has both neighbours of a segment."""
    network = hand_made.network()
    (middle,) = find_missing_middles(Actors(network))
    assert middle.city == f"{ID}region/1"
    assert local_names(network, [middle.segment, *middle.suppliers, *middle.customers]) == ["cell", "ore", "car"]
    assert middle.neighbours == 3


def test_missing_middle_tells_the_nearest(hand_made: KnowledgeGraph):
    """The entry of a missing middle names the nearest city that has the segment, and its query finds nobody."""
    listing = next(listing for listing in collect_lists(hand_made, []) if listing.name == "weak-segments")
    entry = listing.entries[-1]
    assert "nearest enterprises of this segment are in B (1 of them, about 33 km away)" in entry.action.en
    assert "最近的同环节企业在乙市（1 家，约 33 公里）" in entry.action.zh
    assert hand_made.query(entry.evidence).rows == ()


def test_region_segments_agree_with_their_queries(region: KnowledgeGraph):
    """For every weak segment of the region, the query has as many enterprises as the entry says."""
    listing = next(listing for listing in collect_lists(region, []) if listing.name == "weak-segments")
    assert listing.entries
    for entry in listing.entries:
        rows = region.query(entry.evidence).values()
        figures = {title.en: value for title, value in entry.figures}
        assert len({row[0] for row in rows}) == figures["enterprises in the segment"]
        assert entry.place is not None or len({row[0] for row in rows}) < FEW or _lacks_a_link(rows)


def _lacks_a_link(rows: list[tuple[str | None, ...]]) -> bool:
    return not any(row[2] for row in rows) or not any(row[3] for row in rows)


# --- strengths


def test_location_quotient_by_hand(hand_made: KnowledgeGraph):
    """City 1 has 3 of 3 enterprises in cars, all cities 4 of 6: quotient 1.5; no other city reaches the least number."""
    actors = Actors(hand_made.network())
    (strength,) = find_strengths(actors, Matching(actors))
    assert strength.city == f"{ID}region/1"
    assert strength.quotient == pytest.approx(1.5)
    assert len(strength.enterprises) == LEAST
    assert local_names(actors.network, strength.partnered) == ["c"]
    assert local_names(actors.network, strength.programmes) == ["car"]
    assert (len(strength.segments), len(strength.all_segments)) == (2, 3)
    assert strength.links == 2


def test_strengths_of_the_region_are_specialised(region: KnowledgeGraph):
    """Every strength has a quotient of at least 1 and enough enterprises; those with most links come first."""
    actors = Actors(region.network())
    strengths = find_strengths(actors, Matching(actors))
    assert strengths
    assert all(one.quotient >= 1 and len(one.enterprises) >= LEAST for one in strengths)
    assert [one.links for one in strengths] == sorted((one.links for one in strengths), reverse=True)


# --- candidate partners


def test_candidate_evidence_shows_the_programmes(region: KnowledgeGraph):
    """The query of a candidate finds exactly the programmes that the entry names."""
    listing = next(listing for listing in collect_lists(region, []) if listing.name == "candidate-partners")
    for entry in listing.entries[::40]:
        named = next(value for title, value in entry.figures if title.en == "programmes that fit")
        found = {name for side, _, name in region.query(entry.evidence).values() if side == "fits"}
        assert isinstance(named, Text)
        assert found == set(named.zh.split("、"))


def test_candidates_are_the_missing_partnerships(region: KnowledgeGraph):
    """The list names the pairs of the gap kind, and no list of its own repeats them."""
    gaps = find_gaps(region.network(), kinds=["missing_partnership"])
    listings = collect_lists(region, gaps)
    candidates = next(listing for listing in listings if listing.name == "candidate-partners")
    assert {entry.subject for entry in candidates.entries} == {gap.subject for gap in gaps}
    assert "missing-partnership" not in {listing.name for listing in listings}


def test_words_are_whole_parts_of_a_label():
    """A label is split at conjunctions and punctuation; short Latin names and single characters tell nothing."""
    assert split_words("智能制造与机器人") == ["智能制造", "机器人"]
    assert split_words("基础层：数据服务") == ["基础层", "数据服务"]
    assert split_words("云与IT服务") == ["it服务"]
    assert split_words("Wafer fabs") == ["wafer", "fabs"]


def test_covered_share_is_a_share(region: KnowledgeGraph):
    """What programmes cover of a chain's demand lies between 0 and 1, and all of them together cover most."""
    actors = Actors(region.network())
    matching = Matching(actors)
    everything = set(actors.nodes_of("Programme")["node"])
    assert matching.asked
    for chain, weights in matching.asked.items():
        assert sum(weights.values()) >= LEAST_POSTINGS
        whole, skills = matching.cover(everything, chain) or (0.0, [])
        assert 0 < whole <= 1
        assert [weights[skill] for skill in skills] == sorted((weights[skill] for skill in skills), reverse=True)
    assert matching.cover([], next(iter(matching.asked))) is None


# --- the lists as a whole


@pytest.fixture(scope="module")
def listings(region: KnowledgeGraph) -> list[Listing]:
    """All lists of the region."""
    return collect_lists(region, find_gaps(region.network()))


def test_every_list_has_entries_with_reason_and_sources(listings: list[Listing]):
    """Each list of the region has rows; each row a reason in both languages, what would overturn it, a query, sources."""
    assert len(listings) >= 9
    for listing in listings:
        assert listing.entries, listing.name
        for entry in listing.entries:
            assert re.search("[\u4e00-\u9fff]", entry.reason.zh)
            assert entry.reason.en
            assert entry.overturn.zh
            assert entry.overturn.en
            assert "SELECT" in entry.evidence or "ASK" in entry.evidence
            assert entry.sources


def test_no_row_stands_twice(listings: list[Listing]):
    """Within a list no two rows have the same place, subject and reason."""
    for listing in listings:
        rows = [(entry.place, entry.what, entry.reason) for entry in listing.entries]
        assert len(set(rows)) == len(rows), listing.name


def test_every_gap_is_in_a_list(region: KnowledgeGraph, listings: list[Listing]):
    """No gap is lost: the lists made of gaps have as many rows as there are gaps."""
    gaps = find_gaps(region.network())
    assert sum(len(listing.entries) for listing in listings if listing.kinds) == len(gaps)


def test_a_new_kind_of_gap_gets_its_own_list(small: KnowledgeGraph):
    """A kind that no list is meant for is not lost."""
    listings = collect_lists(small, [make_gap(kind="brain_drain")])
    assert (listings[-1].name, len(listings[-1].entries)) == ("brain-drain", 1)


def test_columns_agree_in_every_row(listings: list[Listing]):
    """All rows of a list have the same columns."""
    for listing in listings:
        assert len({tuple(title for title, _ in entry.figures) for entry in listing.entries}) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_lists_speak_one_language(region: KnowledgeGraph, listings: list[Listing], lang: str):
    """The header and the sentences are in the language asked for."""
    names, citations = Names(region.network()), Citations(region.sources())
    for listing in listings:
        text = format_listing(listing, "csv", lang, names, citations)  # type: ignore[arg-type]
        header = text.splitlines()[0]
        assert bool(re.search("[\u4e00-\u9fff]", header)) == (lang == "zh")
        assert listing.entries[0].reason.say(lang)[:20] in text.replace('""', '"')  # type: ignore[arg-type]


# --- headlines and cities


def test_headlines_take_turns(small: KnowledgeGraph):
    """The same gap of several cities is one headline, and the kinds alternate."""
    shortages = [make_gap(subject=(f"skill/{n}",), region=f"{ID}region/{n}") for n in (1, 2)]
    again = make_gap(subject=("skill/1",), region=f"{ID}region/9", severity=0.4)
    other = make_gap(kind="isolated", subject=("college/1",), severity=0.1)
    found = find_headlines([*shortages, again, other], small.network(), most=3)
    assert [(one.gap.kind, one.rank) for one in found] == [
        ("skill_shortage", 1),
        ("isolated", 4),
        ("skill_shortage", 2),
    ]


def test_what_lies_in_a_place_is_about_nothing_elsewhere(region: KnowledgeGraph):
    """Two gaps that begin with the same organisation, in two regions, are two headlines."""
    organisation = f"{ID}organisation/4132012317"
    gaps = [make_gap(subject=(organisation, more), region=f"{ID}region/{more}") for more in ("320400", "320500")]
    assert [found.elsewhere for found in find_headlines(gaps, region.network())] == [0, 0]


def test_the_widest_region_stands_for_all(region: KnowledgeGraph):
    """Of one gap in the whole area and in cities the area's is shown, and the cities are counted."""
    area, city = f"{ID}region/yangtze-delta", f"{ID}region/320400"
    (found,) = find_headlines([make_gap(region=city), make_gap(region=area, severity=0.2)], region.network())
    assert (found.gap.region, found.elsewhere) == (area, 1)


def test_city_counts_agree_with_sparql(region: KnowledgeGraph):
    """The row of a city has the numbers that SPARQL finds."""
    city = f"{ID}region/320400"
    row = next(row for row in count_cities(region.network(), []) if row.city == city)
    count = "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { "
    here = f"ch:inRegion <{city}>"
    queries = {
        "institutions": f"?x a ch:EducationalInstitution ; {here}",
        "programmes": f"?o ch:offeredBy/{here} ; ch:ofProgramme ?x",
        "enterprises": f"?x a ch:Enterprise ; {here}",
        "projects": f"?p ch:participant/{here} ; ch:inProject ?x",
        "partnerships": f"?x a ch:Partnership ; (ch:institution|ch:enterprise)/{here} ; ch:enterprise ?e",
    }
    for name, pattern in queries.items():
        ((number,),) = region.query(f"{count}{pattern} }}").values()
        assert getattr(row, name) == int(number or 0), name
    assert row.gaps == 0


def test_lists_of_a_graph_without_cities(tmp_path: Path):
    """Without cities and chains the lists are there and empty."""
    path = tmp_path / "one.ttl"
    path.write_text(f"<https://example.org/a> a <{ONTOLOGY}Enterprise> .\n", encoding="utf-8")
    listings = collect_lists(open_graph(path), [])
    assert [len(listing.entries) for listing in listings] == [0] * len(listings)
