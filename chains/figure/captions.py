"""The title above a figure and the note below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chains.draw.palette import THEMES
from chains.figure.fonts import needs_chinese
from chains.terminal import wrap_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

__all__ = ["write_caption"]

_POINTS: Final = 6.5
_LEFT: Final = 0.01
_LEAST: Final = 20


def write_caption(canvas: Canvas, title: str, note: str) -> None:
    """Write a title above a picture, and below it a note, broken into lines that fit its width."""
    canvas.suptitle(title, x=_LEFT, ha="left", fontsize=10, fontweight="bold")
    # So many half-wide letters fit into a line; those of a Latin text are about as wide.
    columns = canvas.get_figwidth() * (1 - 3 * _LEFT) * 72 / _POINTS * (2.0 if needs_chinese(note) else 1.92)
    lines = wrap_text(note, max(int(columns), _LEAST))
    canvas.supxlabel("\n".join(lines), x=_LEFT, ha="left", fontsize=_POINTS, color=THEMES["light"]["muted"])
