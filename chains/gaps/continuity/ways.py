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

from chains.gaps.reading.routes import Half, Route
from chains.gaps.reading.survey import Survey
from chains.gaps.reading.ties import find_organisations
from chains.measures.dwpc import draw_walks, walk_cells
from chains.measures.hurdle import NullMoments
from chains.measures.metapath import reverse_layers
from chains.measures.shuffles import Shuffles
from chains.measures.unseen import rank_link_gains

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
        asking = any(half.asking is not None for half in self.route.halves)
        return asking or any(self._organisations(place).any() for place in range(len(self.route.nodes)))

    def _organisations(self, place: int) -> NDArray[np.bool_]:
        return np.asarray(self._all_organisations[self.route.nodes[place]])

    @cached_property
    def _all_organisations(self) -> NDArray[np.bool_]:
        return find_organisations(self.survey.network)

    @property
    def crossable(self) -> bool:
        """Whether every step has a link: else no permuted way leads through either."""
        return all(layer.nnz for layer in self.route.layers)

    def _inside(self, regions: list[str | None]) -> Floats:
        """Return which of some regions lie in each region of the cells, as 0/1."""
        asked = self.survey.passages.asked
        known = [None if cell is None else set(asked.inside(cell)) for cell in self.regions]
        rows = [[cell is None or region in cell for region in regions] for cell in known]
        return np.array(rows, dtype=np.float64).reshape(len(self.regions), len(regions))

    def mask(self, place: int) -> Floats | None:
        """Return which nodes of a station count in each region; ``None`` where all count."""
        if place not in self._masks:
            organisations = self._organisations(place)
            inside = self._lying_in(self.route.nodes[place])
            self._masks[place] = np.where(organisations, inside, 1.0) if organisations.any() else None
        return self._masks[place]

    def _lying_in(self, nodes: NDArray[np.int64]) -> Floats:
        return self._inside(self.survey.network.nodes.get_column("region").gather(nodes).to_list())

    @cached_property
    def _masks(self) -> dict[int, Floats | None]:
        return {}

    def half_masks(self, half: Half) -> list[Floats | None]:
        """Return the masks along a half; demand counts in the region that it is of."""
        masks = [self.mask(place) for place in half.stations]
        if half.asking is not None:
            masks[-1] = self._inside(list(half.asking.regions))
        return masks

    @cached_property
    def _all_masks(self) -> list[list[Floats | None]]:
        return [self.half_masks(half) for half in self.route.halves]

    def _group(self, number: int, arrived: Floats) -> Floats:
        """Return walks that arrived at the nodes of the hinge (last axis) by industry chain, and for each region."""
        half = self.route.halves[number]
        if half.asking is not None:
            grouped = np.zeros((len(half.asking.chains), len(self.chains)))
            grouped[np.arange(len(half.asking.chains)), half.asking.chains] = 1.0
            arrived = arrived @ grouped
        elif self.route.hinge is None:
            arrived = arrived.sum(axis=-1, keepdims=True)
        return np.broadcast_to(arrived, (*arrived.shape[:-2], len(self.regions), len(self.chains)))

    def halves(self, damping: float = DAMPING) -> list[Floats]:
        """Return the weighted number of ways of each half on record: regions × industry chains."""
        return [
            self._group(number, walk_cells(half.layers, masks, damping)[-1])
            if half.layers
            else np.ones((len(self.regions), len(self.chains)))
            for number, (half, masks) in enumerate(zip(self.route.halves, self._all_masks, strict=True))
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
        half = self.route.halves[number]
        for drawn in draw_walks(half.layers, self._all_masks[number], (damping, 0.0), shuffles, half.names):
            yield self._group(number, drawn)

    def members(self, place: int, row: int) -> NDArray[np.int64]:
        """Return the nodes of a station that count in a region, those without a link at the station included."""
        nodes = self.route.everyone[place]
        placed = self._all_organisations[nodes]
        return np.asarray(nodes[~placed | (self._lying_in(nodes)[row] > 0)])

    def linked(self, place: int, row: int, *, onward: bool) -> NDArray[np.int64]:
        """Return the nodes of a station that count in a region and have a link at the step after it, or before it."""
        layer = self.route.layers[place if onward else place - 1]
        degrees = np.asarray(layer.sum(axis=1 if onward else 0))
        mask = self.mask(place)
        counted = degrees > 0 if mask is None else (degrees > 0) & (mask[row] > 0)
        return self.route.nodes[place][counted]

    def share_recorded(self, row: int) -> float:
        """Return the smallest share of a region's organisations with any link at a step of the route; 0 without any."""
        shares = []
        for place in range(len(self.route.nodes)):
            if self._organisations(place).any():
                everyone = max(len(self.members(place, row)), 1)
                steps = [onward for onward in (False, True) if 0 <= place - (not onward) < len(self.route.layers)]
                shares += [len(self.linked(place, row, onward=onward)) / everyone for onward in steps]
        return min(shares, default=0.0)

    def beside_hinge(self, number: int, row: int, column: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return the nodes of a half that are linked to an industry chain in a region, and which of them its ways reach.

        They are occupations that the industry chain asks for there, or organisations there that are active in it.
        """
        half, masks = self.route.halves[number], self._all_masks[number]
        here = half.layers[-1][:, self._columns(half, row, column)]
        linked = np.asarray(here.sum(axis=1)) > 0
        mask = masks[-2]
        counted = linked if mask is None else linked & (mask[row] > 0)
        arrived = walk_cells(half.layers, [None if one is None else one[[row]] for one in masks], 0.0)[-2][0]
        return self.route.nodes[half.stations[-2]][counted], arrived[counted] > 0

    def _columns(self, half: Half, row: int, column: int) -> NDArray[np.int64]:
        if half.asking is None:
            return np.array([column])
        inside = self._inside(list(half.asking.regions))[row] > 0
        return np.flatnonzero(inside & (half.asking.chains == column))

    def joined_ends(self) -> list[NDArray[np.int64]]:
        """Return how many nodes at the start, and at the goal, any way joins: each regions × industry chains."""
        whole = self.score(0.0) > 0
        if self.route.hinge is None:
            starts = self._reach_end(0, np.ones((len(self.regions), self.route.halves[0].layers[-1].shape[1])))
            goals = walk_cells(self.route.halves[0].layers, self._all_masks[0], 0.0)[-1]
            return [np.where(whole, (ends > 0).sum(axis=1, keepdims=True), 0) for ends in (starts, goals)]
        return [np.where(whole, self._count_ends(number), 0) for number in range(2)]

    def _count_ends(self, number: int) -> NDArray[np.int64]:
        """Return how many nodes at the end of a half have a way to each industry chain in each region."""
        half = self.route.halves[number]
        if not half.layers:
            return np.ones((len(self.regions), len(self.chains)), dtype=np.int64)
        columns = np.arange(len(self.chains)) if half.asking is None else half.asking.chains
        found = [
            (self._reach_end(number, np.tile(columns == column, (len(self.regions), 1)).astype(float)) > 0).sum(axis=1)
            for column in range(len(self.chains))
        ]
        return np.array(found).T

    def _reach_end(self, number: int, hinge: Floats) -> Floats:
        """Return the number of ways from chosen nodes at the hinge back to the end of a half: regions × nodes."""
        half, masks = self.route.halves[number], self._all_masks[number]
        last = hinge if masks[-1] is None else hinge * masks[-1]
        return walk_cells(reverse_layers(half.layers), [last, *reversed(masks[:-1])], 0.0)[-1]

    def rank_gains(self, row: int, column: int) -> list[Floats]:
        """Return what 0, 1, 2, … links not on record, all at one step of a half, add to the ways of each half."""
        found = []
        for half, masks in zip(self.route.halves, self._all_masks, strict=True):
            if not half.layers:
                found.append(np.zeros(1))
                continue
            goals = np.ones((1, half.layers[-1].shape[1]))
            if half.asking is not None:
                goals = (half.asking.chains == column).astype(float)[None, :]
            elif self.route.hinge is not None:
                goals = (np.arange(goals.shape[1]) == column).astype(float)[None, :]
            own = [None if mask is None else mask[[row]] for mask in masks]
            found.append(rank_link_gains(half.layers, own, goals, DAMPING))
        return found
