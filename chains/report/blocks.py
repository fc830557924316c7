"""Turtle written block by block: for a description of some thousand triples that people should be able to read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import pyoxigraph as ox

__all__ = ["Block", "here", "number", "term", "text", "write_blocks"]

Block = tuple[str, Sequence[tuple[str, str]]]
"""A subject, and its properties with their values, all as Turtle terms, in the order in which they are written."""

# A local name that needs no escape in any reader.
_LOCAL: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def term(iri: str, prefixes: Mapping[str, str]) -> str:
    """Return an IRI as a Turtle term: with a prefix where its last part is a plain name, else whole.

    >>> term("http://rdfs.org/ns/void#Dataset", {"void": "http://rdfs.org/ns/void#"})
    'void:Dataset'
    """
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}"
    return str(ox.NamedNode(iri))


def here(name: str) -> str:
    """Return a relative IRI: a file that lies beside the description, wherever both are moved.

    >>> here("lists/skills short.csv")
    '<lists/skills%20short.csv>'
    """
    return (
        "<"
        + re.sub(r"[^A-Za-z0-9./_~-]", lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), name)
        + ">"
    )


def text(value: str, lang: str | None = None) -> str:
    """Return a literal as a Turtle term on one line."""
    return str(ox.Literal(value, language=lang) if lang else ox.Literal(value))


def number(value: int) -> str:
    """Return a whole number as a Turtle term."""
    return str(value)


def write_blocks(blocks: Iterable[Block], prefixes: Mapping[str, str]) -> str:
    """Return a Turtle document: the prefixes that it uses, then the blocks in their order.

    Values of the same property stand together.
    """
    body = "".join(f"\n{_write_block(subject, facts)}" for subject, facts in blocks if facts)
    used = [(prefix, namespace) for prefix, namespace in sorted(prefixes.items()) if f"{prefix}:" in body]
    return "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in used) + body


def _write_block(subject: str, facts: Sequence[tuple[str, str]]) -> str:
    values: dict[str, list[str]] = {}
    for prop, value in facts:
        values.setdefault(prop, []).append(value)
    lines = [f"{prop} {' , '.join(dict.fromkeys(found))}" for prop, found in values.items()]
    return f"{subject} " + " ;\n    ".join(lines) + " .\n"
