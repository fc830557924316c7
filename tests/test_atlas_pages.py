"""The pages of cities, industry chains and alliances: what they say is in the graph, and is said safely."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest
from maps import HOSTILE

from chains.errors import InputError, Text, UnknownName
from chains.gaps.keeping import gaps_of
from chains.graph import KnowledgeGraph, open_graph
from chains.names import ID, ONTOLOGY
from chains.part import take_part
from chains.report import write_atlas
from chains.report.collection import collect_lists
from chains.report.profiles import Context, alliance_page, chain_page, choose_subjects, city_page, list_pages
from chains.report.profiles.files import format_inventories, write_profiles
from chains.report.profiles.flow_picture import draw_flow, tell_flow
from chains.report.profiles.making import choose_gaps, make_profile
from chains.report.profiles.paths import name_pages
from chains.report.profiles.scope import scope_of
from chains.report.profiles.subjects import find_subject
from chains.report.profiles.ties import choose_ties

CHANGZHOU = ID + "region/320400"
HUANGSHAN = ID + "region/341000"
SHANGHAI = ID + "region/310100"
SOFTWARE = ID + "industry-chain/software-services"
GROUP = ID + "alliance/yangtze-river-delta-software-vocational-education-group"


def make_context(graph: KnowledgeGraph) -> Context:
    """What the pages of a graph are made of."""
    gaps = gaps_of(graph)
    return Context(graph, gaps, collect_lists(graph, gaps), on_map=gaps)


@pytest.fixture(scope="module")
def context(region: KnowledgeGraph) -> Context:
    """What the pages of the region are made of."""
    return make_context(region)


@pytest.fixture(scope="module")
def folder(context: Context, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All pages of the region."""
    path = tmp_path_factory.mktemp("pages")
    write_profiles(context, path, "zh")
    return path


class Page(HTMLParser):
    """Collects the links, the ids and the tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()
        self.styled = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one element."""
        found = dict(attrs)
        self.tags.add(tag)
        self.styled += "style" in found or any(name.startswith("on") for name in found)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [found["href"] or ""] if tag == "a" else []


# --- which pages there are, and where


def test_every_city_chain_and_alliance_has_a_page(context: Context, folder: Path):
    """There are pages of 41 cities, 7 industry chains and every alliance with a member, each with two CSV files."""
    nodes, members = context.network.nodes, context.network.links("member-of")
    alliances = (
        nodes.with_row_index("node")
        .filter(pl.col("cls") == "Alliance")
        .join(members.select(node="target").unique(), on="node", how="semi")
    )
    expected = {"cities": 41, "chains": 7, "alliances": alliances.height}
    for name, count in expected.items():
        assert len(list((folder / name).glob("*.html"))) == count
        assert len(list((folder / name).glob("*.csv"))) == 2 * count
    assert (folder / "cities/320400.html").is_file()
    assert (folder / "alliances/yangtze-river-delta-software-vocational-education-group.html").is_file()


def test_names_of_files_are_plain_and_differ():
    """Codes name the files; what is not plain, or differs by case only, gets digits of a hash, always the same."""
    iris = [
        ID + name
        for name in ("region/1", "REGION/1", "region/Ab", "region/aB", "region/常州", "region/..", "region/a.b")
    ]
    stems = name_pages("city", iris)
    assert len({stem.casefold() for stem in stems.values()}) == len(iris)
    assert all(re.fullmatch(r"cities/[A-Za-z0-9][A-Za-z0-9_-]*", stem) for stem in stems.values())
    assert name_pages("city", iris[::-1]) == stems
    assert name_pages("chain", [ID + "region/2"]) == {ID + "region/2": "chains/2"}
    assert name_pages("city", []) == {}


def test_atlas_of_a_part_has_the_pages_asked_for(context: Context, region: KnowledgeGraph):
    """The atlas of a city has its page under the same name, that of an alliance the alliance's; no others."""
    city = choose_subjects(take_part(region, cities=["常州"]))
    assert (list(city["city"]), list(city["alliance"])) == ([CHANGZHOU], [])
    group = choose_subjects(take_part(region, alliances=["长三角软件职业教育集团"]))
    assert (list(group["city"]), list(group["alliance"])) == ([], [GROUP])
    context = replace(context, subjects=city)
    assert context.pages == {CHANGZHOU: "cities/320400"}
    assert [link.href for group in list_pages(context) for link in group.links] == ["cities/320400.html"]


def test_every_link_leads_somewhere(context: Context, folder: Path):
    """Links between pages, to parts of a page and to lists lead to what exists; those to the map name what it knows."""
    (folder / "lists").mkdir()
    known = {f"{path}.html" for path in context.pages.values()}
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
    lists = {listing.name for listing in context.listings} | {
        f"cities/{city[-6:]}" for city in context.survey.places.cities
    }
    for path in folder.rglob("*.html"):
        page = Page(path.read_text(encoding="utf-8"))
        assert not page.styled
        for link in page.links:
            address, _, part = link.partition("#")
            if not address:
                assert part in page.ids, (path, link)
            elif address == "../map.html":
                assert re.fullmatch(r"(thing|place|gap|in|view)=[^#<>\"]+", part), link
            elif address.startswith("../lists/"):
                assert address.removeprefix("../lists/").rsplit(".", 2)[0] in lists
            elif address.startswith("../"):
                assert address.removeprefix("../") in known | {"index.html", "methods.html"}, link
            else:
                assert f"{path.parent.name}/{address}" in files, link


# --- what they say


def test_inventories_agree_with_the_columns(context: Context):
    """Institutions, programmes and partnerships of Changzhou are those that the tables of links give."""
    profile = make_profile(context, "city", CHANGZHOU)
    found = {one.name: len(one.rows) for one in profile.inventories}
    nodes = context.network.nodes.with_row_index("node")
    here = nodes.filter(pl.col("region") == CHANGZHOU)
    schools = here.filter(pl.col("cls").is_in(["University", "VocationalCollege", "SecondaryVocationalSchool"]))
    assert found["institutions"] == schools.height
    assert found["enterprises"] == here.filter(pl.col("cls") == "Enterprise").height
    offers = context.network.links("offers").join(schools, left_on="source", right_on="node", how="semi")
    assert found["programmes"] == offers.get_column("target").n_unique()
    links = context.network.links("partners-with")
    ends = here.get_column("node")
    touching = links.filter(pl.col("source").is_in(ends.implode()) | pl.col("target").is_in(ends.implode()))
    assert found["partnerships"] == touching.select("source", "target", "qualifier", "status").unique().height


def test_gaps_are_those_of_the_part(context: Context, region: KnowledgeGraph):
    """A city's page counts the gaps that the atlas of the city has, and shows eight of them with their number on the map."""
    profile = make_profile(context, "city", CHANGZHOU)
    chosen = take_part(region, cities=["常州"]).choose(context.gaps)
    assert profile.gap_count == len(chosen) == sum(count for _, count in profile.gap_kinds)
    assert len(profile.gaps) == 8
    severities = [row.gap.severity for row in profile.gaps]
    assert severities == sorted(severities, reverse=True)
    assert all(context.gaps[(row.rank or 0) - 1].id == row.gap.id for row in profile.gaps)


def test_no_kind_fills_the_page(context: Context):
    """At most two gaps of a kind are shown where others would fit, and those of the city itself go first."""
    scope = scope_of(context, "city", SHANGHAI)
    shown = choose_gaps([context.gaps[place] for place in scope.gaps], scope)
    kinds = [gap.kind for gap in shown]
    assert max(kinds.count(kind) for kind in kinds) == 2
    assert {gap.region for gap in shown} == {SHANGHAI}
    assert choose_gaps([], scope) == []


def test_city_with_little_says_what_is_missing(context: Context):
    """Huangshan has no sample of postings: the page says so instead of a nought."""
    profile = make_profile(context, "city", HUANGSHAN)
    assert any("没有这里的招聘样本" in text.zh for text in profile.missing)
    assert next(figure.value for figure in profile.figures if figure.label.zh == "在招职业") is None
    text = city_page(context, HUANGSHAN)
    assert "none on record" in text
    assert not re.search(r"<dd>(<a[^>]*>)?0<", text)


def test_alliance_with_one_member_says_so(context: Context):
    """The software group has one member on record: the page says that its list is incomplete."""
    profile = make_profile(context, "alliance", GROUP)
    assert [len(one.rows) for one in profile.inventories if one.name == "institutions"] == [1]
    assert any("名单显然不全" in text.zh for text in profile.missing)
    assert "常州信息职业技术学院" in alliance_page(context, GROUP)


def test_alliance_loses_no_member(context: Context):
    """Institutions, enterprises and other members are together all members on record, each with its role if it has one."""
    for iri in context.alliances:
        profile = make_profile(context, "alliance", iri)
        counted = sum(
            len(one.rows) for one in profile.inventories if one.name in {"institutions", "enterprises", "others"}
        )
        assert counted == len(context.record.members[context.nodes[iri]])
    rows = make_profile(context, "alliance", context.alliances[0]).inventories[0].rows
    assert any("牵头" in row.note.zh for row in rows)


def test_page_of_a_chain_has_its_enterprises(context: Context):
    """The page of software services lists the enterprises, and others, that are active in it."""
    profile = make_profile(context, "chain", SOFTWARE)
    active = context.network.links("active-in-chain").filter(pl.col("target") == context.nodes[SOFTWARE])
    listed = [one for one in profile.inventories if one.name in {"enterprises", "others"}]
    assert sum(len(one.rows) for one in listed) == active.get_column("source").n_unique()
    assert "科大讯飞" in chain_page(context, SOFTWARE)


def test_csv_has_every_row(context: Context):
    """The file of a page has all rows of its inventories, in the language of the file."""
    profile = make_profile(context, "city", CHANGZHOU)
    rows = list(csv.reader(io.StringIO(format_inventories(profile, "en"))))
    assert rows[0] == ["list", "name", "what is on record", "IRI"]
    assert len(rows) - 1 == sum(len(one.rows) for one in profile.inventories)
    assert ["Changzhou University" in row[1] for row in rows].count(True) > 0


# --- its pictures


def test_ties_are_on_record(context: Context):
    """Each line joins two columns and is a link of the graph; every box has a line; no column is too long."""
    scope = scope_of(context, "city", SHANGHAI)
    ties = choose_ties(scope)
    edges = context.network.links("partners-with", "participates-in", "hosted-by").select("source", "target").unique()
    pairs = {frozenset(row) for row in edges.iter_rows()}
    assert ties.links
    assert all(frozenset(link) in pairs for link in ties.links)
    assert not any(frozenset(link) in pairs for link in ties.missing)
    assert {node for column in ties.columns for node in column} == {
        node for link in (*ties.links, *ties.missing) for node in link
    }
    assert max(map(len, ties.columns)) <= 12


def test_flow_says_what_leads_on():
    """The sentences count the things that lead on, and say where a station is empty."""
    groups = [
        [{"name": ["甲", "A"], "weight": 3.0, "things": [1, 2, 3], "dead": [3], "deadWeight": 1.0}],
        [
            {
                "name": ["乙", "B"],
                "weight": 1.0,
                "things": [4],
                "dead": [4],
                "deadWeight": 1.0,
                "unfed": [],
                "unfedWeight": 0.0,
            }
        ],
        [],
        [],
    ]
    bands = [[{"from": 0, "to": 0, "out": 2.0, "in": 1.0, "left": [1, 2], "right": [4]}], [], []]
    flow = {"sizes": [3, 1, 0, 0], "groups": groups, "bands": bands}
    told = tell_flow(flow)
    assert told[0].zh == "专业 → 在招职业：3 个中有 2 个通向下一步。"
    assert told[1].en == "Occupations → enterprises: the second are not on record."
    assert told[2].en == "Enterprises → projects and platforms: the first are not on record."
    picture = draw_flow(flow, Text("流向", "flow"))
    assert picture.count('class="break"') == 2
    assert picture.count("none on record") == 2


# --- safe, the same every time, and packaged


def test_hostile_names_stay_text(tmp_path: Path):
    """Names that are markup are shown as text, in text, attributes, pictures and addresses."""
    lines = [f"@prefix ch: <{ONTOLOGY}> .", "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."]
    names = [name.replace("\\", "").replace('"', '\\"').replace("\n", "\\n") for name in HOSTILE]
    city = f"<{ID}region/x%22%3E>"
    for at, (subject, cls) in enumerate(
        [
            (city, "City"),
            (f"<{ID}a>", "University"),
            (f"<{ID}b>", "Enterprise"),
            (f"<{ID}c>", "Alliance"),
            (f"<{ID}d>", "Programme"),
        ]
    ):
        where = "" if cls in {"City", "Programme"} else f"; ch:locatedIn {city} "
        lines.append(f'{subject} a ch:{cls} ; skos:prefLabel "{names[at]}"@zh, "{names[at]}"@en {where}.')
    lines.append(f"<{ID}a> ch:offers <{ID}d> ; ch:memberOf <{ID}c> ; ch:partnersWith <{ID}b> .")
    path = tmp_path / "made.ttl"
    path.write_text("\n".join(lines), encoding="utf-8")
    atlas = write_atlas(open_graph(path), tmp_path / "atlas")
    pages = list(atlas.folder.glob("*/*.html"))
    assert pages
    for page in pages:
        found = Page(page.read_text(encoding="utf-8"))
        assert "img" not in found.tags
        assert not found.styled
        assert page.read_text(encoding="utf-8").count("<script>") == 1


def test_same_graph_gives_the_same_bytes(tmp_path: Path):
    """Pages do not depend on the order in which Python hashes."""
    program = (
        "import sys, hashlib; from pathlib import Path; from chains.graph import open_graph\n"
        "from chains.resources import data_folder, SMALL_REGION\n"
        "sys.path.insert(0, sys.argv[2]); from test_atlas_pages import make_context\n"
        "from chains.report.profiles import write_profiles\n"
        "folder = Path(sys.argv[1]); folder.mkdir()\n"
        "write_profiles(make_context(open_graph(data_folder(SMALL_REGION))), folder, 'zh')\n"
        "print([(p.relative_to(folder).as_posix(), hashlib.sha256(p.read_bytes()).hexdigest())"
        " for p in sorted(folder.rglob('*.*'))])"
    )
    here = str(Path(__file__).parent)
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / seed), here],
            env=os.environ | {"PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2")
    ]
    told = [run.communicate()[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    assert "cities/320400.html" in told[0]
    assert told[0] == told[1]


def test_graph_without_places_has_no_pages(tmp_path: Path):
    """A graph of one skill has an atlas without pages, and its overview has no directory."""
    path = tmp_path / "made.ttl"
    path.write_text(
        f'<{ID}skill/x> a <{ONTOLOGY}Skill> ; <http://www.w3.org/2004/02/skos/core#prefLabel> "x"@en .',
        encoding="utf-8",
    )
    atlas = write_atlas(open_graph(path), tmp_path / "atlas")
    assert not list(atlas.folder.glob("*/*.html"))
    assert 'id="directory"' not in (atlas.folder / "index.html").read_text(encoding="utf-8")


# --- what a report is asked of


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("常州", ("city", CHANGZHOU)),
        ("常州市", ("city", CHANGZHOU)),
        ("changzhou", ("city", CHANGZHOU)),
        ("320400", ("city", CHANGZHOU)),
        ("上海", ("city", SHANGHAI)),
        ("软件和信息服务", ("chain", SOFTWARE)),
        ("长三角软件职业教育集团", ("alliance", GROUP)),
    ],
)
def test_subject_is_found_by_any_name(context: Context, name: str, found: tuple[str, str]):
    """A city with or without 市, in English or by code; an industry chain; an alliance."""
    assert find_subject(context, name) == found


def test_unknown_and_ambiguous_names_are_refused(context: Context):
    """A misspelt name gets the nearest ones; a name of two cities gets both."""
    with pytest.raises(UnknownName) as caught:
        find_subject(context, "常洲")
    assert "常州" in caught.value.nearest
    with pytest.raises(InputError, match=r"Suzhou \(Anhui\).*Suzhou \(Jiangsu\)|Suzhou \(Jiangsu\).*Suzhou \(Anhui\)"):
        find_subject(context, "Suzhou")
