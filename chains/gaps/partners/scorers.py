"""Ways to score pairs of an institution and an enterprise, and the one that is used unless another is asked for.

Each takes the links that it may learn from, so that it can be tested on others.  :mod:`chains.gaps.partners.evaluation`
tells how good each is; :data:`DEFAULT` is the one that does better than both baselines on the shipped region, whatever
the protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

from chains.errors import Text
from chains.gaps.partners.pairing import Pairing
from chains.measures.fitting import score_decay
from chains.measures.linking import (
    count_degrees,
    factorise_links,
    pick_pairs,
    score_factors,
    score_frequency,
    score_l3,
    score_l3_two_mode,
    score_nearness,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

__all__ = ["BASELINES", "DEFAULT", "RANK", "SCALE_KM", "SCORERS", "Scorer"]

SCALE_KM: Final = 50.0
"""Over each further 50 km a pair counts 37 % of what it did: about the distance between two cities of the delta."""
RANK: Final = 16
"""Rank of the truncated SVD."""

Score = Callable[[Pairing, sparse.csr_array, "Numbers", "Numbers"], "Floats"]
"""Scores pairs (numbers of institutions, numbers of enterprises) from links: institutions × enterprises, 0/1."""


@dataclass(frozen=True, slots=True)
class Scorer:
    """One way to score pairs: its name in lists, what it is, and how it scores."""

    title: Text
    about: Text
    score: Score


def _score_frequency(_: Pairing, links: sparse.csr_array, first: Numbers, second: Numbers) -> Floats:
    return score_frequency(links, first, second)


def _score_nearness(pairing: Pairing, _: sparse.csr_array, first: Numbers, second: Numbers) -> Floats:
    return score_nearness(pairing.km(first, second))


def _score_size(pairing: Pairing, _: sparse.csr_array, first: Numbers, __: Numbers) -> Floats:
    return np.asarray(np.diff(pairing.fitting.offers.indptr)[first].astype(float))


def _score_l3(_: Pairing, links: sparse.csr_array, first: Numbers, second: Numbers) -> Floats:
    (rows, places), (columns, others) = (np.unique(part, return_inverse=True) for part in (first, second))
    return pick_pairs(score_l3_two_mode(links, rows, columns), places, others)


def _score_l3_wide(pairing: Pairing, links: sparse.csr_array, first: Numbers, second: Numbers) -> Floats:
    graph = pairing.join_surroundings(links)
    rows, places = np.unique(pairing.institutions[first], return_inverse=True)
    columns, others = np.unique(pairing.enterprises[second], return_inverse=True)
    return pick_pairs(score_l3(graph, rows, columns), places, others)


def _score_svd(_: Pairing, links: sparse.csr_array, first: Numbers, second: Numbers) -> Floats:
    return score_factors(factorise_links(links, RANK), first, second)


def _score_skills(pairing: Pairing, _: sparse.csr_array, first: Numbers, second: Numbers) -> Floats:
    return np.nan_to_num(pairing.fitting.cover(first, second)) * score_decay(pairing.km(first, second), SCALE_KM)


def _score_fit(pairing: Pairing, _: sparse.csr_array, first: Numbers, second: Numbers) -> Floats:
    return pairing.fitting.fit(first, second) * score_decay(pairing.km(first, second), SCALE_KM)


def _score_combined(pairing: Pairing, links: sparse.csr_array, first: Numbers, second: Numbers) -> Floats:
    partners, _ = count_degrees(links)
    return np.asarray(_score_fit(pairing, links, first, second) * (1.0 + np.log1p(partners[first])))


SCORERS: Final[Mapping[str, Scorer]] = {
    "frequent": Scorer(
        Text("最常合作（基线）", "most frequent (baseline)"),
        Text("双方合作数之积（各加 1）", "product of both ends' partnerships, each plus 1"),
        _score_frequency,
    ),
    "nearest": Scorer(
        Text("最近（基线）", "nearest (baseline)"),
        Text("两市中心距离，近者在前", "distance between the two city centres, nearest first"),
        _score_nearness,
    ),
    "largest": Scorer(
        Text("规模最大", "largest"),
        Text("院校开设的专业数", "programmes that the institution offers"),
        _score_size,
    ),
    "l3": Scorer(
        Text("三步路径（合作网络）", "length-3 paths, partnerships"),
        Text("L3（Kovács 等 2019），只看校企合作", "L3 (Kovács et al. 2019) on partnerships alone"),
        _score_l3,
    ),
    "l3_wide": Scorer(
        Text("三步路径（含产业链与项目）", "length-3 paths, wider"),
        Text(
            "L3，另含所属产业链与环节、共同的项目、平台和联盟",
            "L3 on partnerships, industry chains and segments, projects, platforms and alliances",
        ),
        _score_l3_wide,
    ),
    "svd": Scorer(
        Text("截断奇异值分解", "truncated SVD"),
        Text(f"合作矩阵的 {RANK} 阶近似", f"approximation of the matrix of partnerships, rank {RANK}"),
        _score_svd,
    ),
    "skills": Scorer(
        Text("技能互补 × 距离", "skills × distance"),
        Text(
            f"产业链招聘所需技能中院校所教的份额，乘以 exp(−公里/{SCALE_KM:.0f})",
            f"share of the skills asked for in the industry chain that the institution teaches, × exp(−km/{SCALE_KM:.0f})",
        ),
        _score_skills,
    ),
    "fit": Scorer(
        Text("对口程度 × 距离", "fit × distance"),
        Text(
            f"(1+技能份额)(1+ln(1+对口专业数))，乘以 exp(−公里/{SCALE_KM:.0f})",
            f"(1 + share of skills)(1 + ln(1 + programmes that fit)) × exp(−km/{SCALE_KM:.0f})",
        ),
        _score_fit,
    ),
    "combined": Scorer(
        Text("综合（默认）", "combined (default)"),
        Text(
            "对口程度 × 距离，再乘以 1+ln(1+院校已有合作数)",
            "fit × distance × (1 + ln(1 + the institution's partnerships))",
        ),
        _score_combined,
    ),
}
"""The scorers by notation."""

BASELINES: Final = ("frequent", "nearest")
"""What a scorer has to beat."""

DEFAULT: Final = "combined"
