"""Demand and teaching of skills as tables: whole mixes, single skills, and skills that go together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import polars as pl
from scipy import sparse

from chains.errors import Text
from chains.gaps.reading.places import Places
from chains.gaps.reading.teaching import count_teaching
from chains.gaps.skills.finder import compare_skills
from chains.gaps.skills.mixes import MIXES
from chains.gaps.tables import MeasureTable, Option, column, pick_option, round_number
from chains.measures.balance import (
    score_coverage,
    score_dissimilarity,
    score_divergence,
    score_entropy_gap,
    score_mismatch,
    score_overlap,
)
from chains.measures.kinship import score_kinship, score_reach
from chains.network import Network

__all__ = ["TABLES", "read_kinship"]

Floats = np.ndarray[Any, np.dtype[np.float64]]

_LEAST_KINSHIP: Final = 0.3
_MEASURES: Final[Mapping[str, Callable[[Floats, Floats], float]]] = {
    "coverage": score_coverage,
    "overlap": score_overlap,
    "dissimilarity": score_dissimilarity,
    "divergence": score_divergence,
    "mismatch": score_mismatch,
    "entropy_gap": score_entropy_gap,
}


def read_kinship(network: Network) -> tuple[Floats, dict[int, int]]:
    """Return how far skills go together in what postings name, and the row there of each skill's node.

    The occupations' needs are the postings that name a skill; occupations whose postings name none count with the
    skills that they require.
    """
    named = network.links("postings-name-skill").filter(pl.col("weight") > 0)
    counted = named.group_by("source", "target").agg(pl.col("weight").max())
    required = network.links("requires-skill").join(counted.select("source").unique(), on="source", how="anti")
    wants = pl.concat([counted, required.select("source", "target", weight=pl.lit(1.0)).unique()]).sort(
        "source", "target"
    )
    jobs, rows = np.unique(wants.get_column("source").to_numpy(), return_inverse=True)
    skills, columns = np.unique(wants.get_column("target").to_numpy(), return_inverse=True)
    weights = wants.get_column("weight").to_numpy()
    needs = sparse.csr_array((weights, (rows, columns)), shape=(len(jobs), len(skills)))
    return score_kinship(needs), {int(skill): place for place, skill in enumerate(skills)}


def _balance(network: Network, options: Mapping[str, str]) -> pl.DataFrame:
    places = Places(network)
    mixes = MIXES[pick_option(options, "by", MIXES)](network, places)
    rows = mixes.join(count_teaching(network, places), on=["cell", "skill"], how="left").with_columns(
        pl.col("taught").fill_null(0)
    )
    found = []
    for (key,), part in rows.sort("key", "skill").group_by("key", maintain_order=True):
        asked, taught = part["asked"].to_numpy(), part["taught"].to_numpy()
        numbers = {name: round_number(score(asked, taught)) for name, score in _MEASURES.items()}
        counts = {"postings": float(part["postings"][0]), "taught": int(taught.sum()), "skills": part.height}
        ratio = round_number(counts["postings"] / counts["taught"]) if counts["taught"] else None
        found.append({"region": key, **counts, **numbers, "ratio": ratio})
    return pl.DataFrame(found, schema=_BALANCE_SCHEMA)


_BALANCE_SCHEMA: Final = {
    "region": pl.String,
    "postings": pl.Float64,
    "skills": pl.Int64,
    "taught": pl.Int64,
    **dict.fromkeys(_MEASURES, pl.Float64),
    "ratio": pl.Float64,
}


def _gaps(network: Network, options: Mapping[str, str]) -> pl.DataFrame:  # noqa: ARG001  # it has no options
    rows = compare_skills(network)
    kinship, place = read_kinship(network)
    iris = network.nodes.get_column("iri")
    parts = [_reach(part, kinship, place) for _, part in rows.group_by("cell", maintain_order=True)]
    wide = pl.concat(parts) if parts else rows.with_columns(kin=pl.lit(None, pl.UInt32), theta=0.0, reach=0.0)
    return wide.select(
        region="cell",
        skill=iris.gather(wide["skill"]),
        asked=pl.col("asked").round(3),
        taught=pl.col("taught").cast(pl.Int64),
        gap=(100 * (pl.col("asked_share") - pl.col("taught_share"))).round(4),
        deviation=pl.when(pl.col("taught_share") > 0).then(
            (pl.col("asked_share") / pl.col("taught_share") - 1).round(4)
        ),
        p_adjusted="p_adjusted",
        kin=pl.col("kin").map_elements(lambda node: iris[node], return_dtype=pl.String),
        theta=pl.col("theta").round(4),
        nearest="nearest",
        km=pl.col("km").round(1),
        reach=pl.col("reach").round(4),
    ).sort(["region", "gap", "skill"], descending=[False, True, False])


def _reach(rows: pl.DataFrame, kinship: Floats, place: Mapping[int, int]) -> pl.DataFrame:
    """Return the rows of a cell with the skill taught there that is most akin to each (``kin``, ``theta``), and the reach."""
    nodes = [int(node) for node in rows["skill"]]
    theta = np.array(
        [[kinship[place[a], place[b]] if a in place and b in place else 0.0 for b in nodes] for a in nodes]
    )
    np.fill_diagonal(theta, 1.0)
    taught = rows["taught"].to_numpy() > 0
    others = np.where(taught[None, :] & ~np.eye(len(nodes), dtype=bool), theta, 0.0)
    best = others.argmax(axis=1)
    nearest = others[np.arange(len(nodes)), best]
    kin = [nodes[one] if value > 0 else None for one, value in zip(best, nearest, strict=True)]
    reach = score_reach(theta, taught, rows["km"].fill_null(float("inf")).to_numpy())
    return rows.with_columns(
        kin=pl.Series(kin, dtype=pl.UInt32), theta=pl.Series(nearest, dtype=pl.Float64), reach=pl.Series(reach)
    )


def _pairs(network: Network, options: Mapping[str, str]) -> pl.DataFrame:  # noqa: ARG001  # it has no options
    kinship, place = read_kinship(network)
    nodes = np.array(list(place), dtype=np.int64)
    one, two = np.nonzero(np.triu(kinship, 1) >= _LEAST_KINSHIP)
    iris = network.nodes.get_column("iri")
    found = pl.DataFrame(
        {
            "skill": iris.gather(nodes[one]),
            "other": iris.gather(nodes[two]),
            "theta": kinship[one, two].round(6),
        },
        schema={"skill": pl.String, "other": pl.String, "theta": pl.Float64},
    )
    return found.sort(["theta", "skill", "other"], descending=[True, False, False])


_SAMPLE_ZH: Final = "按各地最新的招聘样本估计（样本以软件岗位为主），年份与口径见来源。"
_SAMPLE_EN: Final = "Estimated from the newest sample of postings, which are mostly for software jobs; year and unit as its source says."

TABLES: Final = (
    MeasureTable(
        "skill_balance",
        Text("技能供需的总体差距", "how far demand and teaching of skills are apart"),
        Text(
            f"把需求与教学当作两个构成来比较。{_SAMPLE_ZH}职业与产业链与全域的教学相比。",
            f"Demand and teaching compared as two mixes. {_SAMPLE_EN} Occupations and industry chains are compared with what "
            "the whole area teaches.",
        ),
        (
            column("region", "地区、职业或产业链", "of", "比较的对象", "what is compared", names=True),
            column("postings", "招聘数", "postings", "样本中的招聘数", "postings in the sample"),
            column("skills", "技能数", "skills", "样本可能看到的技能数", "skills that the sample could have seen"),
            column(
                "taught",
                "教学计数",
                "taught",
                "专业布点教授这些技能的次数",
                "offerings, counted once for each of these skills",
            ),
            column(
                "coverage",
                "覆盖率",
                "coverage",
                "有人教的技能占需求的份额，0–1",
                "share of demand that is for skills taught at all, 0–1",
            ),
            column("overlap", "重合度", "overlap", "两个构成的较小份额之和，0–1", "sum of the smaller shares, 0–1"),
            column(
                "dissimilarity",
                "相异指数",
                "dissimilarity",
                "须移动的教学份额（Duncan 1955），0–1",
                "share of teaching that would have to move (Duncan 1955), 0–1",
            ),
            column("divergence", "詹森–香农散度", "Jensen–Shannon", "以 2 为底，0–1 比特", "in bits, 0–1"),
            column(
                "mismatch",
                "错配指数",
                "mismatch",
                "Şahin 等 2014，弹性 0.5，0–1；以教学代替求职者",
                "Şahin et al. 2014, elasticity 0.5, 0–1; teaching stands for seekers",
            ),
            column(
                "entropy_gap",
                "熵差",
                "entropy gap",
                "需求的熵减教学的熵，比特",
                "entropy of demand less that of teaching, bits",
            ),
            column(
                "ratio",
                "求供比",
                "postings per teaching",
                "招聘数 ÷ 教学计数；没有求职人数，故不是求人倍率",
                "postings / taught; seekers are not on record, so it is no vacancy ratio",
            ),
        ),
        _balance,
        (
            Option(
                "by",
                Text("按 region、occupation 或 industry_chain", "rows for each region, occupation or industry_chain"),
                "region",
            ),
        ),
    ),
    MeasureTable(
        "skill_gaps",
        Text("每项技能的供需差", "demand and teaching of each skill"),
        Text(
            f"每地每项技能的需求份额减教学份额。{_SAMPLE_ZH}",
            f"Share of demand less share of teaching, for each place and skill. {_SAMPLE_EN}",
        ),
        (
            column("region", "地区", "place", "城市或全域", "city or the whole area", names=True),
            column("skill", "技能", "skill", "技能", "the skill", names=True),
            column("asked", "需求", "asked", "点名它的招聘（估计）", "postings that name it, estimated"),
            column("taught", "教学", "taught", "教授它的专业布点", "offerings that develop it"),
            column(
                "gap",
                "份额差",
                "share gap",
                "需求份额减教学份额，百分点；正为短缺",
                "share of demand less share of teaching, points; positive is short",
            ),
            column(
                "deviation",
                "结构偏离度",
                "structural deviation",
                "需求份额÷教学份额−1；无教学为空",
                "share of demand / share of teaching − 1; empty where not taught",
            ),
            column(
                "p_adjusted",
                "校正后 p",
                "adjusted p",
                "两个构成相同时的概率（Benjamini–Hochberg）",
                "chance if both had one mix (Benjamini–Hochberg)",
            ),
            column(
                "kin",
                "最近的相关技能",
                "nearest kin",
                "当地教授的、最常与它一起出现的技能",
                "the skill taught here that goes with it most",
                names=True,
            ),
            column(
                "theta",
                "互补度",
                "complementarity",
                "与该技能的互补度 θ，0–1（Alabdulkareem 等 2018）",
                "θ with that skill, 0–1 (Alabdulkareem et al. 2018)",
            ),
            column(
                "nearest",
                "最近的教授城市",
                "nearest city",
                "教授它的最近的另一城市",
                "the nearest other city that teaches it",
                names=True,
            ),
            column("km", "公里", "km", "到该城市的距离，公里", "distance to that city, km"),
            column(
                "reach",
                "距离加权差",
                "distance-weighted gap",
                "(1−θ)·(1−e^(−km/100))，0 为本地已教，1 为无处可依；本软件定义",
                "(1−θ)·(1−e^(−km/100)); 0 taught here, 1 nothing near it; our own definition",
            ),
        ),
        _gaps,
    ),
    MeasureTable(
        "skill_kinship",
        Text("技能互补度", "which skills go together"),
        Text(
            f"θ ≥ {_LEAST_KINSHIP} 的技能对，由各职业点名的技能得出（Alabdulkareem 等 2018）。{_SAMPLE_ZH}",
            f"Pairs of skills with θ ≥ {_LEAST_KINSHIP}, from the skills that occupations name (Alabdulkareem et al. 2018). {_SAMPLE_EN}",
        ),
        (
            column("skill", "技能", "skill", "一项技能", "one skill", names=True),
            column("other", "另一项", "other", "另一项技能", "the other skill", names=True),
            column("theta", "互补度", "complementarity", "θ，0–1", "θ, 0–1"),
        ),
        _pairs,
    ),
)
