"""The table of each organisation and cell: between whom it stands, and how its partners hold together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from chains.errors import Text
from chains.gaps.reading.cooperation import Cooperation, read_cooperation
from chains.gaps.reading.survey import Survey
from chains.gaps.tables import REGION, Column, MeasureTable, column, round_number
from chains.measures.brokerage import PAIR_ROLES, count_roles, find_joined_pairs, fold_roles
from chains.measures.brokerage_null import RoleNull, score_role_null, score_role_z
from chains.measures.holes import score_constraint, score_effective_size
from chains.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ROLE_NAMES", "TABLE"]

ROLE_NAMES: Final[Mapping[str, Text]] = {
    "coordinator": Text("协调人", "coordinator"),
    "itinerant": Text("外来中介", "itinerant"),
    "gatekeeper": Text("守门人", "gatekeeper"),
    "liaison": Text("联络人", "liaison"),
}
"""The roles of an undirected network in words."""

_MEANINGS: Final[Mapping[str, Text]] = {
    "coordinator": Text("两头与它同链", "both are of its own chain"),
    "itinerant": Text("两头同属另一条链", "both are of one other chain"),
    "gatekeeper": Text(
        "一头与它同链（合并了“代表”）", "one is of its own chain (representative and gatekeeper in one)"
    ),
    "liaison": Text("三家分属三条链", "all three are of different chains"),
}


def _make(network: Network, _options: Mapping[str, str]) -> pl.DataFrame:
    survey = Survey.of(network)
    rows = [row for here in read_cooperation(survey) for row in _measure(survey, here)]
    schema = {column.name: _TYPES.get(column.name, pl.Float64) for column in TABLE.columns}
    return pl.DataFrame(rows, schema=schema, orient="row").sort(
        REGION, "pairs", "organisation", descending=[False, True, False]
    )


def _measure(survey: Survey, here: Cooperation) -> Iterator[dict[str, Any]]:
    """Yield a row for each organisation with any tie in the cell."""
    null = score_role_null(here.links, here.chains)
    folded = RoleNull(fold_roles(null.mean), fold_roles(null.variance, squared=True))
    counts = fold_roles(count_roles(here.links, here.chains))
    z, partners = score_role_z(counts, folded), np.diff(here.links.indptr)
    found = find_joined_pairs(here.links)
    alone = np.bincount(found.alone[found.alone >= 0], minlength=len(here.nodes))
    constraint, size = score_constraint(here.links), score_effective_size(here.links)
    for place in here.tied.tolist():
        pairs = int(counts[place].sum())
        yield {
            REGION: here.cell,
            "organisation": survey.things.iri(here.nodes[place]),
            "chain": str(here.chains[place]),
            "partners": int(partners[place]),
            "pairs": pairs,
            "alone": int(alone[place]),
            **_tell_roles(counts[place], folded.mean[place], z[place]),
            "constraint": round_number(float(constraint[place])),
            "effective_size": round_number(float(size[place])),
            "why": _explain(pairs, z[place]),
        }


def _tell_roles(
    counts: NDArray[np.float64], mean: NDArray[np.float64], z: NDArray[np.float64]
) -> dict[str, float | int | None]:
    cells: dict[str, float | int | None] = {}
    for role, count, expected, score in zip(PAIR_ROLES, counts.tolist(), mean.tolist(), z.tolist(), strict=True):
        cells |= {role: int(count), f"{role}_expected": round_number(expected), f"{role}_z": round_number(score)}
    return cells


def _explain(pairs: int, z: NDArray[np.float64]) -> str | None:
    """Return why there is no z."""
    if not pairs:
        return "joins no pair"
    return "other labels change nothing" if np.isnan(z).all() else None


def _role_columns(role: str) -> tuple[Column, ...]:
    name, meaning = ROLE_NAMES[role], _MEANINGS[role]
    return (
        column(role, name.zh, name.en, f"它牵线的对数：{meaning.zh}。", f"Pairs that it joins of which {meaning.en}."),
        column(
            f"{role}_expected",
            f"{name.zh}预期",
            f"{name.en} expected",
            "随机置换其他单位的所属链（网络不变）时的平均值，精确。",
            "Mean if the chains of all other organisations are permuted, the network kept; exact.",
        ),
        column(
            f"{role}_z",
            f"{name.zh} z",
            f"{name.en} z",
            "与预期之差，以标准差计；置换改变不了时为空。",
            "Difference from that mean in standard deviations; null where permuting changes nothing.",
        ),
    )


_TYPES: Final = {
    **dict.fromkeys((REGION, "organisation", "chain", "why"), pl.String),
    **dict.fromkeys(("partners", "pairs", "alone", *PAIR_ROLES), pl.Int64),
}

TABLE: Final = MeasureTable(
    "brokers",
    Text("各单位的牵线角色与结构洞", "brokerage roles and structural holes of organisations"),
    Text(
        "各单位在本市（或全域）为哪些没有直接联系的单位牵线，按所属链分为几种角色（Gould 和 Fernandez 1989，"
        "doi:10.2307/270949），与随机置换所属链的精确期望相比；以及 Burt（1992）的约束度和有效规模。合作网络不分方向，每对只计一次，"
        "“代表”与“守门人”合一。只列在该地区有合作方的单位。",
        "Between which organisations without a tie each one stands in its city (or the whole area), by the chains of the three "
        "(roles of Gould & Fernandez 1989, doi:10.2307/270949), against the exact expectation under permuted chains; and the "
        "constraint and effective size of Burt (1992). Ties have no direction, so each pair counts once and representative and "
        "gatekeeper are one. Only organisations with a partner in the region are listed.",
    ),
    (
        column(
            REGION,
            "地区",
            "region",
            "城市或全域；三家都在其中。",
            "City or the whole area; all three lie in it.",
            names=True,
        ),
        column(
            "organisation", "单位", "organisation", "牵线的单位。", "The organisation that joins others.", names=True
        ),
        column("chain", "所属链", "chain", "单位所属的链。", "The chain of the organisation."),
        column("partners", "合作方", "partners", "本地合作方数。", "Number of its partners in the region."),
        column(
            "pairs",
            "牵线对数",
            "pairs",
            "它的合作方中彼此没有联系的对数，即各角色之和。",
            "Pairs of its partners that have no tie with each other: the sum of the roles.",
        ),
        column(
            "alone",
            "独自牵线",
            "alone",
            "其中在本地没有别的共同合作方的对数。",
            "Pairs of these without another common partner here.",
        ),
        *(one for role in PAIR_ROLES for one in _role_columns(role)),
        column(
            "constraint",
            "约束度",
            "constraint",
            "Burt 约束度：合作方越少、彼此越紧密则越高，一般不超过 1.125。",
            "Burt's constraint: the higher, the fewer its partners and the closer they are to each other; at most about 1.125.",
        ),
        column(
            "effective_size",
            "有效规模",
            "effective size",
            "合作方数减去其彼此重复的部分，从 1 到合作方数。",
            "Number of partners less what is redundant among them, from 1 to that number.",
        ),
        column("why", "说明", "why", "为何没有 z。", "Why there is no z."),
    ),
    _make,
)
