"""Draws a figure in the house style and returns it as a file, the same bytes every time."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from chains.draw.palette import THEMES
from chains.errors import MissingSoftware, Text
from chains.figure.contract import Figure, Plot
from chains.figure.fonts import find_chinese_font, has_outlines_of_postscript, missing_font, needs_chinese

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

__all__ = ["write_figure"]

_CM: Final = 2.54
_NAME: Final = "Four Chains"
_LATIN: Final = "DejaVu Sans"  # comes with matplotlib
_METADATA: Final[dict[str, dict[str, Any]]] = {
    "svg": {"Date": None, "Creator": _NAME},
    "pdf": {"CreationDate": None, "Creator": _NAME, "Producer": _NAME},
    "png": {"Software": _NAME},
}


def write_figure(
    figure: Figure,
    plot: Plot,
    format: str,  # noqa: A002  # the word that `--format` uses
    *,
    size_cm: tuple[float, float],
    dpi: int,
    outlines: bool,
) -> bytes:
    """Return a figure drawn as ``svg``, ``pdf`` or ``png``, of a width and height in centimetres.

    In a PDF the fonts are embedded: as TrueType (type 42), or as outlines (type 3) where the Chinese font has PostScript
    outlines, which matplotlib cannot embed as TrueType.

    Raises:
        EmptyGraph: the graph has nothing for this figure.
        MissingSoftware: matplotlib, or a font that the figure needs, is not installed.
    """
    _require_matplotlib()
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        font = find_chinese_font()
        style: Any = _house_style(plot, font, outlines=outlines)  # matplotlib types the keys as a closed set
        mpl.rcParams.update(style)
        canvas = plot.canvas
        canvas.set_size_inches(size_cm[0] / _CM, size_cm[1] / _CM)
        figure.draw(plot)
        chinese = [text for text in _texts(canvas) if needs_chinese(text)]
        if chinese and font is None:
            raise missing_font(chinese[0])
        if chinese and font is not None and has_outlines_of_postscript(font[1]):
            mpl.rcParams["pdf.fonttype"] = 3
        out = io.BytesIO()
        canvas.savefig(out, format=format, dpi=dpi, metadata=_METADATA[format])
    return out.getvalue()


def _require_matplotlib() -> None:
    try:
        import matplotlib  # noqa: F401, ICN001  # whether it is there
    except ModuleNotFoundError as error:
        raise MissingSoftware(
            Text("画图要用 matplotlib，它没有安装", "figures are drawn with matplotlib, which is not installed"),
            remedy=Text(
                '请运行 pip install "fourchains[figures]"（或 pip install matplotlib）',
                'run pip install "fourchains[figures]" (or pip install matplotlib)',
            ),
        ) from error


def _house_style(plot: Plot, font: tuple[str, Path] | None, *, outlines: bool) -> dict[str, Any]:
    theme = THEMES["light"]
    families = [_LATIN] if font is None else [font[0], _LATIN] if plot.lang == "zh" else [_LATIN, font[0]]
    return {
        "font.family": families,
        "font.size": 7.5,
        "axes.titlesize": 8.5,
        "axes.edgecolor": theme["line-strong"],
        "axes.labelcolor": theme["ink-soft"],
        "axes.linewidth": 0.6,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.unicode_minus": True,
        "figure.facecolor": "white",
        "hatch.linewidth": 0.6,
        "legend.frameon": False,
        "legend.fontsize": 7,
        "pdf.fonttype": 42,
        "savefig.facecolor": "white",
        "svg.fonttype": "path" if outlines else "none",
        "svg.hashsalt": _NAME,
        "text.color": theme["ink"],
        "text.parse_math": False,  # a dollar sign in a name is a dollar sign
        "xtick.color": theme["ink-soft"],
        "ytick.color": theme["ink-soft"],
        "xtick.major.width": 0.6,
        "ytick.major.width": 0.6,
    }


def _texts(canvas: Canvas) -> list[str]:
    """Return all that is written in a picture, top to bottom in the order of drawing."""
    from matplotlib.text import Text as Written

    return [item.get_text() for item in canvas.findobj(Written) if isinstance(item, Written) and item.get_text()]
