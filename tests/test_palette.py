"""The palette: readable on white, and apart for every kind of colour blindness."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import pytest

from chains.draw.palette import CHAIN_STYLES, GAP_COLOUR, NEUTRAL, css_variables, shared_stylesheet, style_of, svg_mark
from chains.summary import CHAINS

# Machado, Oliveira & Fernandes 2009, doi:10.1109/TVCG.2009.113: linear RGB as seen with one kind of cone missing.
MISSING_CONE = {
    "none": np.eye(3),
    "red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
# IEC 61966-2-1 (sRGB, D65).
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE_POINT = np.array([0.95047, 1.0, 1.08883])
# Two colours 2.3 apart are just told apart (Mahy et al. 1994); marks in a picture need far more.
APART = 20


def linear(colour: str) -> np.ndarray:
    """Linear RGB of a hexadecimal colour."""
    value = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def contrast(first: str, second: str) -> float:
    """Contrast ratio of WCAG 2.1, from 1 to 21."""
    dark, light = sorted(float(TO_XYZ[1] @ linear(colour)) for colour in (first, second))
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of linear RGB."""
    part = TO_XYZ @ rgb / WHITE_POINT
    root = np.where(part > 216 / 24389, np.cbrt(part), (24389 / 27 * part + 16) / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def distance(first: str, second: str, missing: str) -> float:
    """CIE 1976 colour difference as seen with one kind of cone missing."""
    seen = [lab(np.clip(np.array(MISSING_CONE[missing]) @ linear(colour), 0, 1)) for colour in (first, second)]
    return float(np.linalg.norm(seen[0] - seen[1]))


def test_formulas_agree_with_known_values():
    """Black on white has the contrast 21, and red and green come close without red or green cones."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert lab(linear("#ff0000")) == pytest.approx([53.24, 80.09, 67.20], abs=0.05)
    seen = {missing: distance("#d02020", "#608020", missing) for missing in MISSING_CONE}
    assert max(seen["red"], seen["green"]) < seen["none"] / 2 < seen["blue"]


@pytest.mark.parametrize("style", [*CHAIN_STYLES.values(), NEUTRAL], ids=lambda style: style.name)
def test_colours_carry_text(style):
    """Each colour reads on white, on its own tint, and under white text (WCAG AA)."""
    assert contrast(style.colour, "#ffffff") >= 4.5
    assert contrast(style.colour, style.tint) >= 4
    assert contrast("#18202c", style.tint) >= 4.5


@pytest.mark.parametrize("missing", MISSING_CONE)
def test_colours_stay_apart(missing):
    """Any two chains are told apart by colour with every kind of cone missing."""
    colours = [style.colour for style in CHAIN_STYLES.values()]
    assert min(distance(*pair, missing) for pair in combinations(colours, 2)) > APART


def test_every_chain_has_a_colour_and_a_shape_of_its_own():
    """The four chains, in their order, differ in shape as well, and from what has no chain."""
    assert tuple(CHAIN_STYLES) == CHAINS
    styles = [*CHAIN_STYLES.values(), NEUTRAL]
    assert len({style.shape for style in styles}) == len({style.path for style in styles}) == len(styles)
    assert contrast(GAP_COLOUR, "#ffffff") >= 4.5


def test_unknown_chain_looks_neutral():
    """A chain that nobody styled is drawn like what has none."""
    assert style_of("capital") is style_of(None) is NEUTRAL
    assert 'class="mark none"' in svg_mark("capital")


def test_shared_stylesheet_loads_nothing():
    """The stylesheet is self-contained and holds every chain's colour."""
    sheet = shared_stylesheet()
    assert not re.search(r"url\(|@import|https?:", sheet)
    assert sheet.startswith(css_variables())
    assert all(style.colour in sheet for style in CHAIN_STYLES.values())
