"""Candidate partners in words: the list of pairs that might work together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

import polars as pl

from chains.errors import Text
from chains.gaps.reading.actors import Actors
from chains.gaps.reading.matching import Matching
from chains.report.entries import Entry
from chains.report.naming import EMPTY, Names, name_code
from chains.report.partners import Candidate, choose_candidates, find_candidates

__all__ = ["list_candidates"]

_TELLING_SHARE: Final = 0.05
"""Below this share, what the programmes cover of the demand is not worth a sentence."""


def list_candidates(actors: Actors, matching: Matching, names: Names) -> list[Entry]:
    """Return the candidate partners as entries."""
    words = _Wording(actors, matching, names)
    return [words.enter(candidate) for candidate in choose_candidates(find_candidates(actors, matching))]


class _Wording:
    """Puts candidates into words."""

    def __init__(self, actors: Actors, matching: Matching, names: Names) -> None:
        self._actors = actors
        self._things = actors.things
        self._matching = matching
        self._names = names

    def enter(self, candidate: Candidate) -> Entry:
        """Return one candidate as an entry."""
        enterprise, institution = self._things.name(candidate.enterprise), self._things.name(candidate.institution)
        covered = None if candidate.covered is None else round(100 * candidate.covered)
        return Entry(
            place=candidate.city,
            what=Text(f"{enterprise.zh} + {institution.zh}", f"{enterprise.en} + {institution.en}"),
            reason=self._reason(candidate),
            action=self._form(candidate),
            overturn=Text(
                "双方若已有未记录的合作，即不成立；专业只按名称匹配，请核对培养方向",
                "a partnership that is not on record would overturn it; programmes are matched by name only, so check "
                "what they train for",
            ),
            evidence=self._evidence(candidate),
            sources=self._sources(candidate),
            figures=(
                (Text("企业", "enterprise"), enterprise),
                (Text("院校", "institution"), institution),
                (Text("院校所在地", "institution's city"), self._names(candidate.home)),
                (Text("产业链", "industry chain"), self._things.name(candidate.chain)),
                (Text("距离（公里）", "distance, km"), round(candidate.km)),
                (Text("对口专业", "programmes that fit"), self._programmes(candidate.programmes)),
                (Text("覆盖该链招聘所需技能（%）", "share of skills asked for, %"), covered),
                (Text("企业已有合作院校数", "partners of the enterprise"), candidate.partners),
                (Text("共同所在的联盟", "alliances of both"), self._alliances_of_both(candidate)),
            ),
            subject=self._things.iris_of((candidate.enterprise, candidate.institution)),
        )

    def _programmes(self, programmes: Sequence[int]) -> Text:
        names = list(dict.fromkeys(self._things.name(node) for node in programmes))
        return Text("、".join(name.zh for name in names), ", ".join(name.en for name in names))

    def _reason(self, candidate: Candidate) -> Text:
        enterprise, institution = self._things.name(candidate.enterprise), self._things.name(candidate.institution)
        chain, programmes = self._things.name(candidate.chain), self._programmes(candidate.programmes[:3])
        where, taught, known = self._where(candidate), self._taught(candidate), _known_partners(candidate)
        return Text(
            f"{institution.zh}{where.zh}，开设与“{chain.zh}”产业链对口的专业（{programmes.zh}）{taught.zh}。"
            f"{enterprise.zh}没有与它合作的记录{known.zh}。",
            f"{institution.en}, {where.en}, offers programmes for {chain.en} ({programmes.en}){taught.en}. "
            f"{enterprise.en} has no partnership with it on record{known.en}.",
        )

    def _where(self, candidate: Candidate) -> Text:
        if candidate.home == candidate.city:
            return Text("就在同城", "in the same city")
        place, km = self._names(candidate.home), round(candidate.km)
        return Text(f"在{place.zh}，距离约 {km} 公里", f"about {km} km away in {place.en}")

    def _taught(self, candidate: Candidate) -> Text:
        if (candidate.covered or 0.0) < _TELLING_SHARE:
            return EMPTY
        skills = self._things.join(candidate.skills)
        percent = round(100 * (candidate.covered or 0.0))
        return Text(
            f"，所教技能占该链招聘所需的 {percent}%（{skills.zh}）",
            f", which teach {percent} % of what its postings ask for ({skills.en})",
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

    def _sources(self, candidate: Candidate) -> tuple[str, ...]:
        active = self._actors.in_chain.filter(
            (pl.col("enterprise") == candidate.enterprise) & (pl.col("chain") == candidate.chain)
        )
        offers = self._offers.get(candidate.institution, {})
        graphs = {graph for programme in candidate.programmes for graph in offers.get(programme, ())}
        return tuple(sorted({*active.get_column("graph"), *graphs}))

    @cached_property
    def _offers(self) -> Mapping[int, Mapping[int, list[str]]]:
        found: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        for institution, programme, graph in self._actors.links("offers", "institution", "programme").iter_rows():
            found[institution][programme].append(graph)
        return found

    def _evidence(self, candidate: Candidate) -> str:
        iris = {
            name: f"<{self._things.iri(node)}>"
            for name, node in (("institution", candidate.institution), ("enterprise", candidate.enterprise))
        }
        programmes = " ".join(f"<{iri}>" for iri in self._things.iris_of(candidate.programmes))
        query = _EVIDENCE.replace("<programmes>", programmes)
        return query.replace("<institution>", iris["institution"]).replace("<enterprise>", iris["enterprise"])


def _known_partners(candidate: Candidate) -> Text:
    count = candidate.partners
    if count:
        return Text(f"（它另有 {count} 所合作院校）", f", though it has {count} other{'s' if count > 1 else ''}")
    return Text("，它目前也没有别的合作院校", ", and it has no other partner either")


_EVIDENCE: Final = """SELECT ?programme ?name WHERE {
  VALUES ?programme { <programmes> }
  ?offering ch:offeredBy <institution> ; ch:ofProgramme ?programme .
  ?programme skos:prefLabel ?name .
  FILTER(LANG(?name) = "zh")
  FILTER NOT EXISTS { ?partnership ch:institution <institution> ; ch:enterprise <enterprise> }
} ORDER BY ?programme"""
