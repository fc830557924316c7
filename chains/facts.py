"""Facts that we work out ourselves, as RDF terms: what gaps and plans are described with."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from chains.names import CODE, expand_term

if TYPE_CHECKING:
    from chains.errors import Text

__all__ = ["Fact", "Object", "code", "decimal", "double", "integer", "quad", "term", "texts"]

Object: TypeAlias = ox.NamedNode | ox.Literal
Fact: TypeAlias = tuple[str, str, Object]
"""Subject, property as a prefixed name, object."""


def quad(fact: Fact, graph: ox.NamedNode) -> ox.Quad:
    """Return a fact as a statement of a named graph."""
    subject, name, value = fact
    return ox.Quad(ox.NamedNode(subject), ox.NamedNode(expand_term(name)), value, graph)


def term(name: str) -> ox.NamedNode:
    """Return a term of the ontology, or of another vocabulary, by its prefixed name."""
    return ox.NamedNode(expand_term(name))


def code(scheme: str, notation: str) -> ox.NamedNode:
    """Return a code of one of our lists."""
    return ox.NamedNode(f"{CODE}{scheme}/{notation}")


def texts(name: str, text: Text) -> list[tuple[str, Object]]:
    """Return a text as two values of a property, one in each language."""
    return [(name, ox.Literal(text.zh, language="zh")), (name, ox.Literal(text.en, language="en"))]


def double(value: float) -> ox.Literal:
    """Return a number as ``xsd:double``: the shortest digits that give the same number again."""
    # XML Schema writes INF and NaN.
    digits = {"inf": "INF", "-inf": "-INF", "nan": "NaN"}.get(repr(float(value)), repr(float(value)).upper())
    return ox.Literal(digits, datatype=term("xsd:double"))


def decimal(value: float) -> ox.Literal:
    """Return a number as ``xsd:decimal``, without an exponent."""
    return ox.Literal(f"{Decimal(repr(float(value))):f}", datatype=term("xsd:decimal"))


def integer(value: int) -> ox.Literal:
    """Return a whole number as ``xsd:integer``."""
    return ox.Literal(str(value), datatype=term("xsd:integer"))
