"""The table of each region: how well its organisations hang together, and how many ways join its chains."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import networkx as nx
import numpy as np
import polars as pl
from scipy.sparse.csgraph import connected_components

from chains.errors import Text
from chains.gaps.failure.ways import TIED_CHAINS, Ways, measure_ways
from chains.gaps.reading.survey import Survey
from chains.gaps.tables import REGION, Column, MeasureTable, column, round_number
from chains.measures.robustness import order_removals, score_random_robustness, score_robustness, trace_removals
from chains.network import Network

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["ROBUSTNESS"]

_DRAWS: Final = 99
_SEED: Final = 2011
_PAIRS: Final = tuple((first, second) for place, first in enumerate(TIED_CHAINS) for second in TIED_CHAINS[place + 1 :])


def _make(network: Network, _options: Mapping[str, str]) -> pl.DataFrame:
    survey = Survey.of(network)
    cells = dict.fromkeys(survey.places.cities) | ({survey.places.area: None} if survey.places.area else {})
    rows = [_tell_region(survey, cell) for cell in sorted(cells)]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _tell_region(survey: Survey, cell: str) -> dict[str, Any]:
    city = cell if cell in survey.places.cities else None
    here = np.arange(survey.network.nodes.height) if city is None else survey.candidates.nodes_in(city)
    inner = survey.ties.between[here][:, here]
    tied = np.flatnonzero(np.diff(inner.indptr))
    ways = measure_ways(survey, city)
    return {
        REGION: cell,
        **_tell_links(inner[tied][:, tied]),
        **{f"ways_{'_'.join(one.pair)}": one.count for one in ways},
        "weakest": _find_weakest(ways),
        "why": None if len(tied) else "no tie within it on record",
    }


def _tell_links(links: csr_array) -> dict[str, Any]:
    size = links.shape[0]
    if not size:
        return {"organisations": 0, "ties": 0}
    largest = int(np.bincount(connected_components(links, directed=False)[1]).max())
    numbers = np.array(list(nx.core_number(nx.from_scipy_sparse_array(links)).values()))
    cores = [int((numbers >= depth).sum()) for depth in range(1, int(numbers.max()) + 1)]
    halved = 2 * trace_removals(links, order_removals(links)) < largest
    return {
        "organisations": size,
        "ties": links.nnz // 2,
        "largest": round_number(largest / size),
        "robustness": round_number(score_robustness(links)),
        "robustness_random": round_number(score_random_robustness(links, np.random.default_rng(_SEED), _DRAWS)),
        "halved_by": int(halved.argmax()) + 1,
        "core": len(cores),
        "core_share": round_number(cores[-1] / size),
        "core_sizes": " ".join(str(count) for count in cores),
    }


def _find_weakest(ways: list[Ways]) -> str | None:
    """Return the pair of chains with the fewest ways; the first of equal ones; ``None`` where no chains are joined."""
    weakest = min(ways, key=lambda one: one.count)
    return "-".join(weakest.pair) if any(one.count for one in ways) else None


_SCHEMA: Final = {
    REGION: pl.String,
    **dict.fromkeys(("organisations", "ties"), pl.Int64),
    **dict.fromkeys(("largest", "robustness", "robustness_random"), pl.Float64),
    **dict.fromkeys(("halved_by", "core"), pl.Int64),
    "core_share": pl.Float64,
    "core_sizes": pl.String,
    **dict.fromkeys((f"ways_{first}_{second}" for first, second in _PAIRS), pl.Int64),
    **dict.fromkeys(("weakest", "why"), pl.String),
}

_WAY_NAMES: Final[Mapping[str, Text]] = {
    "education": Text("教育", "education"),
    "industry": Text("产业", "industry"),
    "innovation": Text("创新", "innovation"),
}


def _way_column(first: str, second: str) -> Column:
    names = _WAY_NAMES[first], _WAY_NAMES[second]
    return column(
        f"ways_{first}_{second}",
        f"{names[0].zh}—{names[1].zh}通路",
        f"ways {names[0].en}–{names[1].en}",
        "两条链之间没有共同单位、项目或平台的联系最多有几条，至少一端在本地；也是切断全部联系最少要退出的个数。",
        "Most ties between the two chains, at least one end here, that share no organisation, project or platform: as many "
        "would have to leave to cut them all.",
    )


ROBUSTNESS: Final = MeasureTable(
    "robustness",
    Text("各地合作网络的稳健性", "robustness of the networks of regions"),
    Text(
        "各市内部（全域则不限地区）有联系的单位：最大一片的比例、联系最多者依次退出时的稳健性 R（Schneider 等 2011，"
        "doi:10.1073/pnas.1009440108）与随机退出时的平均 R、各层 k 核的规模；以及每两条链之间互不相交的通路数（最大流）。",
        "Of the organisations with a tie within the city (for the whole area, with any): the share that hangs together, robustness R "
        "when the most tied leave one after the other (Schneider et al. 2011, doi:10.1073/pnas.1009440108) beside its mean when they "
        "leave in random order, and the sizes of the k-cores; and the number of ways between each two chains that share no node "
        "(maximum flow).",
    ),
    (
        column(REGION, "地区", "region", "城市或全域。", "City or the whole area.", names=True),
        column(
            "organisations", "单位", "organisations", "在其中有联系的单位数。", "Organisations with a tie within it."
        ),
        column("ties", "联系", "ties", "它们之间的联系数。", "Ties among them."),
        column(
            "largest",
            "最大一片",
            "largest group",
            "连成一片的最大比例。",
            "Share of them in the largest connected group.",
        ),
        column(
            "robustness",
            "稳健性 R",
            "robustness R",
            "联系最多者依次退出（每次重新计算）时最大一片比例的平均，0 至 0.5。",
            "Mean share of the largest group while the most tied of those left leave one after the other, 0 to 0.5.",
        ),
        column(
            "robustness_random",
            "随机 R",
            "random R",
            f"随机次序退出时的平均 R（{_DRAWS} 次）。",
            f"Mean of R over {_DRAWS} random orders.",
        ),
        column(
            "halved_by",
            "几家退出即减半",
            "halved by",
            "联系最多的几家退出后最大一片不足原来一半。",
            "How many of the most tied must leave until the largest group is less than half of what it was.",
        ),
        column("core", "最深核", "innermost core", "最深的 k 核的 k。", "The k of the innermost k-core."),
        column(
            "core_share",
            "最深核比例",
            "core share",
            "在最深核中的单位比例。",
            "Share of the organisations in the innermost core.",
        ),
        column(
            "core_sizes",
            "各核规模",
            "core sizes",
            "1 核、2 核……的单位数。",
            "Organisations in the 1-core, the 2-core and so on.",
        ),
        *(_way_column(first, second) for first, second in _PAIRS),
        column("weakest", "最弱的链对", "weakest pair", "通路最少的两条链。", "The two chains with fewest ways."),
        column("why", "说明", "why", "为何没有数值。", "Why there is no number."),
    ),
    _make,
)
