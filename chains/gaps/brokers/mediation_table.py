"""The tables of each cell: who joins two chains there, and which roles its organisations play in all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import polars as pl

from chains.errors import Text
from chains.gaps.brokers.finder import Between, measure_cells
from chains.gaps.brokers.roles_table import ROLE_NAMES
from chains.gaps.reading.cooperation import COOPERATING, Cooperation, read_cooperation
from chains.gaps.reading.survey import Survey
from chains.gaps.tables import REGION, MeasureTable, column, round_number
from chains.measures.brokerage import PAIR_ROLES, find_joined_pairs
from chains.measures.brokerage_totals import draw_role_totals
from chains.measures.inference import round_p
from chains.measures.mediation import draw_shares
from chains.measures.permutation import score_pair_null
from chains.network import Network

__all__ = ["BROKERAGE", "MEDIATION"]

_DRAWS: Final = 999
_SEED: Final = 1989
_REGION: Final = column(REGION, "地区", "region", "城市或全域。", "City or the whole area.", names=True)


def _make_mediation(network: Network, _options: Mapping[str, str]) -> pl.DataFrame:
    survey = Survey.of(network)
    rows = [_tell_mediation(survey, between) for between in measure_cells(survey)]
    return pl.DataFrame(rows, schema=_MEDIATION_SCHEMA, orient="row").sort(REGION, "first", "second")


def _tell_mediation(survey: Survey, between: Between) -> dict[str, Any]:
    here, mediation = between.here, between.mediation
    everyone = find_joined_pairs(here.links)
    first, second = (int((here.chains == chain).sum()) for chain in between.pair)
    ends = np.bincount(np.concatenate([everyone.first, everyone.second]), minlength=len(here.nodes))
    turns, whole = int((ends * (ends - 1)).sum()), len(everyone.first)
    mean, variance = (float(part) for part in score_pair_null(first, second, len(here.nodes), whole, turns))
    shares = _draw(here, between.pair) if mediation.joined else np.zeros(0)
    known = shares[~np.isnan(shares)]
    likely = int((known >= mediation.share).sum())
    return {
        REGION: here.cell,
        "first": between.pair[0],
        "second": between.pair[1],
        "joined": mediation.joined,
        "expected": round_number(mean),
        "z": round_number((mediation.joined - mean) / variance**0.5) if variance else None,
        "brokers": mediation.brokers,
        "broker": None if mediation.broker is None else survey.things.iri(here.nodes[mediation.broker]),
        "alone": mediation.alone,
        "share": round_number(mediation.share),
        "expected_share": round_number(float(known.mean())) if len(known) else None,
        "p": round_p((likely + 1) / (len(known) + 1)) if mediation.joined else None,
        "why": None if mediation.joined else "no pair has a common partner here",
    }


def _draw(here: Cooperation, pair: tuple[str, str]) -> np.ndarray[Any, np.dtype[np.float64]]:
    places = {chain: place for place, chain in enumerate(COOPERATING)}
    labels = [places[chain] for chain in here.chains.tolist()]
    return draw_shares(here.links, labels, (places[pair[0]], places[pair[1]]), np.random.default_rng(_SEED), _DRAWS)


_MEDIATION_SCHEMA: Final = {
    **dict.fromkeys((REGION, "first", "second"), pl.String),
    "joined": pl.Int64,
    **dict.fromkeys(("expected", "z"), pl.Float64),
    "brokers": pl.Int64,
    "broker": pl.String,
    "alone": pl.Int64,
    **dict.fromkeys(("share", "expected_share", "p"), pl.Float64),
    "why": pl.String,
}

MEDIATION: Final = MeasureTable(
    "mediation",
    Text("两条链之间由谁牵线", "who stands between two chains"),
    Text(
        "各市（和全域）两条链的单位之间，没有直接联系而有本地共同合作方的对数，与随机置换所属链的精确期望相比；独自牵线最多的一家及其"
        "份额，与 999 次置换中最大份额的平均相比。两条链在当地都有单位的各行都列出。",
        "Pairs of organisations of two chains without a tie but with a common partner in the city (or the whole area), against "
        "their exact expectation under permuted chain labels; and the organisation that alone joins most of them, with its "
        "share, against the largest such share in 999 permutations. All regions where both chains have an organisation.",
    ),
    (
        _REGION,
        column("first", "链一", "first chain", "一条链。", "One chain."),
        column("second", "链二", "second chain", "另一条链。", "The other chain."),
        column(
            "joined",
            "有人牵线的对数",
            "joined pairs",
            "没有联系、有本地共同合作方的单位对。",
            "Pairs of organisations without a tie and with a common partner in the region.",
        ),
        column(
            "expected",
            "预期对数",
            "expected pairs",
            "随机置换所属链时的平均值，精确。",
            "Mean under permuted chain labels; exact.",
        ),
        column(
            "z",
            "z",
            "z",
            "与预期之差，以标准差计；没有方差时为空。",
            "Difference in standard deviations; null without variance.",
        ),
        column(
            "brokers",
            "牵线单位数",
            "brokers",
            "为其中任何一对牵线的单位数。",
            "Organisations that join any of the pairs.",
        ),
        column(
            "broker",
            "独自牵线最多的单位",
            "broker",
            "独自牵线对数最多的单位（相同时取前者）。",
            "The organisation that alone joins most pairs, the first of equal ones.",
            names=True,
        ),
        column("alone", "独自牵线", "alone", "没有别的共同合作方的对数。", "Pairs that it alone joins."),
        column("share", "份额", "share", "独自牵线占有人牵线的比例，0 至 1。", "Share of the joined pairs, 0 to 1."),
        column(
            "expected_share",
            "预期份额",
            "expected share",
            "置换后最大份额的平均（只计有人牵线的置换）。",
            "Mean of the largest share in permutations that join any pair.",
        ),
        column(
            "p",
            "p",
            "p",
            "置换后最大份额不低于此的概率，(b+1)/(m+1)；大说明只因网络只有这一个枢纽。",
            "Chance of so large a share, (b+1)/(m+1); if high, the network has but this one hub, whatever the chains.",
        ),
        column("why", "说明", "why", "为何没有份额。", "Why there is no share."),
    ),
    _make_mediation,
)


def _make_brokerage(network: Network, _options: Mapping[str, str]) -> pl.DataFrame:
    rows = [row for here in read_cooperation(Survey.of(network)) for row in _tell_roles(here)]
    return pl.DataFrame(rows, schema=_BROKERAGE_SCHEMA, orient="row")


def _tell_roles(here: Cooperation) -> Iterator[dict[str, Any]]:
    """Yield a row for each role."""
    found = draw_role_totals(here.links, here.chains, np.random.default_rng(_SEED), _DRAWS)
    why = "other labels change nothing" if found.observed.any() else "no pair has a common partner here"
    # A pair without direction stands twice in all roles but the gatekeepers.
    for role, place, each in zip(PAIR_ROLES, (0, 1, 3, 4), (2, 2, 1, 2), strict=True):
        total, mean, spread = (float(part[place]) / each for part in (found.observed, found.mean, found.spread))
        varies = spread > 0
        yield {
            REGION: here.cell,
            "role": role,
            "total": int(total),
            "expected": round_number(mean),
            "spread": round_number(spread),
            "z": round_number((total - mean) / spread) if varies else None,
            "p_few": round_p(float(found.p_few[place])) if varies else None,
            "p_many": round_p(float(found.p_many[place])) if varies else None,
            "draws": found.draws if found.observed.any() else None,
            "why": None if varies else why,
        }


_BROKERAGE_SCHEMA: Final = {
    **dict.fromkeys((REGION, "role"), pl.String),
    "total": pl.Int64,
    **dict.fromkeys(("expected", "spread", "z", "p_few", "p_many"), pl.Float64),
    "draws": pl.Int64,
    "why": pl.String,
}

BROKERAGE: Final = MeasureTable(
    "brokerage",
    Text("各地牵线角色的总数", "brokerage roles of a region in all"),
    Text(
        "各市（和全域）全部单位各种牵线角色的总次数（Gould 和 Fernandez 1989，doi:10.2307/270949），与随机置换所有单位的所属链相比：平均值精确，"
        "离散程度和 p 由 999 次置换（不足此数的情形则全部列举）得出。",
        "How often the organisations of a city (or the whole area) play each role (Gould & Fernandez 1989, doi:10.2307/270949), "
        "against permuted chain labels of all: the mean is exact, spread and p are those of 999 permutations, or of all ways "
        "where there are fewer.",
    ),
    (
        _REGION,
        column(
            "role",
            "角色",
            "role",
            "、".join(f"{role} {ROLE_NAMES[role].zh}" for role in PAIR_ROLES) + "。",
            "One of " + ", ".join(PAIR_ROLES) + "; see the table brokers.",
        ),
        column("total", "总数", "total", "牵线的对数之和。", "Sum over organisations of the pairs that they join so."),
        column("expected", "预期", "expected", "置换后的平均值，精确。", "Mean under permutation; exact."),
        column("spread", "标准差", "spread", "置换后的标准差。", "Standard deviation under permutation."),
        column("z", "z", "z", "与预期之差，以标准差计。", "Difference in standard deviations."),
        column("p_few", "偏少的 p", "p few", "这样少的概率。", "Chance of so few."),
        column("p_many", "偏多的 p", "p many", "这样多的概率。", "Chance of so many."),
        column(
            "draws", "置换次数", "draws", "置换的次数，或全部列举的种数。", "Number of permutations, or of all ways."
        ),
        column("why", "说明", "why", "为何没有 z。", "Why there is no z."),
    ),
    _make_brokerage,
)
