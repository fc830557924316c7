"""Reading columns of N-Quads terms: IRIs without brackets, texts and numbers out of literals."""

from __future__ import annotations

from typing import Final

import polars as pl

__all__ = ["LITERAL", "first_values", "read_iri", "read_literal", "read_notation", "unescape"]

LITERAL: Final = r'^"(?<text>(?:[^"\\]|\\.)*)"(?:@(?<lang>[A-Za-z0-9-]+)|\^\^<[^>]*>)?$'
"""A literal as a pattern: its text, still escaped, and its language."""


def read_iri(column: str) -> pl.Expr:
    """Return the IRIs of a column without their brackets."""
    return pl.col(column).str.strip_prefix("<").str.strip_suffix(">")


def read_literal(column: str) -> pl.Expr:
    """Return what literals say, still escaped; null for what is no literal."""
    return pl.col(column).str.extract(LITERAL, 1)


def read_notation(column: str) -> pl.Expr:
    """Return the last part of IRIs: the notation of a code."""
    return read_iri(column).str.extract(r"([^/#]+)$", 1)


def unescape(text: pl.Expr) -> pl.Expr:
    """Return texts without the escapes of N-Quads."""
    # The backslash last, through a character that text does not hold, so that "\\n" stays a backslash and an n.
    mark = "\ue000"
    for escaped, plain in (("\\\\", mark), ('\\"', '"'), ("\\n", "\n"), ("\\r", "\r"), ("\\t", "\t"), (mark, "\\")):
        text = text.str.replace_all(escaped, plain, literal=True)
    return text


def first_values(plain: pl.DataFrame, term: str, name: str) -> pl.DataFrame:
    """Return the first value of a property for each thing that has one, as columns ``s`` and *name*."""
    rows = plain.filter(pl.col("p") == term).select("s", pl.col("o").alias(name))
    return rows.sort("s", name).unique("s", keep="first", maintain_order=True)
