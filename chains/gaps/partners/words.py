"""A candidate pair in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

import polars as pl

from chains.errors import Text
from chains.gaps.partners.choosing import Candidate
from chains.gaps.partners.pairing import Pairing
from chains.gaps.phrases import join_sentences
from chains.gaps.wording import join_names, share

__all__ = ["PartnerWords"]

_TELLING_SHARE: Final = 0.05
"""Below this share, what an institution teaches of the skills asked for is not worth a sentence."""
_SHOWN: Final = 3


class PartnerWords:
    """Sentences for candidates."""

    overturn = Text(
        "双方若有一项未记录的合作，即不成立；没有记录不等于没有合作。专业是按名称或职业匹配的，请核对培养方向。",
        "One partnership that is not on record would overturn it, and what is not on record may still be so. Programmes "
        "are matched by name or occupation: check what they train for.",
    )

    def __init__(self, pairing: Pairing) -> None:
        self._pairing = pairing
        self._things = pairing.actors.things
        self._places = pairing.places

    def label(self, candidate: Candidate) -> Text:
        """Return both names."""
        enterprise, institution = self._ends(candidate)
        return Text(f"{enterprise.zh} + {institution.zh}", f"{enterprise.en} + {institution.en}")

    def _ends(self, candidate: Candidate) -> tuple[Text, Text]:
        return self._things.name(candidate.enterprise), self._things.name(candidate.institution)

    def sentence(self, candidate: Candidate) -> Text:
        """Return why the two fit, how far apart they lie, and that nothing links them."""
        enterprise, institution = self._ends(candidate)
        chain, city = self._things.name(candidate.chain), self._places.name(candidate.city)
        where, programmes = self._where(candidate), self.programmes(candidate.programmes[:_SHOWN])
        meant, more = _meant(candidate), len(candidate.programmes) - _SHOWN
        many = Text(f"等 {len(candidate.programmes)} 个", f" and {more} more") if more > 0 else Text("", "")
        return join_sentences(
            Text(
                f"{enterprise.zh}（{city.zh}，“{chain.zh}”产业链）{_known_partners(candidate).zh}",
                f"{enterprise.en} ({city.en}, industry chain “{chain.en}”) {_known_partners(candidate).en}",
            ),
            Text(
                f"{where.zh}{institution.zh}开设{meant.zh}的{programmes.zh}{many.zh}专业，双方没有合作或共同项目的记录",
                f"{institution.en}, {where.en}, offers {meant.en} ({programmes.en}{many.en}); no partnership or joint "
                "project of the two is on record",
            ),
            self.taught(candidate),
            Text(
                "企业自身需要什么没有记录，这里按其产业链匹配",
                "What the enterprise itself asks for is not on record: it is matched through its industry chain",
            ),
        )

    def _where(self, candidate: Candidate) -> Text:
        if candidate.home == candidate.city:
            return Text("同城的", "in the same city")
        place, km = self._places.name(candidate.home), round(candidate.km)
        return Text(f"相距约 {km} 公里、位于{place.zh}的", f"about {km} km away in {place.en}")

    def programmes(self, programmes: Sequence[int]) -> Text:
        """Return the names of programmes, each once."""
        names = list(dict.fromkeys(self._things.name(node) for node in programmes))
        return Text("、".join(name.zh for name in names), ", ".join(name.en for name in names))

    def taught(self, candidate: Candidate) -> Text | None:
        """Return what the institution teaches of the skills asked for, and in which sample; ``None`` for next to nothing."""
        if (candidate.covered or 0.0) < _TELLING_SHARE:
            return None
        skills = join_names(self._things.names(candidate.skills[:_SHOWN]))
        percent, sample = share(candidate.covered or 0.0, 1.0), self._samples.get(candidate.chain)
        of = sample or Text("样本范围未注明", "what they are a sample of is not stated")
        return Text(
            f"该链招聘点名的技能中，有 {percent} 该校有专业教授，如{skills.zh}（招聘样本：{of.zh}）",
            f"Its programmes teach {percent} of the skills that postings of this industry chain name, such as "
            f"{skills.en} ({of.en})",
        )

    @cached_property
    def _samples(self) -> Mapping[int, Text]:
        """What the postings of each industry chain are a sample of: that with most of them."""
        network = self._pairing.network
        counts = network.links("chain-asks-occupation").group_by("source", "graph").agg(pl.col("weight").sum())
        noted = counts.join(network.samples, on="graph").sort(
            "source", "weight", "graph", descending=[False, True, False]
        )
        first = noted.unique("source", keep="first", maintain_order=True).select("source", "note_zh", "note_en")
        return {chain: Text(zh.rstrip("。"), en.rstrip(".")) for chain, zh, en in first.iter_rows()}


def _meant(candidate: Candidate) -> Text:
    one = len(candidate.programmes) == 1
    if candidate.named:
        return Text("名称对口", f"{'a programme that bears' if one else 'programmes that bear'} its name")
    leads = "a programme that leads" if one else "programmes that lead"
    return Text("通向该链所招职业", f"{leads} to occupations that it asks for")


def _known_partners(candidate: Candidate) -> Text:
    count = candidate.partners
    if not count:
        return Text("没有与院校合作的记录", "has no partnership with an institution on record")
    return Text(f"已与 {count} 所院校合作", f"works with {count} institution{'s' if count > 1 else ''} already")
