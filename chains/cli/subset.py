"""The option ``--subset``: which part of the graph is meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from chains.cli.query import is_sparql, read_query_file

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["choose_subset", "subset_option"]

_Command = TypeVar("_Command", bound=Callable[..., Any])

_FIELDS: Final = {
    "city": "cities",
    "alliance": "alliances",
    "chain": "chains",
    "kind": "kinds",
    "construct": "construct",
}
_HINT: Final = "--subset"


def subset_option(command: _Command) -> _Command:
    """Give a command the option ``--subset``."""
    return click.option(
        "--subset",
        "subset",
        multiple=True,
        metavar="WHAT",
        help="Only a part: city=常州, alliance=A, chain=education, kind=Skill (a class), or a SPARQL CONSTRUCT as text "
        "or file (.rq). May repeat: the same word again adds, another word narrows; a CONSTRUCT asks what is left.",
    )(command)


def choose_subset(
    graph: KnowledgeGraph, subset: Sequence[str], *, city: str | None = None, alliance: str | None = None
) -> KnowledgeGraph:
    """Return the part of a graph that ``--subset``, ``--city`` and ``--alliance`` ask for; the graph without any.

    Raises:
        click.BadParameter: a word is neither NAME=VALUE with a known name nor a query.
        UnknownName: a value is no such thing; carries the nearest names.
    """
    found: dict[str, list[str]] = {field: [] for field in _FIELDS.values()}
    for word in subset:
        name, value = _read(word)
        found[_FIELDS[name]].append(value)
    found["cities"] += [city] if city is not None else []
    found["alliances"] += [alliance] if alliance is not None else []
    if not any(found.values()):
        return graph
    from chains.part import take_subset

    return take_subset(graph, **found)


def _read(word: str) -> tuple[str, str]:
    name, equals, value = (part.strip() for part in word.partition("="))
    if equals and name.lower() in _FIELDS:
        if not value:
            raise click.BadParameter(f"“{word}” names no {name}.", param_hint=_HINT)
        return name.lower(), _query(value) if name.lower() == "construct" else value
    if is_sparql(word) or Path(word).suffix in {".rq", ".sparql"} or Path(word).is_file():
        return "construct", _query(word)
    raise click.BadParameter(_advice(word, name if equals else word), param_hint=_HINT)


def _query(value: str) -> str:
    return value if is_sparql(value) else read_query_file(Path(value))


def _advice(word: str, name: str) -> str:
    from chains.errors import nearest_names

    near = nearest_names(name, sorted(_FIELDS))
    meant = f"Did you mean {' or '.join(f'{known}=…' for known in near)}? " if near else ""
    return f"“{word}” is no part. {meant}Known: {', '.join(f'{known}=…' for known in _FIELDS)}, or a CONSTRUCT."
