"""The matrix: for each city and pair of chains, how far the number of links lies from chance, as a heat map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from chains.draw.palette import THEMES
from chains.errors import Text
from chains.figure.contract import Figure, Plot
from chains.gaps.density.finder import compare_pairs
from chains.gaps.reading.layers import LAYERS
from chains.naming import word_chains

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FIGURE", "read_matrix"]

_LAYER: Final = "cooperation"
_REACH: Final = 4.0
_LEVEL: Final = 0.05
_STEPS: Final = ("below-3", "below-2", "below-1", "par", "above-1", "above-2", "above-3")


def read_matrix(
    table: pl.DataFrame, cities: Sequence[str]
) -> tuple[list[tuple[str, str]], NDArray[np.float64], NDArray[np.bool_]]:
    """Return the pairs of chains of the cooperation layer, z by pair and city (``nan``: no test), and which are few.

    *table* has the rows of the measure ``density`` with labels shuffled; a cell is few if its adjusted p of so few
    links or fewer is under 0.05.
    """
    rows = table.filter((pl.col("layer") == _LAYER) & pl.col("region").is_in(cities))
    pairs = rows.select("a", "b").unique(maintain_order=True).rows()
    at = {city: column for column, city in enumerate(cities)}
    line = {pair: row for row, pair in enumerate(pairs)}
    z = np.full((len(pairs), len(cities)), np.nan)
    few = np.zeros(z.shape, dtype=bool)
    for region, one, two, value, p in rows.select("region", "a", "b", "z", "p_adjusted").iter_rows():
        place = line[one, two], at[region]
        z[place] = np.nan if value is None else value
        few[place] = p is not None and p < _LEVEL
    return [(str(one), str(two)) for one, two in pairs], z, few


def _draw(plot: Plot) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    layers = {name: make(plot.network, plot.survey.places) for name, make in LAYERS.items()}
    cities = plot.cities
    pairs, z, few = read_matrix(compare_pairs(layers).rename({"cell": "region"}), cities)
    shown = np.flatnonzero(np.isfinite(z).any(axis=0)) if len(pairs) else np.array([], dtype=int)
    if not len(shown):
        raise plot.refuse(Text("没有可以检验的链间链接", "no links between chains can be tested"))
    shown = shown[np.argsort(-np.nanmean(z[:, shown], axis=0), kind="stable")]
    names, z, few = [plot.name(cities[one]) for one in shown], z[:, shown], few[:, shown]

    axes, theme = plot.axes, THEMES["light"]
    colours = LinearSegmentedColormap.from_list("house", [theme[step] for step in _STEPS])
    colours.set_bad(theme["track"])
    picture = axes.imshow(np.ma.masked_invalid(z), cmap=colours, vmin=-_REACH, vmax=_REACH, aspect="auto")
    for row, column in np.argwhere(~np.isfinite(z)):
        axes.text(column, row, "–", ha="center", va="center", fontsize=6, color=theme["muted"])
    axes.plot(*np.argwhere(few).T[::-1], linestyle="none", marker="o", markersize=3.2, color=theme["ink"])
    axes.set_xticks(range(len(names)), [name.removesuffix("市") for name in names], rotation=90)
    axes.set_yticks(range(len(pairs)), [plot.say(word_chains(pair)) for pair in pairs])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.set_xticks(np.arange(-0.5, len(names)), minor=True)
    axes.set_yticks(np.arange(-0.5, len(pairs)), minor=True)
    axes.grid(which="minor", color="white", linewidth=1)
    axes.tick_params(which="minor", length=0)
    bar = plot.canvas.colorbar(picture, ax=axes, extend="both", pad=0.01, aspect=14)
    bar.set_label(plot.say(Text("标准分数 z", "z")))
    bar.outline.set_visible(False)
    _caption(plot, len(cities) - len(names))


def _caption(plot: Plot, left_out: int) -> None:
    rest = Text("", "")
    if left_out:
        rest = Text(
            f"略去 {left_out} 个无从检验的城市。",
            f" {left_out} cities without any pair that can be tested are left out.",
        )
    plot.caption(
        Text(
            f"{plot.place}：各市链间合作与随机预期之差", f"{plot.place}: links between chains against chance, by city"
        ),
        Text(
            "z：两条链的单位之间的合作数与随机置换所属链时的均值之差，以标准差计（精确公式）；负为少。黑点：显著偏少（校正后 p < "
            f"{_LEVEL:g}，Benjamini–Hochberg）；–：无从检验。颜色在 ±{_REACH:g} 处封顶。{rest.zh}",
            "z: pairs of organisations of two chains that cooperate, less their mean when chain labels are permuted, in "
            f"standard deviations (closed form); below 0 is few. Dot: significantly few (adjusted p < {_LEVEL:g}, "
            f"Benjamini–Hochberg); –: cannot be tested. The colours end at ±{_REACH:g}.{rest.en}",
        ),
    )


FIGURE: Final = Figure(
    "matrix",
    Text("链间合作矩阵", "Matrix of cities and pairs of chains"),
    Text(
        "各市每两条链之间的合作数与随机预期之差（z），标出显著偏少的。",
        "How far the links between each two chains lie from chance in each city (z), the significantly few marked.",
    ),
    18.0,
    7.5,
    _draw,
)
