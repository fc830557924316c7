"""The look that every page shares: a colour and a shape for each chain, and the stylesheet that carries them.

A chain is told by its colour *and* by its shape, so nobody needs to see colours.  Every colour of a page stands here,
once for the light theme and once for the dark one.  Each chain's colour may carry text on its theme's surface (WCAG 2.1,
AA: a contrast of 4.5:1), and any two stay apart for people without red, green or blue cones; ``tests/test_palette.py``
measures both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

__all__ = [
    "CHAIN_STYLES",
    "GAP_COLOUR",
    "NEUTRAL",
    "PAGE_FOLDER",
    "THEMES",
    "ChainStyle",
    "css_variables",
    "shared_script",
    "shared_stylesheet",
    "style_of",
    "svg_mark",
]

PAGE_FOLDER: Final = Path(__file__).parent / "page"
"""Where the templates, scripts and stylesheets of the pages lie."""


@dataclass(frozen=True, slots=True)
class ChainStyle:
    """How one chain looks.

    Attributes:
        name: the chain's notation, also the name of its CSS variables and classes.
        colour: for marks, lines and text on white.
        tint: a pale shade of it, for grounds under dark text.
        dark: the colour in the dark theme, for marks, lines and text on its surface.
        dark_tint: the tint of the dark theme, under light text.
        shape: the name of the shape in vis-network.
        path: the same shape as an SVG path in a box of 24 × 24; all cover about the same area.
    """

    name: str
    colour: str
    tint: str
    dark: str
    dark_tint: str
    shape: str
    path: str


CHAIN_STYLES: Final[Mapping[str, ChainStyle]] = {
    style.name: style
    for style in (
        ChainStyle(
            "education", "#12306b", "#e7ecf6", "#6180fd", "#1a2340", "dot", "M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20Z"
        ),
        ChainStyle("talent", "#b94b09", "#fcede1", "#f69242", "#362417", "triangle", "M12 1 L24 21 L0 21Z"),
        ChainStyle("industry", "#09756e", "#e0f2f0", "#43cdb0", "#12322f", "square", "M3 3 L21 3 L21 21 L3 21Z"),
        ChainStyle("innovation", "#9c2fc4", "#f5e8fa", "#dcbdff", "#31253f", "diamond", "M12 0 L24 12 L12 24 L0 12Z"),
    )
}
"""The chains in their order."""

NEUTRAL: Final = ChainStyle(
    "none", "#5b6472", "#eceef2", "#a0a9b8", "#262e3a", "hexagon", "M6 2 L18 2 L24 12 L18 22 L6 22 L0 12Z"
)
"""What belongs to no chain, or to one without a style of its own."""

GAP_COLOUR: Final = "#c8102e"
"""Missing links in the light theme; always drawn dashed as well."""

# Each row: the name of the variable, its value in the light theme, its value in the dark one.
_COLOURS: Final = (
    # Grounds, from the back to the front, and what lies on them.
    ("ground", "#f6f7f9", "#10151d"),
    ("surface", "#ffffff", "#181f2a"),
    ("hover", "#eef1f6", "#232c3a"),
    ("chosen", "#e9eef7", "#25324a"),
    ("track", "#e8ebf0", "#303a49"),  # behind a bar
    ("line", "#dde2ea", "#2d3745"),
    ("line-strong", "#7f8a9b", "#6f7c91"),  # the edge of a control
    ("shade", "#18202c", "#000000"),  # shadows
    # Text.
    ("ink", "#18202c", "#e7ebf2"),
    ("ink-soft", "#3d4756", "#c4ccd9"),
    ("muted", "#566070", "#a3aebf"),
    ("disabled", "#6f7988", "#7c8798"),
    ("link", "#0b57b8", "#86b4ff"),
    # What is chosen, pressed, or has the focus.
    ("accent", "#12306b", "#8fb0ff"),
    ("accent-hover", "#1c4391", "#adc5ff"),
    ("on-accent", "#ffffff", "#0f1624"),
    ("focus", "#1a6fe0", "#6ea8ff"),
    # Missing links: lines and text, a ground for the word, and the word on it.
    ("gap", GAP_COLOUR, "#ff7a85"),
    ("gap-tint", "#fbe7ea", "#3d1a20"),
    ("gap-ink", "#8f0b20", "#ffb3ba"),
    # The picture of the network: links, links in front, the cards of places, numbers on filled marks.
    ("edge", "#66758c", "#8b98ad"),
    ("edge-front", "#33415c", "#cdd6e4"),
    ("tile", "#ffffff", "#181f2a"),
    ("tile-other", "#eff1f5", "#141a23"),
    ("tile-line", "#d3dae4", "#3a4658"),
    ("on-mark", "#ffffff", "#0f1624"),
    # A scale for heat maps that runs both ways: far below, at par, far above.  Ink reads on every step.
    ("below-3", "#6c9bdc", "#3b66ba"),
    ("below-2", "#a7c4ea", "#2d4b8c"),
    ("below-1", "#d9e5f6", "#24365e"),
    ("par", "#f3f4f6", "#262d38"),
    ("above-1", "#fbe3cd", "#3a3029"),
    ("above-2", "#f5bd8a", "#67442a"),
    ("above-3", "#e58f45", "#9c5a10"),
)


def _theme(side: int) -> dict[str, str]:
    chains = {
        name: value
        for style in (*CHAIN_STYLES.values(), NEUTRAL)
        for name, value in (
            (style.name, (style.colour, style.dark)[side]),
            (f"{style.name}-tint", (style.tint, style.dark_tint)[side]),
        )
    }
    return chains | {name: values[side] for name, *values in _COLOURS}


THEMES: Final[Mapping[str, Mapping[str, str]]] = {"light": _theme(0), "dark": _theme(1)}
"""The colours by theme and variable, each as ``#rrggbb``; pages call them ``var(--ink)``, scripts ``colour("ink")``."""


def style_of(chain: str | None) -> ChainStyle:
    """Return the look of a chain; :data:`NEUTRAL` for ``None`` and for a chain that has none.

    >>> style_of("talent").shape
    'triangle'
    """
    return CHAIN_STYLES.get(chain or "", NEUTRAL)


def svg_mark(chain: str | None, size: int = 12) -> str:
    """Return the chain's mark as an inline SVG picture of so many pixels, hidden from screen readers.

    Its colour comes from the shared stylesheet (class ``mark`` and the chain's name).

    >>> svg_mark("industry")[:41]
    '<svg class="mark industry" width="12" hei'
    """
    style = style_of(chain)
    return (
        f'<svg class="mark {style.name}" width="{size}" height="{size}" viewBox="0 0 24 24" aria-hidden="true">'
        f'<path d="{style.path}"/></svg>'
    )


def css_variables() -> str:
    """Return the colours of both themes as CSS variables, and the classes that give chains their colours.

    A page is light.  It is dark where its root says ``data-theme="dark"``, or says nothing (or ``auto``) and the reader's
    system is dark.  On paper it is always light.
    """
    styles = (*CHAIN_STYLES.values(), NEUTRAL)
    rules = "".join(
        f".mark.{style.name}{{fill:var(--{style.name})}}.tint.{style.name}{{background:var(--{style.name}-tint)}}"
        f".ink.{style.name}{{color:var(--{style.name})}}"
        for style in styles
    )
    light, dark = (_declare(theme) for theme in THEMES)
    return (
        f":root{{{light}}}\n"
        f'@media screen{{:root[data-theme="dark"]{{{dark}}}}}\n'
        f'@media screen and (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{dark}}}}}\n'
        f"{rules}\n"
    )


def _declare(theme: str) -> str:
    return f"color-scheme:{theme};" + ";".join(f"--{name}:{value}" for name, value in THEMES[theme].items())


@cache
def shared_stylesheet() -> str:
    """Return the stylesheet of every page: the colours, then ``page/base.css``.  It loads nothing from outside."""
    return css_variables() + (PAGE_FOLDER / "base.css").read_text(encoding="utf-8")


@cache
def shared_script() -> str:
    """Return the script of every page's head, ``page/choices.js``: the reader's language and theme."""
    return (PAGE_FOLDER / "choices.js").read_text(encoding="utf-8")
