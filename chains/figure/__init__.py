"""Static figures for papers: SVG, PDF or PNG, in Chinese or English, drawn with matplotlib (the extra ``figures``).

Each figure is a module here with ``FIGURE`` (see :mod:`chains.figure.contract`).  The same graph gives the same bytes
with the same versions of matplotlib and fonts.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Final

from chains.errors import Lang, QueryError, Text, UnknownName
from chains.figure.contract import Figure, Plot
from chains.gaps.reading.places import Places
from chains.graph import KnowledgeGraph
from chains.network import require_nodes

__all__ = ["FORMATS", "draw_figure", "find_figure", "load_figures"]

FORMATS: Final = ("svg", "pdf", "png")
"""The formats that a figure can be written in."""

# Modules of this package, in the order in which they are listed.
_FIGURES: Final = ("flow", "matrix", "skills", "coordination", "network", "severity")
_LARGEST_CM: Final = 120.0
_SMALLEST_CM: Final = 4.0


@cache
def load_figures() -> Mapping[str, Figure]:
    """Return the figures by notation."""
    modules = (import_module(f"chains.figure.{name}") for name in _FIGURES)
    return {module.FIGURE.notation: module.FIGURE for module in modules}


def find_figure(notation: str) -> Figure:
    """Return a figure by its notation.

    Raises:
        UnknownName: there is no such figure; carries the nearest names.
    """
    figures = load_figures()
    if notation not in figures:
        raise UnknownName(notation, figures, kind=Text("图", "figure"), listing="chains figure")
    return figures[notation]


def draw_figure(
    graph: KnowledgeGraph,
    notation: str,
    format: str,  # noqa: A002  # the word that `--format` uses
    *,
    region: str | None = None,
    lang: Lang = "en",
    width_cm: float | None = None,
    height_cm: float | None = None,
    dpi: int = 300,
    outlines: bool = False,
    plain: bool = False,
) -> bytes:
    """Return a figure as a file.

    Args:
        graph: what it is drawn from.
        notation: a key of :func:`load_figures`.
        format: one of :data:`FORMATS`.
        region: name, code or IRI of a city, province or the area; by default the whole area, where the figure allows it.
        lang: language of its words and names.
        width_cm: width in centimetres; by default the figure's own.
        height_cm: height in centimetres; by default the figure's own.
        dpi: dots per inch of a PNG.
        outlines: write the text of an SVG as outlines, which look the same everywhere and cannot be edited.
        plain: leave out the title and the note, for a paper that has them in its caption.

    Raises:
        UnknownName: there is no such figure, format or region; carries the nearest names.
        QueryError: the figure needs a region, or the size cannot be used.
        EmptyGraph: the graph has nothing for this figure.
        MissingSoftware: matplotlib is not installed, or no font has the Chinese characters that the figure needs.
    """
    figure = find_figure(notation)
    if format not in FORMATS:
        raise UnknownName(format, FORMATS, kind=Text("格式", "format"))
    size = (_check_size(width_cm, figure.width_cm), _check_size(height_cm, figure.height_cm))
    network = graph.network()
    require_nodes(network, graph.name)
    cell = None if region is None else Places(network).find(region)
    if cell is None and figure.needs_region:
        raise QueryError(
            Text(f"图 {notation} 要指明城市", f"the figure {notation} is of one city"),
            remedy=Text("请加上 --city，例如 --city 常州", "add --city, e.g. --city 常州"),
        )

    # Imported here, so that the names of the figures can be listed where matplotlib is not installed.
    from chains.figure.writing import write_figure

    return write_figure(figure, Plot(graph, cell, lang, plain=plain), format, size_cm=size, dpi=dpi, outlines=outlines)


def _check_size(given: float | None, default: float) -> float:
    size = default if given is None else given
    if not _SMALLEST_CM <= size <= _LARGEST_CM:
        raise QueryError(
            Text(f"图的边长不能是 {size:g} 厘米", f"a figure cannot be {size:g} cm wide or high"),
            remedy=Text(
                f"请给出 {_SMALLEST_CM:g} 到 {_LARGEST_CM:g} 厘米", f"give {_SMALLEST_CM:g} to {_LARGEST_CM:g} cm"
            ),
        )
    return size
