"""How far the regions of a network lie from each other."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from chains.measures.shares import score_distance_km
from chains.network import Network

__all__ = ["Distances"]


class Distances:
    """Great-circle distances between the regions of a network that have coordinates, in km."""

    def __init__(self, network: Network) -> None:
        known = network.regions.select("iri", "latitude", "longitude").drop_nulls()
        self._places = {iri: place for place, iri in enumerate(known.get_column("iri"))}
        self._km = score_distance_km(known["latitude"].to_numpy(), known["longitude"].to_numpy())

    def km(self, first: str, second: str) -> float | None:
        """Return the distance of two regions: 0 for the same one, ``None`` where it is not known."""
        if first == second:
            return 0.0
        if first not in self._places or second not in self._places:
            return None
        return float(self._km[self._places[first], self._places[second]])

    def nearest(self, place: str, others: Iterable[str]) -> tuple[str, float] | None:
        """Return the nearest of other regions and its distance; ``None`` if none has a known distance."""
        known = [(km, other) for other in others if (km := self.km(place, other)) is not None and not np.isnan(km)]
        if not known:
            return None
        distance, other = min(known)
        return other, distance
