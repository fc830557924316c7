"""A sparse pair of chains in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from chains.errors import Text
from chains.gaps.reading.places import Places
from chains.gaps.wording import CHAIN_NAMES

__all__ = ["DensityWords"]

_Row = Mapping[str, Any]
_THIN: Final = 0.1

# What the nodes of a chain are, in each graph; in Chinese with the measure word.
_NODES: Final[Mapping[tuple[str, str], Text]] = {
    ("cooperation", "education"): Text("所院校", "institutions"),
    ("cooperation", "industry"): Text("家企业及行业组织", "enterprises and associations"),
    ("cooperation", "innovation"): Text("个科研机构与平台", "research institutes and platforms"),
    ("knowledge", "education"): Text("个开设的专业", "programmes offered"),
    ("knowledge", "talent"): Text("项招聘所求的职业与技能", "occupations and skills asked for"),
    ("knowledge", "industry"): Text("条产业链", "industry chains"),
    ("knowledge", "innovation"): Text("项在研技术", "technologies worked on"),
}
_ANY: Final = Text("个事物", "things")
_LINKS: Final[Mapping[str, Text]] = {
    "cooperation": Text(
        "（合作、培训、同一项目、同一联盟或平台依托，双方都在此地区）",
        "(partnership, training, a shared project or alliance, host of a platform; both ends here)",
    ),
    "knowledge": Text("（培养、面向、需求或技术所需）", "(develops, leads to, asks for, needs)"),
}


class DensityWords:
    """Sentences for the rows of :func:`chains.gaps.density.finder.compare_pairs`."""

    def __init__(self, places: Places) -> None:
        self._places = places

    def label(self, pair: tuple[str, str]) -> Text:
        """Return the name of a pair of chains."""
        first, second = (CHAIN_NAMES.get(chain, Text(chain, chain)) for chain in pair)
        plain = [name.en.removeprefix("the ").removesuffix(" chain") for name in (first, second)]
        return Text(f"{first.zh}与{second.zh}", f"{plain[0]} and {plain[1]}")

    def sentence(self, row: _Row) -> Text:
        """Return the finding, in numbers that a planner can check."""
        place, kind = self._places.name(row["cell"]), _LINKS[row["layer"]]
        a, b = (_NODES.get((row["layer"], row[end]), _ANY) for end in ("a", "b"))
        found, mean = row["observed"], _round(row["mean"])
        zh = f"只有 {found:,} 条" if found else "没有一条"
        en = f"{found:,} link{'s' if found != 1 else ''}" if found else "no link"
        return self._with_record(
            row,
            Text(
                f"{place.zh}：{row['n_a']:,} {a.zh}与 {row['n_b']:,} {b.zh}之间{zh}链接{kind.zh}；"
                f"若这里的 {row['m']:,} 条链接与所属的链无关，应有约 {mean} 条。",
                f"{place.en}: {en} {kind.en} between {row['n_a']:,} {a.en} and {row['n_b']:,} {b.en}; "
                f"if the {row['m']:,} links here fell without regard to chains, there would be about {mean}.",
            ),
        )

    def _with_record(self, row: _Row, text: Text) -> Text:
        total = row["n_a"] if row["thin"] == row["a"] else row["n_b"]
        name = _NODES.get((row["layer"], row["thin"]), _ANY)
        known, hole = round(row["recorded"] * total), row["recorded"] < _THIN
        have = "has" if known == 1 else "have"
        zh = "，多半是数据缺口。" if hole else "，其余可能只是没有记录。"
        en = ": this is mostly a hole in the data." if hole else "; the others may have links that nobody recorded."
        return Text(
            f"{text.zh}{total:,} {name.zh}中只有 {known:,} {name.zh[:1]}有任何这类记录{zh}",
            f"{text.en} Only {known:,} of the {total:,} {name.en} {have} any such link on record{en}",
        )

    def overturn(self, row: _Row) -> Text:
        """Return what would overturn the gap."""
        count = row["fragility"]
        return Text(
            f"若另有 {count:,} 条未记录的链接，就不能再说少于偶然（5 % 水平）。",
            f"{count:,} link{'s' if count != 1 else ''} not on record would make it no rarer than chance (5 % level).",
        )


def _round(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"  # noqa: PLR2004  # one decimal for small numbers
