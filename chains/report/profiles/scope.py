"""Who and what a page is about: the organisations of a city, an industry chain or an alliance, and their passage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from chains.gaps.reading.passages import Passage
from chains.measures.metapath import to_ones
from chains.report.profiles.context import Context
from chains.report.profiles.paths import Kind

__all__ = ["Scope", "scope_of"]


@dataclass(frozen=True)
class Scope:
    """What one page is about.

    Attributes:
        kind, iri: the subject.
        own: nodes of the organisations and other things that belong to it, sorted.
        passage: its way from education to innovation.
    """

    context: Context
    kind: Kind
    iri: str
    own: tuple[int, ...]
    passage: Passage

    @cached_property
    def inside(self) -> frozenset[int]:
        """The nodes of *own*."""
        return frozenset(self.own)

    @cached_property
    def institutions(self) -> list[int]:
        """Its educational institutions; of an industry chain those that are partners of its enterprises."""
        record = self.context.record
        if self.kind != "chain":
            return [node for node in self.own if node in record.institutions]
        partners = {end for node in self.own for link in record.partnerships.get(node, ()) for end in link[:2]}
        return sorted(partners & record.institutions)

    @cached_property
    def enterprises(self) -> list[int]:
        """Its enterprises."""
        return [node for node in self.own if node in self.context.record.enterprises]

    @cached_property
    def programmes(self) -> Mapping[int, int]:
        """Programmes with the number of institutions that offer them; of an industry chain those that lead to it."""
        if self.kind == "chain":
            leads = np.asarray(self.passage.layers[0].sum(axis=1)) > 0
            pairs = zip(self.passage.programmes[leads], self.passage.offerings[leads], strict=True)
            return {int(node): int(count) for node, count in pairs}
        offers = self.context.record.offers
        return Counter(programme for node in self.institutions for programme in offers.get(node, ()))

    @cached_property
    def ventures(self) -> list[int]:
        """The projects that its organisations take part in, and the platforms that they host or that lie in it."""
        found = {venture for node in self.own for venture in self.context.record.ventures.get(node, ())}
        if self.kind == "city":
            found.update(node for node in self.own if self.context.record.classes[node] == "Platform")
        return sorted(found)

    @cached_property
    def alliances(self) -> Mapping[int, int]:
        """The alliances with the number of its organisations that are members."""
        return Counter(group for node in self.own for group in self.context.record.memberships.get(node, ()))

    @cached_property
    def gaps(self) -> list[int]:
        """The places of its gaps among those of the graph: measured in it, or about something of its own."""
        context = self.context
        found = set(context.gaps_in.get(self.iri, ())) if self.kind == "city" else set()
        about = [self.iri] if self.kind == "chain" else [self.iri, *(context.iri(node) for node in self.own)]
        for iri in about:
            found.update(context.gaps_about.get(iri, ()))
        return sorted(found)


def scope_of(context: Context, kind: Kind, iri: str) -> Scope:
    """Return what the page of a city, an industry chain or an alliance is about."""
    passages, record = context.survey.passages, context.record
    if kind == "city":
        inside = passages.asked.inside(iri)
        own = sorted(node for region in inside for node in record.by_region.get(region, ()))
        return Scope(context, kind, iri, tuple(own), passages.through_region(iri))
    node = context.nodes[iri]
    if kind == "chain":
        own = record.active_in.get(node, [])
        return Scope(context, kind, iri, tuple(own), passages.through_chain(node))
    own = record.members.get(node, [])
    return Scope(context, kind, iri, tuple(own), _through_members(context, own))


def _through_members(context: Context, members: list[int]) -> Passage:
    """Return the passage of the members of an alliance.

    Programmes are those that members offer, occupations those that anybody asks for in an industry chain in which a
    member is active, enterprises and outcomes those of the members.
    """
    passages = context.survey.passages
    here = np.zeros(context.network.nodes.height, dtype=bool)
    here[members] = True
    offered = np.asarray(here.astype(np.int64) @ passages.offers)
    programmes = np.flatnonzero((offered > 0) & passages.comparable)
    enterprises = np.flatnonzero(here & passages.industry)
    outcomes = np.flatnonzero(np.asarray(here.astype(np.int64) @ passages.outcomes) > 0)
    hiring = to_ones(context.asking @ passages.active[enterprises].T)
    occupations = np.flatnonzero(np.diff(hiring.indptr) > 0)
    layers = (
        passages.leads[programmes][:, occupations],
        hiring[occupations],
        passages.outcomes[enterprises][:, outcomes],
    )
    return Passage(
        region=passages.places.area,
        industry_chain=None,
        institutions=np.flatnonzero(here & (np.diff(passages.offers.indptr) > 0)),
        programmes=programmes,
        occupations=occupations,
        enterprises=enterprises,
        outcomes=outcomes,
        layers=layers,
        postings=context.postings[occupations],
        offerings=offered[programmes],
    )
