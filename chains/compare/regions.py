"""Two or more regions side by side: gaps by kind and chains, and those that are the same in several of them.

A region in which a kind of gap was not found is not therefore without it: where no thing of one of the chains has
anything on record (:class:`~chains.gaps.reading.coverage.Coverage`), nothing can be said, and the cell says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from chains.compare.figures import Figure, Figures
from chains.compare.matter import name_matter
from chains.errors import QueryError, Text
from chains.gaps.contract import order_chains, rank_gaps
from chains.gaps.reading.coverage import Coverage
from chains.gaps.reading.places import Places
from chains.naming import Names
from chains.network import Network
from chains.records import Gap

__all__ = ["Cell", "Comparison", "Row", "compare_regions", "find_regions"]


@dataclass(frozen=True)
class Cell:
    """The gaps of one row in one region.

    Attributes:
        gaps: most severe first.
        judged: whether there is enough on record for a gap to have been found.
    """

    gaps: tuple[Gap, ...]
    judged: bool

    @property
    def worst(self) -> Gap | None:
        """The most severe of them."""
        return self.gaps[0] if self.gaps else None

    @property
    def severity(self) -> float:
        """Severity of the worst; 0 without any."""
        return self.gaps[0].severity if self.gaps else 0.0


@dataclass(frozen=True)
class Row:
    """Gaps of one kind that belong together, with a cell for each region.

    Attributes:
        kind: notation in the scheme ``gap-kinds``.
        chains: the chains that they join.
        matter: what they are about; ``None`` for all gaps of the kind between these chains.
        cells: one for each region, in the order of the regions.
        local: whether they are about a thing that lies in one region, so that no other can have them.
    """

    kind: str
    chains: tuple[str, ...]
    matter: Text | None
    cells: tuple[Cell, ...]
    local: bool = False

    @property
    def severity(self) -> float:
        """Severity of the worst gap of the row."""
        return max(cell.severity for cell in self.cells)

    @property
    def places(self) -> tuple[int, ...]:
        """In which of the regions there is such a gap."""
        return tuple(place for place, cell in enumerate(self.cells) if cell.gaps)


@dataclass(frozen=True)
class Comparison:
    """Regions side by side.

    Attributes:
        regions: their IRIs.
        names: their names, in the same order.
        figures: headline numbers, each with a value for each region.
        kinds: all gaps of a kind between some chains, worst first.
        matters: the gaps one by one: those that are the same in several regions share a row; worst first.
    """

    regions: tuple[str, ...]
    names: tuple[Text, ...]
    figures: tuple[Figure, ...]
    kinds: tuple[Row, ...]
    matters: tuple[Row, ...]

    @property
    def shared(self) -> tuple[Row, ...]:
        """What is found in at least two regions; first what is found in most."""
        found = [row for row in self.matters if len(row.places) > 1]
        return tuple(sorted(found, key=lambda row: -len(row.places)))

    def only(self, place: int) -> tuple[Row, ...]:
        """Return what is found in one region and in none of the others; first what others could have too."""
        return tuple(sorted((row for row in self.matters if row.places == (place,)), key=lambda row: row.local))


def find_regions(network: Network, names: Sequence[str]) -> tuple[str, ...]:
    """Return the IRIs of regions to be compared, by their names in either language, codes or IRIs.

    Raises:
        UnknownName: no region is called so; carries the nearest names.
        QueryError: there are fewer than two, or one is named twice.
    """
    places = Places(network)
    found = [places.find(name) for name in names]
    if len(found) < 2:  # noqa: PLR2004  # side by side means two
        raise QueryError(
            Text("只有一个地区，无从比较", "there is only one region: nothing to compare it with"),
            remedy=Text("请至少给出两个，如 --compare 常州 苏州", "name at least two, e.g. --compare 常州 苏州"),
        )
    twice = next((iri for number, iri in enumerate(found) if iri in found[:number]), None)
    if twice is not None:
        name = places.name(twice)
        raise QueryError(
            Text(f"“{name.zh}”给了两次", f"“{name.en}” is named twice"),
            remedy=Text("每个地区只给一次", "name each region once"),
        )
    return tuple(found)


def compare_regions(gaps: Sequence[Gap], network: Network, regions: Sequence[str]) -> Comparison:
    """Return regions side by side.

    Args:
        gaps: the gaps of the network; those measured elsewhere are passed over.
        network: the nodes, links and regions of the graph.
        regions: IRIs of the regions (see :func:`find_regions`); a gap counts in a region if it was measured there or
            in one that lies in it.
    """
    return _Comparing(network, regions).compare(gaps)


class _Comparing:
    def __init__(self, network: Network, regions: Sequence[str]) -> None:
        self._network = network
        self._regions = tuple(regions)
        self._names = Names(network)
        self._places = Places(network)
        self._coverage = Coverage(network, self._places)

    def compare(self, gaps: Sequence[Gap]) -> Comparison:
        kinds: dict[tuple[str, tuple[str, ...]], list[Gap]] = {}
        matters: dict[tuple[str, str], list[Gap]] = {}
        for gap in gaps:
            if any(gap.region in inside for inside in self._inside):
                kinds.setdefault((gap.kind, gap.chains), []).append(gap)
                matters.setdefault((gap.kind, name_matter(gap, self._names).zh), []).append(gap)
        return Comparison(
            regions=self._regions,
            names=tuple(self._names.place(region) for region in self._regions),
            figures=Figures(self._network, self._places, self._coverage).of(self._regions),
            kinds=_order([self._row(found, None) for found in kinds.values()]),
            matters=_order([self._row(found, name_matter(found[0], self._names)) for found in matters.values()]),
        )

    @cached_property
    def _inside(self) -> Sequence[frozenset[str | None]]:
        within = self._places.within
        return [frozenset(within.filter(pl.col("cell") == cell).get_column("region")) for cell in self._regions]

    @cached_property
    def _placed(self) -> frozenset[str]:
        """Things that lie in a region."""
        nodes = self._network.nodes
        return frozenset(nodes.filter(pl.col("region").is_not_null()).get_column("iri"))

    def _row(self, gaps: Sequence[Gap], matter: Text | None) -> Row:
        chains = order_chains(chain for gap in gaps for chain in gap.chains)
        cells = [
            Cell(tuple(rank_gaps(gap for gap in gaps if gap.region in inside)), self._is_judged(region, chains))
            for region, inside in zip(self._regions, self._inside, strict=True)
        ]
        # A label that does not name the place names the thing itself.
        own = matter == gaps[0].label and bool(gaps[0].subject) and gaps[0].subject[0] in self._placed
        return Row(gaps[0].kind, chains, matter, tuple(cells), own)

    def _is_judged(self, region: str, chains: Sequence[str]) -> bool:
        return all(self._known[region, chain] for chain in chains)

    @cached_property
    def _known(self) -> Mapping[tuple[str, str], bool]:
        chains = {chain for chain in self._network.nodes.get_column("chain") if chain}
        return {
            (region, chain): bool(self._coverage.share(region, chain)) for region in self._regions for chain in chains
        }


def _order(rows: Sequence[Row]) -> tuple[Row, ...]:
    return tuple(
        sorted(rows, key=lambda row: (-row.severity, row.kind, row.chains, row.matter.zh if row.matter else ""))
    )
