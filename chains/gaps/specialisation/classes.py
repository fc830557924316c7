"""Classes of programmes (专业类), told from the codes of the national catalogues.

The first four digits of a programme's code are its class: 0809 计算机类 of the bachelor catalogue, 5102 计算机类 of the
vocational one.  The vocational catalogues of the three levels are parallel: 71 02 (secondary), 51 02 (associate) and
31 02 (bachelor) are one class, here called by its associate code.  Postgraduate fields (``pg-0805…``) belong to another
catalogue and have no class.  Names stand in ``programme_classes.csv``: the Chinese ones are those of the catalogues, the
English ones our own.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import polars as pl

from chains.errors import Text

__all__ = ["class_name", "class_of", "codes_of"]

_KEY: Final = r"/programme/(\d{4})\d{2,3}$"
_LEVELS: Final[Mapping[str, str]] = {"2": "4", "3": "5", "6": "4", "7": "5"}
"""First digit of the vocational bachelor and secondary catalogues, and that of the associate one beside them."""
_FIRST_VOCATIONAL: Final = "2"


def class_of(iri: pl.Expr) -> pl.Expr:
    """Return the class of programmes by their IRI: four digits, the vocational ones as in the associate catalogue.

    ``null`` for an IRI that holds no code of these catalogues.
    """
    code = iri.str.extract(_KEY, 1)
    return code.str.slice(0, 1).replace(_LEVELS) + code.str.slice(1)


def codes_of(key: str) -> tuple[str, ...]:
    """Return the first four digits of all programmes of a class, sorted.

    >>> codes_of("5102"), codes_of("0809")
    (('3102', '5102', '7102'), ('0809',))
    """
    return tuple(sorted({key, *(first + key[1:] for first, own in _LEVELS.items() if own == key[0])}))


def is_vocational(key: pl.Expr) -> pl.Expr:
    """Return which classes are of the vocational catalogues."""
    return key.str.slice(0, 1) >= _FIRST_VOCATIONAL


def class_name(key: str) -> Text:
    """Return the name of a class; its code where the catalogues of today have none such.

    >>> class_name("0809").zh, class_name("5102").en, class_name("0999").en
    ('计算机类', 'Computing', 'programme class 0999')
    """
    return _names().get(key, Text(f"专业类 {key}", f"programme class {key}"))


@cache
def _names() -> Mapping[str, Text]:
    with Path(__file__).with_name("programme_classes.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: Text(row["name_zh"], row["name_en"]) for row in csv.DictReader(file)}
