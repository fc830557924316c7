"""What the pages of all cities, industry chains and alliances are made of, worked out once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup

from chains.draw.tiles import Tile, lay_tiles
from chains.draw.views import Material
from chains.draw.views.geography import count_city_links
from chains.errors import Text
from chains.gaps.reading.survey import Survey
from chains.graph import KnowledgeGraph
from chains.naming import Names
from chains.network import Network
from chains.records import Gap
from chains.report.entries import Entry, Listing
from chains.report.profiles.paths import Kind, name_pages
from chains.report.profiles.record import Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy import sparse

__all__ = ["Context"]


@dataclass(frozen=True)
class Context:
    """Everything that a page needs beside its own subject.

    Attributes:
        graph: the whole graph.
        gaps: all its gaps, most severe first.
        listings: the lists of the atlas that were made of them.
        on_map: the gaps that the map of this atlas carries, in their order; ``None`` if there is no map beside the pages.
        subjects: IRIs of what gets a page in this atlas, by kind; ``None`` for all that there is.
        alone: the page stands without the rest of the atlas (a PDF): then it links to nothing.
    """

    graph: KnowledgeGraph
    gaps: Sequence[Gap]
    listings: Sequence[Listing]
    on_map: Sequence[Gap] | None = None
    subjects: Mapping[Kind, Sequence[str]] | None = None
    alone: bool = False

    @cached_property
    def network(self) -> Network:
        """The graph as columns."""
        return self.graph.network()

    @cached_property
    def names(self) -> Names:
        """Names of things and regions by IRI."""
        return Names(self.network)

    @cached_property
    def survey(self) -> Survey:
        """What the families of gaps read of the network."""
        return Survey.of(self.network)

    @cached_property
    def record(self) -> Record:
        """The links by the things at their ends."""
        return Record(self.network)

    @cached_property
    def tiles(self) -> Sequence[Tile]:
        """The cities at their schematic places."""
        return [tile for tile in lay_tiles(self.network) if tile.kind == "city"]

    @cached_property
    def chains(self) -> tuple[str, ...]:
        """IRIs of the industry chains, sorted."""
        return tuple(sorted(self.survey.things.iris_of(self.survey.passages.industry_chains)))

    @cached_property
    def alliances(self) -> tuple[str, ...]:
        """IRIs of the alliances with a member on record, those with most members first."""
        members = self.record.members
        return self.survey.things.iris_of(sorted(members, key=lambda node: (-len(members[node]), node)))

    @cached_property
    def pages(self) -> Mapping[str, str]:
        """Where the page of each subject lies in this atlas, without its suffix."""
        every: dict[Kind, Sequence[str]] = {
            "city": self.survey.places.cities,
            "chain": self.chains,
            "alliance": self.alliances,
        }
        # Names are those among all, so that a page is called the same in the atlas of a part.
        stems = {kind: name_pages(kind, iris) for kind, iris in every.items()}
        chosen = every if self.subjects is None else self.subjects
        return {iri: stems[kind][iri] for kind, iris in chosen.items() for iri in iris if iri in stems[kind]}

    @cached_property
    def ranks(self) -> Mapping[str, int]:
        """The number of each gap on the map of this atlas, from 1, by identifier."""
        return {gap.id: rank for rank, gap in enumerate(self.on_map or (), start=1)}

    @cached_property
    def gaps_in(self) -> Mapping[str, list[int]]:
        """The gaps (places in ``gaps``) measured in each region."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, gap in enumerate(self.gaps):
            found[gap.region or ""].append(place)
        return found

    @cached_property
    def gaps_about(self) -> Mapping[str, list[int]]:
        """The gaps (places in ``gaps``) that are about each thing."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, gap in enumerate(self.gaps):
            for iri in dict.fromkeys(gap.subject):
                found[iri].append(place)
        return found

    @cached_property
    def entries_in(self) -> Mapping[str, Mapping[str, list[Entry]]]:
        """The entries of the lists that are not of gaps alone, by list and region."""
        own = [listing for listing in self.listings if not listing.kinds or listing.name == "candidate-partners"]
        found: dict[str, dict[str, list[Entry]]] = {}
        for listing in own:
            rows = found.setdefault(listing.name, defaultdict(list))
            for entry in listing.entries:
                rows[entry.place or ""].append(entry)
        return found

    @cached_property
    def city_links(self) -> Mapping[str, Counter[str]]:
        """The pairs of things that cooperate between each city and others (and within it), by city and city."""
        links = count_city_links(Material(self.network, (), ()), self.survey.places)
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for first, second, count in links.select("city_a", "city_b", "links").iter_rows():
            found[first][second] += count
            if first != second:
                found[second][first] += count
        return found

    @cached_property
    def samples(self) -> tuple[Text, ...]:
        """What the demand on record is a sample of."""
        rows = self.network.samples.select("note_zh", "note_en").unique().sort("note_zh").iter_rows()
        return tuple(Text(zh or en, en or zh) for zh, en in rows)

    @cached_property
    def asking(self) -> sparse.csr_array:
        """Occupations × industry chains, by node: which chain asks for which occupation anywhere."""
        asked = self.survey.passages.asked
        return asked.by_chain(asked.demand)

    @cached_property
    def postings(self) -> NDArray[np.float64]:
        """The postings for each node as an occupation, in the newest sample of the whole area."""
        return self.survey.passages.asked.count_postings(self.survey.places.area)

    @cached_property
    def quiet_marks(self) -> dict[str, Markup]:
        """The marks of cities that count for nothing on a page, by city: they are the same on every page."""
        return {}

    @cached_property
    def nodes(self) -> Mapping[str, int]:
        """The row of each thing."""
        return self.network.index

    def name(self, node: int) -> Text:
        """Return the name of a thing by its row."""
        return self.survey.things.name(node)

    def iri(self, node: int) -> str:
        """Return the IRI of a thing by its row."""
        return self.survey.things.iri(node)

    def chain_of(self, node: int) -> str | None:
        """Return the chain that a thing belongs to."""
        return self.record.chains[node]

    def city_name(self, region: str | None) -> Text | None:
        """Return the short name of a region; ``None`` for what lies in none."""
        if region is None:
            return None
        name = self.names(region)
        return Text(name.zh.removesuffix("市").removesuffix("省"), name.en)
