"""What an endpoint says of the things of our vocabulary: statements with their named graphs, a batch of things at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final
from urllib.parse import quote_plus

import pyoxigraph as ox

from chains.errors import EndpointError
from chains.names import shorten
from chains.pieces import Pieces
from chains.remote.faults import blank_node, cut_answer, no_results
from chains.remote.questions import Questions

if TYPE_CHECKING:
    from chains.remote.asking import Asker, Row

__all__ = ["read_statements"]

_ROWS: Final = 20
"""So many statements a thing has at most, as a rule."""
_LARGEST_BATCH: Final = 2_000
_LONGEST_FORM: Final = 100_000
"""Bytes that the IRIs of a batch may take in a request; servers refuse long ones."""
_FEW_TRIES: Final = 2

Advance = Callable[[int], None]
"""Is told how many things have been read."""


def read_statements(
    asker: Asker, questions: Questions, things: Sequence[str], kept: Pieces, *, page: int, advance: Advance
) -> int:
    """Keep the statements of all things as N-Quads, a piece for each batch; return how many the survey should count.

    Where the default graph is read beside named graphs, those of the named ones are counted.

    Pieces that are there already are not read again.  A batch aims at *page* rows; where the endpoint fails or cuts
    its answer, it is asked for half as many things.

    Raises:
        EndpointError: the endpoint fails even when it is asked for one thing, or has nodes without an IRI.
    """
    start, count = _kept_statements(kept, len(things))
    batch, most = max(1, page // _ROWS), _LARGEST_BATCH
    while start < len(things):
        chosen = _fit(things, start, min(batch, most))
        rows = _ask(asker, questions, chosen, page)
        if rows is None:
            batch = most = max(1, len(chosen) // 2)
            continue
        raw = write_rows(asker.where, rows, chosen)
        counted = len(rows) if questions.place != "both" else sum(row[3] is not None for row in rows)
        kept.keep(f"{start:09}-{start + len(chosen):09}-{counted}", raw)
        start += len(chosen)
        count += counted
        advance(start)
        batch = max(1, min(2 * len(chosen), len(chosen) * page // max(1, len(rows))))
    return count


def _kept_statements(kept: Pieces, whole: int) -> tuple[int, int]:
    """Return how many things the whole pieces cover from the first on, and their statements; others are removed."""
    start = count = 0
    useless = set(kept.whole_names())
    for name in sorted(useless):
        first, end, counted = (int(part) for part in name.split("-"))
        if first == start and end <= whole:
            useless.discard(name)
            start, count = end, count + counted
    kept.drop(useless)
    return start, count


def _fit(things: Sequence[str], start: int, batch: int) -> Sequence[str]:
    """Return the things from *start* on, so many of a batch as a request has room for."""
    chosen = things[start : start + batch]
    while len(chosen) > 1 and (length := len(quote_plus(" ".join(chosen)))) > _LONGEST_FORM:
        chosen = chosen[: max(1, min(len(chosen) - 1, len(chosen) * _LONGEST_FORM // length))]
    return chosen


def _ask(asker: Asker, questions: Questions, chosen: Sequence[str], page: int) -> list[Row] | None:
    """Return the rows of a batch; ``None`` if it must be smaller.

    Raises:
        EndpointError: the endpoint fails, and the batch cannot be smaller.
    """
    least = len(chosen) == 1
    # One thing may have more statements than a page has rows.
    most = page * _LARGEST_BATCH if least else 2 * page
    try:
        rows = asker.select(questions.list_statements(chosen, most), tries=None if least else _FEW_TRIES)
    except EndpointError as error:
        if least or not error.smaller:
            raise
        return None
    said = [row for row in rows if row[4] is None]
    if len(said) < len(rows):
        return said
    if least:
        raise cut_answer(asker.where, len(rows))
    return None


def write_rows(where: str, rows: Iterable[Row], chosen: Sequence[str]) -> bytes:
    """Return the rows as N-Quads.

    Raises:
        EndpointError: a row is no statement about the chosen things, or has a node without an IRI.
    """
    known = set(chosen)
    return ox.serialize((_quad(where, row, known) for row in rows), format=ox.RdfFormat.N_QUADS) or b""


def _quad(where: str, row: Row, known: set[str]) -> ox.Quad:
    thing, link, value, graph, _ = row
    if isinstance(value, ox.BlankNode) or isinstance(graph, ox.BlankNode):
        raise blank_node(where, f"{_show(thing)} {_show(link)} {_show(value)}")
    if (
        isinstance(thing, ox.NamedNode)
        and isinstance(link, ox.NamedNode)
        and isinstance(value, ox.NamedNode | ox.Literal)
        and (graph is None or isinstance(graph, ox.NamedNode))
        and thing.value in known
    ):
        return ox.Quad(thing, link, value, graph)
    raise no_results(where, f"{_show(thing)} {_show(link)} {_show(value)}")


def _show(term: object) -> str:
    return shorten(term.value) if isinstance(term, ox.NamedNode) else str(term)
