"""How complete industry chains are: the share of their segments, by weight, that are linked on both sides.

Measure and weights are our own (:mod:`chains.gaps.continuity.segments`): a segment counts where an organisation active
in it is linked both to education and to innovation; it weighs as many organisations as are active in it in the whole
graph.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from scipy import sparse

from chains.errors import Text
from chains.gaps.continuity.segments import measure_segments
from chains.gaps.reading.survey import Survey
from chains.gaps.tables import REGION, MeasureTable, column
from chains.measures.metapath import score_completeness, to_ones
from chains.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["TABLE", "Segments"]


class Segments:
    """The segments of all industry chains of a network."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        belongs = sparse.coo_array(to_ones(survey.network.to_sparse("segment-of")))
        self._segments, self._chains = (np.asarray(ends) for ends in belongs.coords)

    @cached_property
    def _members(self) -> sparse.csr_array:
        active = to_ones(self._survey.network.to_sparse("active-in-segment"))
        return sparse.csr_array(active.T.tocsr()[self._segments])

    def score(self, region: str | None, chain: int | None = None) -> float:
        """Return the completeness in a region of one industry chain, or of all together; ``nan`` without segments."""
        chosen = np.arange(len(self._segments)) if chain is None else np.flatnonzero(self._chains == chain)
        nodes = self._nodes_in(region)
        weights = np.asarray(self._members.sum(axis=1))[chosen]
        ties = self._survey.ties
        return score_completeness(
            weights, self._members[chosen][:, nodes], ties.to_education[nodes], ties.to_innovation[nodes]
        )

    def _nodes_in(self, region: str | None) -> NDArray[np.int64]:
        if region is None:
            return np.arange(self._survey.network.nodes.height)
        return np.flatnonzero(self._survey.passages.nodes_in(region))


_SCHEMA = {
    REGION: pl.String,
    "industry_chain": pl.String,
    "organisations": pl.Int64,
    "segments": pl.Int64,
    "present": pl.Int64,
    "live": pl.Int64,
    "completeness": pl.Float64,
    "attainable": pl.Float64,
}


def _make(network: Network, _options: Mapping[str, str]) -> pl.DataFrame:
    survey = Survey.of(network)
    rows = [
        (
            part.city,
            survey.things.iri(part.chain),
            len(part.actors),
            len(part.segments),
            int(part.present.sum()),
            int(part.live.sum()),
            round(part.completeness, 4),
            round(part.attainable, 4),
        )
        for part in measure_segments(survey)
    ]
    frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    return frame.sort("completeness", "attainable", REGION, "industry_chain", descending=[True, True, False, False])


TABLE = MeasureTable(
    "completeness",
    Text("各城产业链完整度", "How complete industry chains are, by city"),
    Text(
        "一条产业链在一个城市的完整度：有企业同时与院校和创新（项目或平台）有联系的环节，占全链环节的比例，环节按全图谱中处于该环节的单位数"
        "加权。指标与权重是本项目自己的定义。只列有企业处于其环节的城市和产业链。",
        "How complete an industry chain is in a city: the share of its segments in which an organisation is linked both to "
        "institutions and to innovation (a project or platform); a segment weighs as many organisations as are active in it in "
        "the whole graph. Measure and weights are our own. A row for each city and industry chain with any organisation.",
    ),
    (
        column(REGION, "城市", "city", "城市。", "The city.", names=True),
        column("industry_chain", "产业链", "industry chain", "产业链。", "The industry chain.", names=True),
        column(
            "organisations",
            "单位",
            "organisations",
            "本地处于其任一环节的单位数。",
            "Organisations here that are active in any of its segments.",
        ),
        column("segments", "环节", "segments", "全链的环节数。", "Segments that the industry chain has."),
        column(
            "present",
            "有企业",
            "present",
            "本地有单位的环节数。",
            "Segments with an organisation here.",
        ),
        column(
            "live",
            "两头连通",
            "live",
            "有单位同时与院校和创新有联系的环节数。",
            "Segments with an organisation here that is linked both to institutions and to innovation.",
        ),
        column(
            "completeness",
            "完整度",
            "completeness",
            "两头连通的环节的加权占比，0 至 1。",
            "Share of the live segments by weight, from 0 to 1.",
        ),
        column(
            "attainable",
            "可及",
            "attainable",
            "本地有单位的环节的加权占比：不引进新企业时完整度的上限。",
            "Share of the present segments by weight: the most that completeness can reach without new enterprises.",
        ),
    ),
    _make,
)
