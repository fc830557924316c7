"""The part of a graph that a person asks for by name: what concerns cities, provinces or alliances, of which kinds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from chains.build import ontology_terms
from chains.errors import Text, UnknownName
from chains.gaps.listing import GapList
from chains.gaps.reading.places import Places
from chains.graph import KnowledgeGraph
from chains.names import compact_id
from chains.network import require_nodes
from chains.records import Gap
from chains.subset import add_linked, choose_things, construct_graph, subset_graph
from chains.terms import Terms

__all__ = ["Part", "part_of", "take_part", "take_subset"]


@dataclass(frozen=True)
class Part:
    """A part of a graph, with the whole that it was taken from.

    Attributes:
        whole: the graph that it was taken from.
        graph: the part as a graph of its own: what was asked for, all that is linked to it, and the regions of these.
        asked: names of the regions, alliances, chains and kinds that were asked for, as :class:`Text`.
        keys: the same as short identifiers, e.g. ``region/320400``.
        core: IRIs of the things that were meant themselves: those in the regions, or the alliances and their members;
            with chains or kinds those of them that belong to these.
        regions: IRIs of the regions in which a gap concerns the part wherever its subject lies; empty if only members
            of alliances were meant.
    """

    whole: KnowledgeGraph
    graph: KnowledgeGraph
    asked: tuple[Text, ...]
    keys: tuple[str, ...]
    core: frozenset[str]
    regions: frozenset[str]

    @property
    def title(self) -> Text:
        """What it is, and what it is a part of."""
        own, whole = self.graph.title, self.whole.title
        return Text(f"{own.zh}（{whole.zh}的一部分）", f"{own.en} (part of {whole.en})")

    def concerns(self, region: str | None, subject: Iterable[str]) -> bool:
        """Return whether something concerns the part: measured in one of its regions, or about one of its things."""
        return region in self.regions or not self.core.isdisjoint(subject)

    def choose(self, gaps: Iterable[Gap]) -> GapList:
        """Return the gaps of the whole graph that concern the part, in their order; their numbers stay as they are."""
        return GapList(gap for gap in gaps if self.concerns(gap.region, gap.subject))

    @property
    def cities(self) -> tuple[str, ...]:
        """IRIs of the cities in which things of the core lie (or that are in it), sorted."""
        network = self.whole.network()
        core = network.nodes.filter(network.nodes["iri"].is_in(sorted(self.core)))
        found = {*core.get_column("region").drop_nulls(), *core.get_column("iri")}
        return tuple(city for city in Places(network).cities if city in found)


def part_of(graph: KnowledgeGraph, *, city: str | None = None, alliance: str | None = None) -> KnowledgeGraph:
    """Return the part of a graph that concerns a region and the members of an alliance, with all that is linked to it.

    Args:
        graph: the whole graph.
        city: name (with or without 市), code or IRI of a region; what lies in it is meant.
        alliance: name, alternative name, key or IRI of an alliance; its members are meant.  With *city*, those of them
            that lie there.

    Raises:
        UnknownName: there is no such region or alliance; carries the nearest names.
        EmptyGraph: nothing is left.
    """
    cities = () if city is None else (city,)
    return take_part(graph, cities=cities, alliances=() if alliance is None else (alliance,)).graph


def take_part(
    graph: KnowledgeGraph,
    *,
    cities: Sequence[str] = (),
    alliances: Sequence[str] = (),
    chains: Sequence[str] = (),
    kinds: Sequence[str] = (),
) -> Part:
    """Return the part of a graph that concerns some regions, or the members of some alliances, of some kinds.

    Several regions are taken together, and so are several alliances; with both, the members that lie in the regions are
    meant.  Regions and alliances bring all that is linked to them.  Chains and kinds say which things of that are kept
    (of the whole graph, if no region and no alliance is named), and bring nothing: the programmes of a city are those
    that are offered there.  Names of regions and alliances are as in :func:`part_of`.

    Args:
        graph: the whole graph.
        cities: regions.
        alliances: alliances.
        chains: chains by notation or name: ``education``, ``教育链``, ``教育``.
        kinds: classes by local name or label: ``Skill``, ``技能``; a class stands for its subclasses too.

    Raises:
        UnknownName: there is no such region, alliance, chain or kind; carries the nearest names.
        EmptyGraph: nothing is left.
    """
    network = graph.network()
    require_nodes(network, graph.name)
    places = Places(network)
    cells = list(dict.fromkeys(places.find(city) for city in cities))
    groups = dict(_find_alliance(graph, name) for name in alliances)
    inside = places.within.filter(places.within["cell"].is_in(cells)).get_column("region").unique().sort().to_list()
    chosen = choose_things(network, regions=inside if cells else None, things=list(groups) if groups else None)
    if groups:
        # What lies in the same region as an alliance does not concern its members.
        chosen &= ~network.nodes.get_column("iri").is_in(network.regions.get_column("iri").implode()).to_numpy()
    terms = ontology_terms()
    named = dict(_find_chain(terms, name) for name in chains)
    classes = dict(_find_class(terms, name) for name in kinds)
    below = [name for name in terms.classes if classes.keys() & {name, *terms.superclasses(name)}]
    wanted = choose_things(network, chains=named or None, classes=below if classes else None)
    about = (
        [places.name(cell) for cell in cells],
        list(groups.values()),
        list(named.values()),
        list(classes.values()),
    )
    kept = add_linked(network, chosen) & wanted
    chosen &= wanted
    return Part(
        whole=graph,
        graph=subset_graph(graph, kept, _join(about)),
        asked=tuple(name for names in about for name in names),
        keys=(*(compact_id(iri) for iri in (*cells, *groups)), *named, *classes),
        core=frozenset(network.nodes.get_column("iri").filter(chosen)),
        regions=frozenset(() if groups else inside),
    )


def take_subset(
    graph: KnowledgeGraph,
    *,
    cities: Sequence[str] = (),
    alliances: Sequence[str] = (),
    chains: Sequence[str] = (),
    kinds: Sequence[str] = (),
    construct: Sequence[str] = (),
) -> KnowledgeGraph:
    """Return a part of a graph as a graph of its own: by names, by queries, or by queries asked of what is named.

    Names are as in :func:`take_part`.  Each of *construct* is a SPARQL CONSTRUCT; with several, the statements of any
    of them are taken (see :func:`chains.subset.construct_graph`).  Without anything it is the whole graph.

    Raises:
        UnknownName: there is no such region, alliance, chain or kind; carries the nearest names.
        QueryError: a query has a fault, or is no CONSTRUCT.
        EmptyGraph: nothing is left.
    """
    if cities or alliances or chains or kinds:
        graph = take_part(graph, cities=cities, alliances=alliances, chains=chains, kinds=kinds).graph
    return construct_graph(graph, construct) if construct else graph


def _join(names: Sequence[Sequence[Text]]) -> Text:
    """Return the title of a part: its regions, then its alliances, chains and kinds."""
    groups = [group for group in names if group]
    zh = " · ".join("、".join(name.zh for name in group) for group in groups)
    return Text(zh, " · ".join(", ".join(name.en for name in group) for group in groups))


def _find_alliance(graph: KnowledgeGraph, name: str) -> tuple[str, Text]:
    """Return an alliance, as IRI and name, by its name in any language, alternative name, key or IRI.

    Raises:
        UnknownName: there is no such alliance; carries the nearest names.
    """
    found = graph.lookup(name.strip(), "Alliance")
    if found:
        return found[0]
    rows = graph.network().nodes
    known = rows.filter(rows["cls"] == "Alliance").select("iri", "label_zh", "label_en").rows()
    wanted = name.strip().casefold()
    for iri, zh, en in known:
        if wanted in {word.casefold() for word in (iri, compact_id(iri), iri.rpartition("/")[2], en or "")}:
            return iri, Text(zh or en, en or zh)
    labels = {label for row, at in product(known, (1, 2)) if (label := row[at])}
    raise UnknownName(name, labels, kind=Text("联盟", "alliance"), listing="chains query ask_members_of_alliance")


def _find_chain(terms: Terms, name: str) -> tuple[str, Text]:
    """Return a chain, as notation and label, by its notation or its label with or without the word chain.

    Raises:
        UnknownName: there is no such chain.
    """
    labels = {notation: terms.code("chains", notation).label for notation in terms.notations("chains")}
    wanted = name.strip().casefold().removesuffix("链").removesuffix(" chain")
    for notation, label in labels.items():
        if wanted in {notation, label.zh.removesuffix("链"), label.en.removesuffix(" chain")}:
            return notation, label
    known = [*labels, *(label.zh for label in labels.values())]
    raise UnknownName(name, known, kind=Text("链", "chain"), listing="chains terms --codes chains")


def _find_class(terms: Terms, name: str) -> tuple[str, Text]:
    """Return a class, as local name and label, by its local name or its label in any language.

    Raises:
        UnknownName: there is no such class.
    """
    wanted = name.strip().removeprefix("ch:").casefold()
    for known in terms.classes:
        label = terms[known].label
        if wanted in {known.casefold(), label.zh.casefold(), label.en.casefold()}:
            return known, label
    labels = [word for known in terms.classes for word in (known, terms[known].label.zh)]
    raise UnknownName(name, labels, kind=Text("类", "kind of thing"), listing="chains terms")
