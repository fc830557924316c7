"""Gaps read back from RDF, as they were written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeAlias

import pyoxigraph as ox

from chains.errors import InputError, Text
from chains.gaps.contract import order_chains, rank_gaps
from chains.names import expand_term, shorten
from chains.records import COVERAGE_GRADES, Gap

__all__ = ["read_gaps"]

_Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def read_gaps(statements: Iterable[ox.Quad] | Iterable[ox.Triple]) -> list[Gap]:
    """Return the gaps that statements describe, most severe first; other things are passed over.

    What :func:`~chains.export.gap_rdf.gaps_to_quads` wrote comes back with every field as it was.

    Raises:
        InputError: a gap lacks a field that every gap has, or a number is none.
    """
    things: defaultdict[str, _Facts] = defaultdict(_Facts)
    for statement in statements:
        if isinstance(statement.subject, ox.NamedNode):
            things[statement.subject.value].add(statement.predicate.value, statement.object)
    gaps = [iri for iri, facts in things.items() if expand_term("ch:Gap") in facts.values("rdf:type")]
    return rank_gaps(_read_gap(iri, things) for iri in gaps)


class _Facts:
    """What is said of one thing, by property."""

    def __init__(self) -> None:
        self._known: dict[str, dict[_Term, None]] = {}

    def add(self, predicate: str, value: _Term) -> None:
        self._known.setdefault(predicate, {})[value] = None

    def _of(self, name: str) -> list[_Term]:
        return list(self._known.get(expand_term(name), ()))

    def values(self, name: str) -> list[str]:
        """Return the values of a property as plain text, sorted."""
        return sorted(term.value for term in self._of(name) if not isinstance(term, ox.Triple))

    def one(self, name: str) -> str:
        """Return the one value of a property."""
        (value,) = self.values(name)
        return value

    def number(self, name: str) -> float:
        """Return the one number of a property."""
        return float(self.one(name))

    def number_or_none(self, name: str) -> float | None:
        """Return the one number of a property, if it has any."""
        return self.number(name) if self.values(name) else None

    def text(self, name: str) -> Text:
        """Return the text of a property in both languages; where one is absent the other stands for it."""
        known = {term.language: term.value for term in self._of(name) if isinstance(term, ox.Literal)}
        either = next(iter(known.values()), "")
        return Text(known.get("zh", either), known.get("en", either))

    def code(self, name: str) -> str:
        """Return the notation of the one code of a property."""
        return _notation(self.one(name))


def _notation(iri: str) -> str:
    return iri.rpartition("/")[2]


def _read_gap(iri: str, things: defaultdict[str, _Facts]) -> Gap:
    try:
        return _fill(things[iri], things)
    except (ValueError, KeyError) as error:
        raise InputError(
            Text("这个断点缺少必有的字段，或字段有误", "this gap lacks a field that every gap has, or has a wrong one"),
            where=shorten(iri),
            remedy=Text("用 chains check 查看哪里不对", "see what is wrong with `chains check`"),
        ) from error


def _fill(facts: _Facts, things: defaultdict[str, _Facts]) -> Gap:
    subjects, order = facts.values("gapSubject"), facts.values("subjectOrder")
    return Gap(
        kind=facts.code("kind"),
        subject=tuple(order[0].split(" ")) if order else tuple(subjects),
        label=facts.text("rdfs:label"),
        region=facts.one("gapRegion") if facts.values("gapRegion") else None,
        chains=order_chains(_notation(chain) for chain in facts.values("concernsChain")),
        observed=facts.number("observed"),
        expected=facts.number("expected"),
        unit=facts.one("measuredQuantity"),
        null=facts.one("nullModel"),
        z=facts.number_or_none("zScore"),
        p=facts.number_or_none("pValue"),
        p_adjusted=facts.number_or_none("adjustedPValue"),
        severity=facts.number("severity"),
        fragility=int(facts.one("fragility")),
        coverage={str(grade): grade for grade in COVERAGE_GRADES}[facts.code("coverageGrade")],
        evidence=facts.one("evidenceQuery"),
        sources=tuple(facts.values("prov:wasDerivedFrom")),
        sentence=facts.text("dct:description"),
        overturn=facts.text("overturnedBy"),
        closing=_read_closing([things[link] for link in facts.values("closedBy")]),
    )


def _read_closing(links: list[_Facts]) -> tuple[tuple[str, str, str], ...]:
    ranked = sorted(links, key=lambda link: link.number("linkRank"))
    return tuple((link.one("linkFrom"), link.code("linkKind"), link.one("linkTo")) for link in ranked)
