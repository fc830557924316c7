"""Which gaps are planted, how many and how strong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import ceil
from typing import Final

import numpy as np

from chains.errors import InputError, Text, UnknownName
from chains.simulate.draft import Draft
from chains.simulate.plant_brokers import plant_brokers
from chains.simulate.plant_conflicts import plant_conflicts
from chains.simulate.plant_fields import plant_absent_fields
from chains.simulate.plant_hubs import plant_hubs
from chains.simulate.plant_partners import plant_unlinked
from chains.simulate.plant_skills import plant_shortage, plant_surplus
from chains.simulate.plant_thin import plant_thin
from chains.simulate.plant_ties import plant_isolated, plant_sparse
from chains.simulate.plant_ways import plant_broken, plant_dead_ends, plant_weakest
from chains.simulate.planter import Planter
from chains.simulate.truth import Plant

__all__ = ["KINDS", "Order", "default_orders", "parse_order", "plant_gaps"]

_CITIES: Final = 41

_PLANTERS: Final[Mapping[str, tuple[Callable[[Planter], Iterator[Plant]], int]]] = {
    "absent_related_field": (plant_absent_fields, 1),
    "sparse_chain_pair": (plant_sparse, 3),
    "thin_passage": (plant_thin, 2),
    "coordination_conflict": (plant_conflicts, 2),
    "single_point_of_failure": (plant_hubs, 4),
    "isolated": (plant_isolated, 4),
    "dead_end": (plant_dead_ends, 6),
    "weakest_step": (plant_weakest, 4),
    "broken_chain": (plant_broken, 4),
    "lone_broker": (plant_brokers, 2),
    "missing_partnership": (plant_unlinked, 3),
    "skill_shortage": (plant_shortage, 10),
    "skill_surplus": (plant_surplus, 10),
}
"""Makes plants of each kind, and how many a region of 41 cities gets; in this order, for the first need large cities."""

KINDS: Final = tuple(_PLANTERS)
"""What can be planted: every kind of gap."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be planted: kind, how many (``None``: as the size of the region allows), and how strong (0 to 1]."""

    kind: str
    number: int | None = None
    effect: float = 1.0


def parse_order(words: str) -> Order:
    """Return what ``KIND``, ``KIND=N``, ``KIND@EFFECT`` or ``KIND=N@EFFECT`` asks for.

    Raises:
        UnknownName: there is no such kind.
        InputError: the number or the effect is none.

    >>> parse_order("skill_shortage=5@0.75")
    Order(kind='skill_shortage', number=5, effect=0.75)
    """
    match = re.fullmatch(r"(?P<kind>[^=@]*)(?:=(?P<number>[^@]*))?(?:@(?P<effect>.*))?", words)
    kind = match["kind"] if match else words
    if match is None or kind not in _PLANTERS:
        raise UnknownName(kind, _PLANTERS, kind=Text("可植入的断点类别", "kind of gap that can be planted"))
    number, effect = match["number"], match["effect"]
    if number is not None and not (number.isascii() and number.isdigit() and int(number) > 0):
        raise _bad_order(words, Text("数量应是大于 0 的整数", "the number should be a whole number above 0"))
    if effect is not None and not _is_effect(effect):
        raise _bad_order(words, Text("强度应大于 0、不大于 1", "the effect should be above 0 and at most 1"))
    return Order(kind, int(number) if number else None, float(effect) if effect else 1.0)


def _is_effect(words: str) -> bool:
    return bool(re.fullmatch(r"[0-9]*\.?[0-9]+", words)) and 0.0 < float(words) <= 1.0


def _bad_order(words: str, what: Text) -> InputError:
    return InputError(
        what, where=words, remedy=Text("例如 skill_shortage=5@0.75", "write it like skill_shortage=5@0.75")
    )


def default_orders(effect: float = 1.0) -> tuple[Order, ...]:
    """Return the order of every kind that can be planted."""
    return tuple(Order(kind, None, effect) for kind in _PLANTERS)


def plant_gaps(draft: Draft, orders: Sequence[Order], seed: int) -> list[Plant]:
    """Plant gaps in a draft, which is changed, and return them in the order they were made.

    Raises:
        InputError: the region has no room for as many as were asked for by number.
    """
    planter = Planter(draft, np.random.default_rng([seed, 1]))
    places = {kind: place for place, kind in enumerate(_PLANTERS)}
    for order in sorted(orders, key=lambda order: places[order.kind]):
        make, usual = _PLANTERS[order.kind]
        planter.effect = order.effect
        wanted = order.number or max(1, ceil(usual * draft.cities / _CITIES))
        before = len(planter.plants)
        for plant in islice(make(planter), wanted):
            planter.plants.append(plant)
        _check_room(order, len(planter.plants) - before)
    return planter.plants


def _check_room(order: Order, made: int) -> None:
    if order.number is not None and made < order.number:
        raise InputError(
            Text(
                f"这个区域容不下 {order.number} 处 {order.kind}，最多 {made} 处",
                f"the region has no room for {order.number} × {order.kind}, at most {made}",
            ),
            remedy=Text(
                "减少数量，或增加城市（--cities）、规模（--scale）", "plant fewer, or raise --cities or --scale"
            ),
        )
