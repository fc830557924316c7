"""The table of candidate pairs: for each enterprise the institutions near it that fit, best first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from chains.errors import QueryError, Text, UnknownName
from chains.gaps.partners.choosing import NEAR_KM, find_candidates
from chains.gaps.partners.pairing import Pairing
from chains.gaps.partners.scorers import DEFAULT, SCORERS
from chains.gaps.tables import REGION, MeasureTable, Option, column
from chains.network import Network

__all__ = ["TABLE"]

_SCORER: Final = Option(
    "scorer",
    Text(
        "按哪种打分排名："
        + "；".join(f"{name} {one.title.zh}，{one.about.zh}" for name, one in SCORERS.items())
        + "。检验见 partner_scorers。",
        "By which score institutions are ranked: "
        + "; ".join(f"{name} {one.title.en}: {one.about.en}" for name, one in SCORERS.items())
        + ". How good each is: partner_scorers.",
    ),
    DEFAULT,
)
_MOST: Final = Option(
    "most",
    Text("每家企业最多列出几所院校。", "At most so many institutions of each enterprise."),
    "3",
)


def _make(network: Network, options: Mapping[str, str]) -> pl.DataFrame:
    scorer, most = options[_SCORER.name], _read_most(options[_MOST.name])
    if scorer not in SCORERS:
        raise UnknownName(scorer, SCORERS, kind=Text("打分", "score"), listing="chains measure partners --columns")
    pairing = Pairing(network)
    places = pl.int_range(pl.len()).over("enterprise")
    rows = find_candidates(pairing, scorer).filter(places < most)
    first, second = (rows.get_column(name).to_numpy() for name in ("institution", "enterprise"))
    wants = rows.get_column("want").to_list()
    fitting, things = pairing.fitting, pairing.actors.things
    links = pairing.to_matrix(pairing.partnerships)
    shared = [fitting.skills(one, want) for one, want in zip(first.tolist(), wants, strict=True)]
    covered = pl.Series(fitting.cover(first, second).round(6), dtype=pl.Float64).fill_nan(None)
    texts = {
        REGION: [pairing.places.cities[city] for city in pairing.cities[second].tolist()],
        "enterprise": things.iris_of(pairing.enterprises[second]),
        "institution": things.iris_of(pairing.institutions[first]),
        "chain": [things.iri(fitting.wants[want].chain) for want in wants],
        "skill": [things.iri(skills[0]) if skills else None for skills in shared],
    }
    return rows.select(
        *(pl.Series(name, values, dtype=pl.String) for name, values in texts.items()),
        pl.Series("shared_skills", [len(skills) for skills in shared], dtype=pl.Int64),
        covered.alias("complementarity"),
        pl.col("km").round(3),
        "programmes",
        "partners",
        *(
            pl.Series(name, SCORERS[name].score(pairing, links, first, second).round(9), dtype=pl.Float64)
            for name in ("l3", "svd")
        ),
        "loss",
        "score",
        "rank",
    ).select([column.name for column in TABLE.columns])


def _read_most(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        raise QueryError(
            Text(
                f"参数 most 的值“{text}”不是正整数", f"the value {text!r} of the parameter most is no positive number"
            ),
            remedy=Text("例如 -p most=3", "for example -p most=3"),
        )
    return int(text)


TABLE: Final = MeasureTable(
    "partners",
    Text("候选合作伙伴", "candidate partners"),
    Text(
        f"同城或相距 {NEAR_KM:.0f} 公里以内、院校有对口专业、尚无合作记录的企业与院校，每家企业列出排名最前的几所；最缺合作的企业在前。"
        "企业自身需要什么没有记录，按其产业链匹配；招聘样本偏信息技术岗位。L3：Kovács 等 2019（doi:10.1038/s41467-019-09177-y）。"
        "共同邻居类打分在校企两类节点之间恒为 0，不列。",
        f"Enterprises and institutions in one city or at most {NEAR_KM:.0f} km apart, with programmes that fit and no "
        "partnership on record: the best few institutions of each enterprise, those enterprises first that lack most. What "
        "an enterprise itself asks for is not on record, so it is matched through its industry chain; the postings lean to "
        "information technology. L3: Kovács et al. 2019 (doi:10.1038/s41467-019-09177-y). Scores that count common neighbours "
        "are 0 between institutions and enterprises by construction, and are not shown.",
    ),
    (
        column("enterprise", "企业", "enterprise", "企业。", "The enterprise.", names=True),
        column("institution", "院校", "institution", "院校。", "The institution.", names=True),
        column(REGION, "城市", "city", "企业所在城市。", "The city of the enterprise.", names=True),
        column(
            "km", "距离（公里）", "distance, km", "两市中心间的距离。", "Between the two city centres; 0 in one city."
        ),
        column(
            "chain",
            "产业链",
            "industry chain",
            "据以匹配的产业链。",
            "Through which the enterprise is matched.",
            names=True,
        ),
        column(
            "programmes",
            "对口专业数",
            "programmes that fit",
            "院校开设的、名称含产业链或环节用词的专业数；没有专业含这些词的，计通向该链所招职业的专业。",
            "Programmes of the institution whose name bears a word of the industry chain or segment; where no programme "
            "does, those that lead to occupations which the industry chain asks for.",
        ),
        column(
            "shared_skills",
            "共同技能数",
            "shared skills",
            "该链招聘点名、院校又有专业教授的技能数。",
            "Skills that postings of the industry chain name and programmes of the institution teach.",
        ),
        column(
            "skill",
            "首要技能",
            "first skill",
            "其中招聘点名最多的一项。",
            "The one of them that postings name most.",
            names=True,
        ),
        column(
            "complementarity",
            "互补度",
            "complementarity",
            "该链招聘点名的技能中院校所教的份额，0 至 1；招聘不足则空缺。",
            "Share of the skills named by postings of the industry chain that the institution teaches, 0 to 1; empty where "
            "there are too few postings.",
        ),
        column(
            "partners",
            "企业已有合作院校数",
            "partners of the enterprise",
            "已有或有意合作的院校数。",
            "Institutions that the enterprise works, or means to work, with.",
        ),
        column("l3", "L3", "L3", "合作网络中的三步路径分。", "Degree-weighted paths of length three in partnerships."),
        column("svd", "SVD", "SVD", "合作矩阵低阶近似的值。", "Value in the truncated SVD of partnerships."),
        column(
            "score", "得分", "score", "所选打分的值，只有次序有意义。", "By the chosen score; only its order counts."
        ),
        column(
            "rank",
            "名次",
            "rank",
            "院校在该企业各候选中的名次，并列取平均。",
            "Of the institution among the candidates of the enterprise; ties share their mean.",
        ),
        column(
            "loss",
            "缺失程度",
            "loss",
            "对口程度 1−1/(1+ln(1+n))（n 为对口专业数），乘以 exp(−公里/50)，除以 1+企业已有合作数；0 至 1。",
            "Closeness of fit, 1−1/(1+ln(1+n)) for n programmes that fit, × exp(−km/50) / (1 + partners of the "
            "enterprise); 0 to 1.",
        ),
    ),
    _make,
    (_SCORER, _MOST),
)
