"""From tags to statements: how many texts ask for a skill, or which programmes develop it; with their own source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

import pyoxigraph as ox

from chains.errors import Text
from chains.facts import term, texts
from chains.inputs import package_version
from chains.names import CATALOGUE, CODE, ID, mint_iri
from chains.tagging.rows import SourceText
from chains.tagging.things import programmes_of, resolver

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["Kind", "Origin", "Tally", "by_source"]

Kind = Literal["demand", "supply"]
_SHOWN: Final = 5
_AGENT: Final = ox.NamedNode(ID + "agent/fourchains")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the statements come from.

    Attributes:
        source: key of the source.
        title: its name.
        publisher: whose texts they are.
        year: the year that they speak of; needed for demand.
        region: IRI of where the demand is, if the row does not say it.
    """

    source: str
    title: Text
    publisher: str
    year: int | None = None
    region: str | None = None

    @property
    def iri(self) -> str:
        """IRI of the source, which is the graph of its statements."""
        return mint_iri("source", self.source)


@dataclass
class Tally:
    """Counts texts: for demand by region, occupation and skill; for supply by programme and skill.

    What is held grows with the graph, not with the texts.  A text counts once for each skill that it names and does
    not take back everywhere.
    """

    graph: KnowledgeGraph
    kind: Kind
    origin: Origin
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    texts: int = 0
    unplaced: int = 0
    examples: list[str] = field(default_factory=list)
    _whole: tuple[str, set[str]] = ("", set())

    def __post_init__(self) -> None:
        self._region = resolver(self.graph, "City", "Province", "Area", "Region")
        self._occupation = resolver(self.graph, "Occupation")
        self._taught = resolver(self.graph, "Programme", "Course")
        self._programmes: Callable[[str], list[str]] = lru_cache(maxsize=10_000)(
            lambda iri: programmes_of(self.graph, iri)
        )

    def add(self, text: SourceText, skills: Iterable[str], *, whole: bool) -> None:
        """Count a text that names these skills; *whole* says that all texts of its document are one."""
        named = set(skills)
        if whole and self._whole[0] == text.document:
            named -= self._whole[1]
            self._whole[1].update(named)
        else:
            self.texts += 1
            self._whole = (text.document, set(named)) if whole else ("", set())
        if not named:
            return
        places = self._places(text)
        if not places:
            self.unplaced += 1
            name = text.more.get("region") or text.key
            if len(self.examples) < _SHOWN and name not in self.examples:
                self.examples.append(name)
        self.counts.update((*place, skill) for place in places for skill in named)

    def _places(self, text: SourceText) -> list[tuple[str, str]]:
        """Return whom a text speaks of: region and occupation, or programmes."""
        if self.kind == "supply":
            found = self._taught(text.key)
            return [(programme, "") for programme in self._programmes(found)] if found else []
        given = text.more.get("region")
        region = self._region(given) if given else self.origin.region
        occupation = self._occupation(text.more.get("occupation", "")) or ""
        return [(region, occupation)] if region else []

    def quads(self) -> list[ox.Quad]:
        """Return the statements and the description of their source, sorted."""
        made = [quad for key, count in self.counts.items() for quad in self._statement(*key, count)]
        return sorted({*made, *self._source()}, key=by_source)

    def things(self) -> set[str]:
        """Return the IRIs of all that the statements name."""
        return {iri for key in self.counts for iri in key if iri}

    def _statement(self, place: str, occupation: str, skill: str, count: int) -> Iterator[ox.Quad]:
        graph = ox.NamedNode(self.origin.iri)
        if self.kind == "supply":
            yield ox.Quad(ox.NamedNode(place), term("developsSkill"), ox.NamedNode(skill), graph)
            return
        key = [_last(iri) for iri in (place, occupation, skill) if iri]
        node = ox.NamedNode(mint_iri("demand", "-".join(["D", str(self.origin.year), *key, self.origin.source])))
        title = self.origin.title
        sample = Text(
            f"{title.zh}，{self.texts:,} 条文本，只是样本", f"{title.en}, {self.texts:,} texts, a sample only"
        )
        said: list[tuple[str, ox.NamedNode | ox.Literal]] = [
            ("rdf:type", term("Demand")),
            ("inRegion", ox.NamedNode(place)),
            ("ofSkill", ox.NamedNode(skill)),
            ("year", ox.Literal(str(self.origin.year), datatype=term("xsd:gYear"))),
            ("count", ox.Literal(count)),
            ("unit", ox.NamedNode(CODE + "demand-units/postings")),
            *texts("skos:note", sample),
        ]
        if occupation:
            said.append(("ofOccupation", ox.NamedNode(occupation)))
        yield from (ox.Quad(node, term(name), value, graph) for name, value in said)

    def _source(self) -> Iterator[ox.Quad]:
        source = ox.NamedNode(self.origin.iri)
        activity = ox.NamedNode(mint_iri("activity", f"tag-{self.origin.source}"))
        method = Text(
            f"由 chains tag {package_version()} 在 {self.texts:,} 条文本里按技能名称匹配，结合上下文排除否定与同形词；"
            "只记计数，不含原文。",
            f"Names of skills found by chains tag {package_version()} in {self.texts:,} texts; what a text takes back or "
            "means otherwise is left out. Counts only, never the text.",
        )
        catalogue = ox.NamedNode(CATALOGUE)
        said: list[tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]] = [
            (source, "rdf:type", term("Source")),
            *((source, *pair) for pair in texts("skos:prefLabel", self.origin.title)),
            (source, "publisherName", ox.Literal(self.origin.publisher)),
            (source, "confidence", ox.NamedNode(CODE + "confidence-classes/derived")),
            *((source, *pair) for pair in texts("skos:note", method)),
            (source, "prov:wasGeneratedBy", activity),
            (activity, "rdf:type", term("prov:Activity")),
            (activity, "prov:wasAssociatedWith", _AGENT),
            (_AGENT, "rdf:type", term("prov:SoftwareAgent")),
        ]
        yield from (ox.Quad(subject, term(name), value, catalogue) for subject, name, value in said)


def _last(iri: str) -> str:
    return iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def by_source(quad: ox.Quad) -> tuple[str, str]:
    """Return what statements are sorted by: their source, then themselves."""
    return str(quad.graph_name), str(quad)
