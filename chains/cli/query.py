"""``chains query``."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from chains.cli.console import Data, data_option, lang_option, open_data, say, split_pairs, terminal_width, write_output
from chains.errors import Lang, QueryError, Text

if TYPE_CHECKING:
    from chains.graph import Results
    from chains.queries import NamedQuery

_Value = TypeVar("_Value")

_FORMATS = ("table", "csv", "tsv", "json", "xml", "md", "ttl")
_RDF = "ttl"
_LINT = "lint_"
_OPENING = re.compile(
    r"\s*(#.*\s*)*(SELECT|ASK|CONSTRUCT|DESCRIBE|PREFIX|BASE|INSERT|DELETE|LOAD|CLEAR|CREATE|DROP)(?![\w.-])",
    re.IGNORECASE,
)
_BLINK_SECONDS = 0.1


@click.command("query")
@click.argument("question", required=False, metavar="[NAME|FILE|SPARQL|-]")
@click.option(
    "-p", "--parameter", "given", multiple=True, metavar="NAME=VALUE", help="Value of a parameter; may repeat."
)
@click.option("--explain", is_flag=True, help="Show the query itself, with the values given; ask nothing.")
@click.option("--all", "everything", is_flag=True, help="List the queries that look for faults too.")
@click.option("--format", "format_", type=click.Choice(_FORMATS), default="table", show_default=True)
@data_option
@click.option("-o", "--output", default="-", metavar="FILE", help="Write to a file.")
@lang_option
def command(
    question: str | None,
    given: tuple[str, ...],
    explain: bool,
    everything: bool,
    format_: str,
    data: Data | None,
    output: str,
    lang: Lang,
) -> None:
    """Ask a named question, a file with SPARQL, a SPARQL text, or standard input (-).  Without any: list the names.

    提问：查询库中的名称、SPARQL 文件、SPARQL 文本，或标准输入（-）。不带参数则列出全部名称。

    A value is a name in Chinese or English, another name, an official code, or an identifier such as skill/java.
    table and md are for reading: titles and names in your language; csv, tsv, json and xml are the W3C formats, with
    the identifiers.  CONSTRUCT and DESCRIBE give Turtle.  Without a NAME, --format ttl writes the queries themselves
    as RDF (sh:SPARQLExecutable), for other tools.

    \b
    chains query
    chains query gap_skills_not_taught_in_city -p city=常州
    chains query ask_who_teaches_skill -p skill=Java -p city=苏州 --format csv -o java.csv
    chains query gap_skills_not_taught_in_city --explain
    chains query "SELECT (COUNT(*) AS ?n) WHERE { ?x a ch:Skill }"
    chains query --all --format ttl -o queries.ttl
    """
    if question is None:
        if given or explain:
            raise click.UsageError("Name the query: `chains query` alone lists the names.")
        write_output(_list_queries("json" if format_ == "xml" else format_, lang, everything=everything), output)
        return
    if format_ == _RDF:
        raise click.UsageError("--format ttl lists the queries as RDF; CONSTRUCT and DESCRIBE give Turtle without it.")
    query = _find(question)
    values = split_pairs(given)
    write_output(
        _explain(query, values, data, lang) if explain else _answer(query, values, data, format_, lang), output
    )


def _explain(query: NamedQuery, values: dict[str, str], data: Data | None, lang: Lang) -> str:
    """Return the text of a query: as it stands in the library, or with the values in the place of its parameters."""
    from chains.answers import bind_query

    text = bind_query(open_data(data), query, values, lang=lang) if values else query.sparql
    return text if text.endswith("\n") else f"{text}\n"


def _find(question: str) -> NamedQuery:
    """Return what is asked: a query of the library before a file of the same name."""
    from chains.queries import find_query, load_queries, read_query

    path = Path(question)
    if question == "-":
        return read_query(_decode(sys.stdin.buffer.read(), "-"), "-")
    if question.replace("-", "_") in load_queries():
        return find_query(question)
    if is_sparql(question):
        return read_query(question, "query")
    if path.suffix in {".rq", ".sparql"} or path.is_file():
        return read_query(read_query_file(path), str(path))
    return find_query(question)


def is_sparql(text: str) -> bool:
    """Return whether words are a query rather than a name."""
    return bool(_OPENING.match(text)) or "{" in text


def read_query_file(path: Path) -> str:
    """Return the text of a file with a query.

    Raises:
        QueryError: it cannot be read, or is no text in UTF-8.
    """
    try:
        return _decode(path.read_bytes(), str(path))
    except OSError as error:
        raise QueryError(
            Text(f"不能读取查询文件：{error.strerror}", f"the query file cannot be read: {error.strerror}"),
            where=str(path),
            remedy=Text("请检查路径", "check the path"),
        ) from error


def _decode(raw: bytes, where: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QueryError(
            Text("查询不是 UTF-8 文本", "the query is no text in UTF-8"),
            where=where,
            remedy=Text("请另存为 UTF-8", "save it as UTF-8"),
        ) from error


def _answer(query: NamedQuery, values: dict[str, str], data: Data | None, format_: str, lang: Lang) -> str:
    from chains.answers import answer_query

    graph = open_data(data)
    results = _interruptible(lambda: answer_query(graph, query, values, lang=lang))
    if query.note and format_ == "table" and sys.stdout.isatty():
        say(query.note)
    return _format(results, query, format_, lang)


def _interruptible(work: Callable[[], _Value]) -> _Value:
    """Return what *work* returns, and let Ctrl-C through while the engine computes."""
    import threading

    found: list[_Value] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            found.append(work())
        except BaseException as error:  # noqa: BLE001  # it is raised again below, where the person is
            failed.append(error)

    # The engine answers no signal.  In a thread of its own it leaves this one free to hear Ctrl-C.
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_BLINK_SECONDS)
    if failed:
        raise failed[0]
    return found[0]


def _format(results: Results, query: NamedQuery, format_: str, lang: Lang) -> str:
    from chains.answers import readable_rows
    from chains.solutions import format_boolean, format_solutions, format_triples
    from chains.tabulate import format_rows

    if results.boolean is not None:
        return format_boolean(results.boolean, format_)
    if results.triples is not None:
        return format_triples(results.triples)

    if format_ in {"table", "md"}:
        header, rows = readable_rows(results, query, lang)
        if not rows:
            say(Text("没有结果", "No rows"))
        return format_rows(header, rows, format_, width=terminal_width())
    return format_solutions(results.columns, results.rows, format_)


def _list_queries(format_: str, lang: Lang, *, everything: bool) -> str:
    from chains.queries import load_queries
    from chains.tabulate import format_rows

    queries = load_queries()
    shown = [query for query in queries.values() if everything or not query.name.startswith(_LINT)]
    rows = [[query.name, query.title.say(lang), _usage(query)] for query in shown]
    if format_ == _RDF:
        from chains.export.query_rdf import write_queries

        return write_queries(shown)
    header = {
        "zh": ["名称", "标题", "参数（方括号内可省）"],
        "en": ["name", "title", "parameters ([…] may be left out)"],
    }
    if len(shown) < len(queries):
        more = len(queries) - len(shown)
        say(
            Text(
                f"另有 {more} 个检查数据与本体的查询：--all", f"{more} more look for faults of data and ontology: --all"
            )
        )
    return format_rows(header[lang], rows, format_, width=terminal_width(), whole=[0])


def _usage(query: NamedQuery) -> str:
    words = [f"{one.name}={one.example}" if one.required else f"[{one.name}={one.example}]" for one in query.parameters]
    return " ".join(words)
