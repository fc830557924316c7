"""What a template holds: for each table its columns with names, explanations, choices and example rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chains.errors import Lang, Text
from chains.schema import Field, Table
from chains.sheets.convert import EXPLANATION
from chains.sheets.vocabulary import Vocabulary, has_names

__all__ = ["TemplateColumn", "TemplateTable", "template_tables"]

_LONGEST_TITLE: Final = 31
"""Excel allows no longer name of a sheet."""
_KINDS: Final = {
    "integer": Text("整数，例如 120", "a whole number, such as 120"),
    "number": Text("数字，例如 31.8", "a number, such as 31.8"),
    "year": Text("年份，例如 2025", "a year, such as 2025"),
    "date": Text("日期，例如 2025-09-01", "a date, such as 2025-09-01"),
    "url": Text("网址", "a web address"),
}
_SAMPLES: Final = {
    "integer": "10",
    "number": "1.5",
    "year": "2025",
    "date": "2025-09-01",
    "url": "https://example.org/",
}
_MADE_KEY: Final = Text(
    "选填；有官方代码就填，空着则自动生成", "optional; an official code if there is one, else it is made"
)
_SOURCE: Final = Text(
    "选填；出处的网址或标题，空着则以本表为来源", "optional; web address or title of the source, else this sheet is it"
)


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One column: its field, its header, what to fill in, and where there is a list, what may be chosen.

    ``choices`` are the names of codes; ``refers`` is the table whose names may be chosen.
    """

    field: Field
    header: str
    about: Text
    required: bool
    choices: tuple[Text, ...] = ()
    refers: str | None = None


@dataclass(frozen=True, slots=True)
class TemplateTable:
    """One table: title for its sheet, columns in the order in which they are filled, rows of examples."""

    table: Table
    title: str
    columns: tuple[TemplateColumn, ...]
    examples: tuple[Mapping[str, str], ...]

    def explanation(self, lang: Lang) -> list[str]:
        """Return the row of explanation; its mark tells it from data."""
        return [f"{EXPLANATION} {column.about.say(lang)}" for column in self.columns]

    def rows(self) -> list[list[str]]:
        """Return the example rows, a cell for each column."""
        return [[row.get(column.field.name, "") for column in self.columns] for row in self.examples]


def template_tables(words: Vocabulary, lang: Lang) -> list[TemplateTable]:
    """Return the templates of all tables: those to begin with first, then the others in the order of the schema."""
    order = [*words.begin, *(name for name in words.schema if name not in words.begin)]
    return [_template(words.schema[name], words, lang) for name in order]


def _template(table: Table, words: Vocabulary, lang: Lang) -> TemplateTable:
    both = f"{table.title.zh} {table.title.en}"
    title = both if len(both) <= _LONGEST_TITLE else table.title.zh
    columns = tuple(_column(field, table, words) for field in _order(table))
    examples = words.examples(table.name) or [_example(table, words)]
    return TemplateTable(table, title, columns, tuple(_label(row, table, words, lang) for row in examples))


def _order(table: Table) -> list[Field]:
    """Return the fields that people fill: what must be there first, the key and the source last."""
    others = {field.source_from for field in table.fields}
    shown = [field for field in table.fields if field.name not in others]
    own = [field for field in shown if field.name != "id" and field.role != "graph"]
    key = [field for field in shown if field.name == "id" and has_names(table)]
    source = [field for field in shown if field.role == "graph"]
    return [*own, *key, *source]


def _column(field: Field, table: Table, words: Vocabulary) -> TemplateColumn:
    title = field.title
    header = title.zh if title.zh == title.en else f"{title.zh} {title.en}"
    made = field.name == "id" or field.role == "graph"
    required = field.required and not made
    choices: tuple[Text, ...] = ()
    if field.codes:
        choices = tuple(words.terms.code(field.codes, code).label for code in words.terms.notations(field.codes))
    elif field.enum:
        choices = tuple(Text(value, value) for value in field.enum)
    refers = field.references if field.references != "sources" else None
    return TemplateColumn(field, header, _about(field, table, words, required=required), required, choices, refers)


def _about(field: Field, table: Table, words: Vocabulary, *, required: bool) -> Text:
    if field.name == "id":
        return _MADE_KEY
    if field.role == "graph":
        return _SOURCE
    parts = [Text("必填", "required") if required else Text("选填", "optional")]
    if field.codes or field.enum:
        parts.append(Text("从下拉列表选择", "choose from the list"))
    elif field.references:
        title = words.schema[field.references].title
        parts.append(Text(f"“{title.zh}”表中的名称或代码", f"a name or code of “{title.en}”"))
        if not has_names(table):
            parts.append(Text("多个用分号隔开", "several with semicolons between them"))
    elif field.type in _KINDS:
        parts.append(_KINDS[field.type])
    return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def _example(table: Table, words: Vocabulary) -> dict[str, str]:
    """Return an example row made of the columns alone."""
    row: dict[str, str] = {}
    for field in _order(table):
        if field.references and field.references != "sources":
            row[field.name] = _example_name(words.schema[field.references], words)
        elif field.codes:
            row[field.name] = words.terms.notations(field.codes)[0]
        elif field.enum:
            row[field.name] = field.enum[0]
        elif field.name in {"name_zh", "title_zh", "alias"}:
            row[field.name] = f"示例{table.title.zh}"
        elif field.required and field.name != "id" and field.role != "graph":
            row[field.name] = _SAMPLES.get(field.type, "示例")
    return row


def _example_name(table: Table, words: Vocabulary) -> str:
    rows = words.examples(table.name)
    return rows[0]["name_zh"] if rows else f"示例{table.title.zh}"


def _label(row: Mapping[str, str], table: Table, words: Vocabulary, lang: Lang) -> dict[str, str]:
    shown = {}
    for name, value in row.items():
        codes = table.field(name).codes
        shown[name] = words.terms.code(codes, value).label.say(lang) if codes else value
    return shown
