"""A comparison as plain JSON values."""

from __future__ import annotations

from typing import Any

from chains.compare.regions import Cell, Comparison, Row
from chains.errors import Text
from chains.naming import name_code, word_chains
from chains.records import Gap

__all__ = ["comparison_record"]


def comparison_record(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as plain JSON values, in both languages."""
    return {
        "regions": [
            {"iri": iri, "name": _pair(name)} for iri, name in zip(comparison.regions, comparison.names, strict=True)
        ],
        "figures": [
            {"title": _pair(figure.title), "values": list(figure.values), "unit": figure.unit}
            for figure in comparison.figures
        ],
        "kinds": [_row_json(row) for row in comparison.kinds],
        "shared": [_row_json(row) for row in comparison.shared],
        "only": [[_row_json(row) for row in comparison.only(place)] for place in range(len(comparison.regions))],
    }


def _row_json(row: Row) -> dict[str, Any]:
    kind, chains = name_code("gap-kinds", row.kind), word_chains(row.chains)
    return {
        "kind": row.kind,
        "chains": list(row.chains),
        "matter": None if row.matter is None else _pair(row.matter),
        "cells": [_cell_json(cell) for cell in row.cells],
        "names": {"kind": _pair(kind), "chains": _pair(chains)},
    }


def _cell_json(cell: Cell) -> dict[str, Any]:
    return {"count": len(cell.gaps), "judged": cell.judged, "worst": None if cell.worst is None else _brief(cell.worst)}


def _brief(gap: Gap) -> dict[str, Any]:
    return {
        "id": gap.id,
        "severity": gap.severity,
        "observed": gap.observed,
        "expected": gap.expected,
        "unit": gap.unit,
        "p_adjusted": gap.p_adjusted,
        "coverage": gap.coverage,
    }


def _pair(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
