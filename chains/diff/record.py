"""A difference as plain JSON values, and as rows of a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from chains.diff.causes import Cause, Reason
from chains.diff.difference import Difference, GapChange
from chains.diff.page import TITLES
from chains.diff.statements import Statement
from chains.diff.words import Wording, read_term
from chains.errors import Lang, Text
from chains.names import compact_id
from chains.naming import name_code, word_chains
from chains.tabulate import Cell

__all__ = ["difference_record", "flat_header", "flat_rows"]

_CHANGES: Final = {
    "closed": Text("消失", "closed"),
    "opened": Text("新出现", "opened"),
    "changed": Text("有变化", "changed"),
}
_HEADER: Final = (
    Text("变动", "change"),
    Text("标识", "id"),
    Text("类别", "kind"),
    Text("地点", "place"),
    Text("链", "chains"),
    Text("对象", "about"),
    Text("原程度", "severity before"),
    Text("现程度", "severity now"),
    Text("原实际", "observed before"),
    Text("现实际", "observed now"),
    Text("原预期", "expected before"),
    Text("现预期", "expected now"),
    Text("原校正 p", "adjusted p before"),
    Text("现校正 p", "adjusted p now"),
    Text("说明", "finding"),
    Text("相关改动", "changes that concern it"),
    Text("是否改变证据", "change its evidence"),
)
_YES: Final = {True: Text("是", "yes"), False: Text("否", "no")}


def flat_header(lang: Lang) -> list[str]:
    """Return the titles of the columns of :func:`flat_rows`."""
    return [title.say(lang) for title in _HEADER]


def flat_rows(difference: Difference, lang: Lang) -> Iterator[list[Cell]]:
    """Iterate over the gaps that differ, a row for each."""
    wording = Wording(difference)
    for name, said in _CHANGES.items():
        changes: tuple[GapChange, ...] = getattr(difference, name)
        for change in changes:
            gap, both = change.gap, (change.old, change.new)
            causes = [text.say(lang) for cause in _causes(change) for text in wording.say(cause)]
            yield [
                said.say(lang),
                gap.id,
                name_code("gap-kinds", gap.kind).say(lang),
                wording.place(gap.region).say(lang),
                word_chains(gap.chains).say(lang),
                gap.label.say(lang),
                *(None if one is None else one.severity for one in both),
                *(None if one is None else one.observed for one in both),
                *(None if one is None else one.expected for one in both),
                *(None if one is None else one.p_adjusted for one in both),
                gap.sentence.say(lang),
                ("；" if lang == "zh" else "; ").join(causes),
                _YES[change.reason.direct].say(lang) if change.reason and causes else None,
            ]


def _causes(change: GapChange) -> tuple[Cause, ...]:
    return change.reason.causes if change.reason else ()


def difference_record(difference: Difference) -> dict[str, Any]:
    """Return a difference as plain JSON values, in both languages, with every statement."""
    changes = difference.changes
    return {
        "old": _graph(difference.old.name, difference.old.title, difference.old.digest),
        "new": _graph(difference.new.name, difference.new.title, difference.new.digest),
        "statements": {"added": changes.added, "removed": changes.removed, "moved": changes.moved},
        "things": {name: {"added": come, "removed": gone} for name, (come, gone) in changes.things.items()},
        "links": {name: {"added": come, "removed": gone} for name, (come, gone) in changes.links.items()},
        "sources": {"added": list(changes.sources[0]), "removed": list(changes.sources[1])},
        "gaps": {name: len(getattr(difference, name)) for name in TITLES} | {"steady": difference.steady},
        **{name: [_change(change) for change in getattr(difference, name)] for name in TITLES},
    }


def _graph(name: str, title: Text, digest: str) -> dict[str, Any]:
    return {"name": name, "title": {"zh": title.zh, "en": title.en}, "digest": digest}


def _change(change: GapChange) -> dict[str, Any]:
    return {
        "id": change.gap.id,
        "old": None if change.old is None else change.old.to_dict(),
        "new": None if change.new is None else change.new.to_dict(),
        "moved": change.moved,
        "crossed": change.crossed,
        "reason": None if change.reason is None else _reason(change.reason),
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "direct": reason.direct,
        "statements": [_statement(one) for cause in reason.causes for one in cause.statements],
    }


def _statement(one: Statement) -> dict[str, Any]:
    return {
        "sign": one.sign,
        "subject": one.subject[1:-1],
        "predicate": one.predicate[1:-1],
        "object": read_term(one.object).value,
        "term": one.object,
        "sources": [compact_id(source) for source in one.sources],
    }
