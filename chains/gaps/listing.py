"""A list of gaps that shows itself in a notebook and goes into a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chains.errors import Lang, Text
from chains.records import Gap
from chains.tabulate import write_html

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

__all__ = ["GapList"]

_SHOWN: Final = 20
_TITLES: Final = {
    "zh": ("标识", "严重程度", "类别", "对象", "断点", "校正后 p", "推翻所需链接", "覆盖"),
    "en": ("id", "severity", "kind", "about", "finding", "adjusted p", "links to overturn", "coverage"),
}


class GapList(list[Gap]):
    """Gaps, most severe first: a plain list that Jupyter shows as a table."""

    def to_polars(self) -> pl.DataFrame:
        """Return a frame with a row for each gap, and a column for each field of the record in both languages."""
        import polars as pl

        return pl.DataFrame([_flatten(gap) for gap in self], infer_schema_length=None)

    def to_pandas(self) -> pd.DataFrame:
        """Return the same as a pandas frame (pandas must be installed)."""
        import pandas as pd

        return pd.DataFrame([_flatten(gap) for gap in self])

    def to_html(self, lang: Lang = "en", most: int = _SHOWN) -> str:
        """Return the first gaps as an HTML table with all text escaped."""
        rows = [
            (
                gap.id,
                gap.severity,
                gap.kind,
                gap.label.say(lang),
                gap.sentence.say(lang),
                gap.p_adjusted,
                gap.fragility,
                gap.coverage,
            )
            for gap in self[:most]
        ]
        more = len(self) - len(rows)
        note = Text(f"另有 {more:,} 个断点", f"{more:,} more gaps").say(lang) if more else ""
        return write_html(_TITLES[lang], rows, note=note)

    def _repr_html_(self) -> str:
        return self.to_html()


def _flatten(gap: Gap) -> dict[str, object]:
    row: dict[str, object] = {}
    for name, value in gap.to_dict().items():
        if isinstance(value, dict):
            row |= {f"{name}_{lang}": text for lang, text in value.items()}
        elif isinstance(value, list):
            row[name] = " ".join(" ".join(one) if isinstance(one, list) else one for one in value)
        else:
            row[name] = value
    return row
