"""The palette: readable in both themes, and apart for every kind of colour blindness."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

import pytest
from coloraide import Color

from chains.draw.palette import (
    CHAIN_STYLES,
    GAP_COLOUR,
    NEUTRAL,
    PAGE_FOLDER,
    THEMES,
    css_variables,
    shared_stylesheet,
    style_of,
    svg_mark,
)
from chains.summary import CHAINS

REPORT_PAGES = PAGE_FOLDER.parent.parent / "report" / "page"
STYLESHEETS = sorted([*PAGE_FOLDER.rglob("*.css"), *REPORT_PAGES.rglob("*.css")])
SCRIPTS = sorted([*PAGE_FOLDER.rglob("*.js"), *REPORT_PAGES.rglob("*.js")])
# Full colour vision, and one kind of cone missing (Machado, Oliveira & Fernandes 2009).
SIGHTS = (None, "protan", "deutan", "tritan")
# Two colours 1 apart in CIEDE2000 are just told apart side by side; small marks in a picture need far more.
APART = 15
TEXT, MARK = 4.5, 3.0
GROUNDS = ("ground", "surface", "hover", "chosen")
STEPS = ("below-3", "below-2", "below-1", "par", "above-1", "above-2", "above-3")
# What carries text (or is a ground under it) and what it must be read on, beside the chains' own colours.
TEXT_PAIRS = [
    *((text, ground) for text in ("ink", "ink-soft", "muted", "link", "gap") for ground in (*GROUNDS, "track")),
    *((text, ground) for text in ("ink", "muted") for ground in ("tile", "tile-other", "none-tint")),
    *(("ink", step) for step in STEPS),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("gap-ink", "gap-tint"),
]
MARK_PAIRS = [
    *((mark, ground) for mark in ("accent", "focus", "edge", "edge-front", "gap") for ground in GROUNDS),
    *(("line-strong", ground) for ground in ("ground", "surface", "hover")),
    *((mark, tile) for mark in ("accent", "gap") for tile in ("tile", "tile-other", "track")),
]
CHAIN_NAMES = [*CHAIN_STYLES, NEUTRAL.name]

themed = pytest.mark.parametrize("theme", THEMES)
sighted = pytest.mark.parametrize("sight", SIGHTS)


def contrast(theme: str, first: str, second: str) -> float:
    """Contrast ratio (WCAG 2.1, 1 to 21) of two colours of a theme."""
    return Color(THEMES[theme][first]).contrast(THEMES[theme][second])


def seen(colour: str, sight: str | None) -> Color:
    """A colour as an eye without one kind of cone sees it."""
    return Color(colour).filter(sight, method="machado").clip() if sight else Color(colour)


def closest(theme: str, names: tuple[str, ...], sight: str | None) -> float:
    """The smallest CIEDE2000 distance among colours of a theme."""
    colours = [seen(THEMES[theme][name], sight) for name in names]
    return min(one.delta_e(other, method="2000") for one, other in combinations(colours, 2))


@themed
def test_text_is_read_on_its_ground(theme: str):
    """Every text reads on every ground that it stands on (WCAG AA)."""
    assert {pair: value for pair in TEXT_PAIRS if (value := contrast(theme, *pair)) < TEXT} == {}


@themed
def test_marks_stand_out_from_their_ground(theme: str):
    """Lines, edges of controls and the ring of the focus stand out (WCAG AA, 1.4.11)."""
    assert {pair: value for pair in MARK_PAIRS if (value := contrast(theme, *pair)) < MARK} == {}


@themed
@pytest.mark.parametrize("chain", CHAIN_NAMES)
def test_chain_colours_carry_text(theme: str, chain: str):
    """A chain's colour is a text on page, card and tint; what is written in its marks and on its tint reads as well."""
    assert min(contrast(theme, chain, ground) for ground in ("ground", "surface")) >= TEXT
    assert contrast(theme, chain, f"{chain}-tint") >= 4.4
    assert contrast(theme, "on-mark", chain) >= TEXT
    assert contrast(theme, "ink", f"{chain}-tint") >= 7
    assert min(contrast(theme, chain, ground) for ground in ("tile-other", "hover", "chosen")) >= MARK


@themed
@sighted
def test_chains_are_told_apart(theme: str, sight: str | None):
    """Any two chains are told apart by colour alone with every kind of cone missing."""
    assert closest(theme, tuple(CHAIN_STYLES), sight) > APART


@themed
@sighted
def test_scale_runs_both_ways(theme: str, sight: str | None):
    """The ends of the scale are far apart for every eye, and each step is farther from the middle than the one before."""
    scale = [seen(THEMES[theme][step], sight) for step in STEPS]
    away = [colour.delta_e(scale[3], method="2000") for colour in scale]
    assert scale[0].delta_e(scale[-1], method="2000") > 2 * APART
    assert all(second - first > 4 for first, second in [*pairwise(away[3:]), *pairwise(away[3::-1])])


@themed
def test_themes_have_the_same_colours(theme: str):
    """Every variable has a value in both themes, in six digits, so that scripts can add an opacity."""
    assert THEMES[theme].keys() == THEMES["light"].keys()
    assert all(re.fullmatch("#[0-9a-f]{6}", value) for value in THEMES[theme].values())
    assert all(f"--{name}:{value};" in css_variables().replace("}", ";}") for name, value in THEMES[theme].items())


def test_stylesheets_know_no_other_colour():
    """Colours stand in the palette only: stylesheets and scripts name variables, and only those that there are."""
    assert len(STYLESHEETS) > 3
    for path in STYLESHEETS:
        sheet = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        values = " ".join(re.findall(r":([^;{}]*)[;}]", sheet))
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(|\b(?:white|black)\b", values) == [], path
        own = set(re.findall(r"(--[\w-]+):", sheet)) | {"--radius", "--shadow", "--sans"}
        used = set(re.findall(r"var\((--[\w-]+)", sheet))
        assert used - own - {f"--{name}" for name in THEMES["light"]} == set(), path


def test_scripts_know_no_other_colour():
    """Scripts take colours from the stylesheet as well, for the canvas too."""
    for path in SCRIPTS:
        script = path.read_text(encoding="utf-8")
        assert re.findall(r"""["'`](?:#[0-9a-fA-F]{3,8}\b|rgba?\(|white|black)""", script) == [], path
        assert set(re.findall(r"""\b(?:colour|faint)\("([\w-]+)\"""", script)) <= THEMES["light"].keys(), path


def test_every_chain_has_a_colour_and_a_shape_of_its_own():
    """The four chains, in their order, differ in shape as well, and from what has no chain."""
    assert tuple(CHAIN_STYLES) == CHAINS
    styles = [*CHAIN_STYLES.values(), NEUTRAL]
    assert len({style.shape for style in styles}) == len({style.path for style in styles}) == len(styles)
    assert all(len({theme[style.name] for style in styles}) == len(styles) for theme in THEMES.values())
    assert THEMES["light"]["gap"] == GAP_COLOUR


def test_unknown_chain_looks_neutral():
    """A chain that nobody styled is drawn like what has none."""
    assert style_of("capital") is style_of(None) is NEUTRAL
    assert 'class="mark none"' in svg_mark("capital")


def test_shared_stylesheet_loads_nothing():
    """The stylesheet is self-contained and begins with the colours of both themes."""
    sheet = shared_stylesheet()
    assert not re.search(r"url\(|@import|https?:", sheet)
    assert sheet.startswith(css_variables())
    assert "color-scheme:light" in sheet
    assert "color-scheme:dark" in sheet


def test_paper_is_light():
    """Dark values hold on a screen only."""
    outside = re.sub(r"@media screen[^{]*\{:root[^{]*\{[^}]*\}\}", "", css_variables())
    assert outside.count("--ground:") == 1
    assert THEMES["light"]["ground"] in outside
    assert THEMES["dark"]["ground"] not in outside
