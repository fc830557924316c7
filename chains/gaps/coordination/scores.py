"""Coordination degrees of the regions of one level, year by year, with the band that other indicators would give.

The score U of a chain is the weighted mean of its indicators in [0, 1]; D follows from the four scores by
:mod:`chains.measures.coupling`, all chains weighing the same.  Weights within a chain are fixed over all regions and years of
the level, so that years can be compared: by entropy, or equal.  A chain without any indicator on record has no score, and
then there is no D: one of three chains would not be comparable.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from chains.errors import Text
from chains.gaps.reading.indicators import Panel
from chains.measures.composite import score_obstacles, score_weighted, weigh_by_entropy
from chains.measures.coupling import COUPLINGS, score_coordination, score_coupling, score_development
from chains.measures.resampling import draw_scores, find_band
from chains.summary import CHAINS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["BAND", "DRAWS", "WEIGHTS", "WHY", "YearScores", "score_year", "weigh_panel"]

DRAWS: Final = 999
BAND: Final = 0.9
_SEED: Final = 20210319


def _equal(scaled: Floats) -> Floats:
    return np.full(scaled.shape[1], 1.0 / max(scaled.shape[1], 1))


WEIGHTS: Final[Mapping[str, Callable[[Floats], Floats]]] = {"entropy": weigh_by_entropy, "equal": _equal}
"""How the indicators of a chain are weighed, by name."""

WHY: Final = {
    "no_indicator": Text("有的链没有可用的指标", "a chain has no indicator on record"),
    "no_spread": Text(
        "有的链的指标各地各年都相同，熵权无从确定",
        "the indicators of a chain are the same everywhere: entropy cannot weigh them",
    ),
    "one_indicator": Text(
        "各链都只有一项指标，无从估计区间",
        "each chain has one indicator only: nothing tells how much others would differ",
    ),
}
"""Why a degree or its band is not told, by the code in a table."""


@dataclass(frozen=True)
class YearScores:
    """The scores of the regions of a level in one year; all arrays are by region.

    Attributes:
        rows: places in the panel.
        u: scores of the four chains, shape (regions, 4).
        t: development index; c and d: coupling and coordination degree, by variant.
        drawn: standard D in each draw of indicators, shape (draws, regions).
        low, high: ends of the band of the standard D.
        used, missing: number of the level's indicators that are, and are not, on record.
        known: share of the weight that is on record.
        obstacles: obstacle degree of each indicator, shape (regions, indicators).
        why: codes of :data:`WHY`, ``None`` where everything is told.
    """

    rows: Ints
    u: Floats
    t: Floats
    c: Mapping[str, Floats]
    d: Mapping[str, Floats]
    drawn: Floats
    low: Floats
    high: Floats
    used: Ints
    missing: Ints
    known: Floats
    obstacles: Floats
    why: tuple[str | None, ...]


def weigh_panel(panel: Panel, scheme: str) -> Floats:
    """Return the weight of each indicator within its chain, by the name of a scheme in :data:`WEIGHTS`.

    ``nan`` for the indicators of a chain that gives nothing to weigh by; 0 for those of no chain of the four.
    """
    weights = np.zeros(len(panel.indicators))
    for chain in CHAINS:
        own = panel.columns_of(chain)
        if len(own):
            weights[own] = WEIGHTS[scheme](panel.scaled[:, own])
    return weights


def score_year(panel: Panel, weights: Floats, year: int) -> YearScores:
    """Return the scores of a year by weights of :func:`weigh_panel`; ``nan`` where something is not known."""
    rows = panel.rows_of(year)
    x = panel.scaled[rows]
    systems = [panel.columns_of(chain) for chain in CHAINS]
    parts = [score_weighted(x[:, own], weights[own]) for own in systems]
    u, known = (np.stack([part[place] for part in parts], axis=1) for place in (0, 1))
    t = score_development(u)
    c = {name: score(u) for name, score in COUPLINGS.items()}
    present = np.where(np.isnan(x).all(axis=0), 0.0, weights)
    rng = np.random.default_rng([_SEED, year])
    scores = draw_scores(x, present, systems, DRAWS, rng)
    drawn = score_coordination(score_coupling(scores), score_development(scores))
    d = {name: score_coordination(coupling, t) for name, coupling in c.items()}
    low, high = (np.where(np.isnan(d["standard"]), np.nan, end) for end in find_band(drawn, BAND))
    own = np.concatenate(systems)
    used = (~np.isnan(x[:, own])).sum(axis=1)
    why = tuple(_explain(weights, systems, at_row) for at_row in zip(u, d["standard"], low, strict=True))
    obstacles = score_obstacles(x, weights)
    return YearScores(rows, u, t, c, d, drawn, low, high, used, len(own) - used, known.mean(axis=1), obstacles, why)


def _explain(weights: Floats, systems: list[Ints], told: tuple[Floats, float, float]) -> str | None:
    u, degree, low = told
    if np.isnan(degree):
        flat = any(np.isnan(u[place]) and np.isnan(weights[own]).any() for place, own in enumerate(systems))
        return "no_spread" if flat else "no_indicator"
    return "one_indicator" if np.isnan(low) else None
