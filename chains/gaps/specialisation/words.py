"""An absent field in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chains.errors import Text
from chains.gaps.phrases import join_sentences, spell
from chains.gaps.specialisation.record import Record

__all__ = ["Absence", "label_absence", "say_absence", "say_overturn"]


@dataclass(frozen=True, slots=True)
class Absence:
    """What is said of a field that a city lacks.

    Attributes:
        kind: of field.
        place, field: names.
        near: fields that go with it and that the city is specialised in, with what it counts of each, nearest first.
        density, expected: shares of what is near to the field, in per cent.
        z: of the density.
        cities: how many cities have the field.
        record: what is on record of the city.
    """

    kind: str
    place: Text
    field: Text
    near: Sequence[tuple[Text, int]]
    density: float
    expected: float
    z: float
    cities: int
    record: Record


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of one kind of field; ``{}`` is its name, or a number."""

    label: Text
    lack: Text
    fields: Text
    having: Text
    unit: tuple[str, str, str]
    holders: tuple[str, str, str]
    overturn: Text


_OFFERINGS: Final = ("个布点", "offering", "offerings")
_WORDS: Final[Mapping[str, _Words]] = {
    "bachelor": _Words(
        Text("{}（本科）", "{} (bachelor)"),
        Text("没有记录显示本地院校开设{}本科专业", "no institution here is on record with a bachelor programme in {}"),
        Text("专业类", "classes of programmes"),
        Text("区域内 {} 个市开设此类本科专业", "{} of the region offer such programmes"),
        _OFFERINGS,
        ("所院校", "institution", "institutions"),
        Text("只要本地有一所院校其实开设此类本科专业", "One institution here that does offer such a programme"),
    ),
    "vocational": _Words(
        Text("{}（职业教育）", "{} (vocational)"),
        Text(
            "没有记录显示本地院校开设{}职业教育专业",
            "no institution here is on record with a vocational programme in {}",
        ),
        Text("专业类", "classes of programmes"),
        Text("区域内 {} 个市开设此类职业教育专业", "{} of the region offer such programmes"),
        _OFFERINGS,
        ("所院校", "institution", "institutions"),
        Text("只要本地有一所院校其实开设此类专业", "One institution here that does offer such a programme"),
    ),
    "segments": _Words(
        Text("{}", "{}"),
        Text("没有记录显示本地有单位从事“{}”环节", "no organisation here is on record in the segment {}"),
        Text("产业环节", "segments"),
        Text("区域内 {} 个市有这一环节", "{} of the region have it"),
        ("家单位", "organisation", "organisations"),
        ("家单位", "organisation", "organisations"),
        Text("只要本地有一家单位其实从事这一环节", "One organisation here that is active in it"),
    ),
}


def label_absence(kind: str, field: Text) -> Text:
    """Return the name of a field that stands alone: a class with its catalogue."""
    return _fill(_WORDS[kind].label, field)


def say_absence(absence: Absence) -> Text:
    """Return the finding, in numbers that a planner can check."""
    words = _WORDS[absence.kind]
    lack = _fill(words.lack, absence.field)
    near = _list(absence.near, words.unit)
    found, mean = f"{absence.density:.0f} %", f"{absence.expected:.0f} %"
    fields = words.fields
    return join_sentences(
        Text(
            f"{absence.place.zh}：{lack.zh}，而与之相近的{fields.zh}在本地有优势：{near.zh}",
            f"{absence.place.en}: {lack.en}, though the city is specialised in {fields.en} that go with it: {near.en}",
        ),
        Text(
            f"与它相近的{fields.zh}，按亲近度加权本地已有 {found}；若各市的{fields.zh}数、各{fields.zh}的城市数不变而"
            f"随机分布，平均为 {mean}（z = {absence.z:.1f}）",
            f"Of the {fields.en} near to it, weighted by proximity, the city has {found}; if they fell at random on the "
            f"cities, as many on each, it would have {mean} (z = {absence.z:.1f})",
        ),
        Text(words.having.zh.format(absence.cities), words.having.en.format(spell(absence.cities, "city", "cities"))),
        _say_record(absence.record, words),
    )


def say_overturn(kind: str) -> Text:
    """Return what would overturn the gap."""
    words = _WORDS[kind]
    return Text(
        f"{words.overturn.zh}而未见记录，这一断点就不成立。", f"{words.overturn.en}, not on record, would overturn it."
    )


def _say_record(record: Record, words: _Words) -> Text:
    """Return how much is on record, and how likely an absence is a hole in it."""
    (measure, one, _), (holders, _, many) = words.unit, words.holders
    unseen = f"{100 * (1 - record.seen):.0f} %"
    alone = words.unit == words.holders
    return Text(
        f"本地 {record.organisations:,} {holders}中有 {record.known:,} {holders[0]}见于此类记录"
        + ("" if alone else f"，共 {record.counted:,} {measure}")
        + f"；照此推算，下一条补录的记录约有 {unseen} 的可能属于这里尚未见到的{words.fields.zh}",
        f"On record here: {record.known:,} of {record.organisations:,} {many}"
        + ("" if alone else f", {spell(record.counted, one, words.unit[2])}")
        + f"; the next one to come on record would be of {words.fields.en} not yet seen here with a chance of {unseen}",
    )


def _list(near: Sequence[tuple[Text, int]], unit: tuple[str, str, str]) -> Text:
    zh = "、".join(f"{name.zh}（{count:,} {unit[0]}）" for name, count in near)
    return Text(zh, "; ".join(f"{name.en} ({spell(count, unit[1], unit[2])})" for name, count in near))


def _fill(template: Text, name: Text) -> Text:
    return Text(template.zh.format(name.zh), template.en.format(name.en))
