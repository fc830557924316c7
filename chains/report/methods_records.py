"""What is on record and what is missing, by chain and province; the samples of demand; the sources by licence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from chains.errors import Text
from chains.gaps.reading.actors import Actors
from chains.gaps.reading.coverage import Coverage, grade_share
from chains.gaps.reading.demand import asked_occupations
from chains.gaps.reading.places import Places
from chains.names import CATALOGUE
from chains.records import CoverageGrade
from chains.summary import CHAINS

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph
    from chains.network import Network

__all__ = [
    "CoverageRow",
    "RecordRow",
    "SampleFacts",
    "count_licences",
    "count_records",
    "describe_samples",
    "grade_places",
    "list_places",
]

_MOST: Final = 5
_UNSTATED: Final = "not stated"


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One line of the table of what is on record: of so many things, how many have it, in each place."""

    chain: str
    things: Text
    record: Text
    counts: tuple[tuple[int, int], ...]
    """For each place: how many have it, of how many."""


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """The share of a chain's things with anything on record in each place, in [0, 1] or ``None``, and its grade."""

    chain: str
    cells: tuple[tuple[float | None, CoverageGrade], ...]


@dataclass(frozen=True, slots=True)
class SampleFacts:
    """One sample of demand.

    Attributes:
        source: IRI of its named graph.
        note: what it is, as its source says.
        postings: those with a place on record.
        cities: cities with any, of *all_cities*.
        largest: the place with most postings, and its share in [0, 1].
        occupations: the commonest occupations with their shares, in [0, 1].
    """

    source: str
    note: Text
    postings: float
    cities: int
    all_cities: int
    largest: tuple[Text, float] | None
    occupations: tuple[tuple[Text, float], ...]


def list_places(places: Places) -> list[str | None]:
    """Return the provinces by IRI, then ``None`` for the whole graph; without provinces only that."""
    parents = {places.above(city)[1] for city in places.cities if len(places.above(city)) > 1}
    return [*sorted(parents - {places.area or ""}), None]


def grade_places(network: Network, places: Places, shown: Sequence[str | None]) -> list[CoverageRow]:
    """Return the coverage of each chain in each place, as gaps are graded by it."""
    coverage = Coverage(network, places)
    return [
        CoverageRow(
            chain, tuple((coverage.share(place, chain), grade_share(coverage.share(place, chain))) for place in shown)
        )
        for chain in CHAINS
    ]


def count_records(network: Network, places: Places, shown: Sequence[str | None]) -> list[RecordRow]:
    """Return what is on record of the things of each chain, by place."""
    return [
        RecordRow(chain, things, record, _count(rows, places, shown))
        for chain, things, record, rows in _records(network, places)
    ]


def _count(rows: pl.DataFrame, places: Places, shown: Sequence[str | None]) -> tuple[tuple[int, int], ...]:
    counts = rows.join(places.within, on="region").group_by("cell").agg(pl.col("known").sum(), all=pl.len())
    found = {cell: (known, number) for cell, known, number in counts.iter_rows()}
    whole = (int(rows.get_column("known").sum()), rows.height)
    return tuple(whole if place is None else found.get(place, (0, 0)) for place in shown)


def _records(network: Network, places: Places) -> Iterator[tuple[str, Text, Text, pl.DataFrame]]:
    """Yield chain, things, what they should have on record, and a row for each: ``region`` and whether it is ``known``."""
    actors = Actors(network)
    enterprises, firms = actors.enterprises, Text("企业", "enterprises")
    taught = network.links("develops-skill").get_column("source")
    offers = network.links("offers").select("source", "target").unique()
    yield (
        "education",
        Text("院校", "institutions"),
        Text("开设的专业", "the programmes that they offer"),
        _mark(actors.institutions, offers["source"]),
    )
    placed = offers.join(actors.institutions.select(source="node", region="region"), on="source")
    placed = placed.select("region", node="target")
    yield (
        "education",
        Text("专业点", "offerings"),
        Text("所教的技能", "the skills that the programme teaches"),
        _mark(placed, taught),
    )
    cities = pl.DataFrame({"region": pl.Series(places.cities, dtype=pl.String)})
    asked = asked_occupations(network).get_column("region").unique()
    sampled = cities.with_columns(known=pl.col("region").is_in(asked.implode()))
    yield "talent", Text("城市", "cities"), Text("招聘样本", "a sample of postings"), sampled
    yield (
        "industry",
        firms,
        Text("所在城市", "the city that they lie in"),
        enterprises.select("region", known=pl.col("region").is_in(places.cities).fill_null(value=False)),
    )
    for record, nodes in (
        (Text("产业链环节", "their segment of an industry chain"), actors.in_segment["enterprise"]),
        (Text("与院校的合作", "a partner institution"), actors.partnerships["enterprise"]),
        (Text("项目或平台", "a project or platform"), actors.ventures["enterprise"]),
    ):
        yield "industry", firms, record, _mark(enterprises, nodes)
    hosted, joined = network.links("hosted-by")["source"], network.links("participates-in")["target"]
    platforms, projects = actors.nodes_of("Platform"), actors.nodes_of("Project")
    yield "innovation", Text("平台", "platforms"), Text("依托单位", "their host"), _mark(platforms, hosted)
    yield (
        "innovation",
        Text("项目", "projects"),
        Text("承担或参加单位", "who leads or takes part"),
        _mark(projects, joined),
    )


def _mark(things: pl.DataFrame, known: pl.Series) -> pl.DataFrame:
    return things.select("region", known=pl.col("node").is_in(known.unique().implode()))


def describe_samples(network: Network, places: Places) -> list[SampleFacts]:
    """Return the samples of demand, the largest first; empty where demand is not on record."""
    asked = asked_occupations(network)
    found = [
        _describe(network, places, asked.filter(pl.col("graph") == graph), graph, Text(zh or en or "", en or zh or ""))
        for graph, zh, en in network.samples.sort("graph").iter_rows()
    ]
    return sorted(found, key=lambda sample: (-sample.postings, sample.source))


def _describe(network: Network, places: Places, rows: pl.DataFrame, graph: str, note: Text) -> SampleFacts:
    total = float(rows.get_column("n").sum())
    cities = rows.filter(pl.col("region").is_in(places.cities)).group_by("region").agg(pl.col("n").sum())
    ranked = cities.sort("n", "region", descending=[True, False]).rows()
    labels = network.nodes.select("label_zh", "label_en").rows()
    by_occupation = rows.group_by("occupation").agg(pl.col("n").sum()).sort("n", "occupation", descending=[True, False])
    common = [
        (Text(labels[node][0] or labels[node][1], labels[node][1] or labels[node][0]), number / total)
        for node, number in by_occupation.head(_MOST).iter_rows()
        if total
    ]
    largest = (places.name(ranked[0][0]), ranked[0][1] / total) if ranked and total else None
    return SampleFacts(graph, note, total, len(ranked), len(places.cities), largest, tuple(common))


def count_licences(graph: KnowledgeGraph) -> dict[str, dict[str, int]]:
    """Return the number of sources by confidence class, then by licence as its source states it, commonest first."""
    asked = f"""
SELECT ?source ?rights WHERE {{
  GRAPH <{CATALOGUE}> {{ ?source a ch:Source . OPTIONAL {{ ?source dct:rights|dct:license ?rights }} }}
}} ORDER BY ?source ?rights"""
    rights: dict[str, str] = {}
    for stated, value in graph.query(asked).values():
        rights.setdefault(stated or "", value or _UNSTATED)
    found: dict[str, Counter[str]] = {}
    for iri, source in graph.sources().items():
        found.setdefault(source.confidence, Counter())[rights.get(iri, _UNSTATED)] += 1
    return {
        confidence: dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
        for confidence, counts in sorted(found.items())
    }
