"""The codes that links carry (the kind of a partnership, the level of an offering, …), with their names."""

from __future__ import annotations

import polars as pl

from chains.build import ontology_terms
from chains.errors import Text
from chains.names import expand_term
from chains.resources import ontology_folder
from chains.schema import load_schema
from chains.terms import LinkKind

__all__ = ["LinkCodes"]


class LinkCodes:
    """A growing table of the codes of links."""

    def __init__(self) -> None:
        self._kinds = {kind.notation: kind for kind in ontology_terms().link_kinds}
        self._numbers: dict[tuple[str, str, str], int] = {}

    def column(self, edges: pl.DataFrame, name: str) -> list[int]:
        """Return the number of each link's ``qualifier`` or ``status``; -1 where it has none."""
        codes = edges.select("kind", code=name).filter(pl.col("code").is_not_null()).unique().sort("kind", "code")
        for kind, code in codes.iter_rows():
            self._numbers.setdefault((name, kind, code), len(self._numbers))
        rows = edges.select("kind", name).iter_rows()
        return [-1 if code is None else self._numbers[name, kind, code] for kind, code in rows]

    def names(self) -> list[Text]:
        """Return the names of the codes, by number."""
        return [self._label(*key) for key in self._numbers]

    def _label(self, name: str, kind: str, code: str) -> Text:
        known = self._kinds.get(kind)
        scheme = _find_scheme(known, name) if known else None
        terms = ontology_terms()
        if scheme and code in terms.notations(scheme):
            return terms.code(scheme, code).label
        return Text(code, code)


def _find_scheme(kind: LinkKind, name: str) -> str | None:
    """Return the scheme that the schema of the tables gives for a column of such links; ``None`` if it has none."""
    wanted = kind.qualifier_property if name == "qualifier" else expand_term(name)
    fields = (
        field
        for table in load_schema(ontology_folder()).values()
        if table.cls and expand_term(table.cls) == kind.via_class
        for field in table.fields
    )
    return next((field.codes for field in fields if field.property and expand_term(field.property) == wanted), None)
