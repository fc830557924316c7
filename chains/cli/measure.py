"""``chains measure``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from chains.cli.console import (
    Data,
    data_option,
    lang_option,
    network_of,
    open_data,
    say,
    split_pairs,
    terminal_width,
    write_list,
    write_output,
)
from chains.errors import Lang, Text

if TYPE_CHECKING:
    import polars as pl

    from chains.gaps.tables import Column, MeasureTable
    from chains.graph import KnowledgeGraph
    from chains.network import Network


@click.command("measure")
@click.argument("name", required=False, metavar="[NAME]")
@click.option("-p", "--parameter", "given", multiple=True, metavar="NAME=VALUE", help="Value of an option; may repeat.")
@click.option("--city", default=None, metavar="C", help="Only rows of this city or province: name or code.")
@click.option("--columns", "explain", is_flag=True, help="Tell what each column means; measure nothing.")
@click.option(
    "--format", "format_", type=click.Choice(["table", "csv", "tsv", "json", "md"]), default="table", show_default=True
)
@data_option
@click.option("-o", "--output", default="-", metavar="FILE", help="Write to a file.")
@lang_option
def command(
    name: str | None,
    given: tuple[str, ...],
    city: str | None,
    explain: bool,
    format_: str,
    data: Data | None,
    output: str,
    lang: Lang,
) -> None:
    """Tell the numbers behind the gaps as a table, a row for each place, pair or thing.  Without a name: list them.

    以表格给出断点背后的数字。不带名称则列出全部测度。

    table and md show names in your language; csv, tsv and json have the identifiers too, and the column names that
    --columns explains.

    \b
    chains measure
    chains measure continuity --columns
    chains measure continuity --city 常州
    chains measure continuity --format csv -o continuity.csv
    """
    from chains.gaps import find_table, load_tables, measure
    from chains.tabulate import format_rows

    if name is None:
        if given or city or explain:
            raise click.UsageError("Name the measure: `chains measure` alone lists the names.")
        write_output(_list_tables(load_tables(), format_, lang), output)
        return
    table = find_table(name)
    if explain:
        write_output(_explain(table, format_, lang), output)
        return
    graph = open_data(data)
    network = network_of(graph)
    rows = measure(network, name, _decided(table, graph) | split_pairs(given), region=city)
    if rows.is_empty():
        say(Text("没有结果", "No rows"))
    header, cells = _lay_out(rows, table.columns, network, lang, plain=format_ in {"csv", "tsv", "json"})
    write_list(format_rows(header, cells, format_, width=terminal_width()), format_, output)


def _decided(table: MeasureTable, graph: KnowledgeGraph) -> dict[str, str]:
    """Return the options that the settings of a project give: the metapath, where the usual one would be followed."""
    from chains.gaps.reading.metapaths import DEFAULT

    path = graph.decisions.get("metapath")
    return {option.name: str(path) for option in table.options if path and option.default == DEFAULT}


def _list_tables(tables: Mapping[str, MeasureTable], format_: str, lang: Lang) -> str:
    from chains.tabulate import format_rows

    header = {"zh": ["名称", "标题", "参数"], "en": ["name", "title", "options"]}
    rows = [
        [table.notation, table.title.say(lang), " ".join(f"[{one.name}={one.default}]" for one in table.options)]
        for table in tables.values()
    ]
    return format_rows(header[lang], rows, format_, width=terminal_width(), whole=[0])


def _explain(table: MeasureTable, format_: str, lang: Lang) -> str:
    from chains.tabulate import format_rows

    if format_ == "table":
        say(table.about)
    header = {"zh": ["列", "标题", "含义"], "en": ["column", "title", "meaning"]}
    rows = [[column.name, column.title.say(lang), column.about.say(lang)] for column in table.columns]
    rows += [[f"-p {option.name}=", option.default, option.about.say(lang)] for option in table.options]
    return format_rows(header[lang], rows, format_)


def _lay_out(
    rows: pl.DataFrame, columns: tuple[Column, ...], network: Network, lang: Lang, *, plain: bool
) -> tuple[list[str], list[list[Any]]]:
    """Return header and cells: names for people; column names, identifiers, codes and names for programs."""
    things = _label_things(network, lang)
    header: list[str] = []
    parts: list[list[Any]] = []
    for column in columns:
        values = rows.get_column(column.name).to_list()
        labels = things if column.names else {code: text.say(lang) for code, text in (column.words or {}).items()}
        worded = column.names or column.words is not None
        if plain or not worded:
            header.append(column.name if plain else column.title.say(lang))
            parts.append(values)
        if worded:
            header.append(f"{column.name}_label" if plain else column.title.say(lang))
            parts.append([labels.get(value, value) for value in values])
    return header, [list(row) for row in zip(*parts, strict=True)]


def _label_things(network: Network, lang: Lang) -> dict[str, str]:
    import polars as pl

    first, second = ("label_zh", "label_en") if lang == "zh" else ("label_en", "label_zh")
    frames = (network.nodes, network.regions, network.indicators)
    named = [frame.select("iri", pl.coalesce(first, second, "iri")) for frame in frames]
    return dict(pl.concat(named).iter_rows())
