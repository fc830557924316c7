"""Gaps as entries of a list: names instead of IRIs, and what would close them in words."""

from __future__ import annotations

from typing import Final

from chains.errors import Text
from chains.gaps.wording import NULLS, UNITS
from chains.naming import EMPTY, Names, name_code, word_chains, word_link
from chains.records import Gap
from chains.report.entries import Entry

__all__ = ["enter_gap", "word_closing"]

_LINKS_SHOWN: Final = 3


def enter_gap(gap: Gap, names: Names) -> Entry:
    """Return a gap as an entry of a list."""
    return Entry(
        place=gap.region,
        what=gap.label,
        reason=gap.sentence,
        action=word_closing(gap, names),
        overturn=gap.overturn,
        evidence=gap.evidence,
        sources=gap.sources,
        coverage=gap.coverage,
        subject=gap.subject,
        figures=(
            (Text("标识", "id"), gap.id),
            (Text("严重程度", "severity"), gap.severity),
            (Text("类别", "kind"), name_code("gap-kinds", gap.kind)),
            (Text("涉及的链", "chains"), word_chains(gap.chains)),
            (Text("实际", "observed"), gap.observed),
            (Text("预期", "expected"), gap.expected),
            (Text("单位", "unit"), UNITS.get(gap.unit, Text(gap.unit, gap.unit))),
            (Text("预期的依据", "expected by"), NULLS.get(gap.null, Text(gap.null, gap.null))),
            (Text("校正后 p 值", "adjusted p"), gap.p_adjusted),
            (Text("多少条新链接可推翻", "new links that would overturn it"), gap.fragility),
        ),
    )


def word_closing(gap: Gap, names: Names) -> Text:
    """Return the links that would close a gap in words, at most three of them; empty if it names none."""
    links = [word_link(link, names) for link in gap.closing[:_LINKS_SHOWN]]
    more = len(gap.closing) - len(links)
    if not links:
        return EMPTY
    zh, en = "；".join(link.zh for link in links), "; ".join(link.en for link in links)
    return Text(
        f"可补的链接：{zh}" + (f"；另有 {more} 条" if more else ""),
        f"links that would close it: {en}" + (f"; and {more} more" if more else ""),
    )
