"""Columns of the tables of an invented region: keys by number, names, pairs, the source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from chains.simulate.draft import Draft
from chains.simulate.keys import keys
from chains.simulate.labels import numbered

if TYPE_CHECKING:
    from chains.simulate.draft import Flags, Ints

__all__ = ["SOURCE", "YEAR", "Columns", "Keys", "numbered_names", "pair_columns", "with_source"]

YEAR: Final = "2024"
SOURCE: Final = "simulated"

Columns = Mapping[str, Iterable[str | None]]
"""Columns by name, all of one length."""


class Keys:
    """The key of every thing of a draft, by its number."""

    def __init__(self, draft: Draft) -> None:
        words = draft.vocabulary
        self.cities = keys("city", range(draft.cities))
        self.provinces = keys("province", range(int(draft.province.max()) + 1))
        self.chains = keys("chain", range(words.chains))
        self.segments = keys("segment", range(len(words.segment_chain)))
        self.groups = keys("group", range(words.groups))
        self.occupations = keys("occupation", range(len(words.occupation_group)))
        self.skills = keys("skill", range(words.develops.shape[1]))
        self.programmes = keys("programme", range(len(words.programme_group)))
        self.organisations = keys("organisation", range(len(draft.organisations.kind)))
        self.bonds = keys("bond", range(len(draft.ties.bond_kind)))
        self.indicators = keys("indicator", range(draft.statistics.shape[1]))
        self.technologies = keys("technology", range(len(words.technology_weight)))


def with_source(columns: Columns, source: str = SOURCE) -> Columns:
    """Return columns with one more that names their source."""
    count = len(list(next(iter(columns.values()))))
    return {**columns, "source": [source] * count}


def numbered_names(ids: list[str], zh: str, en: str) -> dict[str, list[str]]:
    """Return the columns of the keys and of numbered names in both languages."""
    texts = [numbered(zh, en, number) for number in range(1, len(ids) + 1)]
    return {"id": ids, "name_zh": [text.zh for text in texts], "name_en": [text.en for text in texts]}


def pair_columns(first: str, keys: list[str], second: str, others: list[str], pairs: Ints | Flags) -> Columns:
    """Return two columns of keys from two rows of numbers, or from where a matrix is true."""
    rows, columns = np.nonzero(pairs) if pairs.dtype == bool else pairs
    found = {first: [keys[row] for row in rows.tolist()], second: [others[column] for column in columns.tolist()]}
    return with_source(found)
