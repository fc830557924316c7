"""Candidate partners in words: the list of pairs that might work together.

The pairs are those of :mod:`chains.gaps.partners`, which are missing partnerships among the gaps too; the list says more
of each.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

import polars as pl

from chains.errors import Text
from chains.gaps.partners.choosing import Candidate, list_candidates
from chains.gaps.partners.evidence import find_evidence
from chains.gaps.partners.finder import find_sources, grade_candidate
from chains.gaps.partners.pairing import Pairing
from chains.gaps.partners.words import PartnerWords
from chains.gaps.reading.actors import Actors
from chains.gaps.reading.coverage import Coverage
from chains.naming import EMPTY, Names, name_code
from chains.report.entries import Entry

__all__ = ["enter_candidates"]


def enter_candidates(actors: Actors, names: Names) -> list[Entry]:
    """Return the candidate partners as entries."""
    pairing = Pairing(actors.network)
    words = _Wording(pairing, names)
    return [words.enter(candidate) for candidate in list_candidates(pairing)]


class _Wording:
    """Puts candidates into words."""

    def __init__(self, pairing: Pairing, names: Names) -> None:
        self._pairing = pairing
        self._actors = pairing.actors
        self._things = pairing.actors.things
        self._words = PartnerWords(pairing)
        self._coverage = Coverage(pairing.network, pairing.places)
        self._names = names

    def enter(self, candidate: Candidate) -> Entry:
        """Return one candidate as an entry."""
        enterprise, institution = self._things.iris_of((candidate.enterprise, candidate.institution))
        covered = None if candidate.covered is None else round(100 * candidate.covered)
        programmes = self._things.iris_of(candidate.programmes)
        return Entry(
            place=candidate.city,
            what=self._words.label(candidate),
            reason=self._words.sentence(candidate),
            action=self._form(candidate),
            overturn=self._words.overturn,
            evidence=find_evidence(institution, enterprise, self._things.iri(candidate.chain), programmes),
            sources=find_sources(self._pairing, candidate, taught=self._words.taught(candidate) is not None),
            coverage=grade_candidate(self._coverage, candidate),
            figures=(
                (Text("企业", "enterprise"), self._things.name(candidate.enterprise)),
                (Text("院校", "institution"), self._things.name(candidate.institution)),
                (Text("院校所在地", "institution's city"), self._names(candidate.home)),
                (Text("产业链", "industry chain"), self._things.name(candidate.chain)),
                (Text("距离（公里）", "distance, km"), round(candidate.km)),
                (Text("对口专业", "programmes that fit"), self._words.programmes(candidate.programmes)),
                (Text("覆盖该链招聘所需技能（%）", "share of skills asked for, %"), covered),
                (Text("企业已有合作院校数", "partners of the enterprise"), candidate.partners),
                (Text("共同所在的联盟", "alliances of both"), self._alliances_of_both(candidate)),
            ),
            subject=(enterprise, institution),
        )

    def _form(self, candidate: Candidate) -> Text:
        """Return the form of cooperation that institutions of this class have most often with the industry chain."""
        cls = self._classes[candidate.institution]
        forms = self._forms.get((cls, candidate.chain)) or self._forms.get((cls, None))
        if not forms:
            return Text("组织双方对接", "bring the two together")
        kind = name_code("partnership-kinds", min(forms, key=lambda name: (-forms[name], name)))
        return Text(
            f"组织双方对接；同类院校在这条产业链上最常见的合作形式是{kind.zh}",
            f"bring the two together; the commonest form of such institutions in this industry chain: {kind.en}",
        )

    @cached_property
    def _classes(self) -> Sequence[str]:
        return self._actors.network.nodes.get_column("cls").to_list()

    @cached_property
    def _forms(self) -> Mapping[tuple[str, int | None], Counter[str]]:
        """How often each kind of partnership occurs, by class of institution and industry chain (``None``: any)."""
        links = self._actors.network.links("partners-with").filter(pl.col("qualifier").is_not_null())
        links = links.filter(pl.col("qualifier") != "other").select("source", "target", "qualifier", "link").unique()
        chains = self._actors.in_chain.select("enterprise", "chain").unique()
        joined = links.join(chains, left_on="target", right_on="enterprise", how="left")
        found: dict[tuple[str, int | None], Counter[str]] = defaultdict(Counter)
        for institution, kind, chain in joined.select("source", "qualifier", "chain").iter_rows():
            found[self._classes[institution], None][kind] += 1
            if chain is not None:
                found[self._classes[institution], chain][kind] += 1
        return found

    @cached_property
    def _alliances(self) -> Mapping[int, frozenset[int]]:
        members: dict[int, set[int]] = defaultdict(set)
        for member, alliance in (
            self._actors.links("member-of", "member", "alliance").select("member", "alliance").iter_rows()
        ):
            members[member].add(alliance)
        return {member: frozenset(alliances) for member, alliances in members.items()}

    def _alliances_of_both(self, candidate: Candidate) -> Text:
        ends = (self._alliances.get(node, frozenset()) for node in (candidate.enterprise, candidate.institution))
        both = sorted(frozenset.intersection(*ends))
        return self._things.join(both) if both else EMPTY
