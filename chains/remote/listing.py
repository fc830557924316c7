"""Which things of our vocabulary an endpoint has: their IRIs, page after page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from chains.errors import EndpointError, Text
from chains.pieces import Pieces
from chains.remote.faults import ASK_LESS, blank_node, cut_answer
from chains.remote.questions import Questions
from chains.remote.survey import Survey

if TYPE_CHECKING:
    from chains.remote.asking import Asker, Row

__all__ = ["list_things"]

_LARGER: Final = 10
"""A row with one IRI is so much smaller than a page's rows are allowed to be."""
_FEW_TRIES: Final = 2


def list_things(asker: Asker, survey: Survey, kept: Pieces, page: int) -> list[str]:
    """Return the IRIs of all things in the order of N-Quads; each part that is read is kept.

    Marks whose things fit into one answer are asked for together, without an order; if fewer come than were counted,
    the endpoint cuts its answers, and each mark is asked for in pages.  A page goes on from the last IRI of the one
    before (``FILTER(STR(?s) > …)``), not by OFFSET: that stays right when things are added meanwhile, and when fewer
    rows come than were asked for.

    Raises:
        EndpointError: the endpoint fails, has things without an IRI, or does not give all that it counts.
    """
    found: set[str] = set()
    questions = Questions(survey.place)
    most = _LARGER * page
    for number, part in enumerate(_parts(survey.marks, most)):
        name = f"part-{number:04}"
        raw = kept.read(name)
        if raw is None:
            listed = _list_at_once(asker, questions, part, most) or {
                thing
                for mark, count in part.items()
                for thing in _list_in_pages(asker, questions, mark, count, page=page)
            }
            raw = "\n".join(sorted(listed)).encode()
            kept.keep(name, raw)
        found.update(line for line in raw.decode().split("\n") if line)
    # As N-Quads sorts them: with their brackets.
    return sorted(found, key=lambda iri: f"{iri}>")


def _parts(marks: Mapping[str, int], most: int) -> Iterator[dict[str, int]]:
    """Iterate over marks that one answer of *most* rows has room for, with the number of their things."""
    part: dict[str, int] = {}
    for iri, count in marks.items():
        if part and sum(part.values()) + count > most:
            yield part
            part = {}
        part[iri] = count
    yield part


def _list_at_once(asker: Asker, questions: Questions, part: Mapping[str, int], most: int) -> set[str] | None:
    """Return all things with these marks; ``None`` if one answer does not bring them."""
    whole = sum(part.values())
    if whole > most:
        return None
    try:
        rows = asker.select(questions.list_at_once(tuple(part), most), tries=_FEW_TRIES)
    except EndpointError as error:
        if not error.smaller:
            raise
        return None
    return {_iri(asker, row) for row in rows} if len(rows) >= whole else None


def _list_in_pages(asker: Asker, questions: Questions, mark: str, whole: int, *, page: int) -> set[str]:
    found: set[str] = set()
    after: str | None = None
    while len(found) < whole:
        try:
            rows = asker.select(questions.list_page(mark, after, page))
        except EndpointError as error:
            if not error.smaller or page == 1:
                raise
            page //= 2
            continue
        fresh = {_iri(asker, row) for row in rows} - found
        if rows and not fresh:
            raise _standing(asker.where)
        if not fresh:
            raise cut_answer(asker.where, len(found))
        found |= fresh
        after = _iri(asker, rows[-1])
    return found


def _iri(asker: Asker, row: Row) -> str:
    thing = row[0]
    if not isinstance(thing, ox.NamedNode):
        raise blank_node(asker.where, str(thing))
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
