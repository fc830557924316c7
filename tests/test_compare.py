"""Places side by side, and gaps as they were on record up to a year."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import polars as pl
import pytest
from conftest import Run
from tiny import iri, make_gap, make_network

from chains.compare import Comparison, compare_regions, find_regions, format_comparison
from chains.compare.matter import strip_place
from chains.errors import EmptyGraph, InputError, QueryError, Text, UnknownName
from chains.gaps import find_gaps, load_kinds
from chains.gaps.keeping import gaps_of
from chains.gaps.reading.coverage import Coverage
from chains.gaps.reading.years import cut_at_year, read_beginnings
from chains.graph import KnowledgeGraph
from chains.names import ID
from chains.network import Network
from chains.records import Gap
from chains.resources import SMALL_REGION, data_folder

SMALL = str(data_folder(SMALL_REGION))
HAN = re.compile("[\u4e00-\u9fff]")
CITIES = (f"{ID}region/320400", f"{ID}region/320500")
SKILLS = ["skill_shortage", "skill_surplus"]


@pytest.fixture(scope="module")
def gaps(small: KnowledgeGraph) -> list[Gap]:
    """Every gap of the small region."""
    return gaps_of(small)


@pytest.fixture(scope="module")
def compared(small: KnowledgeGraph, gaps: list[Gap]) -> Comparison:
    """Changzhou beside Suzhou in the small region."""
    return compare_regions(gaps, small.network(), CITIES)


@pytest.fixture(scope="module")
def short(region: KnowledgeGraph) -> list[Gap]:
    """The skills short and in surplus in the shipped region."""
    return find_gaps(region.network(), kinds=SKILLS)


# --- side by side ---------------------------------------------------------------------------------------


def test_rows_count_the_gaps_of_each_city(small: KnowledgeGraph, compared: Comparison):
    """The gaps of a row's cells are those that are found when the city is asked for alone."""
    for place, city in enumerate(CITIES):
        alone = find_gaps(small.network(), region=city)
        for rows in (compared.kinds, compared.matters):
            found = [gap for row in rows for gap in row.cells[place].gaps]
            assert sorted(gap.id for gap in found) == sorted(gap.id for gap in alone)


def test_kinds_are_told_apart_by_chains(compared: Comparison):
    """A kind has a row for each set of chains, and the worst gap of a cell is the most severe one."""
    assert len({(row.kind, row.chains) for row in compared.kinds}) == len(compared.kinds)
    for row in compared.kinds:
        for cell in row.cells:
            assert cell.severity == max((gap.severity for gap in cell.gaps), default=0.0)
            assert all((gap.kind, gap.chains) == (row.kind, row.chains) for gap in cell.gaps)


def test_a_skill_short_in_both_is_shared(compared: Comparison):
    """Digital signal processors are short in both cities: one row, with a cell for each; by hand from the tables."""
    (row,) = [row for row in compared.shared if row.kind == "skill_shortage"]
    assert row.matter == Text("DSP", "Digital signal processors")
    assert [len(cell.gaps) for cell in row.cells] == [1, 1]
    assert row.places == (0, 1)


def test_what_one_city_has_alone_is_told_apart(compared: Comparison):
    """Rows of one city only are those that the other has not, and every gap stands once."""
    shared = {gap.id for row in compared.shared for cell in row.cells for gap in cell.gaps}
    alone = [{gap.id for row in compared.only(place) for gap in row.cells[place].gaps} for place in (0, 1)]
    assert alone[0]
    assert not shared & alone[0]
    assert not alone[0] & alone[1]
    everything = {gap.id for row in compared.matters for cell in row.cells for gap in cell.gaps}
    assert shared | alone[0] | alone[1] == everything


def test_what_no_other_place_could_have_comes_last(short: list[Gap], region: KnowledgeGraph):
    """Gaps about a thing that lies in one place follow those that another place could have, too."""
    lone = make_gap(
        kind="missing_partnership",
        subject=(f"{ID}organisation/4132010285", f"{ID}organisation/688003.SH"),
        label=Text("甲 + 乙", "A + B"),
        region=CITIES[1],
        severity=1.0,
    )
    only = compare_regions([lone, *short], region.network(), CITIES).only(1)
    assert [row.local for row in only] == sorted(row.local for row in only)
    assert only[-1].local
    assert only[-1].matter == lone.label


def test_figures_count_what_is_on_record(small: KnowledgeGraph, compared: Comparison):
    """The headline numbers are those of the small region's tables, counted by hand."""
    figures = {figure.title.en: figure.values for figure in compared.figures}
    assert figures["institutions"] == (1, 2)
    assert figures["offerings"] == (2, 3)
    assert figures["postings in the newest sample"] == (4, 15)
    share = Coverage(small.network()).share(CITIES[0], "education")
    assert share is not None
    assert figures["education chain: share with anything on record"][0] == pytest.approx(100 * share)


def test_nothing_on_record_is_not_no_gap(short: list[Gap], region: KnowledgeGraph):
    """Where no posting is on record, no skill can be short: the cell says that it cannot be told."""
    compared = compare_regions(short, region.network(), find_regions(region.network(), ["黄山", "苏州"]))
    (row,) = [row for row in compared.kinds if row.kind == "skill_shortage"]
    assert not row.cells[0].judged
    assert row.cells[1].judged
    for form, lang, words in (("table", "zh", "无从判断"), ("csv", "en", "cannot be told")):
        assert words in format_comparison(compared, form, lang)  # type: ignore[arg-type]


def test_a_province_holds_its_cities(short: list[Gap], region: KnowledgeGraph):
    """A province counts the gaps of its cities; the worst one stands for them."""
    network = region.network()
    provinces = find_regions(network, ["江苏", "浙江"])
    compared = compare_regions(short, network, provinces)
    for place, province in enumerate(provinces):
        alone = find_gaps(network, kinds=["skill_shortage"], region=province)
        found = [gap for row in compared.matters if row.kind == "skill_shortage" for gap in row.cells[place].gaps]
        assert sorted(gap.id for gap in found) == sorted(gap.id for gap in alone)
    assert any(len(cell.gaps) > 1 for row in compared.shared for cell in row.cells)


def test_order_of_gaps_does_not_matter(small: KnowledgeGraph, gaps: list[Gap], compared: Comparison):
    """The same gaps in another order give the same rows."""
    assert compare_regions(gaps[::-1], small.network(), CITIES) == compared


def test_no_gap_is_a_comparison_without_rows(small: KnowledgeGraph):
    """Without a gap the figures are there, and every form says that there is none."""
    empty = compare_regions([], small.network(), CITIES)
    assert empty.kinds == empty.matters == ()
    assert "none" in format_comparison(empty, "table", "en")
    assert json.loads(format_comparison(empty, "json", "en"))["shared"] == []


@pytest.mark.parametrize(
    ("label", "left"),
    [
        (Text("甲市的集成电路企业", "Integrated circuits: enterprises in A"), "Integrated circuits: enterprises"),
        (Text("甲市的企业", "Enterprises of A"), "Enterprises"),
        (Text("甲市：产业链内部循环", "A: links within the industry chain"), "Links within the industry chain"),
        (Text("甲市", "A"), "as a whole"),
        (Text("数据库", "A database"), "A database"),
        (Text("甲市大杰智能装备有限公司", "A Dajie"), "A Dajie"),
    ],
)
def test_matter_is_the_label_without_the_place(label: Text, left: str):
    """The place goes where it stands beside the matter, and stays where it is part of a name."""
    assert strip_place(label, Text("甲市", "A")).en == left


def test_regions_are_found_by_any_name(region: KnowledgeGraph):
    """Names in either language and codes mean the same places, in the order given."""
    assert find_regions(region.network(), ["常州", "Suzhou (Jiangsu)"]) == CITIES
    assert find_regions(region.network(), ["320500", "常州市"]) == CITIES[::-1]


@pytest.mark.parametrize(
    ("names", "error", "hint"),
    [
        (["常州"], QueryError, "at least two"),
        (["常州", "常州市"], QueryError, "named twice"),
        (["常州", "苏洲"], UnknownName, "苏州"),
    ],
)
def test_places_that_cannot_be_compared(region: KnowledgeGraph, names: list[str], error: type[InputError], hint: str):
    """One place, the same place twice and a misspelt one are errors that say what to do."""
    with pytest.raises(error) as caught:
        find_regions(region.network(), names)
    assert hint in caught.value.say("en")


# --- as text --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_has_all_parts_in_its_language(compared: Comparison, lang: str):
    """The table has figures, kinds, shared and own gaps under headings of the language."""
    text = format_comparison(compared, "table", lang)  # type: ignore[arg-type]
    words = {
        "zh": ["记录概况", "按类别", "同样的断点", "只在常州市", "只在苏州市"],
        "en": ["on record", "Only in Changzhou"],
    }
    assert all(word in text for word in words[lang])
    headings = [line for line in text.splitlines() if line and not line.startswith(" ")]
    assert all(bool(HAN.search(line)) == (lang == "zh") for line in headings if "kind" in line or "类别" in line)


def test_flat_table_is_rectangular_and_complete(compared: Comparison):
    """The CSV has a row for each figure, kind and matter, all of one length, with the identifiers."""
    rows = list(csv.reader(io.StringIO(format_comparison(compared, "csv", "zh"))))
    assert len({len(row) for row in rows}) == 1
    assert len(rows) == 1 + len(compared.figures) + len(compared.kinds) + len(compared.matters)
    worst = {cell.worst.id for row in compared.matters for cell in row.cells if cell.worst}
    assert worst <= {cell for row in rows for cell in row}
    assert rows == list(csv.reader(io.StringIO(format_comparison(compared, "tsv", "zh")), delimiter="\t"))


def test_json_has_both_languages(compared: Comparison):
    """The JSON names places and matters in Chinese and English, with counts and worst gaps."""
    record = json.loads(format_comparison(compared, "json", "en"))
    assert [place["name"]["zh"] for place in record["regions"]] == ["常州市", "苏州市"]
    assert len(record["shared"]) == len(compared.shared)
    assert [len(rows) for rows in record["only"]] == [len(compared.only(place)) for place in (0, 1)]
    assert record["kinds"][0]["cells"][0].keys() == {"count", "judged", "worst"}


def test_markdown_shows_hostile_text_as_text(small: KnowledgeGraph):
    """No markup in a label acts."""
    gap = make_gap(label=Text("<img src=x>|", "<img src=x>|"), region=CITIES[0])
    text = format_comparison(compare_regions([gap], small.network(), CITIES), "md", "zh")
    assert "<img" not in text
    assert "img src=x" in text


def test_top_cuts_and_says_how_many_are_left(compared: Comparison):
    """With one row of each, the rest is counted."""
    assert len(compared.only(0)) > 1
    assert f"and {len(compared.only(0)) - 1} more" in format_comparison(compared, "table", "en", top=1)


def test_unknown_format_of_a_comparison(compared: Comparison):
    """A format that does not exist is an error that names the nearest."""
    with pytest.raises(UnknownName):
        format_comparison(compared, "ttl", "en")


# --- the command ----------------------------------------------------------------------------------------


def test_every_way_of_writing_the_places_is_understood(run_chains: Run):
    """The places may follow one another, be parted by commas, or each have the option; the answer is the same."""
    ways = [
        ["--compare", "常州", "苏州"],
        ["--compare", "常州", "--compare", "苏州"],
        ["--compare", "常州,苏州"],
        ["--compare", "常州， 苏州"],
        ["--compare", "320400、Suzhou (Jiangsu)"],
    ]
    answers = [run_chains("gaps", "--data", SMALL, *way, "--lang", "zh") for way in ways]
    assert answers[0].returncode == 0, answers[0].stderr
    assert "同样的断点" in answers[0].stdout
    assert {answer.stdout for answer in answers} == {answers[0].stdout}


def test_three_places_stand_side_by_side(run_chains: Run):
    """A third place is a third column."""
    answer = run_chains("gaps", "--data", SMALL, "--compare", "常州", "苏州", "江苏", "--format", "json")
    assert len(json.loads(answer.stdout)["regions"]) == 3


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        (["常州", "苏州"], 2, "--compare 常州 苏州"),
        (["--compare", "常州"], 2, "two places"),
        (["--compare", "常州", "常州市"], 1, "named twice"),
        (["--compare", "常州", "苏洲"], 1, "苏州"),
        (["--compare", "常州", "苏州", "--city", "苏州"], 2, "not both"),
        (["--compare", "常州", "苏州", "--format", "ttl"], 2, "ttl"),
        (["--compare", "常州", "苏州", "--kind", "skil_shortage"], 1, "skill_shortage"),
        (["--year", "1999"], 1, "2018 to"),
        (["--year", "soon"], 2, "--year"),
        (["--year", "20250"], 2, "--year"),
    ],
)
def test_mistakes_with_places_and_years_are_answered(run_chains: Run, words: list[str], code: int, hint: str):
    """A mistake gives an exit code and words that help, in one line and without a traceback."""
    answer = run_chains("gaps", "--data", SMALL, *words)
    assert answer.returncode == code
    assert hint in answer.stderr
    assert "Traceback" not in answer.stderr


def test_help_names_the_kinds_that_there_are(run_chains: Run):
    """The help of ``chains gaps`` names every kind of the registry, and none that is not."""
    text = " ".join(run_chains("gaps", "--help").stdout.split())
    (sentence,) = re.findall(r"Kinds: (.*?)\.", text)
    assert sentence.split(", ") == list(load_kinds())


# --- up to a year ---------------------------------------------------------------------------------------


def dated(**years: int | None) -> Network:
    """Links of an institution to four enterprises, each with the year given for it."""
    network = make_network([("partners-with", "school-a", f"firm-{name}") for name in years], {"city-x": ["school-a"]})
    ends = network.nodes.get_column("iri").gather(network.edges["target"])
    column = pl.Series("year", [years[end.rpartition("-")[2]] for end in ends], dtype=pl.Int32)
    return replace(network, edges=network.edges.with_columns(column))


def linked(network: Network) -> set[str]:
    """The enterprises that are linked, by their short names."""
    return {end.rpartition("-")[2] for end in network.nodes.get_column("iri").gather(network.edges["target"])}


def test_later_links_go_and_undated_ones_stay():
    """Up to 2020 a link of 2019 and one of 2020 are on record, one of 2021 is not, and one without a year stays."""
    cut = cut_at_year(dated(a=2019, b=2020, c=2021, d=None), 2020)
    assert linked(cut.network) == {"a", "b", "d"}
    assert (dict(cut.later), cut.things, cut.dated, cut.undated) == ({"partners-with": 1}, 0, 2, 1)
    assert cut.network.nodes.equals(dated(a=2019, b=2020, c=2021, d=None).nodes)


def test_what_began_later_goes_with_its_links():
    """A thing that began later is left out, and its undated links are of that year; the others keep their ends."""
    network = dated(a=None, b=None, c=2018, d=2018)
    cut = cut_at_year(network, 2018, {iri("firm-a"): 2019, iri("firm-c"): 2030, iri("firm-d"): 2001})
    assert linked(cut.network) == {"b", "d"}
    assert (cut.things, cut.dated, cut.undated) == (2, 1, 1)
    assert iri("firm-a") not in set(cut.network.nodes.get_column("iri"))
    sources = cut.network.nodes.get_column("iri").gather(cut.network.edges["source"])
    assert set(sources) == {iri("school-a")}


def test_the_last_year_leaves_everything():
    """Up to the last year on record, or later, nothing is left out."""
    network = dated(a=2019, b=2021, c=None)
    for year in (2021, 2500):
        cut = cut_at_year(network, year)
        assert cut.network.edges.equals(network.edges)
        assert not cut.later


@pytest.mark.parametrize("network", [dated(a=2019, b=2021), dated(a=None), make_network([])])
def test_a_year_before_all_is_an_error(network: Network):
    """Before the first dated link there is nothing to look at, and without any date the question has no answer."""
    with pytest.raises(EmptyGraph) as caught:
        cut_at_year(network, 2018)
    assert caught.value.remedy


def test_region_up_to_a_year_is_what_its_columns_say(region: KnowledgeGraph):
    """What is left out of the shipped region up to 2023 is what its links and things tell, counted another way."""
    network, beginnings = region.network(), read_beginnings(region)
    cut = cut_at_year(network, 2023, beginnings)
    iris = network.nodes.get_column("iri").to_list()
    later = [
        kind
        for source, target, kind, year in network.edges.select("source", "target", "kind", "year").iter_rows()
        if max(year or 0, *(beginnings.get(iris[end], 0) for end in (source, target))) > 2023
    ]
    assert sum(cut.later.values()) == len(later) > 10_000
    assert cut.later["partners-with"] == later.count("partners-with")
    assert cut.things == sum(beginnings.get(node, 0) > 2023 for node in iris) > 0
    assert cut.dated + cut.undated == cut.network.edges.height == network.edges.height - len(later)
    assert cut.network.edges.get_column("year").max() == 2023


def test_samples_go_with_their_links(region: KnowledgeGraph):
    """A sample of postings that is dated later is not spoken of."""
    cut = cut_at_year(region.network(), 2019)
    assert 0 < cut.network.samples.height < region.network().samples.height
    assert find_gaps(cut.network, kinds=["skill_shortage"])


def test_command_says_what_a_year_leaves_out(run_chains: Run):
    """``--year`` finds the gaps of that state, and says how many links went and how many have no year."""
    answer = run_chains("gaps", "--data", SMALL, "--year", "2024", "--format", "json")
    assert answer.returncode == 0, answer.stderr
    assert re.search(r"left out are \d+ later links \(.*offers.*kept are \d+ links with a year", answer.stderr)
    assert json.loads(answer.stdout) != json.loads(run_chains("gaps", "--data", SMALL, "--format", "json").stdout)
