"""The statistics of cities as tables: indicators with their reference range, and one value of each in every city."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from chains.errors import Text
from chains.simulate.columns import SOURCE, YEAR, Columns, Keys, with_source
from chains.simulate.draft import Draft
from chains.simulate.indicators import BEST, WORST
from chains.summary import CHAINS

__all__ = ["INDICATOR_TABLES"]

_NAMES: Final[Mapping[str, Text]] = {
    "education": Text("虚构教育指标", "Invented indicator of education"),
    "talent": Text("虚构人才指标", "Invented indicator of talent"),
    "industry": Text("虚构产业指标", "Invented indicator of industry"),
    "innovation": Text("虚构创新指标", "Invented indicator of innovation"),
}


def _indicators(draft: Draft, names: Keys) -> Columns:
    count = draft.statistics.shape[1]
    owners = [CHAINS[place // (count // len(CHAINS))] for place in range(count)]
    numbers = [place % (count // len(CHAINS)) + 1 for place in range(count)]
    return with_source(
        {
            "id": names.indicators,
            "name_zh": [f"{_NAMES[own].zh}{number}" for own, number in zip(owners, numbers, strict=True)],
            "name_en": [f"{_NAMES[own].en} {number}" for own, number in zip(owners, numbers, strict=True)],
            "chain": owners,
            "kind": ["score"] * count,
            "worst": [f"{WORST:g}"] * count,
            "best": [f"{BEST:g}"] * count,
            "range_source": [SOURCE] * count,
        }
    )


def _observations(draft: Draft, names: Keys) -> Columns:
    cities, indicators = np.indices(draft.statistics.shape).reshape(2, -1).tolist()
    return with_source(
        {
            "indicator": [names.indicators[number] for number in indicators],
            "region": [names.cities[city] for city in cities],
            "year": [YEAR] * len(cities),
            "period": ["annual"] * len(cities),
            "value": [f"{value:.2f}" for value in draft.statistics.ravel().tolist()],
        }
    )


INDICATOR_TABLES: Final[Mapping[str, Callable[[Draft, Keys], Columns]]] = {
    "indicators": _indicators,
    "observations": _observations,
}
"""Makes the columns of the tables of statistics."""
