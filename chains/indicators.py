"""From statements to columns: statistical indicators, and what was observed of them by region, year and period."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from chains.lexical import first_values, read_iri, read_literal, read_notation
from chains.names import ONTOLOGY
from chains.network import INDICATOR_SCHEMA, OBSERVATION_SCHEMA

__all__ = ["INDICATOR_PROPERTIES", "read_indicators", "read_observations"]

INDICATOR_PROPERTIES: Final = (
    "concernsChain",
    "kind",
    "worstValue",
    "bestValue",
    "ofIndicator",
    "inRegion",
    "year",
    "period",
    "value",
)
"""Local names of the properties that are read here."""


def read_indicators(plain: pl.DataFrame, types: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """Return the indicators of some statements, in the columns and order that the network promises.

    *types* has ``iri``, ``cls`` and ``graph`` of every typed thing, *labels* has ``label_zh`` and ``label_en`` by ``s``.
    """
    found = types.filter(pl.col("cls") == "Indicator").select("iri", "graph")
    facts = (
        ("concernsChain", "chain", read_notation("chain")),
        ("kind", "kind", read_notation("kind")),
        ("worstValue", "worst", _number("worst")),
        ("bestValue", "best", _number("best")),
    )
    rows = _with_facts(found.join(labels, left_on="iri", right_on="s", how="left"), plain, facts)
    local = read_notation("iri")
    named = rows.with_columns(
        label_zh=pl.coalesce("label_zh", "label_en", local), label_en=pl.coalesce("label_en", "label_zh", local)
    )
    return named.select(_typed(INDICATOR_SCHEMA)).sort("iri")


def read_observations(plain: pl.DataFrame, types: pl.DataFrame, confidences: pl.DataFrame) -> pl.DataFrame:
    """Return the observations of some statements, in the columns and order that the network promises.

    An observation without indicator, region, year or number says nothing and is left out.  *confidences* has
    ``graph`` and ``confidence``; a source that is not described counts as ``reported``.
    """
    found = types.filter(pl.col("cls") == "Observation").select("iri", "graph")
    facts = (
        ("ofIndicator", "indicator", read_iri("indicator")),
        ("inRegion", "region", read_iri("region")),
        ("year", "year", read_literal("year").str.slice(0, 4).cast(pl.Int32, strict=False)),
        ("period", "period", read_notation("period")),
        ("value", "value", _number("value")),
    )
    rows = _with_facts(found, plain, facts).drop_nulls(["indicator", "region", "year", "value"])
    told = rows.join(confidences, on="graph", how="left").with_columns(pl.col("confidence").fill_null("reported"))
    return told.select(_typed(OBSERVATION_SCHEMA)).sort(
        "indicator", "region", "year", "period", "graph", "value", nulls_last=True
    )


def _typed(schema: Mapping[str, type[pl.DataType]]) -> list[pl.Expr]:
    return [pl.col(name).cast(kind) for name, kind in schema.items()]


def _number(column: str) -> pl.Expr:
    number = read_literal(column).cast(pl.Float64, strict=False)
    return pl.when(number.is_finite()).then(number)


def _with_facts(rows: pl.DataFrame, plain: pl.DataFrame, facts: tuple[tuple[str, str, pl.Expr], ...]) -> pl.DataFrame:
    own = plain.join(rows.select(s="iri").unique(), on="s", how="semi")
    for term, name, value in facts:
        rows = rows.join(first_values(own, ONTOLOGY + term, name), left_on="iri", right_on="s", how="left")
        rows = rows.with_columns(value.alias(name))
    return rows
