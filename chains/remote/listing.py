"""Which things of our vocabulary an endpoint has: their IRIs, page after page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from chains.errors import EndpointError, Text
from chains.names import shorten
from chains.pieces import Pieces
from chains.remote.faults import ASK_LESS, blank_node, cut_answer
from chains.remote.questions import CONFIDENCE, Questions
from chains.remote.survey import Survey

if TYPE_CHECKING:
    from chains.remote.asking import Asker, Row

__all__ = ["list_things"]


def list_things(asker: Asker, survey: Survey, kept: Pieces, page: int) -> list[str]:
    """Return the IRIs of all things in the order of N-Quads; each part that is read is kept.

    Pages go on from the last IRI of the page before (``FILTER(STR(?s) > …)``), not by OFFSET: that stays right when
    things are added meanwhile, and when an endpoint gives fewer rows than asked.

    Raises:
        EndpointError: the endpoint fails, has things without an IRI, or does not give all that it counts.
    """
    found: set[str] = set()
    for number, part in enumerate(_parts(survey, page)):
        name = f"part-{number:04}"
        raw = kept.read(name)
        if raw is None:
            whole = survey.classes.get(part[0]) if len(part) == 1 else None
            raw = "\n".join(sorted(_list_part(asker, Questions(survey.place), part, whole, page))).encode()
            kept.keep(name, raw)
        found.update(line for line in raw.decode().split("\n") if line)
    if survey.things is not None and len(found) < survey.things:
        raise cut_answer(asker.where, len(found))
    # As N-Quads sorts them: with their brackets.
    return sorted(found, key=lambda iri: f"{iri}>")


def _parts(survey: Survey, page: int) -> Iterator[tuple[str, ...]]:
    """Iterate over classes that are asked for together: so many that one page holds their things."""
    part: list[str] = []
    room = page
    for iri, count in survey.classes.items():
        if part and count > room:
            yield tuple(part)
            part, room = [], page
        part.append(iri)
        room -= count
    yield (*part,)
    yield (CONFIDENCE,)


def _list_part(asker: Asker, questions: Questions, part: Sequence[str], whole: int | None, page: int) -> set[str]:
    found: set[str] = set()
    after: str | None = None
    while whole is None or len(found) < whole:
        try:
            rows = asker.select(questions.list_things(part, after, page))
        except EndpointError as error:
            if not error.smaller or page == 1:
                raise
            page //= 2
            continue
        if not rows:
            break
        fresh = {_iri(asker, row, part) for row in rows} - found
        if not fresh:
            raise _standing(asker.where)
        found |= fresh
        after = _iri(asker, rows[-1], part)
    return found


def _iri(asker: Asker, row: Row, part: Sequence[str]) -> str:
    thing = row[0]
    if not isinstance(thing, ox.NamedNode):
        raise blank_node(asker.where, f"{thing} a {' | '.join(shorten(iri) for iri in part[:3])}")
    return thing.value


def _standing(where: str) -> EndpointError:
    return EndpointError(
        Text(
            "端点反复给出同一页：它不理会 FILTER 或 ORDER BY",
            "the endpoint gives the same page again: it ignores FILTER or ORDER BY",
        ),
        where=where,
        remedy=ASK_LESS,
    )
