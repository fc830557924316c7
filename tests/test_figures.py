"""Static figures: right numbers, right size, the same bytes, fonts that are there, and clear words where they are not."""

from __future__ import annotations

import hashlib
import os
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from conftest import Run

from chains.errors import EmptyGraph, MissingSoftware, QueryError, UnknownName
from chains.export import write_graph
from chains.figure import FORMATS, draw_figure, fonts, load_figures, writing
from chains.figure.contract import Plot
from chains.figure.flow import stack_groups
from chains.figure.fonts import find_chinese_font, has_outlines_of_postscript, needs_chinese
from chains.figure.marks import keep_apart
from chains.figure.matrix import read_matrix
from chains.figure.network import read_ties
from chains.figure.severity import spread_points
from chains.figure.skills import choose_skills
from chains.gaps import measure
from chains.gaps.keeping import gaps_of
from chains.graph import KnowledgeGraph, open_graph
from chains.names import ID
from chains.resources import SMALL_REGION, data_folder

SVG = "{http://www.w3.org/2000/svg}"
SMALL = str(data_folder(SMALL_REGION))
CHANGZHOU = f"{ID}region/320400"
SHORT = ("skills", "severity", "network", "flow")
"""Figures that the small region has enough for and that are drawn fast."""
CHINESE = find_chinese_font() is not None


def text_of(svg: bytes) -> str:
    """All that is written in an SVG."""
    return "\n".join(item.text or "" for item in ET.fromstring(svg).iter(f"{SVG}text"))  # noqa: S314  # our own file


def inches(svg: bytes) -> tuple[float, float]:
    """Width and height that an SVG states in points, in inches."""
    root = ET.fromstring(svg)  # noqa: S314  # our own file
    return tuple(float(root.attrib[side].removesuffix("pt")) / 72 for side in ("width", "height"))  # type: ignore[return-value]


@pytest.fixture(scope="module")
def drawn(small: KnowledgeGraph) -> dict[str, bytes]:
    """Figures of Changzhou in the small region as SVG, in English."""
    return {name: draw_figure(small, name, "svg", region="常州", lang="en") for name in SHORT}


# --- every figure


def test_the_figures_that_papers_need_are_there():
    """Flow, matrix, skills, coordination, network and severity each have a title and a sentence in both languages."""
    figures = load_figures()
    assert set(figures) == {"flow", "matrix", "skills", "coordination", "network", "severity"}
    for figure in figures.values():
        for text in (figure.title, figure.about):
            assert needs_chinese(text.zh)
            assert not needs_chinese(text.en)


def test_figures_say_where_they_are_of(drawn: dict[str, bytes]):
    """Each has the place in its title and a note below."""
    for svg in drawn.values():
        assert "Changzhou" in text_of(svg)


def test_plain_leaves_out_title_and_note(small: KnowledgeGraph, drawn: dict[str, bytes]):
    """A plain figure has neither title nor note, and all else."""
    plain = text_of(draw_figure(small, "skills", "svg", region="常州", lang="en", plain=True))
    assert "skills short and in surplus" in text_of(drawn["skills"])
    assert "skills short and in surplus" not in plain
    assert "share of demand − share of teaching" in plain


def test_size_is_what_was_asked_for(small: KnowledgeGraph, drawn: dict[str, bytes]):
    """Width and height in centimetres hold in an SVG and, with the dots per inch, in a PNG."""
    figure = load_figures()["skills"]
    assert inches(drawn["skills"]) == pytest.approx((figure.width_cm / 2.54, figure.height_cm / 2.54), abs=0.01)
    png = draw_figure(small, "skills", "png", region="常州", lang="en", width_cm=12.7, height_cm=7.62, dpi=100)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (500, 300)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pdf_embeds_its_fonts(small: KnowledgeGraph, lang: Any):
    """A PDF has every font inside: as TrueType (type 42), or as outlines where the font cannot be embedded so."""
    if lang == "zh" and not CHINESE:
        pytest.skip("no Chinese font here")
    pdf = draw_figure(small, "skills", "pdf", region="常州", lang=lang)
    found = find_chinese_font()
    outlines = lang == "zh" and found is not None and has_outlines_of_postscript(found[1])
    assert pdf.startswith(b"%PDF")
    assert (b"/FontFile2" in pdf) != outlines
    assert (b"/Type3" in pdf) == outlines


def test_text_of_an_svg_is_text_unless_outlines_are_asked_for(small: KnowledgeGraph, drawn: dict[str, bytes]):
    """By default names can be searched and edited; as outlines there is no text left."""
    assert "Changzhou" in text_of(drawn["skills"])
    outlines = draw_figure(small, "skills", "svg", region="常州", lang="en", outlines=True)
    assert not text_of(outlines)
    assert len(outlines) > len(drawn["skills"])


def test_bytes_are_the_same(small: KnowledgeGraph):
    """Another run, with a hash seed of its own, gives the same SVG, PDF and PNG."""
    code = (
        "import hashlib; from chains.figure import FORMATS, draw_figure; from chains.graph import open_graph\n"
        f"graph = open_graph({SMALL!r})\n"
        "for kind in FORMATS:\n"
        "    figure = draw_figure(graph, 'network', kind, region='常州', lang='en', dpi=80)\n"
        "    print(hashlib.sha256(figure).hexdigest())\n"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7"}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert run.returncode == 0, run.stderr
    here = [draw_figure(small, "network", kind, region="常州", lang="en", dpi=80) for kind in FORMATS]
    assert run.stdout.split() == [hashlib.sha256(figure).hexdigest() for figure in here]


def test_no_date_is_written(small: KnowledgeGraph, drawn: dict[str, bytes]):
    """Neither SVG nor PDF says when it was made."""
    assert b"<dc:date>" not in drawn["skills"]
    assert b"CreationDate" not in draw_figure(small, "skills", "pdf", region="常州", lang="en")


@pytest.mark.skipif(not CHINESE, reason="no Chinese font here")
@pytest.mark.parametrize("name", SHORT)
def test_chinese_figures_have_every_character(small: KnowledgeGraph, name: str):
    """No character is missing from the fonts, which matplotlib would warn of."""
    assert "常州" in text_of(draw_figure(small, name, "svg", region="常州", lang="zh"))


# --- what is drawn


def test_matrix_is_the_measure():
    """Cells have the z of the table, marks are its significant ones, and untested cells are nan."""
    cities = [f"{ID}region/{code}" for code in ("310100", "320100", "320400")]
    table = pl.DataFrame(
        {
            "region": [cities[0], cities[1], cities[0], cities[1], f"{ID}region/yangtze-delta"],
            "layer": ["cooperation"] * 3 + ["knowledge", "cooperation"],
            "a": ["education"] * 5,
            "b": ["industry", "industry", "innovation", "talent", "industry"],
            "z": [-3.0, 0.5, None, 9.0, 7.0],
            "p_adjusted": [0.001, 0.9, None, 0.001, 0.001],
        }
    )
    pairs, z, few = read_matrix(table, cities)
    assert pairs == [("education", "industry"), ("education", "innovation")]
    assert np.array_equal(z, [[-3.0, 0.5, np.nan], [np.nan] * 3], equal_nan=True)
    assert few.tolist() == [[True, False, False], [False] * 3]


def test_skills_are_the_widest_gaps():
    """The widest gaps of each side are drawn, from the shortest to the most in surplus."""
    rows = pl.DataFrame({"skill": list("abcde"), "gap": [1.0, -2.0, 3.0, None, -0.5]})
    assert choose_skills(rows, most=1).get_column("skill").to_list() == ["c", "b"]
    assert choose_skills(rows).get_column("skill").to_list() == ["c", "a", "e", "b"]
    assert choose_skills(rows.clear()).is_empty()


def test_skill_bars_show_the_shares_of_the_measure(small: KnowledgeGraph, drawn: dict[str, bytes]):
    """Beside each bar stand the two shares that the measure gives for the skill."""
    rows = choose_skills(measure(small.network(), "skill_gaps", region="常州"))
    assert rows.height >= 2
    written = text_of(drawn["skills"]).splitlines()
    for row in rows.iter_rows(named=True):
        assert f"{row['asked_share']:.1f} / {row['taught_share']:.1f}" in written


def test_network_has_the_ties_of_the_city(small: KnowledgeGraph):
    """Partners that the graph states are tied; every tie has an end in the city, and others lie elsewhere."""
    plot = Plot(small, CHANGZHOU, "en")
    own, others, ties = read_ties(plot)
    nodes = small.network().nodes
    region, iri = nodes.get_column("region").to_list(), nodes.get_column("iri").to_list()
    assert ties
    assert all(region[node] == CHANGZHOU for node in own)
    assert all(region[node] != CHANGZHOU for node in others)
    assert all({one, two} & set(own) for one, two in ties)
    asked = small.query(
        f"SELECT ?a ?b WHERE {{ ?p a ch:Partnership ; ch:institution ?a ; ch:enterprise ?b . ?a ch:inRegion <{CHANGZHOU}> "
        "FILTER NOT EXISTS { ?p ch:status ?s } }"
    )
    found = {frozenset((iri[one], iri[two])) for one, two in ties}
    assert all(frozenset(row) in found for row in asked.values())


def test_severity_counts_every_gap(small: KnowledgeGraph):
    """Of the whole region the figure tells as many gaps as there are, by kind."""
    gaps = gaps_of(small)
    written = text_of(draw_figure(small, "severity", "svg", lang="en"))
    assert f"severity of {len(gaps)} gaps" in written.replace("\n", " ")


def test_points_of_one_value_lie_apart():
    """Equal values get distinct offsets within the line; an empty list gives none."""
    offsets = spread_points([0.2] * 50 + [0.7])
    assert len(set(offsets[:50])) == 50
    assert max(map(abs, offsets)) <= 0.36
    assert offsets[50] == 0.0
    assert spread_points([]) == []


def test_groups_fill_their_column():
    """Groups are as high as their weights, the first on top, with space between."""
    places = stack_groups([3.0, 1.0, 1.0])
    heights = [high - low for low, high in places]
    assert places[0][1] == 1.0
    assert heights[0] / heights[1] == pytest.approx(3.0)
    assert places[-1][0] == pytest.approx(0.0)
    assert all(upper[0] > lower[1] for upper, lower in pairwise(places))


@pytest.mark.parametrize(
    ("wanted", "least"), [([0.5] * 5, 0.1), ([0.0, 0.01, 0.99, 1.0], 0.2), ([0.1, 0.2], 2.0), ([], 0.1), ([0.4], 0.1)]
)
def test_names_are_kept_apart(wanted: list[float], least: float):
    """Places stay in order and in bounds, at least so far apart as there is room for."""
    found = keep_apart(wanted, least)
    room = min(least, 1 / max(len(wanted) - 1, 1))
    assert len(found) == len(wanted)
    assert all(0 <= place <= 1 for place in found)
    assert all(after - before >= room - 1e-6 for before, after in pairwise(found))


def test_names_are_written_as_they_are(small: KnowledgeGraph, tmp_path: Path):
    """A name with markup, a dollar sign or a backslash stands in the picture letter by letter."""
    hostile = r"<b>$\alpha$</b> & \"x\""
    write_graph(small, tmp_path / "small.ttl")
    text = (tmp_path / "small.ttl").read_text(encoding="utf-8")
    changed = text.replace('"Changzhou"@en', '"""' + hostile.replace("\\", "\\\\").replace('"', '\\"') + '"""@en')
    assert changed != text
    (tmp_path / "small.ttl").write_text(changed, encoding="utf-8")
    svg = draw_figure(open_graph(tmp_path / "small.ttl"), "network", "svg", region="常州", lang="en")
    assert hostile in text_of(svg)


# --- what is missing


def test_no_chinese_font_is_said(small: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch):
    """Without a Chinese font a Chinese figure is refused, with the package to install; an English one is drawn."""
    monkeypatch.setattr(writing, "find_chinese_font", lambda: None)
    with pytest.raises(MissingSoftware) as caught:
        draw_figure(small, "skills", "svg", region="常州", lang="zh")
    assert "fonts-noto-cjk" in caught.value.say("en")
    assert "fonts-noto-cjk" in caught.value.say("zh")
    assert draw_figure(small, "skills", "svg", region="常州", lang="en")
    with pytest.raises(MissingSoftware, match="shows Chinese"):
        draw_figure(small, "network", "svg", region="常州", lang="en")


def test_a_new_font_is_searched_for(monkeypatch: pytest.MonkeyPatch):
    """Where matplotlib knows no Chinese font the folders are searched again, and a broken file does no harm."""
    added: list[str] = []
    monkeypatch.setattr(fonts, "_among_known", lambda: ("SimHei", Path("simhei.ttf")) if added else None)
    monkeypatch.setattr(
        "matplotlib.font_manager.findSystemFonts", lambda: ["/x/simhei.ttf", "/x/arial.ttf", "/x/wqy.ttc"]
    )

    def add(path: str) -> None:
        if path.endswith("simhei.ttf"):
            raise OSError(path)
        added.append(path)

    monkeypatch.setattr("matplotlib.font_manager.fontManager.addfont", add)
    assert find_chinese_font() == ("SimHei", Path("simhei.ttf"))
    assert added == ["/x/wqy.ttc"]


def test_kind_of_outlines_is_read_from_the_file(tmp_path: Path):
    """OpenType with PostScript outlines is told from TrueType, also within a collection; a broken file is TrueType."""
    collection = b"ttcf" + struct.pack(">III", 0x10000, 1, 20) + b"\0" * 4
    for name, raw, expected in (
        ("a.otf", b"OTTO" + b"\0" * 20, True),
        ("b.ttf", b"\0\1\0\0" + b"\0" * 20, False),
        ("c.ttc", collection + b"OTTO", True),
        ("d.ttc", collection + b"true", False),
        ("e.ttc", b"ttcf", False),
    ):
        (tmp_path / name).write_bytes(raw)
        assert has_outlines_of_postscript(tmp_path / name) == expected
    assert not has_outlines_of_postscript(tmp_path / "none.ttf")


def test_no_matplotlib_is_said(small: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch):
    """Without matplotlib the error tells the command that installs it."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingSoftware) as caught:
        draw_figure(small, "skills", "svg")
    assert 'pip install "fourchains[figures]"' in caught.value.say("en")


def test_wrong_input_is_answered(small: KnowledgeGraph):
    """A wrong name, format, region or size, and a missing region, each have their error."""
    with pytest.raises(UnknownName, match="severiti"):
        draw_figure(small, "severiti", "svg")
    with pytest.raises(UnknownName, match="jpg"):
        draw_figure(small, "skills", "jpg")
    with pytest.raises(UnknownName, match="常洲"):
        draw_figure(small, "skills", "svg", region="常洲")
    with pytest.raises(QueryError, match="of one city"):
        draw_figure(small, "network", "svg")
    for width in (0.0, -3.0, 1000.0, float("nan")):
        with pytest.raises(QueryError, match="wide or high"):
            draw_figure(small, "skills", "svg", width_cm=width)


def test_nothing_to_draw_is_an_error(small: KnowledgeGraph):
    """A graph without statistics has no coordination to draw, and says so."""
    with pytest.raises(EmptyGraph, match="no statistics"):
        draw_figure(small, "coordination", "svg")


# --- on the command line


def test_command_draws_and_lists(run_chains: Run, tmp_path: Path):
    """The command writes what the function gives; without a name it lists the figures."""
    target = tmp_path / "skills.svg"
    answer = run_chains("figure", "skills", "--data", SMALL, "--city", "常州", "--lang", "en", "-o", str(target))
    assert answer.returncode == 0, answer.stderr
    expected = draw_figure(open_graph(SMALL), "skills", "svg", region="常州", lang="en")
    assert hashlib.sha256(target.read_bytes()).hexdigest() == hashlib.sha256(expected).hexdigest()
    listed = run_chains("figure")
    assert listed.returncode == 0
    assert all(name in listed.stdout for name in load_figures())


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["skills"], 2, "-o skills.pdf"),
        (["skils", "-o", "x.svg"], 1, "skills"),
        (["-o", "x.svg"], 2, "Name the figure"),
    ],
)
def test_misuse_is_answered(run_chains: Run, words: list[str], code: int, told: str):
    """A missing file, format or name is misuse; a wrong one a fault of the input; both say what to do."""
    answer = run_chains("figure", *words, "--data", SMALL)
    assert answer.returncode == code
    assert told in answer.stderr
