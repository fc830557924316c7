"""A skill gap in words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from chains.errors import Text
from chains.gaps.phrases import spell
from chains.gaps.reading.places import Places
from chains.gaps.reading.things import Things
from chains.gaps.wording import share
from chains.network import Network

__all__ = ["SkillWords"]

_Row = Mapping[str, Any]
_SURE: Final = 0.05
_CLOSE: Final = 2 / 3
"""A related skill is named from this complementarity on."""
_MANY: Final = 10
"""Where so many postings ask for a skill and chance may still explain the gap, it is the offerings that are few."""
_UNSURE_DEMAND: Final = Text(
    "样本中的招聘很少，需求份额不确定。", "So few postings leave its share of demand uncertain."
)
_UNSURE_TEACHING: Final = Text(
    "有记录的布点很少，也可能是偶然。", "So few offerings are on record that this may be chance."
)

# What a unit is called, with its measure word in Chinese.
_UNITS: Final[Mapping[str, tuple[str, Text]]] = {
    "postings": ("条", Text("招聘", "postings")),
    "vacancies": ("个", Text("招聘名额", "vacancies")),
    "persons": ("人次", Text("需求", "persons needed")),
}
_ANY_UNIT: Final = ("份", Text("需求", "units of demand"))


class SkillWords:
    """Sentences for the rows of :func:`chains.gaps.skills.weighing.find_short_and_surplus`."""

    def __init__(self, network: Network, places: Places, things: Things) -> None:
        self._network = network
        self._places = places
        self._things = things

    @cached_property
    def _notes(self) -> Mapping[str, Text]:
        rows = self._network.samples.iter_rows()
        return {graph: Text(zh.rstrip("。"), _lower_first(en.rstrip("."))) for graph, zh, en in rows}

    def sentence(self, row: _Row) -> Text:
        """Return the finding: what is asked for, what is taught, how far that can be relied on."""
        parts = [self._surplus(row) if row["kind"] == "skill_surplus" else self._shortage(row)]
        if row["kind"] == "skill_shortage":
            parts += self._near(row)
        if (row["p_adjusted"] or 0.0) > _SURE:
            parts.append(_UNSURE_DEMAND if row["asked"] < _MANY else _UNSURE_TEACHING)
        return Text("".join(part.zh for part in parts), " ".join(part.en for part in parts))

    def overturn(self, row: _Row) -> Text:
        """Return what would overturn the gap."""
        count = row["fragility"]
        measure, unit = _unit(row)
        if row["kind"] == "skill_surplus":
            return Text(
                f"若另有 {count} {measure}{unit.zh}点名它，其需求份额就达到教学份额的一半。",
                f"If {count} more of the {unit.en} named it, its share of demand would reach half its share of teaching.",
            )
        offerings = "offering" if count == 1 else "offerings"
        return Text(
            f"若另有 {count} 个未记录的专业布点教授它，其教学份额就达到需求份额的一半。",
            f"{count} {offerings} not on record that teach it would lift its share of teaching to half its share of demand.",
        )

    def _lead(self, row: _Row) -> tuple[Text, Text, Text]:
        """Return the place with a colon, the demand, and what it was estimated from."""
        place, skill = self._places.name(row["cell"]), self._things.name(row["skill"])
        measure, unit = _unit(row)
        asked, postings = f"{row['asked']:,.0f}", f"{row['postings']:,.0f}"
        demand = Text(
            f"{postings} {measure}{unit.zh}中约有 {asked} {measure}点名“{skill.zh}”",
            f"about {asked} of {postings} {unit.en} name “{skill.en}”",
        )
        unknown = Text("样本范围未注明", "what they are a sample of is not stated")
        note = self._notes.get(row["graph"], unknown)
        base = Text(f"按职业推算；{note.zh}", f"estimated by occupation; {note.en}")
        return Text(f"{place.zh}：", f"{place.en}: "), demand, base

    def _shortage(self, row: _Row) -> Text:
        place, demand, base = self._lead(row)
        lack = self._lack(row)
        return Text(
            f"{place.zh}{demand.zh}（{base.zh}），{lack.zh}。", f"{place.en}{demand.en} ({base.en}); {lack.en}."
        )

    def _lack(self, row: _Row) -> Text:
        taught, offerings = row["taught"], row["offerings"]
        if taught:
            are = "is" if taught == 1 else "are"
            return Text(
                f"当地 {offerings:,} 个有技能记录的专业布点中只有 {taught:,} 个教授它"
                f"（占需求的 {_percent(row, 'asked')}，只占教学的 {_percent(row, 'taught')}）",
                f"only {taught:,} of the {offerings:,} offerings there with skills on record {are} known to teach it "
                f"({_percent(row, 'asked')} of demand, {_percent(row, 'taught')} of teaching)",
            )
        far = self._far(row)
        if not offerings:
            return Text(
                f"当地没有一个专业布点有相关技能记录{far.zh}",
                f"no offering there has any skill of the sample on record{far.en}",
            )
        none = "the one offering" if offerings == 1 else f"none of the {offerings:,} offerings"
        known = "is not known" if offerings == 1 else "is known"
        return Text(
            f"当地 {offerings:,} 个有技能记录的专业布点没有一个写明教授它{far.zh}",
            f"{none} there with skills on record {known} to teach it{far.en}",
        )

    def _far(self, row: _Row) -> Text:
        """Return the nearest city that teaches what is not taught here, to go on with in the sentence."""
        if row["nearest"] is None:
            return Text("", "")
        city = self._places.name(row["nearest"])
        km = f"{row['km']:,.0f}"
        return Text(f"，但约 {km} 公里外的{city.zh}有布点教授", f", but it is taught about {km} km away in {city.en}")

    def _surplus(self, row: _Row) -> Text:
        place, demand, base = self._lead(row)
        taught, offerings, skill = row["taught"], row["offerings"], self._things.name(row["skill"])
        return Text(
            f"{place.zh}{offerings:,} 个有技能记录的专业布点中有 {taught:,} 个教授“{skill.zh}”，"
            f"占教学的 {_percent(row, 'taught')}；{demand.zh}，只占需求的 {_percent(row, 'asked')}（{base.zh}）。"
            "招聘很少点名基础知识，样本以外也可能需要它。",
            f"{place.en}{taught:,} of {offerings:,} offerings with skills on record teach “{skill.en}”, "
            f"{_percent(row, 'taught')} of teaching; {demand.en}, {_percent(row, 'asked')} of demand ({base.en}). "
            "Postings seldom name foundations, and others than these may ask for it.",
        )

    def _near(self, row: _Row) -> list[Text]:
        parts = []
        if row["related"] is not None:
            parts.append(self._related(row))
        elif row["taught"] == 0 and (row["theta"] or 0.0) >= _CLOSE:
            parts.append(self._companion(row))
        if row["taught_anywhere"] == 0:
            parts.append(
                Text(
                    "全部数据中没有一个专业写明教授它：也可能教了而没有写明。",
                    "No programme in the data names it: it may be taught without being named.",
                )
            )
        return parts

    def _companion(self, row: _Row) -> Text:
        name, offerings = self._things.name(row["companion"]), row["companion_taught"]
        return Text(
            f"同类岗位要求的“{name.zh}”有 {offerings:,} 个布点教授。",
            f"“{name.en}”, which the same occupations ask for, is taught by {spell(offerings, 'offering', 'offerings')}.",
        )

    def _related(self, row: _Row) -> Text:
        name, taught = self._things.name(row["related"]), row["related_taught"]
        wide = Text("上位", "broader") if row["broader"] else Text("下位", "narrower")
        return Text(
            f"有 {taught:,} 个布点教授其{wide.zh}技能“{name.zh}”。",
            f"The {wide.en} skill “{name.en}” is taught by {spell(taught, 'offering', 'offerings')}.",
        )


def _lower_first(text: str) -> str:
    # "A 2024 sample" and "Postings of" go on inside a sentence; "IT postings" keeps its capitals.
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _unit(row: _Row) -> tuple[str, Text]:
    return _UNITS.get(row["qualifier"] or "", _ANY_UNIT)


def _percent(row: _Row, side: str) -> str:
    return share(row[f"{side}_share"], 1.0)
