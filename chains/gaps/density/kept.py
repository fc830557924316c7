"""Links between two chains in a cell, against layers drawn anew with everyone's degrees kept (METHODS, section 2).

**cooperation**: partnerships, trainings, hosts of platforms, projects and alliances are two-mode layers over the whole
area.  Each is drawn with all degrees kept; what a draw links in a cell is counted as on record: distinct pairs, both ends
there.  For a city it tells whether its organisations find each other more than others do; for the whole area, where most
of the kinds of links can join no other chains than they do, whether projects and alliances mix the chains.

**knowledge**: programmes with the skills and occupations they lead to, and technologies with those they need, are drawn
likewise; counted are the links between what is offered (worked on) and what is asked for in a cell.  It tells whether a
city teaches just what is asked for there, beyond what is widely taught and widely asked for.  Links between occupations
and industry chains have a place of their own, so nothing can be drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from chains.gaps.reading.layers import DIRECT, SHARED, Layer
from chains.gaps.reading.two_mode import read_two_mode
from chains.measures.inference import adjust_p, round_p
from chains.measures.joined import Distinct, count_inside, draw_pairs, find_distinct, list_pairs
from chains.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

__all__ = ["DRAWS", "compare_kept"]

DRAWS: Final = 999
_SEED: Final = 20_140_611

# Layer, chains, kinds of links that join their ends, kinds that join the members of something.
_DRAWN: Final = (
    ("cooperation", None, DIRECT, SHARED),
    ("knowledge", ("education", "talent"), ("develops-skill", "targets-occupation"), ()),
    ("knowledge", ("talent", "innovation"), ("needs-skill", "needs-occupation"), ()),
)

_SCHEMA: Final = {
    "layer": pl.String,
    "cell": pl.String,
    "a": pl.String,
    "b": pl.String,
    "kept_links": pl.Int64,
    "kept_expected": pl.Float64,
    "kept_z": pl.Float64,
    "kept_p": pl.Float64,
}


def compare_kept(network: Network, layers: Mapping[str, Layer], draws: int = DRAWS) -> pl.DataFrame:
    """Return each cell and pair of chains of the layers that can be drawn anew, sorted.

    Columns: ``layer``, ``cell``, the chains ``a`` and ``b``, ``kept_links`` (on record), ``kept_expected`` (mean of the
    draws), ``kept_z``, ``kept_p`` (two-sided: twice the smaller tail, each ``(b + 1) / (m + 1)``, at most 1) and
    ``kept_p_adjusted`` over all of them.  Where all draws are alike, z and p are null: nothing can be tested.
    """
    rows: list[dict[str, Any]] = []
    for name, only, direct, shared in _DRAWN:
        layer, two_mode = layers[name], read_two_mode(network, direct, shared)
        if two_mode and layer.nodes.height:
            counter = _Counter(network, layer, layer.pairs if only is None else (only,))
            seen = counter.count(list_pairs(two_mode))
            drawn = np.concatenate([counter.count(pairs) for pairs in draw_pairs(two_mode, draws, _SEED)])
            rows += counter.describe(seen[0], drawn)
    frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row").sort("layer", "cell", "a", "b")
    return frame.with_columns(kept_p_adjusted=pl.Series(adjust_p(frame["kept_p"].to_list()), dtype=pl.Float64))


class _Counter:
    """Counts the links of a layer inside each cell, for some pairs of chains."""

    def __init__(self, network: Network, layer: Layer, pairs: tuple[tuple[str, str], ...]) -> None:
        self._name, self._pairs = layer.name, pairs
        self._cells = layer.nodes["cell"].unique().sort().to_list()
        numbers = {cell: number for number, cell in enumerate(self._cells)}
        self._present = np.zeros((network.nodes.height, len(numbers)), dtype=bool)
        self._present[layer.nodes["node"].to_numpy(), layer.nodes["cell"].replace_strict(numbers).to_numpy()] = True
        self._chains = network.nodes["chain"].fill_null("").to_numpy().astype(np.str_)

    def count(self, pairs: tuple[Ints, Ints]) -> Ints:
        """Return the links in each draw and cell: draws × cells × pairs of chains."""
        distinct = find_distinct(pairs, np.asarray(self._present.any(axis=1)))
        return np.stack([count_inside(self._between(distinct, pair), self._present) for pair in self._pairs], axis=-1)

    def _between(self, pairs: Distinct, chains: tuple[str, str]) -> Distinct:
        one, two = self._chains[pairs.low], self._chains[pairs.high]
        a, b = chains
        joins = ((one == a) & (two == b)) | ((one == b) & (two == a))
        return Distinct(pairs.draws, pairs.number[joins], pairs.low[joins], pairs.high[joins])

    def describe(self, seen: Ints, drawn: Ints) -> Iterator[dict[str, Any]]:
        """Yield a row for each cell and pair of chains."""
        for place, cell in enumerate(self._cells):
            for number, (a, b) in enumerate(self._pairs):
                row = {"layer": self._name, "cell": cell, "a": a, "b": b}
                yield row | _test(int(seen[place, number]), drawn[:, place, number])


def _test(seen: int, drawn: Ints) -> dict[str, Any]:
    spread = float(drawn.std())
    found = {"kept_links": seen, "kept_expected": float(drawn.mean())}
    if not spread:
        return found
    tails = [(int(part.sum()) + 1) / (len(drawn) + 1) for part in (drawn <= seen, drawn >= seen)]
    z = (seen - found["kept_expected"]) / spread
    return found | {"kept_z": z, "kept_p": round_p(min(2 * min(tails), 1.0))}
