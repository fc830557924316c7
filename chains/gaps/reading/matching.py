"""Which programmes fit an industry chain: those that bear its name, and those that teach what it asks for.

* **By name.**  The words of an industry chain are the parts of its label, those of a segment the parts of its label
  and of its key products.  A programme fits if one of these words stands in its name as a whole.  Few programmes are
  found so, and they are the right ones: a programme that serves the chain under another name is missed.
* **By skills.**  An industry chain asks for a skill as often as its postings ask for the occupations whose postings
  name the skill: ``w_k = Σ_o n_o · n_ok / Σ_k n_ok``.  Programmes *cover* the share of Σ w that they teach.  Both rules
  are our own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final, TypeVar

import polars as pl

from chains.gaps.reading.actors import Actors

__all__ = ["LEAST_POSTINGS", "Matching", "split_words"]

LEAST_POSTINGS: Final = 30
"""With fewer postings than this, nothing is said of what an industry chain asks for."""

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

_SHORTEST_PRODUCT: Final = 3
# A word ends at punctuation and at what joins two of them; it needs two Han characters or four letters to tell anything.
_BETWEEN: Final = re.compile(r"[\W_]+|[与和及]")
_TELLING: Final = re.compile(r"[\u4e00-\u9fff].*[\u4e00-\u9fff]|\w{4,}")


def split_words(label: str) -> list[str]:
    """Return the words of a label, in their order: its parts between punctuation and conjunctions.

    >>> split_words("数控机床与激光装备")
    ['数控机床', '激光装备']
    >>> split_words("EDA与IP")
    []
    """
    words = (word.casefold() for word in _BETWEEN.split(label))
    return list(dict.fromkeys(word for word in words if _TELLING.search(word)))


class Matching:
    """Programmes and institutions that fit the industry chains and segments of a network.

    *products* has the key products of segments, as one text, by IRI.
    """

    def __init__(self, actors: Actors, products: Mapping[str, str] | None = None) -> None:
        self._actors = actors
        self._products = products or {}

    @cached_property
    def _offers(self) -> pl.DataFrame:
        return self._actors.links("offers", "institution", "programme")

    @cached_property
    def _names(self) -> list[tuple[int, str]]:
        offered = self._offers.get_column("programme").unique().implode()
        rows = self._actors.nodes_of("Programme").filter(pl.col("node").is_in(offered))
        return [(node, zh.casefold()) for node, zh in rows.select("node", "label_zh").iter_rows()]

    @cached_property
    def words(self) -> Mapping[int, tuple[str, ...]]:
        """Words of each industry chain and segment, by node number."""
        found = {
            node: tuple(split_words(label))
            for node, label in self._actors.nodes_of("IndustryChain").select("node", "label_zh").iter_rows()
        }
        for node, iri, label in self._actors.segments.select("node", "iri", "label_zh").iter_rows():
            products = [word for word in split_words(self._products.get(iri, "")) if len(word) >= _SHORTEST_PRODUCT]
            found[node] = tuple(dict.fromkeys([*split_words(label), *products]))
        return found

    @cached_property
    def named(self) -> Mapping[int, tuple[int, ...]]:
        """Programmes that bear a word of each industry chain or segment, by its node number.

        Those come first of whose name the word makes up most; then by node number.
        """
        found: dict[int, tuple[int, ...]] = {}
        for node, words in self.words.items():
            shares = {
                programme: max(len(word) for word in words if word in name) / len(name)
                for programme, name in self._names
                if any(word in name for word in words)
            }
            found[node] = tuple(sorted(shares, key=lambda programme: (-shares[programme], programme)))
        return found

    @cached_property
    def taught(self) -> Mapping[int, frozenset[int]]:
        """Programmes of each institution, by node number."""
        return _group(self._offers.select("institution", "programme").iter_rows())

    @cached_property
    def _by_city(self) -> Mapping[str, frozenset[int]]:
        rows = self._actors.institutions.select("region", "node").drop_nulls()
        return _group(rows.iter_rows())

    def programmes_in(self, city: str, chain: int) -> list[int]:
        """Return the programmes offered in a city that bear a word of an industry chain or of one of its segments."""
        offered = {one for node in self._by_city.get(city, ()) for one in self.taught.get(node, ())}
        segments = self._actors.segments.filter(pl.col("chain") == chain).get_column("node")
        wanted = dict.fromkeys(one for node in (chain, *segments) for one in self.named.get(node, ()))
        return [programme for programme in wanted if programme in offered]

    @cached_property
    def asked(self) -> Mapping[int, Mapping[int, float]]:
        """Weight of each skill that an industry chain asks for, by their node numbers; 0 postings ask for nothing."""
        network = self._actors.network
        demand = network.links("chain-asks-occupation").select("source", "target", "weight", "link").unique()
        postings = demand.group_by("source", "target").agg(pl.col("weight").sum())
        named = network.links("postings-name-skill").select("source", "target", "weight", "link").unique()
        skills = named.group_by("source", "target").agg(pl.col("weight").sum())
        skills = skills.with_columns(pl.col("weight") / pl.col("weight").sum().over("source")).fill_nan(0.0)
        joined = postings.join(skills, left_on="target", right_on="source").sort("source", "target", "target_right")
        weights: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for chain, count, skill, share in joined.select("source", "weight", "target_right", "weight_right").iter_rows():
            weights[chain][skill] += (count or 0.0) * (share or 0.0)
        return {chain: dict(found) for chain, found in weights.items() if sum(found.values()) >= LEAST_POSTINGS}

    @cached_property
    def skills(self) -> Mapping[int, frozenset[int]]:
        """Skills that each programme teaches, by node number."""
        return _group(
            self._actors.links("develops-skill", "programme", "skill").select("programme", "skill").iter_rows()
        )

    def cover(self, programmes: Iterable[int], chain: int) -> tuple[float, list[int]] | None:
        """Return the share of what an industry chain asks for that some programmes teach, and the main skills.

        The share is in [0, 1]; the skills are those taught, most asked for first.  ``None`` where the chain has too
        few postings to say, or none of its skills is on record for the programmes.
        """
        weights = self.asked.get(chain, {})
        teach = {skill for one in programmes for skill in self.skills.get(one, ())}
        taught = sorted(teach & set(weights), key=lambda skill: (-weights[skill], skill))
        if not taught:
            return None
        return sum(weights[skill] for skill in taught) / sum(weights.values()), taught


def _group(pairs: Iterable[tuple[_Key, _Value]]) -> Mapping[_Key, frozenset[_Value]]:
    found: dict[_Key, set[_Value]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return {key: frozenset(values) for key, values in found.items()}
