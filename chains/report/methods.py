"""What the methods page of an atlas shows, gathered from the registry of kinds and tables, the data and their sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chains.build import ontology_terms
from chains.errors import Text
from chains.explain.nulls import explain_null
from chains.gaps import load_kinds, load_tables
from chains.gaps.reading.places import Places
from chains.gaps.tables import MeasureTable
from chains.gaps.wording import UNITS
from chains.inputs import package_version
from chains.naming import name_code
from chains.records import Gap, Source
from chains.report.methods_records import (
    CoverageRow,
    RecordRow,
    SampleFacts,
    count_licences,
    count_records,
    describe_samples,
    grade_places,
    list_places,
)
from chains.report.methods_words import FORMULAS, TABLES_OF

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["KindMethod", "Methods", "NullUse", "SourceClass", "gather_methods"]

_LEVEL: Final = 0.05


@dataclass(frozen=True, slots=True)
class NullUse:
    """What the expected number of some gaps of a kind rests on, in sentences, and how many these are."""

    sentences: tuple[Text, ...]
    gaps: int


@dataclass(frozen=True, slots=True)
class KindMethod:
    """One kind of gap.

    Attributes:
        notation: its notation.
        label, definition: as the ontology has them.
        formula: how its numbers are computed; ``None`` for a kind that is not described.
        gaps: how many the atlas has.
        tested: how many of these were tested against chance, and how many of them pass 5 % after adjustment.
        units: what observed and expected count.
        nulls: what the expected number rests on, the commonest first.
        tables: the measure tables with its numbers.
        example: identifier of its most severe gap, if there is one.
    """

    notation: str
    label: Text
    definition: Text
    formula: Text | None
    gaps: int
    tested: tuple[int, int]
    units: tuple[Text, ...]
    nulls: tuple[NullUse, ...]
    tables: tuple[str, ...]
    example: str | None


@dataclass(frozen=True, slots=True)
class SourceClass:
    """One confidence class: its meaning, its sources and statements, and the licences that the sources state."""

    label: Text
    about: Text
    sources: int
    statements: int
    licences: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Methods:
    """Everything that the methods page shows; ``places`` are the columns of *coverage* and *records*."""

    title: Text
    whole: Text
    gaps: int
    kinds: tuple[KindMethod, ...]
    samples: tuple[SampleFacts, ...]
    sources: Mapping[str, Source]
    places: tuple[Text, ...]
    coverage: tuple[CoverageRow, ...]
    records: tuple[RecordRow, ...]
    classes: tuple[SourceClass, ...]
    tables: tuple[MeasureTable, ...]
    version: str
    digest: str


def gather_methods(
    graph: KnowledgeGraph, gaps: Sequence[Gap], statements: Mapping[str, int], title: Text | None = None
) -> Methods:
    """Return what the methods page shows.

    Args:
        graph: the whole graph, on which everything was measured.
        gaps: the gaps of the atlas, most severe first.
        statements: number of statements of the graph by the IRI of their source.
        title: what the atlas is of; the graph's own title by default.
    """
    network = graph.network()
    places = Places(network)
    shown = list_places(places)
    return Methods(
        title=title or graph.title,
        whole=graph.title,
        gaps=len(gaps),
        kinds=tuple(_describe_kind(kind, [gap for gap in gaps if gap.kind == kind]) for kind in load_kinds()),
        samples=tuple(describe_samples(network, places)),
        sources=graph.sources(),
        places=tuple(Text("全域", "all") if place is None else places.name(place) for place in shown),
        coverage=tuple(grade_places(network, places, shown)),
        records=tuple(count_records(network, places, shown)),
        classes=tuple(_describe_classes(graph, statements)),
        tables=tuple(load_tables().values()),
        version=package_version(),
        digest=graph.digest,
    )


def _describe_kind(notation: str, gaps: Sequence[Gap]) -> KindMethod:
    term = ontology_terms().code("gap-kinds", notation)
    tested = [gap.p_adjusted for gap in gaps if gap.p_adjusted is not None]
    nulls = Counter(gap.null for gap in gaps)
    return KindMethod(
        notation=notation,
        label=term.label,
        definition=term.definition,
        formula=FORMULAS.get(notation),
        gaps=len(gaps),
        tested=(len(tested), sum(p < _LEVEL for p in tested)),
        units=tuple(UNITS.get(unit, Text(unit, unit)) for unit in sorted({gap.unit for gap in gaps})),
        nulls=tuple(
            NullUse(explain_null(null), count)
            for null, count in sorted(nulls.items(), key=lambda one: (-one[1], one[0]))
        ),
        tables=tuple(table for table in TABLES_OF.get(notation, ()) if table in load_tables()),
        example=gaps[0].id if gaps else None,
    )


def _describe_classes(graph: KnowledgeGraph, statements: Mapping[str, int]) -> list[SourceClass]:
    licences, terms = count_licences(graph), ontology_terms()
    made: Counter[str] = Counter()
    for iri, source in graph.sources().items():
        made[source.confidence] += statements.get(iri, 0)
    return [
        SourceClass(
            name_code("confidence-classes", name),
            terms.code("confidence-classes", name).definition,
            sum(licences.get(name, {}).values()),
            made[name],
            tuple(licences.get(name, {}).items()),
        )
        for name in ("stated", "reported", "derived")
    ]
