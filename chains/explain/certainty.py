"""How sure a gap is, in words: chance, adjustment, how much unseen data would overturn it, how complete the records are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from chains.build import ontology_terms
from chains.errors import Text
from chains.gaps.phrases import join_sentences, spell
from chains.naming import name_code
from chains.network import Network
from chains.records import Gap

__all__ = ["say_certainty", "say_rank"]

_SURE: Final = 0.01
_LIKELY: Final = 0.05
_FEW: Final = 2


def say_rank(gap: Gap, gaps: Sequence[Gap]) -> Text:
    """Return the severity of a gap, and its place by severity among all gaps and among those of its region."""
    here = [other for other in gaps if other.region == gap.region]
    places = [1 + sum(other.severity > gap.severity for other in group) for group in (gaps, here)]
    return Text(
        f"严重程度 {gap.severity:.2f}（0 可忽略，1 最重），在全部 {len(gaps):,} 处断点中列第 {places[0]:,}，"
        f"在此地 {len(here):,} 处中列第 {places[1]:,}",
        f"severity {gap.severity:.2f} (0 negligible, 1 worst): number {places[0]:,} of all {len(gaps):,} gaps, number "
        f"{places[1]:,} of the {len(here):,} here",
    )


def say_certainty(gap: Gap, network: Network) -> tuple[Text, ...]:
    """Return how far a gap can be relied on, in sentences."""
    return tuple(join_sentences(text) for text in _sayings(gap, network))


def _sayings(gap: Gap, network: Network) -> Iterator[Text]:
    yield from _say_chance(gap)
    yield _say_coverage(gap)
    yield _say_fragility(gap)
    yield from _say_samples(gap, network)


def _say_chance(gap: Gap) -> Iterator[Text]:
    if gap.p is None or gap.p_adjusted is None:
        yield Text(
            "没有 p 值：这类断点不作随机检验，可靠与否取决于记录是否齐全",
            "There is no p-value: this kind is not tested against chance, and is as sure as the records are complete",
        )
        if gap.z is not None:
            yield Text(
                f"z = {gap.z:.1f} 只用来给同类断点排序", f"z = {gap.z:.1f} only ranks it among others of its kind"
            )
        return
    z = "" if gap.z is None else f"，z = {gap.z:.1f}"
    spread = "" if gap.z is None else f", z = {gap.z:.1f}"
    yield Text(
        f"假如零模型成立，碰巧出现这样或更极端结果的可能{_share(gap.p).zh}（p = {gap.p:.2g}{z}）",
        f"If the null model held, a result as extreme as this would come by chance {_share(gap.p).en} (p = {gap.p:.2g}{spread})",
    )
    verdict = _judge(gap.p_adjusted)
    yield Text(
        f"同类检验一次做了许多个，总会有几个碰巧显著；照此校正后（Benjamini–Hochberg）是 {gap.p_adjusted:.2g}：{verdict.zh}",
        f"Many cells are tested at once, and some look striking by luck; corrected for that (Benjamini–Hochberg) it is "
        f"{gap.p_adjusted:.2g}: {verdict.en}",
    )


def _share(p: float) -> Text:
    if p < 0.001:  # noqa: PLR2004  # less than one in a thousand needs no digits
        return Text("不到千分之一", "less than once in a thousand times")
    return Text(f"约为 {100 * p:.2g} %", f"about {100 * p:.2g} % of the time")


def _judge(p: float) -> Text:
    if p <= _SURE:
        return Text("基本可以排除偶然", "chance can be all but ruled out")
    if p <= _LIKELY:
        return Text("不大可能是偶然", "it is unlikely to be chance")
    return Text("不能排除是偶然，只宜作线索", "it may well be chance: take it as a lead only")


def _say_coverage(gap: Gap) -> Text:
    name = name_code("coverage-grades", gap.coverage)
    term = ontology_terms().get(f"coverage-grades/{gap.coverage}")
    meaning = term.definition if term else Text("", "")
    return Text(
        f"背后的记录：{gap.coverage} 级，{name.zh}。{meaning.zh}",
        f"The records behind it: grade {gap.coverage}, {name.en}. {meaning.en}",
    )


def _say_fragility(gap: Gap) -> Text:
    records = spell(gap.fragility, "record", "records")
    if gap.fragility <= _FEW:
        return Text(
            f"只要补上 {gap.fragility} 条现在没有的记录就会推翻它：采取行动之前先核实",
            f"{records} not there now would overturn it: check before acting on it",
        )
    return Text(
        f"至少要补上 {gap.fragility:,} 条现在没有的记录才会推翻它",
        f"It would take {records} not there now to overturn it",
    )


def _say_samples(gap: Gap, network: Network) -> Iterator[Text]:
    for row in network.samples.iter_rows(named=True):
        if row["graph"] in gap.sources:
            yield Text(f"需求一侧来自样本：{row['note_zh']}", f"Demand comes from a sample: {row['note_en']}")
