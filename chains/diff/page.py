"""A difference for people: a summary, then the gaps that closed, opened and changed, each with what did it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from chains.build import ontology_terms
from chains.diff.causes import Reason
from chains.diff.difference import Difference, GapChange
from chains.diff.words import MARKS, Wording
from chains.errors import Lang, Text
from chains.naming import name_code
from chains.tabulate import escape_markdown
from chains.terminal import wrap_text

__all__ = ["TITLES", "Page"]

TITLES: Final[Mapping[str, Text]] = {
    "closed": Text("消失的断点", "Gaps closed"),
    "opened": Text("新出现的断点", "Gaps opened"),
    "changed": Text("有变化的断点", "Gaps changed"),
}
_CAUSES: Final = 5
_KINDS: Final = 6
_INDIRECT: Final = Text(
    "证据没有变；下列改动涉及同样的对象或地区，改变的是与之比较的总量或期望：",
    "Its evidence is the same; these changes are about the same things or place and moved what it is compared with:",
)
_NOWHERE: Final = Text(
    "没有直接相关的改动：变的是与之比较的其他部分（同时检验的格子、全域的总量）。",
    "No change concerns it directly: what moved is what it is compared with (other cells tested with it, totals).",
)
_UNASKED: Final = Text("没有查找相关的改动（--top 放宽）。", "The changes behind it were not looked for (raise --top).")


class Page:
    """The parts of a difference, for a terminal or as Markdown."""

    def __init__(self, difference: Difference, lang: Lang, top: int, width: int | None) -> None:
        self._difference = difference
        self._wording = Wording(difference)
        self._lang: Lang = lang
        self._top = top
        self._width = width

    def write(self) -> str:
        """Return the whole page; without a width as Markdown."""
        difference = self._difference
        parts = [self._summary()]
        for name, title in TITLES.items():
            changes: Sequence[GapChange] = getattr(difference, name)
            parts.append(self._list(title, changes))
        return "\n".join(parts)

    def _say(self, text: Text) -> str:
        return text.say(self._lang)

    def _summary(self) -> str:
        difference, changes = self._difference, self._difference.changes
        counts = [len(difference.closed), len(difference.opened), len(difference.changed), difference.steady]
        lines = [
            Text(
                f"断点：消失 {counts[0]:,} 处，新出现 {counts[1]:,} 处，有变化 {counts[2]:,} 处，照旧 {counts[3]:,} 处",
                f"Gaps: {counts[0]:,} closed, {counts[1]:,} opened, {counts[2]:,} changed, {counts[3]:,} as before",
            ),
            Text(
                f"陈述：增加 {changes.added:,} 条，删去 {changes.removed:,} 条，另有 {changes.moved:,} 条换了来源",
                f"Statements: {changes.added:,} added, {changes.removed:,} removed, {changes.moved:,} from other sources",
            ),
            self._count(Text("事物", "Things"), {self._class(name): pair for name, pair in changes.things.items()}),
            self._count(
                Text("链接", "Links"), {name_code("link-kinds", name): pair for name, pair in changes.links.items()}
            ),
            self._sources(),
        ]
        old, new = difference.old, difference.new
        title = Text(
            f"{old.title.zh}（{old.name}） → {new.title.zh}（{new.name}）",
            f"{old.title.en} ({old.name}) → {new.title.en} ({new.name})",
        )
        return self._heading(1, title) + self._items([self._say(line) for line in lines])

    def _class(self, name: str) -> Text:
        term = ontology_terms().get(name)
        return term.label if term else Text(name, name)

    def _count(self, title: Text, counts: Mapping[Text, tuple[int, int]]) -> Text:
        shown = list(counts.items())[:_KINDS]
        more = len(counts) - len(shown)
        signs = [
            (name, " ".join(part for part in (f"+{come:,}" if come else "", f"−{gone:,}" if gone else "") if part))
            for name, (come, gone) in shown
        ]
        zh = "，".join(f"{name.zh} {sign}" for name, sign in signs) + (f"，另 {more} 类" if more else "")
        en = ", ".join(f"{name.en} {sign}" for name, sign in signs) + (f", {more} more" if more else "")
        return Text(f"{title.zh}：{zh or '没有增减'}", f"{title.en}: {en or 'as before'}")

    def _sources(self) -> Text:
        come, gone = self._difference.changes.sources
        names = [(sign, self._wording.title(iri)) for sign, iris in (("+", come), ("−", gone)) for iri in iris]
        shown, more = names[:_KINDS], len(names) - _KINDS
        zh = "，".join(f"{sign}{title.zh}" for sign, title in shown) + (f"，另 {more} 个" if more > 0 else "")
        en = ", ".join(f"{sign}{title.en}" for sign, title in shown) + (f", {more} more" if more > 0 else "")
        return Text(f"来源：{zh or '没有增减'}", f"Sources: {en or 'as before'}")

    def _list(self, title: Text, changes: Sequence[GapChange]) -> str:
        count = len(changes)
        head = self._heading(2, Text(f"{title.zh}（{count:,} 处）", f"{title.en} ({count:,})"))
        body = "".join(self._gap(change) for change in changes[: self._top])
        more = count - self._top
        rest = self._line(self._say(Text(f"另有 {more:,} 处", f"and {more:,} more"))) if more > 0 else ""
        return head + body + rest

    def _gap(self, change: GapChange) -> str:
        gap, place = change.gap, self._wording.place(change.gap.region)
        label = gap.label.say(self._lang)
        named = place.say(self._lang)
        about = label if named in label else f"{named}{'：' if self._lang == 'zh' else ': '}{label}"
        kind = self._say(name_code("gap-kinds", gap.kind))
        opened, closed = ("（", "）") if self._lang == "zh" else (" (", ")")
        lines = [f"{about}{opened}{kind}{closed} · {gap.id}", self._numbers(change), self._say(gap.sentence)]
        return self._line(lines[0]) + self._items([*lines[1:], *self._reason(change.reason)])

    def _numbers(self, change: GapChange) -> str:
        before, after = (None if gap is None else gap.severity for gap in (change.old, change.new))
        said = [_between(Text("程度", "severity"), before, after)]
        if change.old is not None and change.new is not None:
            said.append(_between(Text("实际", "observed"), change.old.observed, change.new.observed))
            said.append(_between(Text("预期", "expected"), change.old.expected, change.new.expected))
        chances = [None if gap is None else gap.p_adjusted for gap in (change.old, change.new)]
        if any(chance is not None for chance in chances):
            said.append(_between(Text("校正 p", "adjusted p"), *chances))
        return ("，" if self._lang == "zh" else ", ").join(self._say(text) for text in said)

    def _reason(self, reason: Reason | None) -> list[str]:
        if reason is None:
            return [self._say(_UNASKED)]
        said = [self._say(text) for cause in reason.causes for text in self._wording.say(cause)]
        more = len(said) - _CAUSES
        rest = [self._say(Text(f"另有 {more:,} 处改动", f"and {more:,} more changes"))] if more > 0 else []
        if not said:
            return [self._say(_NOWHERE)]
        return [*([] if reason.direct else [self._say(_INDIRECT)]), *said[:_CAUSES], *rest]

    # How it looks.

    def _heading(self, level: int, title: Text) -> str:
        if self._width is None:
            return f"{'#' * level} {escape_markdown(self._say(title))}\n\n"
        return f"{self._say(title)}\n"

    def _line(self, text: str) -> str:
        if self._width is None:
            return f"**{escape_markdown(text)}**\n\n"
        return "".join(f"{line}\n" for line in ["", *wrap_text(text, self._width)])

    def _items(self, texts: Sequence[str]) -> str:
        if self._width is None:
            return "".join(f"* {escape_markdown(text)}\n" for text in texts) + "\n"
        return "".join(self._wrap(text) for text in texts)

    def _wrap(self, text: str) -> str:
        lead = "  "
        hanging = lead + "   " if text.startswith(MARKS) else lead
        first, *rest = wrap_text(text, max((self._width or 0) - len(hanging), 20))
        return f"{lead}{first}\n" + "".join(f"{hanging}{line}\n" for line in rest)


def _between(title: Text, old: float | None, new: float | None) -> Text:
    said = " → ".join("—" if value is None else f"{value:.3g}" for value in (old, new))
    return Text(f"{title.zh} {said}", f"{title.en} {said}")
