"""In which order things stand in their lane: what is linked stands side by side, so that few links cross."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from chains.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["order_things"]

_ROUNDS: Final = 12


def order_things(network: Network) -> NDArray[np.int64]:
    """Return the place of each node in one order of all nodes, from 0.

    Things start by region and name; then each moves, round by round, halfway to the mean place of what it is linked
    to (the barycentre heuristic of Sugiyama, Tagawa & Toda 1981, doi:10.1109/TSMC.1981.4308636, with every lane moving
    at once), and all are ranked anew, which keeps them apart.  A thing without links stays about where it was.
    """
    count = network.nodes.height
    start = network.nodes.with_row_index().sort("region", "label_zh", "iri", nulls_last=True)["index"].to_numpy()
    place = np.empty(count, dtype=np.int64)
    place[start] = np.arange(count)
    links = network.to_sparse().astype(np.float64)
    both = (links + links.T).tocsr()
    degree = np.asarray(both.sum(axis=1)).ravel()
    for _ in range(_ROUNDS if count else 0):
        mean = np.where(degree > 0, (both @ place) / np.maximum(degree, 1), place)
        # To six decimals, so that the last bits of a sum cannot change the order; equal ones keep theirs.
        middle = np.round((place + mean) / 2, 6)
        place = (
            pl.DataFrame({"middle": middle, "place": place})
            .select(pl.struct("middle", "place").rank("ordinal"))["middle"]
            .to_numpy()
            .astype(np.int64)
            - 1
        )
    return place
