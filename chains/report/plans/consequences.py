"""What actions would change, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from chains.errors import Lang, Text
from chains.naming import Names, name_code, word_link
from chains.plan.objectives import OBJECTIVES
from chains.plan.supposing import Action, list_supposed
from chains.tabulate import Cell, dump_json, format_rows

if TYPE_CHECKING:
    from chains.network import Network
    from chains.plan.what_if import Consequences
    from chains.records import Gap

__all__ = ["format_consequences"]

_MOST: Final = 20

_BEFORE: Final = Text("之前", "before")
_AFTER: Final = Text("之后", "after")
_CHANGE: Final = Text("变化", "change")
_SEVERITY: Final = Text("程度", "severity")
_ID: Final = Text("标识", "id")
_ABOUT: Final = (Text("类别", "kind"), Text("地点", "place"), Text("断点", "gap"))


def format_consequences(network: Network, found: Consequences, format: str, lang: Lang) -> str:  # noqa: A002  # as `--format`
    """Return what actions would change as Markdown in one language (``md``), or whole as ``json``."""
    if format == "json":
        return dump_json(_record(found))
    names = Names(found.network)
    parts = [
        _say_head(network, found, names, lang),
        _say_indices(found, lang),
        *(_say_gaps(title, gaps, names, lang) for title, gaps in _list_gaps(found) if gaps),
        _say_changed(found, names, lang),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _record(found: Consequences) -> dict[str, object]:
    return {
        "supposed": [_describe(action) for action in found.actions],
        "on_record": [_describe(action) for action in found.known],
        "left_out": [_describe(action) for action in found.left_out],
        "indices": [
            {"objective": one.objective, "whole": one.whole, "open_before": one.before, "open_after": one.after}
            for one in found.indices
        ],
        "closed": [gap.to_dict() for gap in found.closed],
        "opened": [gap.to_dict() for gap in found.opened],
        "changed": [{"before": old.to_dict(), "after": new.to_dict()} for old, new in found.changed],
    }


def _describe(action: Action) -> dict[str, str | None]:
    return {name: getattr(action, name) for name in ("kind", "actor", "thing", "skill", "city")}


def _say_head(network: Network, found: Consequences, names: Names, lang: Lang) -> str:
    count = len(found.actions)
    title = Text(f"# 假如采取这 {count} 项措施", f"# If {count} action{'s' * (count != 1)} were taken")
    links = [f"- {word_link(link, names).say(lang)}" for link in list_supposed(network, found.actions)]
    note = Text(
        "以下链接是设想，不是事实：它们只在这里用来重算，不写入图谱。",
        "These links are supposed and no facts: they are only worked with here, and not written into the graph.",
    )
    on_record = [f"- {word_link(link, names).say(lang)}" for link in list_supposed(network, found.known)]
    known = Text("以下已有记录，不再计入：", "On record already, and not counted again:")
    skipped = Text(
        f"另有 {len(found.left_out)} 项跨市共享教学不是图谱里的链接，未计入。",
        f"Left out, as teaching that is shared is no link of the graph: {len(found.left_out)}.",
    )
    parts = [title.say(lang), *([note.say(lang), "\n".join(links)] if links else [])]
    parts += [known.say(lang), "\n".join(on_record)] if on_record else []
    return "\n\n".join([*parts, skipped.say(lang)] if found.left_out else parts)


def _say_indices(found: Consequences, lang: Lang) -> str:
    rows = [
        (
            _say_index(one.objective).say(lang),
            round(one.before, 3),
            round(one.after, 3),
            f"{100 * (one.after - one.before) / one.before:+.1f} %" if one.before else "–",
        )
        for one in found.indices
    ]
    return _write_table((Text("指标（未补上的）", "index (what is open)"), _BEFORE, _AFTER, _CHANGE), rows, lang)


def _write_table(columns: Sequence[Text], rows: Sequence[Sequence[Cell]], lang: Lang) -> str:
    return format_rows([column.say(lang) for column in columns], rows, "md").rstrip()


def _say_index(objective: str) -> Text:
    name, unit = OBJECTIVES[objective].name, OBJECTIVES[objective].unit
    return Text(f"{name.zh}（{unit.zh}）", f"{name.en} ({unit.en})")


def _list_gaps(found: Consequences) -> Iterator[tuple[Text, Sequence[Gap]]]:
    yield Text("消失的断点", "Gaps that close"), found.closed
    yield Text("新出现的断点", "Gaps that open"), found.opened


def _say_gaps(title: Text, gaps: Sequence[Gap], names: Names, lang: Lang) -> str:
    ranked = sorted(gaps, key=lambda gap: (-gap.severity, gap.id))[:_MOST]
    table = _write_table(
        (_SEVERITY, *_ABOUT, _ID), [(gap.severity, *_tell(gap, names, lang), gap.id) for gap in ranked], lang
    )
    more = len(gaps) - len(ranked)
    rest = [Text(f"另有 {more} 处。", f"{more} more.").say(lang)] if more > 0 else []
    return "\n\n".join([f"## {title.say(lang)} ({len(gaps)})", table, *rest])


def _say_changed(found: Consequences, names: Names, lang: Lang) -> str:
    if not found.changed:
        return ""
    rows = [(old.severity, new.severity, *_tell(new, names, lang)) for old, new in found.changed[:_MOST]]
    title = Text("程度有变的断点", "Gaps that change").say(lang)
    return f"## {title} ({len(found.changed)})\n\n{_write_table((_BEFORE, _AFTER, *_ABOUT), rows, lang)}"


def _tell(gap: Gap, names: Names, lang: Lang) -> tuple[str, str, str]:
    """Return what :data:`_ABOUT` heads: kind, place and gap."""
    return name_code("gap-kinds", gap.kind).say(lang), names.place(gap.region).say(lang), gap.label.say(lang)
