"""What lies along the ways of a route: its organisations, what stands beside the industry chains, the ends that are joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from chains.gaps.continuity.ways import DAMPING, Ways
from chains.gaps.reading.halves import Half
from chains.measures.dwpc import walk_cells, weigh_layers
from chains.measures.metapath import reverse_layers
from chains.measures.unseen import rank_link_gains

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["count_joined_ends", "find_beside_hinge", "rank_gains", "share_recorded"]


def share_recorded(ways: Ways, row: int) -> float:
    """Return the smallest share of a region's organisations with any link at a step of the route; 0 without any."""
    shares = []
    for place in range(len(ways.route.nodes)):
        if ways.has_organisations(place).any():
            everyone = max(len(_members(ways, place, row)), 1)
            steps = [onward for onward in (False, True) if 0 <= place - (not onward) < len(ways.route.layers)]
            shares += [len(_linked(ways, place, row, onward=onward)) / everyone for onward in steps]
    return min(shares, default=0.0)


def _members(ways: Ways, place: int, row: int) -> NDArray[np.int64]:
    """Return the nodes of a station that count in a region, those without a link at the station included."""
    nodes = ways.route.everyone[place]
    placed = ways.is_organisation[nodes]
    return np.asarray(nodes[~placed | (ways.lying_in(nodes)[row] > 0)])


def _linked(ways: Ways, place: int, row: int, *, onward: bool) -> NDArray[np.int64]:
    """Return the nodes of a station that count in a region and have a link at the step after it, or before it."""
    layer = ways.route.layers[place if onward else place - 1]
    degrees = np.asarray(layer.sum(axis=1 if onward else 0))
    mask = ways.mask(place)
    counted = degrees > 0 if mask is None else (degrees > 0) & (mask[row] > 0)
    return ways.route.nodes[place][counted]


def find_beside_hinge(ways: Ways, number: int, row: int, column: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the nodes of a half that are linked to an industry chain in a region, and which of them its ways reach.

    They are occupations that the industry chain asks for there, or organisations there that are active in it.
    """
    half, masks = ways.route.halves[number], ways.all_masks[number]
    here = half.layers[-1][:, _columns(ways, half, row, column)]
    linked = np.asarray(here.sum(axis=1)) > 0
    mask = masks[-2]
    counted = linked if mask is None else linked & (mask[row] > 0)
    arrived = walk_cells(half.layers, [None if one is None else one[[row]] for one in masks], 0.0)[-2][0]
    return ways.route.nodes[half.stations[-2]][counted], arrived[counted] > 0


def _columns(ways: Ways, half: Half, row: int, column: int) -> NDArray[np.int64]:
    if half.local is None:
        return np.array([column])
    inside = ways.inside(list(half.local.regions))[row] > 0
    return np.flatnonzero(inside & (half.local.chains == column))


def count_joined_ends(ways: Ways) -> list[NDArray[np.int64]]:
    """Return how many nodes at the start, and at the goal, any way joins: each regions × industry chains."""
    whole = ways.score(0.0) > 0
    if ways.route.hinge is None:
        starts = _reach_end(ways, 0, np.ones((len(ways.regions), ways.route.halves[0].layers[-1].shape[1])))
        goals = walk_cells(ways.route.halves[0].layers, ways.all_masks[0], 0.0)[-1]
        return [np.where(whole, (ends > 0).sum(axis=1, keepdims=True), 0) for ends in (starts, goals)]
    return [np.where(whole, _count_ends(ways, number), 0) for number in range(2)]


def _count_ends(ways: Ways, number: int) -> NDArray[np.int64]:
    """Return how many nodes at the end of a half have a way to each industry chain in each region."""
    half = ways.route.halves[number]
    if not half.layers:
        return np.ones((len(ways.regions), len(ways.chains)), dtype=np.int64)
    columns = np.arange(len(ways.chains)) if half.local is None else half.local.chains
    found = [
        (_reach_end(ways, number, np.tile(columns == column, (len(ways.regions), 1)).astype(float)) > 0).sum(axis=1)
        for column in range(len(ways.chains))
    ]
    return np.array(found).T


def _reach_end(ways: Ways, number: int, hinge: Floats) -> Floats:
    """Return the number of ways from chosen nodes at the hinge back to the end of a half: regions × nodes."""
    half, masks = ways.route.halves[number], ways.all_masks[number]
    last = hinge if masks[-1] is None else hinge * masks[-1]
    return walk_cells(reverse_layers(half.layers), [last, *reversed(masks[:-1])], 0.0)[-1]


def rank_gains(ways: Ways, row: int, column: int) -> list[Floats]:
    """Return what 0, 1, 2, … links not on record, all at one step of a half, add to the ways of each half."""
    return [_rank_half(ways, number, row, column) for number in range(len(ways.route.halves))]


def _rank_half(ways: Ways, number: int, row: int, column: int) -> Floats:
    half = ways.route.halves[number]
    if not half.layers:
        return np.zeros(1)
    layers, masks, groups = half.layers, ways.all_masks[number], half.groups
    if half.local is not None and not half.asked:
        # An organisation can join an industry chain only where it lies: the chain is one node, and the place its own.
        layers, groups = (*layers[:-1], _join_places(ways, half)), None
        masks = [ways.mask(place) for place in half.stations]
    weights = weigh_layers(layers, DAMPING, groups)
    goals = np.ones(layers[-1].shape[1])
    if ways.route.hinge is not None:
        goals = ((np.arange(len(goals)) if groups is None else groups) == column).astype(np.float64)
    own = [None if mask is None else mask[[row]] for mask in masks]
    return rank_link_gains(layers, own, goals[None, :], weights)


def _join_places(ways: Ways, half: Half) -> sparse.csr_array:
    links = sparse.coo_array(half.layers[-1])
    chains = half.local.chains[links.coords[1]] if half.local is not None else links.coords[1]
    shape = (half.layers[-1].shape[0], len(ways.chains))
    return sparse.csr_array((np.ones(len(chains), dtype=np.int64), (links.coords[0], chains)), shape=shape)
