"""``chains terms``."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

import click

from chains.cli.console import lang_option, write_output
from chains.errors import Lang, Text, UnknownName, nearest_names

if TYPE_CHECKING:
    from chains.schema import Field, Schema, Table
    from chains.terms import Term, Terms

_ALL = "*"
_YES = "✓"
_TITLES: Mapping[str, Text] = {
    "name": Text("名称", "name"),
    "kind": Text("种类", "kind"),
    "zh": Text("中文", "Chinese"),
    "en": Text("英文", "English"),
    "chain": Text("链", "chain"),
    "from": Text("定义域", "domain"),
    "to": Text("值域", "range"),
    "definition": Text("定义", "definition"),
    "count": Text("代码数", "codes"),
    "columns": Text("列数", "columns"),
    "type": Text("类型", "type"),
    "required": Text("必填", "required"),
    "key": Text("主键", "key"),
    "values": Text("取值", "values"),
    "unit": Text("单位", "unit"),
    "property": Text("属性", "property"),
}
_KINDS = {
    "class": Text("类", "class"),
    "property": Text("属性", "property"),
    "scheme": Text("代码表", "code scheme"),
    "code": Text("代码", "code"),
}
_Row = dict[str, str | int | float | None]


@click.command("terms")
@click.argument("text", required=False)
@click.option(
    "--codes", is_flag=False, flag_value=_ALL, default=None, metavar="[SCHEME]", help="Code schemes, or codes."
)
@click.option("--tables", is_flag=False, flag_value=_ALL, default=None, metavar="[TABLE]", help="Tables, or columns.")
@click.option(
    "--format", "format_", type=click.Choice(["table", "csv", "tsv", "json", "md"]), default="table", show_default=True
)
@click.option("-o", "--output", default="-", metavar="FILE", help="Write to a file.")
@click.option(
    "--html", metavar="FILE", help="Write the whole ontology as one HTML page: terms, codes, shapes, diagram."
)
@lang_option
def command(
    text: str | None, codes: str | None, tables: str | None, format_: str, output: str, html: str | None, lang: Lang
) -> None:
    """Look up what is called how: classes, properties and codes of the ontology, tables and their columns.

    查找术语：本体的类、属性与代码，数据表及其列。

    TEXT is searched in names, labels and definitions, in Chinese and English.  Without it all classes and properties
    are listed.  Exit code 1 if nothing is found.

    \b
    chains terms 学徒
    chains terms --codes                 the code schemes
    chains terms --codes skill-kinds     the codes of one scheme
    chains terms --tables                the tables that `--data FOLDER` may hold
    chains terms --tables offerings      the columns of one table, with type, code list and unit
    chains terms --html ontology.html    everything as a page with a diagram, for a browser or for print
    """
    if sum(choice is not None for choice in (text, codes, tables, html)) > 1:
        raise click.UsageError("Give TEXT, --codes, --tables or --html: one of them.")
    if html is not None:
        write_output(_fill_page(lang), html)
        return
    if codes is not None:
        shown = _format(_list_codes(codes), format_, lang)
    elif tables is not None:
        shown = _format(_list_tables(tables), format_, lang)
    else:
        shown = _format_terms(_find_terms(text), format_, lang, cards=text is not None)
    write_output(shown, output)


def _fill_page(lang: Lang) -> str:
    from chains.report.ontology import fill_ontology
    from chains.resources import ontology_folder

    return fill_ontology(ontology_folder(), lang=lang)


@cache
def _terms() -> Terms:
    from chains.resources import ontology_folder
    from chains.terms import load_terms

    return load_terms(ontology_folder())


def _schema() -> Schema:
    from chains.resources import ontology_folder
    from chains.schema import load_schema

    return load_schema(ontology_folder())


def _find_terms(text: str | None) -> list[Term]:
    terms = _terms()
    if text is None:
        return [term for kind in ("class", "property") for term in terms.values() if term.kind == kind]
    found = terms.search(text)
    if not found:
        names = {name for term in terms.values() for name in (term.name, term.label.zh, term.label.en)}
        known = names if nearest_names(text, sorted(names)) else terms.classes
        raise UnknownName(text, known, kind=Text("术语", "term"), listing="chains terms")
    return found


def _describe(term: Term) -> _Row:
    from chains.names import shorten

    return {
        "name": shorten(term.iri),
        "kind": term.kind,
        "zh": term.label.zh,
        "en": term.label.en,
        "chain": term.chain or "",
        "from": shorten(term.domain) if term.domain else "",
        "to": shorten(term.range) if term.range else "",
        "definition_zh": term.definition.zh,
        "definition_en": term.definition.en,
    }


def _format_terms(found: Sequence[Term], format_: str, lang: Lang, *, cards: bool) -> str:
    if cards and format_ == "table":
        return "\n".join(_format_card(term, lang) for term in found)
    return _format([_describe(term) for term in found], format_, lang)


def _format_card(term: Term, lang: Lang) -> str:
    """Return one term for a person: its name, its labels, what it is, and what it means."""
    from chains.names import shorten

    row = _describe(term)
    words = [_KINDS[term.kind].say(lang)]
    if term.parents:
        words.append(Text("属于 ", "a kind of ").say(lang) + ", ".join(shorten(parent) for parent in term.parents))
    if row["from"] or row["to"]:
        words.append(f"{row['from']} → {row['to']}")
    if term.chain:
        words.append(_terms_label("chains", term.chain, lang))
    if term.deprecated:
        words.append(Text("已退役", "retired").say(lang))
    lines = [f"{row['name']}  {term.label.zh} / {term.label.en}  ({'; '.join(words)})", f"    {term.definition.zh}"]
    return "\n".join([*lines, f"    {term.definition.en}"]) + "\n"


def _terms_label(scheme: str, notation: str, lang: Lang) -> str:
    return _terms().code(scheme, notation).label.say(lang)


def _list_codes(scheme: str) -> list[_Row]:
    terms = _terms()
    if scheme == _ALL:
        return [{"name": name, "count": len(terms.notations(name)), **_labels(terms[name])} for name in terms.schemes]
    return [{"name": notation, **_labels(terms.code(scheme, notation))} for notation in terms.notations(scheme)]


def _labels(term: Term) -> _Row:
    return {
        "zh": term.label.zh,
        "en": term.label.en,
        "definition_zh": term.definition.zh,
        "definition_en": term.definition.en,
    }


def _list_tables(name: str) -> list[_Row]:
    schema = _schema()
    if name == _ALL:
        return [_describe_table(table) for table in schema.values()]
    if name.removesuffix(".csv") not in schema:
        raise UnknownName(name, schema, kind=Text("表", "table"), listing="chains terms --tables")
    table = schema[name.removesuffix(".csv")]
    return [_describe_field(field, table) for field in table.fields]


def _describe_table(table: Table) -> _Row:
    return {
        "name": table.name,
        "zh": table.title.zh,
        "en": table.title.en,
        "columns": len(table.fields),
        "definition_zh": table.description.zh,
        "definition_en": table.description.en,
    }


def _describe_field(field: Field, table: Table) -> _Row:
    return {
        "name": field.name,
        "zh": field.title.zh,
        "en": field.title.en,
        "type": field.type,
        "required": field.required,
        "key": field.name in table.key,
        "codes": field.codes,
        "references": field.references,
        "enum": "|".join(field.enum) or None,
        "pattern": field.pattern,
        "minimum": field.minimum,
        "maximum": field.maximum,
        "separator": field.separator,
        "unit": field.unit,
        "property": field.property,
    }


_LIMITS = ("codes", "references", "enum", "pattern", "minimum", "maximum", "separator")


def _values(row: _Row, lang: Lang) -> str:
    """Return what a column may hold beyond its type, in words."""
    words = {
        "codes": Text("代码表 {}", "code of {}"),
        "references": Text("{} 的主键", "key of {}"),
        "enum": Text("{}", "{}"),
        "pattern": Text("形如 {}", "pattern {}"),
        "minimum": Text("≥ {:g}", "≥ {:g}"),
        "maximum": Text("≤ {:g}", "≤ {:g}"),
        "separator": Text("多值以 {} 分隔", "several, separated by {}"),
    }
    parts = [words[name].say(lang).format(row[name]) for name in _LIMITS if row[name] is not None]
    return ("，" if lang == "zh" else ", ").join(parts)


def _for_person(row: _Row, lang: Lang) -> _Row:
    """Return a row in one language: marks for yes, what a column may hold in one cell, one definition."""
    shown: _Row = {name: (_YES if value else "") if isinstance(value, bool) else value for name, value in row.items()}
    if "codes" in row:
        shown = {name: value for name, value in shown.items() if name not in _LIMITS} | {"values": _values(row, lang)}
    if "kind" in row:
        shown["kind"] = _KINDS[str(row["kind"])].say(lang)
    if "definition_zh" in row:
        shown["definition"] = row[f"definition_{lang}"]
    return {name: value for name, value in shown.items() if not name.startswith("definition_")}


def _format(rows: Sequence[_Row], format_: str, lang: Lang) -> str:
    """Return rows for a person in one language, for a program with everything in both."""
    from chains.tabulate import dump_json, format_rows

    if format_ == "json":
        return dump_json(rows)
    if format_ in {"table", "md"}:
        rows = [_for_person(row, lang) for row in rows]
    names = list(rows[0])
    header = [_TITLES[name].say(lang) for name in names] if format_ in {"table", "md"} else names
    cells = [[_plain(row[name]) for name in names] for row in rows]
    return format_rows(header, cells, format_, width=_width(), whole=[0])


def _plain(value: str | float | None) -> str | int | float | None:
    return str(value).lower() if isinstance(value, bool) else value


def _width() -> int | None:
    import shutil

    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
