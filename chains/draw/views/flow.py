"""Flow: how far the things of each chain lead on to the next, for a city, a province, the area or an industry chain.

Four columns stand for the stations of :mod:`chains.gaps.reading.passages`; all are equally high, so that each is read by
itself.  A programme counts for as much as institutions offer it, an occupation for its postings, everything else for
one.  Between two columns a band joins two groups: at its left end it is as wide as what leads on, at its right end as
what is reached.  A thing that leads to several groups is shared out among them equally.  What leads nowhere, or is
reached from nowhere, keeps its place without a band: the break.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from chains.build import ontology_terms
from chains.draw.columns import text_pair
from chains.draw.views import Material, View
from chains.errors import Text
from chains.gaps.reading.passages import Passage
from chains.gaps.reading.survey import Survey
from chains.names import compact_id

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

__all__ = ["VIEW", "Column", "describe_flow", "make_column", "share_bands"]

_MOST_GROUPS: Final = 9
_OTHERS: Final = Text("其他", "others")
_NO_CHAIN: Final = Text("不在任何产业链", "in no industry chain")


@dataclass(frozen=True)
class Column:
    """One station of a flow.

    Attributes:
        names: its groups, in the order in which they stand.
        things: node number of each thing.
        group: number of the group of each thing.
        weight: what each thing counts for, more than 0.
    """

    names: tuple[Text, ...]
    things: NDArray[np.int64]
    group: NDArray[np.int64]
    weight: NDArray[np.float64]


def make_column(
    names: Sequence[Text],
    things: NDArray[np.int64],
    group: NDArray[np.int64],
    weight: NDArray[np.float64] | None = None,
) -> Column:
    """Return a column with the weightiest groups first; those beyond the ninth become one, called others.

    Equal groups keep their order; empty ones are left out.
    """
    weight = np.ones(len(things)) if weight is None else weight
    sizes = np.bincount(group, weights=weight, minlength=len(names))
    order = [int(one) for one in np.argsort(-sizes, kind="stable") if sizes[one]]
    kept = order if len(order) <= _MOST_GROUPS + 1 else order[:_MOST_GROUPS]
    place = np.full(len(names), len(kept), dtype=np.int64)
    place[kept] = np.arange(len(kept))
    others = (_OTHERS,) if len(kept) < len(order) else ()
    return Column((*(names[one] for one in kept), *others), things, place[group], weight)


def share_bands(step: sparse.csr_array, left: Column, right: Column) -> list[dict[str, Any]]:
    """Return the bands between two columns, by the groups that they join.

    Args:
        step: things of the left column × things of the right one, 1 where the one leads to the other.
        left: the column that is led from.
        right: the column that is led to.

    Each band has ``from`` and ``to`` (groups), ``out`` and ``in`` (the weight that it carries at its ends, of things that
    lead to several groups an equal share) and ``left`` and ``right`` (the node numbers of these things).
    """
    leads = _touch(step, right)
    reached = _touch(step.T.tocsr(), left)
    bands = []
    for one in range(len(left.names)):
        for two in range(len(right.names)):
            out = (left.group == one) & leads[:, two]
            into = (right.group == two) & reached[:, one]
            if out.any():
                bands.append(
                    {
                        "from": one,
                        "to": two,
                        "out": round(float((left.weight[out] / leads[out].sum(axis=1)).sum()), 3),
                        "in": round(float((right.weight[into] / reached[into].sum(axis=1)).sum()), 3),
                        "left": left.things[out].tolist(),
                        "right": right.things[into].tolist(),
                    }
                )
    return bands


def _touch(step: sparse.csr_array, other: Column) -> NDArray[np.bool_]:
    """Return things × groups of the other column: whether a thing leads to any in the group."""
    member = np.zeros((len(other.things), len(other.names)), dtype=np.int64)
    member[np.arange(len(other.things)), other.group] = 1
    return np.asarray(step @ member) > 0


def _data(material: Material) -> Mapping[str, Any] | None:
    survey = material.survey
    flows = [describe_flow(survey, key, passage) for key, passage in _passages(survey)]
    found = [flow for flow in flows if any(flow["sizes"])]
    return {"flows": found} if found else None


def _passages(survey: Survey) -> Iterator[tuple[str, Passage]]:
    places = survey.places
    regions = sorted(places.names, key=lambda iri: (iri != places.area, iri in places.cities, iri))
    for region in regions:
        if survey.is_cell(region):
            yield region, survey.passages.through_region(region)
    for chain in survey.passages.industry_chains:
        yield survey.things.iri(int(chain)), survey.passages.through_chain(int(chain))


def describe_flow(survey: Survey, key: str, passage: Passage) -> dict[str, Any]:
    """Return the flow through a passage as plain values: sizes, groups and bands; *key* is the IRI of what it is of."""
    columns, steps = _stations(survey, passage)
    name = survey.things.name(passage.industry_chain) if passage.industry_chain is not None else survey.places.name(key)
    return {
        "id": compact_id(key),
        "name": text_pair(name),
        "chain": passage.industry_chain is not None,
        "sizes": [len(column.things) for column in columns],
        "groups": [_groups(column, at, steps) for at, column in enumerate(columns)],
        "bands": [share_bands(step, *columns[at : at + 2]) for at, step in enumerate(steps)],
    }


def _stations(survey: Survey, passage: Passage) -> tuple[list[Column], list[sparse.csr_array]]:
    """Return the four columns and the three steps; of an industry chain the last column holds who has an outcome."""
    steps = list(passage.layers)
    if passage.industry_chain is None:
        goals, last = passage.outcomes, _by_class(survey, passage.outcomes)
    else:
        active = np.flatnonzero(np.asarray(steps[2].sum(axis=0)) > 0)
        steps[2] = steps[2][:, active]
        goals = passage.outcomes[active]
        last = make_column([Text("有项目或平台的企业", "enterprises with a project or platform")], goals, 0 * goals)
    columns = [
        _each(survey, passage.programmes, passage.offerings),
        _each(survey, passage.occupations, passage.postings),
        _by_chain(survey, passage),
        last,
    ]
    return columns, steps


def _each(survey: Survey, things: NDArray[np.int64], weight: NDArray[Any]) -> Column:
    """Return a column in which the things with most weight stand alone, and the rest together."""
    order = np.lexsort((things, -weight))
    names = [survey.things.name(int(things[one])) for one in order]
    rank = np.empty(len(things), dtype=np.int64)
    rank[order] = np.arange(len(things))
    return make_column(names, things, rank, np.maximum(weight.astype(np.float64), 1))


def _by_chain(survey: Survey, passage: Passage) -> Column:
    """Return the enterprises by the industry chain that they are active in; the first of several."""
    if passage.industry_chain is not None:
        return _each(survey, passage.enterprises, survey.candidates.prominence[passage.enterprises])
    chains = survey.passages.industry_chains
    active = np.asarray(survey.passages.active[passage.enterprises][:, chains].toarray()) > 0
    # A last column that is always true stands for those in no chain, also where there is no chain at all.
    group = np.column_stack([active, np.ones(len(active), dtype=bool)]).argmax(axis=1)
    names = [survey.things.name(int(chain)) for chain in chains]
    return make_column([*names, _NO_CHAIN], passage.enterprises, group)


def _by_class(survey: Survey, outcomes: NDArray[np.int64]) -> Column:
    classes = survey.network.nodes.get_column("cls").gather(outcomes).to_list()
    known = sorted(set(classes))
    group = np.array([known.index(cls) for cls in classes], dtype=np.int64)
    terms = ontology_terms()
    names = [terms[cls].label if cls in terms else Text(cls, cls) for cls in known]
    return make_column(names, outcomes, group)


def _groups(column: Column, at: int, steps: Sequence[sparse.csr_array]) -> list[dict[str, Any]]:
    """Return each group: name, weight, things, and which of them lead nowhere (``dead``) or are not reached (``unfed``)."""
    leads = np.asarray(steps[at].sum(axis=1)) > 0 if at < len(steps) else None
    fed = np.asarray(steps[at - 1].sum(axis=0)) > 0 if at else None
    rows = []
    for number, name in enumerate(column.names):
        own = column.group == number
        row: dict[str, Any] = {"name": text_pair(name), "weight": float(column.weight[own].sum())}
        row["things"] = column.things[own].tolist()
        for part, linked in (("dead", leads), ("unfed", fed)):
            if linked is not None:
                row[part] = column.things[own & ~linked].tolist()
                row[f"{part}Weight"] = float(column.weight[own & ~linked].sum())
        rows.append(row)
    return rows


VIEW: Final = View(
    "flow",
    Text("流向", "Flow"),
    {
        "flow_of": Text("范围", "Of"),
        "flow_regions": Text("地区", "Regions"),
        "flow_chains": Text("产业链", "Industry chains"),
        "flow_station_0": Text("专业", "Programmes"),
        "flow_station_1": Text("在招职业", "Occupations asked for"),
        "flow_station_2": Text("企业", "Enterprises"),
        "flow_station_3": Text("项目与平台", "Projects and platforms"),
        "flow_none": Text("记录中没有", "none on record"),
        "flow_leads": Text("{part} / {all} 通向下一步", "{part} of {all} lead on"),
        "flow_fed": Text("{part} / {all} 由上一步到达", "{part} of {all} are reached"),
        "flow_dead": Text("断头：不通向下一步", "Break: leads nowhere"),
        "flow_unfed": Text("缺口：上一步无一通到", "Lack: reached from nowhere"),
        "flow_kind": Text("步骤或断点", "Step or break"),
        "flow_left": Text("通过去", "Lead there"),
        "flow_right": Text("被通到", "Are reached"),
        "flow_band": Text("{from} → {to}", "{from} → {to}"),
        "flow_band_left": Text("通过去的 {count} 个", "{count} lead there"),
        "flow_band_right": Text("被通到的 {count} 个", "{count} are reached"),
        "flow_how": Text(
            "四列等高，各看各的：专业按开设院校数计，职业按招聘数计，其余一个算一个。带的左端是通向对方的部分，"
            "右端是被通到的部分，通向几组时平均分摊。"
            "斜纹是断点：右缘不通向下一步，左缘没有上一步通到。企业与职业按招聘样本中的产业链相连。",
            "The four columns are equally high, each is read by itself: a programme counts for as much as institutions "
            "offer it, an occupation for its postings, all else for one. A band is as wide at its left end as what leads "
            "there and at its right end as what is reached; what leads to several groups is shared out equally. Hatching "
            "is the break: on the right edge what leads nowhere, on the left edge what is reached from nowhere. Occupations "
            "and enterprises are joined by the industry chain that the samples of postings name.",
        ),
    },
    _data,
)
