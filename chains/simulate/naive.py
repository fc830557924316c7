"""What one would do without a null model: rank by degree, by density, by raw difference.

Each kind of plant has one naive ranking of everything that could be the gap, most suspicious first.  It is given more
than the engine is: it is told which kind and form to look for and how many there are, and takes so many from the top.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import polars as pl

from chains.gaps.coordination.comparing import compare_cities
from chains.gaps.density.finder import compare_pairs
from chains.gaps.reading.layers import LAYERS
from chains.gaps.reading.passages import STEPS
from chains.gaps.specialisation.fields import count_fields
from chains.network import Network
from chains.simulate.look import Look, Unit
from chains.simulate.truth import Plant

__all__ = ["NAIVE", "count_naively_found"]


def _by_raw_difference(sign: float) -> Callable[[Look], list[Unit]]:
    def rank(look: Look) -> list[Unit]:
        rows = look.skills.with_columns(raw=sign * (pl.col("asked_share") - pl.col("taught_share")))
        ordered = rows.sort("raw", "cell", "skill", descending=[True, False, False])
        return [frozenset({look.iris[skill], cell}) for skill, cell in ordered.select("skill", "cell").iter_rows()]

    return rank


def _by_density(look: Look) -> list[Unit]:
    places = look.survey.places
    rows = compare_pairs({"cooperation": LAYERS["cooperation"](look.network, places)})
    cells = rows.filter(pl.col("cell").is_in(places.cities))
    ordered = cells.with_columns(thin=pl.col("observed") / (pl.col("n_a") * pl.col("n_b"))).sort(
        "thin", "cell", "a", "b"
    )
    return [frozenset(row) for row in ordered.select("cell", "a", "b").iter_rows()]


def _by_degree(*classes: str, highest: bool = False) -> Callable[[Look], list[Unit]]:
    def rank(look: Look) -> list[Unit]:
        return [frozenset({look.iris[node]}) for node in look.by_degree(look.nodes(*classes), highest=highest)]

    return rank


def _group_firms(look: Look) -> dict[tuple[str, int], list[int]]:
    """Return the enterprises that are active in each industry chain of a city."""
    firms = set(look.nodes("Enterprise").tolist())
    found: dict[tuple[str, int], list[int]] = {}
    for node, chain in zip(*(axis.tolist() for axis in look.survey.passages.active.nonzero()), strict=True):
        city = look.survey.city_of(node)
        if node in firms and city is not None:
            found.setdefault((city, chain), []).append(node)
    return found


def _rank_chains(look: Look, scores: Mapping[tuple[str, int], float]) -> list[Unit]:
    ordered = sorted(scores, key=lambda key: (scores[key], key))
    return [frozenset({city, look.iris[chain]}) for city, chain in ordered]


def _chains_of_cities(look: Look) -> list[Unit]:
    """Rank industry chains of cities by the mean degree of their enterprises."""
    return _rank_chains(look, {key: float(look.degree[firms].mean()) for key, firms in _group_firms(look).items()})


def _cities(look: Look) -> list[Unit]:
    """Rank cities by links within them to a node."""
    region = look.network.nodes.select("region", node=pl.int_range(pl.len(), dtype=pl.UInt32)).drop_nulls()
    ends = look.network.edges.select("source", "target").join(region, left_on="source", right_on="node")
    both = ends.join(region, left_on="target", right_on="node", suffix="_other")
    links = both.filter(pl.col("region") == pl.col("region_other")).group_by("region").agg(links=pl.len())
    rows = region.group_by("region").agg(nodes=pl.len()).join(links, on="region", how="left").fill_null(0)
    ordered = rows.with_columns(thin=pl.col("links") / pl.col("nodes")).sort("thin", "region")
    cities = [city for city in ordered.get_column("region").to_list() if city in set(look.survey.places.cities)]
    return [frozenset({city}) for city in cities]


def _asked_pairs(look: Look, kind: str, end: str) -> list[Unit]:
    """Rank what cities ask for by its degree in the whole network."""
    rows = look.network.links(kind)
    pairs = {(region, int(node)) for region, node in rows.select("region", end).drop_nulls().iter_rows()}
    ordered = sorted(pairs, key=lambda pair: (look.degree[pair[1]], pair))
    return [frozenset({city, look.iris[node]}) for city, node in ordered]


def _occupations(look: Look) -> list[Unit]:
    return _asked_pairs(look, "region-asks-occupation", "target")


def _asking_chains(look: Look) -> list[Unit]:
    return _asked_pairs(look, "chain-asks-occupation", "source")


def _steps(look: Look) -> list[Unit]:
    """Name for each city the step whose layer has the lowest density."""
    found = []
    for city in look.survey.places.cities:
        layers = look.survey.passages.through_region(city).layers
        density = [layer.nnz / max(layer.shape[0] * layer.shape[1], 1) for layer in layers]
        found.append(frozenset({city, *STEPS[int(np.argmin(density))]}))
    return found


def _disagreeing_cities(look: Look) -> list[Unit]:
    """Rank cities by their coordination degree less the share of their organisations that is linked across chains."""
    found = compare_cities(look.survey)
    if found is None or found.standings is None:
        return []
    degrees = found.scores.d["standard"][found.standings.places]
    raw = degrees - np.array([linked.share for linked in found.standings.linked])
    return [frozenset({found.standings.cities[place]}) for place in np.argsort(-raw, kind="stable").tolist()]


def _chains_by_projects(look: Look) -> list[Unit]:
    """Rank industry chains of cities by how often their enterprises take part in a project or platform."""
    places = np.asarray(look.survey.ties.joint[:, look.nodes("Project", "Platform")].sum(axis=1)).ravel()
    return _rank_chains(look, {key: float(places[firms].sum()) for key, firms in _group_firms(look).items()})


def _absent_segments(look: Look) -> list[Unit]:
    """Rank segments that a city lacks by how many cities have them."""
    found = count_fields(look.network, look.survey.places, "segments")
    having = (found.counts > 0).sum(axis=0)
    cells = np.argwhere(found.counts == 0)
    ordered = cells[np.lexsort((cells[:, 1], cells[:, 0], -having[cells[:, 1]]))].tolist()
    return [frozenset({look.iris[found.fields[field].node], found.places[place]}) for place, field in ordered]


_SCHOOLS: Final = ("University", "VocationalCollege")
_ORGANISATIONS: Final = (*_SCHOOLS, "Enterprise", "ResearchInstitute")

NAIVE: Final[Mapping[tuple[str, str], tuple[str, Callable[[Look], list[Unit]]]]] = {
    ("skill_shortage", "taught_less"): ("raw difference of the shares", _by_raw_difference(1.0)),
    ("skill_surplus", "taught_more"): ("raw difference of the shares", _by_raw_difference(-1.0)),
    ("sparse_chain_pair", "rewired"): ("lowest density", _by_density),
    ("broken_chain", "segments"): ("lowest mean degree of the enterprises", _chains_of_cities),
    ("broken_chain", "way"): ("lowest density of the city", _cities),
    ("dead_end", "occupation"): ("lowest degree", _occupations),
    ("dead_end", "chain"): ("lowest degree", _asking_chains),
    ("dead_end", "enterprises"): ("lowest degree", _by_degree("Enterprise")),
    ("isolated", "institution"): ("lowest degree", _by_degree(*_SCHOOLS)),
    ("isolated", "enterprises"): ("lowest degree", _by_degree("Enterprise")),
    ("single_point_of_failure", "dependents"): ("highest degree", _by_degree(*_SCHOOLS, highest=True)),
    ("single_point_of_failure", "bridge"): ("highest degree", _by_degree(*_SCHOOLS, highest=True)),
    ("lone_broker", "institute"): ("highest degree", _by_degree(*_ORGANISATIONS, highest=True)),
    ("coordination_conflict", "unlinked"): ("raw difference of degree and linked share", _disagreeing_cities),
    ("thin_passage", "projects"): ("lowest count of projects and platforms", _chains_by_projects),
    ("absent_related_field", "segment"): ("most cities that have it", _absent_segments),
    ("weakest_step", "programmes"): ("lowest density of a step", _steps),
    ("weakest_step", "demand"): ("lowest density of a step", _steps),
}
"""For each kind and form its naive ranking, and what it ranks by."""

_ALONE: Final = {"dead_end", "isolated"}
"""Kinds whose ``enterprises`` are ranked one by one."""


def count_naively_found(network: Network, plants: Sequence[Plant]) -> dict[tuple[str, str], tuple[int, int]]:
    """Return for each kind and form how many plants the naive ranking finds, and of how many.

    It takes as many from the top as there are planted.  Of a plant of several organisations at least half must be there.
    """
    look = Look(network)
    found = {}
    for kind, form in dict.fromkeys((plant.kind, plant.form) for plant in plants):
        if (kind, form) in NAIVE:
            mine = [plant for plant in plants if (plant.kind, plant.form) == (kind, form)]
            wanted = [list(_units(plant)) for plant in mine]
            ranked = NAIVE[kind, form][1](look)
            top = set(ranked if kind == "weakest_step" else ranked[: sum(map(len, wanted))])
            found[kind, form] = (sum(2 * len(top & set(units)) >= len(units) for units in wanted), len(mine))
    return found


def _units(plant: Plant) -> Iterator[Unit]:
    if plant.form in {"institution", "dependents", "bridge", "institute"}:
        yield frozenset(plant.subject[:1])
    elif plant.form == "enterprises" and plant.kind in _ALONE:
        yield from (frozenset({firm}) for firm in plant.subject)
    else:
        yield frozenset({plant.subject[0], plant.region, *plant.chains})
