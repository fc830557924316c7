"""Everything that a family reads of one network, prepared once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from chains.gaps.reading.candidates import Candidates
from chains.gaps.reading.coverage import Coverage
from chains.gaps.reading.outcomes import OutcomeFit
from chains.gaps.reading.passages import Passage, Passages
from chains.gaps.reading.places import Places
from chains.gaps.reading.things import Things
from chains.gaps.reading.ties import Ties
from chains.network import Network

__all__ = ["Survey"]


@dataclass(frozen=True)
class Survey:
    """One network with its regions, names, sources, passages and candidates."""

    network: Network
    places: Places
    coverage: Coverage
    things: Things
    passages: Passages
    candidates: Candidates
    ties: Ties

    @classmethod
    def of(cls, network: Network) -> Survey:
        """Return the survey of a network; what it holds is worked out when it is asked for."""
        places = Places(network)
        passages = Passages(network, places)
        return cls(
            network, places, Coverage(network, places), Things(network), passages, Candidates(passages), Ties(network)
        )

    def sources_of(self, passage: Passage) -> tuple[str, ...]:
        """Return the named graphs of the links that a passage was read from, sorted."""
        chain = [] if passage.industry_chain is None else [passage.industry_chain]
        return self.things.sources(
            (("offers",), passage.institutions),
            (("targets-occupation",), passage.programmes),
            (("region-asks-occupation",), np.flatnonzero(self.passages.regions_within(passage.region))),
            (("chain-asks-occupation",), chain),
            (("active-in-chain", "participates-in", "hosted-by"), passage.enterprises),
            (("participates-in", "hosted-by"), passage.outcomes),
        )

    def unseen(self, links: Iterable[tuple[str, str, str]]) -> tuple[tuple[str, str, str], ...]:
        """Return those of some links that are not on record, not even as intended, in their order."""
        return tuple(link for link in links if link not in self._on_record)

    @cached_property
    def _on_record(self) -> frozenset[tuple[str, str, str]]:
        edges = self.network.links("partners-with", "offers", "participates-in", "hosted-by")
        iris = self.things.iris
        rows = edges.select("source", "kind", "target").unique().iter_rows()
        return frozenset((iris[source], kind, iris[target]) for source, kind, target in rows)

    def is_cell(self, region: str) -> bool:
        """Return whether continuity is measured in a region: a city, the whole area, or several cities of it."""
        cities = self._cities_in.get(region, 0)
        return region in self.places.cities or region == self.places.area or 1 < cities < len(self.places.cities)

    @cached_property
    def _cities_in(self) -> Mapping[str, int]:
        counts: dict[str, int] = {}
        for city in self.places.cities:
            for region in self.places.above(city)[1:]:
                counts[region] = counts.get(region, 0) + 1
        return counts

    def by_prominence(self, nodes: Iterable[int]) -> list[int]:
        """Return nodes with most links on record first; equal ones by number."""
        chosen = np.fromiter((int(node) for node in nodes), dtype=np.int64)
        return [int(node) for node in chosen[np.lexsort((chosen, -self.candidates.prominence[chosen]))]]

    def city_of(self, node: int) -> str | None:
        """Return the IRI of the region that a node lies in."""
        return self._regions[node]

    @cached_property
    def _regions(self) -> list[str | None]:
        return self.network.nodes.get_column("region").to_list()

    def outcomes_in(self, region: str | None) -> list[int]:
        """Return the platforms and then the projects of organisations that lie in a region, most links first."""
        if region is None:
            return []
        if region not in self._outcomes:
            shared = np.unique(self.passages.outcomes[self.candidates.nodes_in(region)].indices)
            projects = self.passages.projects[shared]
            self._outcomes[region] = [*self.by_prominence(shared[~projects]), *self.by_prominence(shared[projects])]
        return self._outcomes[region]

    @cached_property
    def outcome_fit(self) -> OutcomeFit:
        """Which projects and platforms fit an enterprise."""
        return OutcomeFit(self.passages)

    @cached_property
    def _outcomes(self) -> dict[str, list[int]]:
        return {}
