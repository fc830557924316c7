"""Lone brokers in words."""

from __future__ import annotations

from collections.abc import Sequence

from chains.errors import Text
from chains.gaps.phrases import join_sentences, spell
from chains.gaps.reading.survey import Survey
from chains.gaps.wording import CHAIN_NAMES

__all__ = ["overturn_broker", "say_broker"]

_MOST_NAMES = 4


def say_broker(
    survey: Survey,
    region: str,
    pair: tuple[str, str],
    broker: int,
    ends: tuple[Sequence[int], Sequence[int]],
    counts: tuple[int, int],
) -> Text:
    """Return who joins whom, of how many pairs, and how much of the ties of both chains is on record.

    *ends* are the organisations of each chain that the broker alone joins, *counts* the pairs it joins alone and all.
    """
    place, name, (alone, joined) = survey.places.name(region), survey.things.name(broker), counts
    chains = [CHAIN_NAMES[chain] for chain in pair]
    names = [survey.things.join(survey.by_prominence(nodes), most=_MOST_NAMES) for nodes in ends]
    sizes = [len(nodes) for nodes in ends]
    whole = alone == joined
    return join_sentences(
        Text(
            f"{place.zh}：{chains[0].zh}与{chains[1].zh}的单位之间，没有直接联系、但在本地有共同合作方的有 {joined} 对，"
            f"{'全部' if whole else f'其中 {alone} 对'}只靠{name.zh}一家牵线",
            f"{place.en}: {spell(joined, 'pair', 'pairs')} of organisations of {chains[0].en} and {chains[1].en} are not linked, "
            f"but have a common partner here; for {'all of them' if whole else f'{alone} of them'} that is {name.en} alone",
        ),
        Text(
            f"它联系着一边的 {sizes[0]} 个（{names[0].zh}）和另一边的 {sizes[1]} 个（{names[1].zh}）",
            f"It joins {sizes[0]} on the one side ({names[0].en}) with {sizes[1]} on the other ({names[1].en})",
        ),
        _say_record(survey, region, pair),
    )


def _say_record(survey: Survey, region: str, pair: tuple[str, str]) -> Text:
    """Return how many organisations of both chains have any tie on record."""
    counts = [survey.ties.count_tied(region if region in survey.places.cities else None, chain) for chain in pair]
    zh = "，".join(
        f"{CHAIN_NAMES[chain].zh} {whole} 个单位中有 {tied} 个"
        for chain, (whole, tied) in zip(pair, counts, strict=True)
    )
    en = " and ".join(
        f"{tied} of the {spell(whole, 'organisation', 'organisations')} of {CHAIN_NAMES[chain].en}"
        for chain, (whole, tied) in zip(pair, counts, strict=True)
    )
    return Text(
        f"有任何合作记录的：{zh}；其余可能只是没有记录",
        f"{en} have any tie on record; the others may have some, too",
    )


def overturn_broker(links: int) -> Text:
    """Return what would overturn that one organisation alone joins two chains."""
    return Text(
        f"只要补录 {links} 条别家的联系，它独自牵线的就不足九成。",
        f"{spell(links, 'link', 'links')} of others not on record would leave it alone for less than nine tenths of the pairs.",
    )
