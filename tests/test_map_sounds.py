"""What the map's search and filters are made of: how names sound, what belongs to an industry chain, one scope of names."""

from __future__ import annotations

import re
from collections import Counter

import networkx as nx
import pytest
from maps import HOSTILE, hostile_map, make_gap, make_network, read_data

import chains
from chains.draw.industries import find_members, industry_columns
from chains.draw.palette import PAGE_FOLDER
from chains.draw.sounds import read_aloud, sound_columns
from chains.errors import Text
from chains.graph import KnowledgeGraph
from chains.names import ID

# Cities of the region and words of its names, with the pinyin of the national standard, written down by hand.
READINGS = {
    "重庆大学": "chong qing da xue",
    "长江三角洲": "chang jiang san jiao zhou",
    "长三角": "chang san jiao",
    "校长": "xiao zhang",
    "六安市": "lu an shi",
    "六合": "lu he",
    "合肥市": "he fei shi",
    "蚌埠市": "beng bu shi",
    "亳州市": "bo zhou shi",
    "台州市": "tai zhou shi",
    "丽水市": "li shui shi",
    "衢州市": "qu zhou shi",
    "嵊泗": "sheng si",
    "银行会计": "yin hang kuai ji",
    "调速": "tiao su",
    "绿色女装": "lu se nu zhuang",
}


@pytest.mark.parametrize(("name", "reading"), READINGS.items())
def test_names_are_read_as_people_say_them(name: str, reading: str):
    """A character with several readings is read as its word demands, and ü is u."""
    assert " ".join(read_aloud(name)) == reading


@pytest.mark.parametrize("name", ["", "AI", "x😀常AI 2.0", "a\n常\u2028b", "〇々ａ", *HOSTILE])
def test_every_character_keeps_its_place(name: str):
    """What is no Chinese character has no reading, and moves nothing."""
    readings = read_aloud(name)
    assert len(readings) == len(name)
    assert [char for char, reading in zip(name, readings, strict=True) if reading and char < "\u3007"] == []


def test_columns_hold_every_reading(region: KnowledgeGraph):
    """The usual readings and the exceptions together give every name of the region as it is read; few are exceptions."""
    names = region.network().nodes["label_zh"].to_list()
    columns = sound_columns(names)
    usual = dict(zip(columns["chars"], columns["syllables"].split(" "), strict=True))
    odd = {(number, place): reading for number, place, reading in columns["odd"]}
    for number, name in enumerate(names):
        rebuilt = [odd.get((number, place), usual.get(char)) for place, char in enumerate(name)]
        assert rebuilt == read_aloud(name)
    assert len(odd) < len(names) / 20


def test_no_names_have_no_columns():
    """Without names there is nothing to read."""
    assert sound_columns([]) == {"chars": "", "syllables": "", "odd": []}


def test_industry_chain_holds_what_leads_to_it():
    """From the chain to its segments, firms, projects, occupations, skills, programmes and institutions; no further."""
    things = [
        ("chips", "IndustryChain", None),
        ("solar", "IndustryChain", None),
        ("design", "Segment", None),
        ("firm", "Enterprise", None),
        ("other", "Enterprise", None),
        ("project", "Project", None),
        ("lab", "Project", None),
        ("engineer", "Occupation", None),
        ("layout", "Skill", None),
        ("degree", "Programme", None),
        ("unasked", "Programme", None),
        ("uni", "University", None),
        ("far", "University", None),
    ]
    links = [
        ("design", "segment-of", "chips"),
        ("firm", "active-in-segment", "design"),
        ("other", "active-in-chain", "solar"),
        ("firm", "participates-in", "project"),
        ("lab", "hosted-by", "firm"),
        ("chips", "chain-asks-occupation", "engineer"),
        ("engineer", "requires-skill", "layout"),
        ("degree", "targets-occupation", "engineer"),
        ("unasked", "develops-skill", "layout"),
        ("uni", "offers", "degree"),
        ("far", "offers", "unasked"),
    ]
    network = make_network(things, links)
    names = network.nodes["label_zh"].to_list()
    found = {names[node] for node in find_members(network, network.index[ID + "chips"])}
    assert found == {"chips", "design", "firm", "project", "lab", "engineer", "layout", "degree", "uni"}
    columns = industry_columns(network)
    assert [names[node] for node in columns["node"]] == ["chips", "solar"]
    assert {names[node] for node in columns["members"][1]} == {"solar", "other"}


def test_members_of_the_region_are_near(region: KnowledgeGraph):
    """Every member of a real industry chain is at most three links from it, and all firms active in it are members."""
    network = region.network()
    graph = nx.Graph(zip(network.edges["source"], network.edges["target"], strict=True))
    columns = industry_columns(network)
    assert len(columns["node"]) == 7
    active = network.links("active-in-chain")
    for chain, members in zip(columns["node"], columns["members"], strict=True):
        near = nx.single_source_shortest_path_length(graph, chain, cutoff=3)
        assert set(members) <= set(near)
        firms = active.filter(active["target"] == chain)["source"].to_list()
        assert set(firms) <= set(members)
        assert members == sorted(members)


def test_page_without_industry_chains():
    """A network without industry chains gives an empty list, and the page has no members to filter by."""
    data = read_data(chains.draw_map(make_network([("alone", "University", None)]), [], title=Text("一", "One")))
    assert data["industries"] == {"node": [], "members": []}


def test_hostile_names_have_sounds_for_their_chinese_only():
    """Markup in a name has no reading; it goes no further than the names themselves."""
    network, gaps, sources = hostile_map()
    data = read_data(chains.draw_map(network, gaps, title=Text(*HOSTILE[:2]), sources=sources))
    assert re.fullmatch(r"[㐀-鿿〇]*", data["sounds"]["chars"])


def test_gap_is_stronger_the_more_severe():
    """Width and opacity of a missing link grow with the severity of its gap."""
    gaps = [make_gap("java", severity=0.9), make_gap("java", severity=0.2)]
    data = read_data(chains.draw_map(make_network([("java", "Skill", None)]), gaps, title=Text("一", "One")))
    severe, mild = data["gaps"]
    assert severe["width"] > mild["width"]
    assert 1 >= severe["opacity"] > mild["opacity"] >= 0.4


def test_scripts_share_no_name():
    """All scripts of the page live in one scope, so no two of them may declare the same name."""
    files = [*PAGE_FOLDER.glob("*.js"), *PAGE_FOLDER.glob("views/*.js")]
    assert len(files) > 20
    declared = [
        name
        for file in files
        for name in re.findall(
            r"^(?:async )?(?:function|const|let|class) (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE
        )
    ]
    assert [name for name, times in Counter(declared).items() if times > 1] == []
