"""The records that pass between layers: a gap, a fault, a source."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Literal

from chains.errors import Lang, Text

__all__ = ["COVERAGE_GRADES", "Confidence", "CoverageGrade", "Fault", "Gap", "Source"]

Confidence = Literal["stated", "reported", "derived"]
CoverageGrade = Literal["A", "B", "C", "D"]
_ID_DIGITS: Final = 8
COVERAGE_GRADES: Mapping[CoverageGrade, float] = {"A": 0.75, "B": 0.5, "C": 0.25, "D": 0.0}


@dataclass(frozen=True, slots=True)
class Source:
    """Where statements come from: one named graph of the knowledge graph."""

    iri: str
    title: Text
    confidence: Confidence
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a table or a graph: where it is, what it is, what to do.

    ``row`` is the line a person sees in a spreadsheet (the header is row 1); 0 stands for the whole file.
    A ``note`` is worth saying and does not make the input unusable.
    """

    code: str
    file: str
    row: int
    column: str
    value: str
    what: Text
    remedy: Text
    level: Literal["fault", "note"] = "fault"

    def say(self, lang: Lang) -> str:
        """Return the fault as one line of text."""
        row = (f"第 {self.row} 行" if lang == "zh" else f"row {self.row}") if self.row else ""
        place = ":".join(part for part in (self.file, row, self.column) if part)
        advice = "解决办法：" if lang == "zh" else "what to do: "
        return f"{place}: {self.what.say(lang)}; {advice}{self.remedy.say(lang)}"


@dataclass(frozen=True, slots=True)
class Gap:
    """One connection gap, the same record for every kind (METHODS: one gap, one object).

    Attributes:
        kind: notation in the scheme ``gap-kinds``.
        subject: IRIs of what the gap is about, most important first.
        label: the subject's name, for lists and pictures.
        region: IRI of the city or area the gap was measured in, or ``None`` for the whole graph.
        chains: the chains that it joins or should join, e.g. ``("education", "industry")``.
        observed, expected: the measured quantity, and what the null or the rule expects; same unit.
        unit: what observed and expected count.
        null: name of the null model, or of the rule where there is no random null.
        z, p, p_adjusted: ``None`` where the kind has no random null.
        severity: 0 (negligible) to 1.
        fragility: smallest number of yet unseen links that would overturn the gap.
        coverage: how complete the sources behind this cell are, ``A`` (3/4 or more) to ``D`` (under 1/4).
        evidence: a SPARQL query whose rows show the gap, or whose empty or short answer is the gap.
        sources: IRIs of the named graphs that the measure read.
        sentence: the finding in words.
        overturn: what would overturn it, in words.
        closing: links that would close it: (subject IRI, link kind, object IRI).
    """

    kind: str
    subject: tuple[str, ...]
    label: Text
    region: str | None
    chains: tuple[str, ...]
    observed: float
    expected: float
    unit: str
    null: str
    z: float | None
    p: float | None
    p_adjusted: float | None
    severity: float
    fragility: int
    coverage: CoverageGrade
    evidence: str
    sources: tuple[str, ...]
    sentence: Text
    overturn: Text
    closing: tuple[tuple[str, str, str], ...] = ()

    @property
    def id(self) -> str:
        """The kind, and eight hexadecimal digits of a SHA-256 of kind, region, chains and subjects.

        Figures, words and the order of the subjects do not matter: the gap keeps its identifier from graph to graph
        as long as it is about the same things.
        """
        named = [self.kind, self.region, list(self.chains), sorted(self.subject)]
        digest = hashlib.sha256(json.dumps(named, ensure_ascii=False).encode()).hexdigest()
        return f"{self.kind}-{digest[:_ID_DIGITS]}"

    def to_dict(self) -> dict[str, Any]:
        """Return the gap as plain JSON values: its identifier, then the fields in the order of METHODS."""
        return {
            "id": self.id,
            "kind": self.kind,
            "subject": list(self.subject),
            "label": {"zh": self.label.zh, "en": self.label.en},
            "region": self.region,
            "chains": list(self.chains),
            "observed": self.observed,
            "expected": self.expected,
            "unit": self.unit,
            "null": self.null,
            "z": self.z,
            "p": self.p,
            "p_adjusted": self.p_adjusted,
            "severity": self.severity,
            "fragility": self.fragility,
            "coverage": self.coverage,
            "evidence": self.evidence,
            "sources": list(self.sources),
            "sentence": {"zh": self.sentence.zh, "en": self.sentence.en},
            "overturn": {"zh": self.overturn.zh, "en": self.overturn.en},
            "closing": [list(link) for link in self.closing],
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Gap:
        """Return the gap that :meth:`to_dict` described.

        Raises:
            KeyError, TypeError: the record lacks a field, or a field is of another sort.
        """
        values = {field.name: record[field.name] for field in fields(cls)}
        texts = {name: Text(values[name]["zh"], values[name]["en"]) for name in ("label", "sentence", "overturn")}
        lists = {name: tuple(values[name]) for name in ("subject", "chains", "sources")}
        return cls(**(values | texts | lists | {"closing": tuple(tuple(link) for link in values["closing"])}))
