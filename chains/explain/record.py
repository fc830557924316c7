"""An explanation as plain JSON values."""

from __future__ import annotations

from typing import Any

from chains.errors import Text
from chains.explain.explanation import Explanation
from chains.explain.facts import FactTable
from chains.explain.sources import Reference
from chains.names import compact_id

__all__ = ["explanation_record"]


def explanation_record(told: Explanation) -> dict[str, Any]:
    """Return an explanation as plain JSON values, in both languages, with all rows and sources."""
    return {
        "gap": told.gap.to_dict(),
        "title": _pair(told.title),
        "kind": _pair(told.kind),
        "kind_means": _pair(told.kind_means),
        "chains": _pair(told.chains),
        "rank": _pair(told.rank),
        "seen": [_pair(text) for text in told.seen],
        "expected": [_pair(text) for text in told.expected],
        "certainty": [_pair(text) for text in told.certainty],
        "overturn": _pair(told.overturn),
        "facts": [_table_json(table) for table in told.facts],
        "sources": [_reference_json(reference) for reference in told.references],
        "closing": [_pair(link) for link in told.closing],
        "query": told.gap.evidence,
    }


def _table_json(table: FactTable) -> dict[str, Any]:
    return {
        "title": None if table.title is None else _pair(table.title),
        "columns": list(table.columns),
        "header": [_pair(title) for title in table.header],
        "rows": [
            {
                "values": list(fact.values),
                "names": [_pair(cell) for cell in fact.cells],
                "sources": [compact_id(iri) for iri in fact.sources],
            }
            for fact in table.rows
        ],
    }


def _reference_json(reference: Reference) -> dict[str, Any]:
    source = reference.source
    return {
        "iri": source.iri,
        "title": _pair(source.title),
        "publisher": reference.publisher or None,
        "date": reference.date or None,
        "url": source.url,
        "confidence": source.confidence,
    }


def _pair(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
