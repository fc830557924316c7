"""Measures as tables: the numbers behind the gaps, a row for each place, pair or thing, for those who cite them.

A family offers tables beside its kinds of gap: ``TABLES``, a tuple of :class:`MeasureTable`.  A table tells every cell,
also those where nothing is wrong; a number that cannot be told is null, with the reason in a column ``why`` if the table
has such cells.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from chains.errors import QueryError, Text, UnknownName
from chains.network import Network

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = [
    "REGION",
    "Column",
    "MeasureTable",
    "Option",
    "column",
    "fill_options",
    "pick_option",
    "read_number",
    "round_number",
    "round_numbers",
]

REGION: Final = "region"
"""Name of the column by which ``--city`` chooses rows; it holds the IRI of a city, province or area."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        name: its name in the frame and in files; an identifier of the field's usual words, e.g. ``assortativity``.
        title: its name for people.
        about: unit, range and meaning of its values, in a sentence.
        names: whether its values are IRIs of things, regions or indicators, for which people are shown the names.
        words: what people are shown for the codes that its values are, e.g. grades.
    """

    name: str
    title: Text
    about: Text
    names: bool = False
    words: Mapping[str, Text] | None = None


def column(
    name: str,
    zh: str,
    en: str,
    about_zh: str,
    about_en: str,
    *,
    names: bool = False,
    words: Mapping[str, Text] | None = None,
) -> Column:
    """Return a column of a table."""
    return Column(name, Text(zh, en), Text(about_zh, about_en), names, words)


def round_number(value: float) -> float | None:
    """Return a number to six significant digits; the last bits of a sum may differ between machines."""
    return float(f"{value:.6g}") if math.isfinite(value) else None


def round_numbers(values: ArrayLike) -> pl.Series:
    """Return numbers as a column, as :func:`round_number` rounds each; ``nan`` becomes null, nested arrays are unrolled."""
    return pl.Series(np.ravel(values), dtype=pl.Float64).fill_nan(None).round_sig_figs(6)


@dataclass(frozen=True, slots=True)
class Option:
    """What may be chosen for a table: ``-p NAME=VALUE``; ``default`` is taken where nothing is given."""

    name: str
    about: Text
    default: str


@dataclass(frozen=True)
class MeasureTable:
    """One table of measures.

    Attributes:
        notation: its name on the command line.
        title: its name for people.
        about: what is measured and against what, with the source of the formula, in two or three sentences.
        columns: the columns of the frame that *make* returns, in their order.
        make: returns the table of a network for a value of every option, rows in a total order; an empty frame (with
            all columns) where the network lacks the matter.
        options: what may be chosen.
    """

    notation: str
    title: Text
    about: Text
    columns: tuple[Column, ...]
    make: Callable[[Network, Mapping[str, str]], pl.DataFrame]
    options: tuple[Option, ...] = ()


def fill_options(table: MeasureTable, given: Mapping[str, str]) -> dict[str, str]:
    """Return the values of all options of a table: what was given, else the default.

    Raises:
        UnknownName: the table has no such option; carries the nearest names.
        QueryError: the table has no options at all.
    """
    known = {option.name: option.default for option in table.options}
    for name in given:
        if not known:
            raise QueryError(
                Text(f"测度 {table.notation} 没有参数", f"the measure {table.notation} takes no parameter")
            )
        if name not in known:
            raise UnknownName(name, known, kind=Text("参数", "parameter"), listing="chains measure")
    return known | dict(given)


def pick_option(options: Mapping[str, str], name: str, known: Mapping[str, object]) -> str:
    """Return the value of an option that must be one of some names.

    Raises:
        UnknownName: it is none of them; carries the nearest.
    """
    if options[name] not in known:
        raise UnknownName(options[name], known, kind=Text(f"参数 {name} 的值", f"value of the parameter {name}"))
    return options[name]


def read_number(options: Mapping[str, str], name: str, least: float, *, whole: bool) -> float:
    """Return the number of an option.

    Raises:
        QueryError: it is no number, is too small, or is not whole where it must be.
    """
    try:
        number = float(options[name])
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number >= least) or (whole and number != int(number)):
        kind = Text("整数", "a whole number") if whole else Text("数", "a number")
        raise QueryError(
            Text(f"参数 {name} 不能是“{options[name]}”", f"the parameter {name} cannot be “{options[name]}”"),
            remedy=Text(f"请给出不小于 {least:g} 的{kind.zh}", f"give {kind.en} of at least {least:g}"),
        )
    return number
