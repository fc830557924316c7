"""What a plan is to close: elements with weights, and which action closes how much of which.

=========== ==========================================================================================================
objective   what is closed
=========== ==========================================================================================================
skills      demand for skills that a city teaches too little: an element is a skill of a city, its weight the postings
            that name it; each offering that teaches it closes one part in as many as would be enough
            (:class:`~chains.plan.teaching.Teaching`), shared teaching half as much
isolated    actors without any link to another chain: an element is one of them, its weight 1; any partnership closes it
gaps        the gaps of the engine, suggestions left out: the weight of one is its severity times the chance that it is
            no accident; a link closes one part in as many as would overturn it (its fragility)
=========== ==========================================================================================================

All three are coverages that saturate, so they are monotone and submodular (:mod:`chains.plan.problem`), and so is any sum
of them with weights of at least 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
from scipy import sparse

from chains.errors import Text
from chains.gaps.partners.choosing import find_candidates
from chains.gaps.partners.pairing import Pairing
from chains.gaps.reading.ties import Ties
from chains.plan.actions import ACTION_SCHEMA, join_actions, kind_of_link, place_links
from chains.plan.problem import Problem
from chains.plan.scope import Scope
from chains.plan.teaching import Teaching

if TYPE_CHECKING:
    from chains.plan.costs import Cost

__all__ = ["OBJECTIVES", "Objective", "Setting", "make_problem", "mix_settings"]

_SHARED: Final = 0.5
"""What an offering that lies in another city counts for beside one in the city itself; an assumption of ours."""


@dataclass(frozen=True, eq=False)
class Setting:
    """Actions and elements of one objective.

    Attributes:
        actions: columns of :data:`~chains.plan.actions.ACTION_SCHEMA`, each action once.
        elements: ``weight`` and ``start`` (closed already, in [0, 1]), and what each is about: ``about`` (IRI or
            identifier of a gap) and ``city``.
        closes: ``action`` and ``element`` (row numbers) and ``part``, above 0.
    """

    actions: pl.DataFrame
    elements: pl.DataFrame
    closes: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Objective:
    """One objective: its name, what its numbers count, and how its elements are read."""

    name: Text
    unit: Text
    read: Callable[[Scope], Setting]


def _read_skills(scope: Scope) -> Setting:
    teaching = Teaching(scope.network, scope.cities, scope.skills)
    actions, wanted = teaching.list_actions(), teaching.wanted
    brings = _list_brought(actions, teaching.develops)
    elements = wanted.with_row_index("element")
    part = pl.when(pl.col("kind") == "share-teaching").then(_SHARED).otherwise(1.0) / pl.col("needed")
    closes = brings.join(elements, on=["city", "skill"]).select("action", "element", part=part)
    iris = scope.network.nodes.get_column("iri")
    about = elements.select(
        weight="asked",
        start=(pl.col("taught") / pl.col("needed")).clip(0.0, 1.0),
        about=iris.gather(elements["skill"]),
        city="city",
    )
    return Setting(actions, about, closes)


def _list_brought(actions: pl.DataFrame, develops: pl.DataFrame) -> pl.DataFrame:
    """Return which skill each action brings to its city: ``action``, ``kind``, ``city``, ``skill``."""
    rows = actions.with_row_index("action")
    whole = rows.filter(pl.col("skill").is_null()).drop("skill").join(develops, on="thing")
    columns = ("action", "kind", "city", "skill")
    return pl.concat([whole.select(columns), rows.drop_nulls("skill").select(columns)])


def _read_isolated(scope: Scope) -> Setting:
    pairing, tied = Pairing(scope.network), Ties(scope.network).tied
    pairs = find_candidates(pairing)
    ends = {
        "actor": pairing.institutions[pairs["institution"].to_numpy()],
        "thing": pairing.enterprises[pairs["enterprise"].to_numpy()],
    }
    regions = scope.network.nodes.get_column("region")
    rows = pl.DataFrame(ends, schema={"actor": pl.UInt32, "thing": pl.UInt32})
    rows = rows.with_columns(place=regions.gather(rows["thing"]), home=regions.gather(rows["actor"]))
    if scope.enterprises is not None:
        rows = rows.filter(rows["thing"].is_in(scope.enterprises.implode()))
    alone = [~tied[rows[end].to_numpy()] for end in ("actor", "thing")]
    kept = rows.with_columns(
        actor_open=pl.Series(alone[0]) & pl.Series([scope.has(city) for city in rows["home"]], dtype=pl.Boolean),
        thing_open=pl.Series(alone[1]) & pl.Series([scope.has(city) for city in rows["place"]], dtype=pl.Boolean),
    ).filter(pl.col("actor_open") | pl.col("thing_open"))
    kept = place_links(scope.network, kept.with_columns(kind=pl.lit("partnership"), skill=pl.lit(None, pl.UInt32)))
    actions = join_actions([kept])
    numbered = kept.join(actions.select("actor", "thing").with_row_index("action"), on=["actor", "thing"])
    opened = pl.concat(
        [
            numbered.filter("actor_open").select("action", node="actor"),
            numbered.filter("thing_open").select("action", node="thing"),
        ]
    )
    nodes = opened.get_column("node").unique().sort()
    numbers = pl.DataFrame({"node": nodes}).with_row_index("element")
    closes = opened.join(numbers, on="node").select("action", "element", part=pl.lit(1.0))
    elements = pl.DataFrame(
        {"about": scope.network.nodes.get_column("iri").gather(nodes), "city": regions.gather(nodes)}
    ).select(weight=pl.lit(1.0), start=pl.lit(0.0), about="about", city="city")
    return Setting(actions, elements, closes)


def _read_gaps(scope: Scope) -> Setting:
    gaps = scope.chosen
    index = scope.network.index
    rows = [
        (kind, *(index[end] for end in _order_ends(first, link, last)), None, element)
        for element, gap in enumerate(gaps)
        for first, link, last in gap.closing
        if (kind := kind_of_link(link)) is not None and first in index and last in index
    ]
    schema = {"kind": pl.String, "actor": pl.UInt32, "thing": pl.UInt32, "skill": pl.UInt32, "element": pl.UInt32}
    links = place_links(scope.network, pl.DataFrame(rows, schema=schema, orient="row"))
    homes = scope.network.nodes.get_column("region").gather(links["actor"])
    # Links elsewhere may close a gap of a city too, but no one there can make them.
    here = [scope.has(home) or scope.has(city) for home, city in zip(homes, links["city"], strict=True)]
    links = links.filter(pl.Series(here, dtype=pl.Boolean))
    actions = join_actions([links])
    ends = ["kind", "actor", "thing"]
    parts = pl.DataFrame(
        {"element": range(len(gaps)), "part": [1.0 / max(gap.fragility, 1) for gap in gaps]},
        schema={"element": pl.UInt32, "part": pl.Float64},
    )
    joined = links.join(actions.select(*ends).with_row_index("action"), on=ends).join(parts, on="element")
    weights = [gap.severity * (1.0 - (gap.p_adjusted or 0.0)) for gap in gaps]
    elements = pl.DataFrame(
        {"weight": weights, "about": [gap.id for gap in gaps], "city": [gap.region for gap in gaps]},
        schema={"weight": pl.Float64, "about": pl.String, "city": pl.String},
    ).select("weight", start=pl.lit(0.0), about="about", city="city")
    return Setting(actions, elements, joined.select("action", "element", "part").unique().sort("action", "element"))


def _order_ends(first: str, link: str, last: str) -> tuple[str, str]:
    """Return who acts and what with: of a platform and its host, the host acts."""
    return (last, first) if link == "hosted-by" else (first, last)


OBJECTIVES: Final[Mapping[str, Objective]] = {
    "skills": Objective(
        Text("按需求加权的技能覆盖", "demand-weighted coverage of skills"),
        Text("点名该技能的招聘数", "postings that name the skill"),
        _read_skills,
    ),
    "isolated": Objective(
        Text("接上孤立的单位", "isolated actors connected"), Text("单位数", "actors"), _read_isolated
    ),
    "gaps": Objective(
        Text("按严重程度与把握加权的断点", "gaps closed, by severity and certainty"),
        Text("严重程度之和", "sum of severity"),
        _read_gaps,
    ),
}
"""Every objective that is a coverage, by its key."""


def make_problem(setting: Setting, costs: Mapping[str, Cost]) -> Problem:
    """Return a setting as arrays, with the cost of each kind of action."""
    shape = (setting.actions.height, setting.elements.height)
    ends = tuple(setting.closes[name].to_numpy().astype(np.int64) for name in ("action", "element"))
    amounts = [costs[kind].amount for kind in setting.actions["kind"].to_list()]
    return Problem(
        sparse.csr_array((setting.closes["part"].to_numpy(), ends), shape=shape),
        setting.elements["weight"].to_numpy(),
        np.array(amounts, dtype=float),
        setting.elements["start"].to_numpy(),
    )


def mix_settings(parts: Sequence[tuple[Setting, float]]) -> Setting:
    """Return several settings as one, each counted so much for all that is open in it: 1 closes the whole of all of them.

    Raises:
        ValueError: a share is negative, or all are 0.
    """
    whole = sum(share for _, share in parts)
    if whole <= 0 or any(share < 0 for _, share in parts):
        raise ValueError("shares must be at least 0, and not all of them 0")
    actions = join_actions([part.actions for part, _ in parts])
    numbers = actions.with_row_index("number")
    elements, closes, first = [], [], 0
    for part, share in parts:
        amount = float((part.elements["weight"] * (1.0 - part.elements["start"])).sum())
        scale = share / whole / amount if amount > 0 else 0.0
        elements.append(part.elements.with_columns(pl.col("weight") * scale))
        own = part.actions.with_row_index("action").join(numbers, on=list(ACTION_SCHEMA), nulls_equal=True)
        moved = part.closes.join(own.select("action", "number"), on="action")
        closes.append(moved.select(action="number", element=(pl.col("element") + first).cast(pl.UInt32), part="part"))
        first += part.elements.height
    return Setting(actions, pl.concat(elements), pl.concat(closes).sort("action", "element"))
