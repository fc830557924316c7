"""The table of continuity: does the way from education to innovation run through each region and industry chain?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sized
from typing import Any, Final

import numpy as np
import polars as pl

from chains.errors import Text, UnknownName
from chains.gaps.continuity.completeness import Segments
from chains.gaps.reading.passages import STEPS, Passage
from chains.gaps.reading.survey import Survey
from chains.gaps.tables import REGION, MeasureTable, Option, column
from chains.measures.metapath import (
    find_dead_ends,
    find_weakest_step,
    join_ends,
    reverse_layers,
    score_complete_share,
    score_completions,
)
from chains.network import Network

__all__ = ["TABLE"]

_SETS: Final = ("programmes", "occupations", "enterprises", "outcomes")
_DEAD: Final = tuple(f"dead_{name}" for name in _SETS)
_DIRECTIONS: Final = ("forward", "reverse")
_SCHEMA: Final = {
    REGION: pl.String,
    "industry_chain": pl.String,
    "programmes": pl.Int64,
    "occupations": pl.Int64,
    "enterprises": pl.Int64,
    "outcomes": pl.Int64,
    "joined": pl.Int64,
    "pairs": pl.Int64,
    "share": pl.Float64,
    "weakest": pl.String,
    "completed": pl.Float64,
    **dict.fromkeys(_DEAD, pl.Int64),
    "completeness": pl.Float64,
    "why": pl.String,
}


def _make(network: Network, options: Mapping[str, str]) -> pl.DataFrame:
    if options["direction"] not in _DIRECTIONS:
        raise UnknownName(options["direction"], _DIRECTIONS, kind=Text("方向", "direction"))
    survey = Survey.of(network)
    segments, turned = Segments(survey), options["direction"] == "reverse"
    rows = [_measure(survey, segments, passage, turned=turned) for passage in _passages(survey)]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row").sort("industry_chain", REGION, nulls_last=False)


def _passages(survey: Survey) -> Iterator[Passage]:
    for region in survey.places.names:
        if survey.is_cell(region):
            yield survey.passages.through_region(region)
    for chain in survey.passages.industry_chains:
        yield survey.passages.through_chain(int(chain))


def _measure(survey: Survey, segments: Segments, passage: Passage, *, turned: bool) -> dict[str, Any]:
    step, joined = find_weakest_step(passage.layers), join_ends(passage.layers)
    completed = None if step is None else float(score_completions(passage.layers)[step - 1])
    dead = find_dead_ends(reverse_layers(passage.layers) if turned else passage.layers)
    names = _DEAD[:0:-1] if turned else _DEAD[:-1]
    sets = (passage.programmes, passage.occupations, passage.enterprises, passage.outcomes)
    chain = passage.industry_chain
    return {
        REGION: passage.region,
        "industry_chain": None if chain is None else survey.things.iri(chain),
        **{name: len(nodes) for name, nodes in zip(_SETS, sets, strict=True)},
        "joined": joined.nnz,
        "pairs": joined.shape[0] * joined.shape[1],
        "share": _tell(score_complete_share(passage.layers)),
        "weakest": None if step is None else ">".join(STEPS[step - 1]),
        "completed": _tell(completed),
        **{name: int(nodes.sum()) for name, nodes in zip(names, dead, strict=True)},
        "completeness": _tell(segments.score(passage.region, chain)),
        "why": _explain(dict(zip(_SETS, sets, strict=True))),
    }


def _tell(share: float | None) -> float | None:
    return None if share is None or np.isnan(share) else round(share, 4)


def _explain(sets: Mapping[str, Sized]) -> str | None:
    """Return why a share cannot be told, or says nothing: which set of nodes is empty."""
    missing = [name for name, nodes in sets.items() if not len(nodes)]
    return f"none on record: {', '.join(missing)}" if missing else None


TABLE: Final = MeasureTable(
    "continuity",
    Text("链条是否贯通", "Whether the chain runs through"),
    Text(
        "从专业经职业、企业到项目和平台的路径，在每个地区和每条产业链中是否走通。一对“专业—项目或平台”只要有一条路径就算对接；"
        "最弱一步指补齐后对接份额增加最多的那一步。集合与步骤的定义与断点“断链”“最弱一步”“断头”相同；完整度是本项目自己的定义。",
        "Whether the way from programmes by occupations and enterprises to projects and platforms runs through in each region and "
        "industry chain. A pair of a programme and a project or platform is joined by any path; the weakest step is the one whose "
        "completion would join most. Sets and steps are those of the gaps broken_chain, weakest_step and dead_end; completeness "
        "is our own definition.",
    ),
    (
        column(
            REGION,
            "地区",
            "region",
            "城市、省或整个区域。",
            "City, province or the whole area.",
            names=True,
        ),
        column(
            "industry_chain",
            "产业链",
            "industry chain",
            "为空：地区的全部；否则为该产业链在全域的路径，终点是有项目或平台的企业。",
            "Empty for all of a region; else the way of this industry chain in the whole area, whose goals are its "
            "enterprises with a project or platform.",
            names=True,
        ),
        column(
            "programmes",
            "专业",
            "programmes",
            "本地开设的可比专业数（通向任何一地有招聘记录的职业）。",
            "Comparable programmes offered here: those that lead to an occupation asked for anywhere.",
        ),
        column("occupations", "职业", "occupations", "在此招聘的职业数。", "Occupations asked for here."),
        column("enterprises", "企业", "enterprises", "本地企业数。", "Enterprises here."),
        column(
            "outcomes",
            "项目和平台",
            "outcomes",
            "本地项目和平台数；产业链一行为其企业数。",
            "Projects and platforms of the place; for an industry chain, its enterprises.",
        ),
        column("joined", "已对接", "joined", "两端对接的对数。", "Pairs of ends that any path joins."),
        column("pairs", "全部对数", "pairs", "全部可能的对数。", "All pairs of ends."),
        column(
            "share",
            "贯通份额",
            "share",
            "已对接的占比，0 至 1；没有可对接的两端时为空。",
            "Share of the pairs that are joined, from 0 to 1; empty where there is no pair.",
        ),
        column(
            "weakest",
            "最弱一步",
            "weakest",
            "补齐后份额增加最多的一步；没有哪一步能单独增加时为空。",
            "The step whose completion would raise the share most; empty where no single step would.",
        ),
        column(
            "completed",
            "补齐后份额",
            "if completed",
            "补齐最弱一步后的份额，0 至 1。",
            "The share with the weakest step completed, from 0 to 1.",
        ),
        column(
            "dead_programmes",
            "专业断头",
            "dead programmes",
            "不通向此处所招职业的可比专业数；反向时为空。",
            "Comparable programmes that lead to no occupation asked for here; empty in reverse.",
        ),
        column(
            "dead_occupations",
            "职业断头",
            "dead occupations",
            "专业能通到、却不通向本地企业的职业数；反向：从项目能回到、却没有专业通向的。",
            "Occupations that programmes lead to and that lead to no enterprise here; in reverse, those that projects lead back to and no "
            "programme leads to.",
        ),
        column(
            "dead_enterprises",
            "企业断头",
            "dead enterprises",
            "专业能通到、却没有项目或平台的企业数；反向：有项目或平台、却没有所招职业通向的。",
            "Enterprises that programmes lead to and that have no project or platform; in reverse, those that have one and that no "
            "occupation asked for leads to.",
        ),
        column(
            "dead_outcomes",
            "项目断头",
            "dead outcomes",
            "只在反向时：没有本地企业参加或承建的项目和平台数。",
            "In reverse only: projects and platforms without an enterprise of the place.",
        ),
        column(
            "completeness",
            "完整度",
            "completeness",
            "同时与院校和创新有联系的环节的加权占比，0 至 1；地区一行为全部产业链的环节。本项目自己的定义，见测度 completeness。",
            "Share of the segments, by weight, linked both to institutions and to innovation, from 0 to 1; for a region, of all "
            "industry chains. Our own definition: see the measure completeness.",
        ),
        column(
            "why",
            "说明",
            "why",
            "记录中缺哪一类，因此份额为空或为 0。",
            "What is not on record, so that the share is empty or 0.",
        ),
    ),
    _make,
    (
        Option(
            "direction",
            Text(
                "断头按哪个方向数：forward 从教育到创新，reverse 从创新到教育；份额两向相同。",
                "In which direction dead ends are counted: forward from education to innovation, or reverse; shares are the same.",
            ),
            "forward",
        ),
    ),
)
