"""How many ways lead through each region and industry chain along a route, and how many degrees alone would give.

A *cell* is a region and an industry chain (one cell for each region where the route passes no industry chain): its ways
are the paths of the route whose institutions, enterprises and demand all lie in the region, through the industry chain.
The weighted number of ways is that of :mod:`chains.measures.dwpc`; its null permutes every layer and keeps the number
of links of every node.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from chains.gaps.reading.halves import Half
from chains.gaps.reading.routes import Route
from chains.gaps.reading.survey import Survey
from chains.gaps.reading.ties import find_organisations
from chains.measures.dwpc import draw_walks, walk_weighed, weigh_layers
from chains.measures.hurdle import NullMoments
from chains.measures.shuffles import Shuffles

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["DAMPING", "DRAWS", "SEED", "CellNull", "Ways"]

DAMPING: Final = 0.5
DRAWS: Final = 999
SEED: Final = 20150709


@dataclass(frozen=True)
class CellNull:
    """The null of the cells of one route, regions × industry chains.

    Attributes:
        weighted: of the weighted number of ways.
        counted: of the number of ways.
        halves: of the number of ways of each half.
    """

    weighted: NullMoments
    counted: NullMoments
    halves: tuple[NullMoments, ...]


class Ways:
    """The ways of one route through every region.

    Attributes:
        regions: IRIs of the regions: cities, provinces of several cities, the whole area; only the whole area where
            nothing on the route lies anywhere.
        chains: node numbers of the industry chains; ``None`` alone where the route passes none.
    """

    def __init__(self, survey: Survey, route: Route) -> None:
        self.survey = survey
        self.route = route
        whole: list[str | None] = [region for region in survey.places.names if survey.is_cell(region)]
        self.regions: list[str | None] = whole if self._placed_anywhere else [survey.places.area]
        if not self.regions:
            self.regions = [None]
        self.chains: list[int | None] = (
            [None] if route.hinge is None else [int(node) for node in route.nodes[route.hinge]]
        )

    @cached_property
    def _placed_anywhere(self) -> bool:
        local = any(half.local is not None for half in self.route.halves)
        return local or any(self.has_organisations(place).any() for place in range(len(self.route.nodes)))

    def has_organisations(self, place: int) -> NDArray[np.bool_]:
        """Return which nodes of a station are organisations: these lie in regions."""
        return np.asarray(self.is_organisation[self.route.nodes[place]])

    @cached_property
    def is_organisation(self) -> NDArray[np.bool_]:
        """Which nodes of the network are organisations."""
        return find_organisations(self.survey.network)

    @property
    def crossable(self) -> bool:
        """Whether every step has a link: else no permuted way leads through either."""
        return all(layer.nnz for layer in self.route.layers)

    def inside(self, regions: list[str | None]) -> Floats:
        """Return which of some regions lie in each region of the cells, as 0/1."""
        asked = self.survey.passages.asked
        known = [None if cell is None else set(asked.inside(cell)) for cell in self.regions]
        rows = [[cell is None or region in cell for region in regions] for cell in known]
        return np.array(rows, dtype=np.float64).reshape(len(self.regions), len(regions))

    def mask(self, place: int) -> Floats | None:
        """Return which nodes of a station count in each region; ``None`` where all count."""
        if place not in self._masks:
            organisations = self.has_organisations(place)
            inside = self.lying_in(self.route.nodes[place])
            self._masks[place] = np.where(organisations, inside, 1.0) if organisations.any() else None
        return self._masks[place]

    def lying_in(self, nodes: NDArray[np.int64]) -> Floats:
        """Return which nodes lie in each region, as 0/1: regions × nodes."""
        return self.inside(self.survey.network.nodes.get_column("region").gather(nodes).to_list())

    @cached_property
    def _masks(self) -> dict[int, Floats | None]:
        return {}

    def half_masks(self, half: Half) -> list[Floats | None]:
        """Return the masks along a half; demand counts in the region that it is of."""
        masks = [self.mask(place) for place in half.stations]
        if half.local is not None:
            # The local industry chain tells the region: organisations beside it are those of the same place.
            masks[-1], masks[-2] = self.inside(list(half.local.regions)), None
        return masks

    @cached_property
    def all_masks(self) -> list[list[Floats | None]]:
        """The masks along each half."""
        return [self.half_masks(half) for half in self.route.halves]

    def _group(self, number: int, arrived: Floats) -> Floats:
        """Return walks that arrived at the nodes of the hinge (last axis) by industry chain, and for each region."""
        half = self.route.halves[number]
        if half.local is not None:
            grouped = np.zeros((len(half.local.chains), len(self.chains)))
            grouped[np.arange(len(half.local.chains)), half.local.chains] = 1.0
            arrived = arrived @ grouped
        elif self.route.hinge is None:
            arrived = arrived.sum(axis=-1, keepdims=True)
        return np.broadcast_to(arrived, (*arrived.shape[:-2], len(self.regions), len(self.chains)))

    def halves(self, damping: float = DAMPING) -> list[Floats]:
        """Return the weighted number of ways of each half on record: regions × industry chains."""
        return [
            self._group(number, walk_weighed(half.layers, masks, weigh_layers(half.layers, damping, half.groups))[-1])
            if half.layers
            else np.ones((len(self.regions), len(self.chains)))
            for number, (half, masks) in enumerate(zip(self.route.halves, self.all_masks, strict=True))
        ]

    def score(self, damping: float = DAMPING) -> Floats:
        """Return the weighted number of ways on record: regions × industry chains."""
        return np.asarray(np.prod(self.halves(damping), axis=0))

    def draw(self, shuffles: Shuffles | None = None, damping: float = DAMPING) -> CellNull:
        """Return what permuted layers give; routes that share layers are to share *shuffles*."""
        drawn_from = shuffles or Shuffles(DRAWS, SEED)
        shape = (len(self.regions), len(self.chains))
        known = [number for number, half in enumerate(self.route.halves) if half.layers]
        halves = tuple(NullMoments.empty(shape) for _ in self.route.halves)
        null = CellNull(NullMoments.empty(shape), NullMoments.empty(shape), halves)
        if not self.crossable:
            return null
        for drawn in zip(*(self._walk(number, drawn_from, damping) for number in known), strict=True):
            both = np.prod(drawn, axis=0)
            null.weighted.add(both[:, 0])
            null.counted.add(both[:, 1])
            for number, part in zip(known, drawn, strict=True):
                null.halves[number].add(part[:, 1])
        return null

    def _walk(self, number: int, shuffles: Shuffles, damping: float) -> Iterator[Floats]:
        half, masks = self.route.halves[number], self.all_masks[number]
        # A region that lacks a whole set has no way in any draw: only the others are walked.
        able = np.all(
            [np.ones(len(self.regions), dtype=bool), *(m.any(axis=1) for m in masks if m is not None)], axis=0
        )
        known = [None if mask is None else mask[able] for mask in masks]
        weights = [weigh_layers(half.layers, exponent, half.groups) for exponent in (damping, 0.0)]
        for drawn in draw_walks(half.layers, known, weights, shuffles, half.names):
            whole = np.zeros((*drawn.shape[:2], len(self.regions), drawn.shape[-1]))
            whole[:, :, able] = drawn
            yield self._group(number, whole)
