"""The look that every page shares: a colour and a shape for each chain, and the stylesheet that carries them.

A chain is told by its colour *and* by its shape, so nobody needs to see colours.  Each colour has a contrast of at
least 4.5:1 against white (WCAG 2.1, AA: it may carry text), and any two stay apart for people without red, green or
blue cones; ``tests/test_palette.py`` measures both.
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
    "ChainStyle",
    "css_variables",
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
        shape: the name of the shape in vis-network.
        path: the same shape as an SVG path in a box of 24 × 24; all cover about the same area.
    """

    name: str
    colour: str
    tint: str
    shape: str
    path: str


CHAIN_STYLES: Final[Mapping[str, ChainStyle]] = {
    style.name: style
    for style in (
        ChainStyle("education", "#12306b", "#e7ecf6", "dot", "M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20Z"),
        ChainStyle("talent", "#c2500a", "#fcede1", "triangle", "M12 1 L24 21 L0 21Z"),
        ChainStyle("industry", "#0b7f78", "#e0f2f0", "square", "M3 3 L21 3 L21 21 L3 21Z"),
        ChainStyle("innovation", "#9c2fc4", "#f5e8fa", "diamond", "M12 0 L24 12 L12 24 L0 12Z"),
    )
}
"""The chains in their order."""

NEUTRAL: Final = ChainStyle("none", "#5b6472", "#eceef2", "hexagon", "M6 2 L18 2 L24 12 L18 22 L6 22 L0 12Z")
"""What belongs to no chain, or to one without a style of its own."""

GAP_COLOUR: Final = "#c8102e"
"""Missing links; always drawn dashed as well."""


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
    """Return the colours as CSS: ``--talent``, ``--talent-tint`` and so on, and the classes that use them."""
    styles = (*CHAIN_STYLES.values(), NEUTRAL)
    names = "".join(f"--{style.name}:{style.colour};--{style.name}-tint:{style.tint};" for style in styles)
    rules = "".join(
        f".mark.{style.name}{{fill:var(--{style.name})}}.tint.{style.name}{{background:var(--{style.name}-tint)}}"
        f".ink.{style.name}{{color:var(--{style.name})}}"
        for style in styles
    )
    return f":root{{{names}--gap:{GAP_COLOUR}}}\n{rules}\n"


@cache
def shared_stylesheet() -> str:
    """Return the stylesheet of every page: the colours, then ``page/base.css``.  It loads nothing from outside."""
    return css_variables() + (PAGE_FOLDER / "base.css").read_text(encoding="utf-8")
