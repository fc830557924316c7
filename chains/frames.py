"""Answers and lists as frames: Polars, pandas, and whatever reads Arrow.

What converts offers ``to_polars``, ``to_pandas`` and ``to_arrow``, and the Arrow PyCapsule interface, so that pyarrow,
DuckDB, nanoarrow and Polars take it as it is: ``duckdb.sql("FROM answer")``, ``pyarrow.table(answer)``.  Only Polars
must be installed.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import pyoxigraph as ox

from chains.errors import MissingSoftware, Text
from chains.names import PREFIXES

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["Convertible", "to_pandas", "type_column"]

_Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_XSD: Final = PREFIXES["xsd"]
_INTEGERS: Final = frozenset(
    _XSD + name
    for name in [
        "integer",
        "long",
        "int",
        "short",
        "byte",
        "nonNegativeInteger",
        "positiveInteger",
        "nonPositiveInteger",
        "negativeInteger",
        "unsignedLong",
        "unsignedInt",
        "unsignedShort",
        "unsignedByte",
    ]
)
_NUMBERS: Final = _INTEGERS | {_XSD + name for name in ("decimal", "double", "float")}
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_NUMBER: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN")
_YEAR: Final = re.compile(r"-?[0-9]{4,9}")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(?P<zone>Z|[+-][0-9:]{5})?"
)
_LARGEST: Final = 2**63


class Convertible(ABC):
    """What becomes a frame."""

    __slots__ = ()

    @abstractmethod
    def to_polars(self) -> pl.DataFrame:
        """Return a Polars frame."""

    def to_pandas(self) -> pd.DataFrame:
        """Return the same as a pandas frame: see :func:`to_pandas`.

        Raises:
            MissingSoftware: pandas is not installed.
        """
        return to_pandas(self.to_polars())

    def to_arrow(self) -> pa.Table:
        """Return the same as an Arrow table of pyarrow, with text as ``large_string``, which every tool reads.

        Raises:
            MissingSoftware: pyarrow is not installed.
        """
        try:
            return self.to_polars().to_arrow()
        except ImportError as error:
            raise _missing("pyarrow") from error

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Return the frame as an Arrow C stream in a PyCapsule.

        Source: the Arrow PyCapsule interface, https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html.
        """
        return self.to_polars().__arrow_c_stream__(requested_schema)


def to_pandas(frame: pl.DataFrame) -> pd.DataFrame:
    """Return a Polars frame as a pandas frame, without pyarrow.

    Whole numbers and truth values stay so where some are missing (``Int64``, ``boolean``); dates become
    ``datetime64[s]``, moments ``datetime64[us]``; lists stay Python lists.

    Raises:
        MissingSoftware: pandas is not installed.

    >>> to_pandas(pl.DataFrame({"count": [3, None]}))["count"].dtype
    Int64Dtype()
    """
    try:
        import pandas as pd
    except ImportError as error:
        raise _missing("pandas") from error
    return pd.DataFrame({column.name: _to_series(column, pd) for column in frame}, columns=frame.columns)


def _to_series(column: pl.Series, pd: Any) -> pd.Series[Any]:
    kind = column.dtype
    values = column.to_list()
    if kind.is_integer():
        return pd.Series(values, dtype="Int64" if column.null_count() else "int64")
    if kind.is_float():
        return pd.Series(column.to_numpy(), dtype="float64")
    if kind == pl.Boolean:
        return pd.Series(values, dtype="boolean" if column.null_count() else "bool")
    if isinstance(kind, pl.Datetime):
        return pd.Series(values, dtype="datetime64[us, UTC]" if kind.time_zone else "datetime64[us]")
    if kind == pl.Date:
        return pd.Series(values, dtype="datetime64[s]")
    return pd.Series(values, dtype=None if any(value is not None for value in values) else "object")


def _missing(package: str) -> MissingSoftware:
    return MissingSoftware(
        Text(f"需要 {package}，但没有安装", f"{package} is needed, and it is not installed"),
        remedy=Text(
            f"运行 pip install {package}，或改用 to_polars()", f"run pip install {package}, or use to_polars()"
        ),
    )


def type_column(name: str, terms: Sequence[_Node | None]) -> pl.Series:
    """Return terms of RDF as a typed column, unbound ones as null.

    Where all are literals of one sort and well formed, whole numbers become ``Int64``, decimals and doubles
    ``Float64``, truth values ``Boolean``, ``xsd:date`` a date, ``xsd:dateTime`` a moment in UTC (or of no zone, if none
    has one), ``xsd:gYear`` a whole number.  Everything else becomes text: IRIs without brackets, literals without
    language and type.  One value that does not fit makes the column text, so nothing is lost.

    >>> integer = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    >>> type_column("n", [ox.Literal("7", datatype=integer), None]).to_list()
    [7, None]

    Source: XML Schema 1.1 part 2, https://www.w3.org/TR/xmlschema11-2/.
    """
    known = [term for term in terms if term is not None]
    literals = [term for term in known if isinstance(term, ox.Literal)]
    if known and len(literals) == len(known):
        datatypes = {literal.datatype.value for literal in literals}
        for fits, dtype, read in _SORTS:
            if datatypes <= fits:
                texts = [term.value if isinstance(term, ox.Literal) else None for term in terms]
                return _read(name, texts, dtype, read)
    return _plain(name, terms)


def _read(name: str, texts: Sequence[str | None], dtype: pl.DataType, read: Callable[[str], Any]) -> pl.Series:
    try:
        values = [None if text is None else read(text.strip(" \t\r\n")) for text in texts]
    except ValueError:
        return pl.Series(name, texts, dtype=pl.String)
    if isinstance(dtype, pl.Datetime):
        return _read_moments(name, texts, values)
    return pl.Series(name, values, dtype=dtype)


def _read_moments(name: str, texts: Sequence[str | None], values: Sequence[datetime | None]) -> pl.Series:
    """Return moments as a column; where some have a zone and some none, they cannot be compared and stay text."""
    zones = {value.tzinfo is not None for value in values if value is not None}
    if len(zones) > 1:
        return pl.Series(name, texts, dtype=pl.String)
    if True not in zones:
        return pl.Series(name, values, dtype=pl.Datetime("us"))
    return pl.Series(name, [value and value.astimezone(UTC) for value in values], dtype=pl.Datetime("us", "UTC"))


def _plain(name: str, terms: Sequence[_Node | None]) -> pl.Series:
    texts = [None if term is None else str(term) if isinstance(term, ox.Triple) else term.value for term in terms]
    return pl.Series(name, texts, dtype=pl.String)


def _match(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return text


def _read_integer(text: str) -> int:
    number = int(_match(_INTEGER, text))
    if not -_LARGEST <= number < _LARGEST:
        raise ValueError(text)
    return number


def _read_number(text: str) -> float:
    return float(_match(_NUMBER, text))


def _read_boolean(text: str) -> bool:
    words: Mapping[str, bool] = {"true": True, "1": True, "false": False, "0": False}
    if text not in words:
        raise ValueError(text)
    return words[text]


def _read_year(text: str) -> int:
    return int(_match(_YEAR, text))


def _read_date(text: str) -> date:
    return date.fromisoformat(_match(_DATE, text))


def _read_moment(text: str) -> datetime:
    return datetime.fromisoformat(_match(_MOMENT, text))


_SORTS: Final[Sequence[tuple[frozenset[str], pl.DataType, Callable[[str], Any]]]] = (
    (_INTEGERS, pl.Int64(), _read_integer),
    (_NUMBERS, pl.Float64(), _read_number),
    (frozenset({_XSD + "boolean"}), pl.Boolean(), _read_boolean),
    (frozenset({_XSD + "gYear"}), pl.Int64(), _read_year),
    (frozenset({_XSD + "date"}), pl.Date(), _read_date),
    (frozenset({_XSD + "dateTime", _XSD + "dateTimeStamp"}), pl.Datetime("us"), _read_moment),
)
