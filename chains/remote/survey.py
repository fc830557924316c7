"""What an endpoint has of our vocabulary: counted before anything is read, and again to see whether it changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from chains.errors import EndpointError, Text
from chains.remote.faults import no_results, nothing_known
from chains.remote.questions import CONFIDENCE, Place, Questions, known_marks, known_properties

if TYPE_CHECKING:
    from chains.remote.asking import Asker, Row

__all__ = ["Survey", "survey_endpoint"]

_NO_GRAPHS: Final = frozenset({400, 500, 501})
"""With these an endpoint refuses a question about named graphs that it does not know."""
_TRIES: Final = 1
"""A count that an endpoint has no time for is not asked again: it can be done without."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What an endpoint has.

    Attributes:
        place: where it keeps statements.
        marks: how many things have each class, and a confidence class, by the IRI; sorted.
        statements: how many there are, each counted in each graph that it lies in; where the default graph is read
            beside named graphs, those of the named ones.  ``None`` if the endpoint cannot count them.
        state: more numbers that change when statements do.
    """

    place: Place
    marks: Mapping[str, int]
    statements: int | None
    state: Sequence[int | str | None]

    def to_dict(self) -> dict[str, Any]:
        """Return the survey as plain JSON."""
        return {"place": self.place, "marks": self.marks, "statements": self.statements, "state": list(self.state)}


def survey_endpoint(asker: Asker) -> Survey:
    """Return what an endpoint has.

    Raises:
        EndpointError: it does not answer, or has nothing of our vocabulary.
    """
    place, marks = _find_place(asker)
    statements, characters = _measure(asker, Questions("default" if place == "default" else "graphs"))
    plain = _measure(asker, Questions("default")) if place == "both" else ()
    return Survey(place, marks, statements, [characters, *plain, _vocabulary()])


def _vocabulary() -> str:
    return hashlib.sha256("\n".join([*known_marks(), *known_properties()]).encode()).hexdigest()


def _find_place(asker: Asker) -> tuple[Place, dict[str, int]]:
    try:
        named = _count_marks(asker, "graphs")
    except EndpointError as error:
        if error.status not in _NO_GRAPHS:
            raise
        # If this fails too, its error is the one to show: the question is as plain as can be.
        plain = _count_marks(asker, "default")
        asker.notice(_no_graphs(asker.where))
        return "default", _require(asker, plain)
    if not named:
        return "default", _require(asker, _count_marks(asker, "default"))
    if not asker.select(Questions("both").find_plain()):
        return "graphs", _require(asker, named)
    return "both", _require(asker, _count_marks(asker, "both"))


def _require(asker: Asker, counts: dict[str, int]) -> dict[str, int]:
    if not set(counts) - {CONFIDENCE}:
        raise nothing_known(asker.where)
    return counts


def _no_graphs(where: str) -> Text:
    return Text(
        f"{where}：端点不支持命名图，只读取默认图；各条陈述没有来源，可信等级按 reported 计",
        f"{where}: the endpoint does not know named graphs; its default graph is read, so statements have no source and "
        "count as reported",
    )


def _count_marks(asker: Asker, place: Place) -> dict[str, int]:
    rows = asker.select(Questions(place).count_classes())
    # Some engines answer a count over nothing with one row that counts 0 of nothing.
    counts = {row[0].value: _number(asker, row[1:]) for row in rows if isinstance(row[0], ox.NamedNode)}
    return {iri: counts[iri] for iri in sorted(counts) if counts[iri]}


def _measure(asker: Asker, questions: Questions) -> tuple[int | None, int | None]:
    try:
        rows = asker.select(questions.measure(), tries=_TRIES)
    except EndpointError as error:
        if not error.smaller:
            raise
        asker.notice(_not_counted(asker.where, error))
        return None, None
    if len(rows) != 1:
        raise no_results(asker.where, f"{len(rows)} rows of a count")
    # A blank node among the objects has no length, so that there is no sum; it is refused when it is read.
    return _number(asker, rows[0]), None if rows[0][1] is None else _number(asker, rows[0][1:])


def _not_counted(where: str, error: EndpointError) -> Text:
    return Text(
        f"{where}：端点数不出陈述的条数（{error.what.zh}），因此无法核对是否读全",
        f"{where}: the endpoint cannot count its statements ({error.what.en}), so nobody can check that all were read",
    )


def _number(asker: Asker, row: Row) -> int:
    found = row[0] if row else None
    try:
        if isinstance(found, ox.Literal):
            return int(float(found.value))
    except ValueError:
        pass
    raise no_results(asker.where, f"a count that is no number: {found}")
