"""The library of named queries: one SPARQL file for each question, its title and parameters in the comments on top.

A file's comments say, one to a line::

    # title zh: 某城市需要、但本地院校无人教授的技能
    # title en: Skills asked for in a city that none of its institutions teaches
    # question zh: …
    # question en: …
    # note zh: …            (what to bear in mind when reading the answer; may be left out)
    # note en: …
    # parameter: city | City | required | 常州 | 城市 | city
    # column: skill | 技能 | skill
    # empty: why the small region gives no row (only then)

A parameter has a name, the class of things it takes (or ``any``, ``codes/SCHEME``, ``year``), whether it is ``required``,
``optional`` or has a ``default``, an example, and a title in both languages.  The example serves the help, and the
golden answers too.  ``$lang`` is the language of the labels and is bound by whoever asks.  Where a column ``x_label``
stands beside ``x``, the one is the name of the other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from chains.errors import Lang, Text, UnknownName
from chains.resources import ontology_folder

__all__ = ["Column", "NamedQuery", "Parameter", "find_query", "load_queries", "read_query"]

_LINE: Final = re.compile(r"#\s*(title|question|note|parameter|column|empty)( zh| en)?:\s*(.*?)\s*")
_DEFAULT: Final = "default "
_LABEL: Final = "_label"


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a named query can be told.

    Attributes:
        kind: local name of the class of things, ``any``, ``codes/SCHEME``, or ``year``.
        required: the query cannot be asked without it.
        default: the value that holds if none is given; without one the parameter stands for everything.
        example: a value that gives an answer in the shipped regions.
    """

    name: str
    kind: str
    title: Text
    example: str
    required: bool = False
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an answer."""

    name: str
    title: Text


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question with a name, and the SPARQL that answers it.

    Attributes:
        note: what to bear in mind when reading the answer.
        columns: the columns that the file describes, in its order; a column of names (``skill_label``) has the
            title of what it names (``skill``).
        empty: why the answer on the small region has no row, or ``None`` where it has some.
    """

    name: str
    title: Text
    question: Text
    note: Text | None
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    empty: str | None
    sparql: str

    def heading(self, column: str, lang: Lang) -> str:
        """Return the title of a column of the answer in one language; its own name if the file does not tell it."""
        titles = {known.name: known.title for known in self.columns}
        title = titles.get(column) or titles.get(column.removesuffix(_LABEL))
        return title.say(lang) if title else column


def read_query(text: str, name: str) -> NamedQuery:
    """Return the query that a text holds; what its comments do not tell is empty.

    Raises:
        ValueError: a line of the comments has the wrong number of parts.
    """
    lines = [(match[1], match[2] or "", match[3]) for line in text.splitlines() if (match := _LINE.fullmatch(line))]
    return NamedQuery(
        name=name,
        title=_read_text(lines, "title") or Text(name, name),
        question=_read_text(lines, "question") or Text("", ""),
        note=_read_text(lines, "note"),
        parameters=tuple(_read_parameter(value, name) for key, _, value in lines if key == "parameter"),
        columns=tuple(_read_column(value, name) for key, _, value in lines if key == "column"),
        empty=next((value for key, _, value in lines if key == "empty"), None),
        sparql=text,
    )


def _read_text(lines: list[tuple[str, str, str]], wanted: str) -> Text | None:
    found = {lang.strip(): value for key, lang, value in lines if key == wanted and lang}
    return Text(found["zh"], found["en"]) if len(found) == len(("zh", "en")) else None


def _parts(value: str, count: int, name: str) -> list[str]:
    parts = [part.strip() for part in value.split("|")]
    if len(parts) != count:
        raise ValueError(f"{name}: “{value}” has {len(parts)} parts, not {count}")
    return parts


def _read_parameter(value: str, query: str) -> Parameter:
    name, kind, need, example, zh, en = _parts(value, 6, query)
    default = need.removeprefix(_DEFAULT) if need.startswith(_DEFAULT) else None
    return Parameter(name, kind, Text(zh, en), example, need == "required", default)


def _read_column(value: str, query: str) -> Column:
    name, zh, en = _parts(value, 3, query)
    return Column(name, Text(zh, en))


@cache
def load_queries(folder: Path | None = None) -> Mapping[str, NamedQuery]:
    """Return the named queries by name, sorted; without a folder those that come with the package."""
    files = sorted((folder or ontology_folder() / "queries").glob("*.rq"))
    return {path.stem: read_query(path.read_text(encoding="utf-8"), path.stem) for path in files}


def find_query(name: str) -> NamedQuery:
    """Return the query of that name; a hyphen counts as an underscore.

    Raises:
        UnknownName: no query has this name; tells the nearest.
    """
    queries = load_queries()
    plain = name.replace("-", "_")
    if plain not in queries:
        raise UnknownName(name, queries, kind=Text("查询", "query"), listing="chains query")
    return queries[plain]
