"""The atlas of a part: what concerns it, with the numbers of the whole, and said to be a part."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import rdflib
from conftest import Run
from rdflib.namespace import DCTERMS, PROV

from chains.errors import EmptyGraph, UnknownName
from chains.gaps.keeping import gaps_of
from chains.graph import KnowledgeGraph
from chains.names import ID
from chains.part import Part, take_part
from chains.report import Atlas, write_atlas
from chains.resources import SMALL_REGION, data_folder

CHANGZHOU, SUZHOU = f"{ID}region/320400", f"{ID}region/320500"
GROUP = "长三角软件职业教育集团"
KEY = "yangtze-river-delta-software-vocational-education-group"


@pytest.fixture(scope="module")
def city(small: KnowledgeGraph) -> Part:
    """The part of the small region that concerns Changzhou."""
    return take_part(small, cities=["常州"])


@pytest.fixture(scope="module")
def atlas(small: KnowledgeGraph, city: Part, tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """Its atlas."""
    return write_atlas(small, tmp_path_factory.mktemp("part") / "atlas", lang="zh", part=city)


def read_gaps(atlas: Atlas) -> list[dict[str, object]]:
    """The gaps of an atlas as its file has them."""
    found: list[dict[str, object]] = json.loads((atlas.folder / "gaps.json").read_text(encoding="utf-8"))
    return found


# --- what a part is


def test_gaps_of_a_city_are_measured_there_or_about_it(city: Part, small: KnowledgeGraph):
    """A gap concerns a city if it was measured there, or if one of its subjects lies there; all others are left out."""
    regions = dict(small.network().nodes.select("iri", "region").iter_rows())
    gaps = gaps_of(small)
    chosen = city.choose(gaps)
    assert 0 < len(chosen) < len(gaps)
    for gap in gaps:
        about = gap.region == CHANGZHOU or any(CHANGZHOU in {iri, regions.get(iri)} for iri in gap.subject)
        assert (gap in chosen) == about


def test_several_places_are_taken_together(city: Part, small: KnowledgeGraph):
    """Two cities give the things of both, in the order in which they were named, each once."""
    both = take_part(small, cities=["常州市", "Suzhou (Jiangsu)", "320400"])
    other = take_part(small, cities=["苏州"])
    assert both.core == city.core | other.core
    assert both.keys == ("region/320400", "region/320500")
    assert both.graph.title.zh == "常州市、苏州市"
    assert both.cities == (CHANGZHOU, SUZHOU)


@pytest.mark.parametrize("name", [GROUP, "yangtze river delta software vocational education group", KEY, f" {GROUP} "])
def test_an_alliance_is_found_by_any_name(small: KnowledgeGraph, name: str):
    """Name in either language, whatever the case, and key lead to the same alliance."""
    assert take_part(small, alliances=[name]).keys == (f"alliance/{KEY}",)


def test_an_alliance_means_its_members(region: KnowledgeGraph):
    """The core of an alliance is the alliance and its members; not its region, nor what else lies in that."""
    part = take_part(region, alliances=[GROUP])
    alliance = f"{ID}alliance/{KEY}"
    ask = f"SELECT ?m WHERE {{ ?x ch:inAlliance <{alliance}> ; ch:member ?m }}"
    assert part.core == {alliance, *(row[0] for row in region.query(ask).values())}
    assert not part.regions


def test_members_in_a_city_are_meant_with_both(region: KnowledgeGraph):
    """A city and an alliance give the members that lie in the city."""
    lies = dict(region.network().nodes.select("iri", "region").iter_rows())
    part = take_part(region, cities=["常州"], alliances=[GROUP])
    assert part.core
    assert {lies[iri] for iri in part.core} == {CHANGZHOU}
    assert part.graph.title.zh == f"常州市 · {GROUP}"
    with pytest.raises(EmptyGraph):
        take_part(region, cities=["淮北"], alliances=[GROUP])


def test_kinds_narrow_what_is_meant(small: KnowledgeGraph):
    """With a kind, only things of that kind are meant, and the part is named after both."""
    part = take_part(small, cities=["常州"], kinds=["组织"])
    kinds = dict(small.network().nodes.select("iri", "cls").iter_rows())
    assert {kinds[iri] for iri in part.core} == {"VocationalCollege", "Enterprise"}
    assert part.core < take_part(small, cities=["常州"]).core
    assert part.keys == ("region/320400", "Organisation")
    assert [name.zh for name in part.asked] == ["常州市", "组织"]


# --- its atlas


def test_numbers_are_those_of_the_whole(atlas: Atlas, city: Part, small: KnowledgeGraph):
    """Every gap of the part's atlas has the figures that it has in the whole, and none is missing."""
    whole = {gap.id: gap.to_dict() for gap in gaps_of(small)}
    found = read_gaps(atlas)
    assert [gap["id"] for gap in found] == [gap.id for gap in city.choose(gaps_of(small))]
    for gap in found:
        assert {name: gap[name] for name in whole[str(gap["id"])]} == whole[str(gap["id"])]


def test_lists_hold_what_concerns_the_part(atlas: Atlas, city: Part):
    """No list has an entry of another place, and only the part's own cities have a file."""
    entries = [entry for listing in atlas.listings for entry in listing.entries]
    assert entries
    assert all(city.concerns(entry.place, entry.subject) for entry in entries)
    assert sorted(path.name for path in (atlas.folder / "lists" / "cities").iterdir()) == [
        "320400.en.csv",
        "320400.zh.csv",
    ]
    with (atlas.folder / "lists" / "sources.en.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) >= len(city.graph.sources())


def test_pages_say_what_they_are_a_part_of(atlas: Atlas):
    """Overview and map name the whole and say where the numbers come from, in both languages."""
    text = (atlas.folder / "index.html").read_text(encoding="utf-8")
    assert "本图集是长江三角洲四链图谱的一部分：常州市" in text
    assert "This atlas is a part of the graph of Yangtze River Delta: Changzhou" in text
    assert "（长江三角洲的一部分）" in (atlas.folder / "map.html").read_text(encoding="utf-8")


def test_page_lists_only_its_own_cities(atlas: Atlas):
    """Another city, of which the part has only what is linked to it, has no row of counts."""
    text = (atlas.folder / "index.html").read_text(encoding="utf-8")
    assert "lists/cities/320400.zh.csv" in text
    assert "lists/cities/320500.zh.csv" not in text


def test_catalogue_tells_where_the_part_comes_from(atlas: Atlas, small: KnowledgeGraph):
    """The data set has a name of its own, is a part of the whole, and derived from it with its digest."""
    catalogue = rdflib.Graph().parse(atlas.folder / "catalogue.ttl")
    [(own, whole)] = catalogue.subject_objects(DCTERMS.isPartOf)
    assert str(whole) == f"{ID}dataset/small"
    assert str(own) == f"{ID}dataset/small/part/region%2F320400"
    assert (own, PROV.wasDerivedFrom, whole) in catalogue
    assert str(catalogue.value(whole, DCTERMS.identifier)) == small.digest
    assert catalogue.value(own, DCTERMS.license) is not None


def test_graph_files_hold_the_part(atlas: Atlas, city: Part):
    """The Turtle file has exactly the part's triples."""
    graph = rdflib.Graph().parse(atlas.folder / "graph.ttl")
    assert len(graph) == len(set(city.graph.triples()))


# --- on the command line


def test_atlas_for_a_city(run_chains: Run, tmp_path: Path):
    """The command writes the part's atlas; a misspelt name is answered with the nearest and leaves nothing."""
    data = ["--data", str(data_folder(SMALL_REGION))]
    answer = run_chains("atlas", *data, "--for", "常州", "-o", str(tmp_path / "city"), "--lang", "en")
    assert answer.returncode == 0, answer.stderr
    assert "a part of the graph of" in (tmp_path / "city" / "index.html").read_text(encoding="utf-8")
    wrong = run_chains("atlas", *data, "--group", "长三角软件职教", "-o", str(tmp_path / "none"), "--lang", "zh")
    assert wrong.returncode == 1
    assert GROUP in wrong.stderr
    assert not (tmp_path / "none").exists()


def test_map_of_a_city(run_chains: Run, tmp_path: Path):
    """The map command draws a part as well, and says so in its title."""
    data = ["--data", str(data_folder(SMALL_REGION))]
    answer = run_chains("map", *data, "--for", "苏州", "-o", str(tmp_path / "map.html"))
    assert answer.returncode == 0, answer.stderr
    assert "Suzhou (Jiangsu) (part of Yangtze River Delta)" in (tmp_path / "map.html").read_text(encoding="utf-8")


def test_gaps_of_an_alliance(run_chains: Run, small: KnowledgeGraph):
    """The list of gaps can be that of an alliance's members, with the numbers of the whole; not of a comparison."""
    data = ["--data", str(data_folder(SMALL_REGION))]
    answer = run_chains("gaps", *data, "--group", KEY, "--format", "json", "--top", "2")
    assert answer.returncode == 0, answer.stderr
    expected = take_part(small, alliances=[KEY]).choose(gaps_of(small))[:2]
    assert [gap["id"] for gap in json.loads(answer.stdout)] == [gap.id for gap in expected]
    assert expected
    assert run_chains("gaps", *data, "--group", KEY, "--compare", "常州", "苏州").returncode == 2


def test_unknown_city_is_answered(small: KnowledgeGraph):
    """A misspelt city tells the nearest."""
    with pytest.raises(UnknownName, match="常州"):
        take_part(small, cities=["常洲"])
