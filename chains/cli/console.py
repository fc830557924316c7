"""What every command shares: its language, its words on standard error, its progress, where its output goes."""

from __future__ import annotations

import codecs
import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from chains.atomic import replace_file
from chains.errors import Lang, Text

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from chains.graph import KnowledgeGraph
    from chains.network import Network
    from chains.part import Part

_Command = TypeVar("_Command", bound=Callable[..., Any])
_STATE: dict[str, Lang] = {}
_REFRESH = "chains.refresh"

Data = Path | str
"""A path, or the address of a SPARQL endpoint."""


def current_lang() -> Lang:
    """Return the language that the running command speaks."""
    return _STATE.get("lang", default_lang())


def default_lang() -> Lang:
    """Return the language that the environment asks for, English unless it is Chinese."""
    names = (os.environ.get(name, "") for name in ("FOURCHAINS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next((name for name in names if name), "").lower().startswith("zh") else "en"


def _remember_lang(ctx: click.Context, _param: click.Parameter, value: str | None) -> Lang:
    lang: Lang = "zh" if (value or _project_lang(ctx) or default_lang()) == "zh" else "en"
    _STATE["lang"] = lang
    return lang


def _project_lang(ctx: click.Context) -> str | None:
    """Return the language that the settings of the project name which the command is about."""
    given = next((ctx.params[name] for name in ("path", "data", "folder") if ctx.params.get(name) is not None), None)
    if not isinstance(given, Path) or not given.is_dir():
        return None
    from chains.sheets.settings import read_language

    return read_language(given)


def lang_option(command: _Command) -> _Command:
    """Give a command the option ``--lang``."""
    return click.option(
        "--lang",
        type=click.Choice(["zh", "en"]),
        default=None,
        callback=_remember_lang,
        help="Language of names and sentences; by default that of the project's settings, else of the environment (LANG).",
    )(command)


class DataType(click.ParamType[Data]):
    """What a graph is made from: a path, or the address of a SPARQL endpoint, whose slashes a path would lose."""

    name = "path or address"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Data:
        """Return an address as it is, all else as a path."""
        from chains.remote.address import is_address

        return value if isinstance(value, Path) or is_address(value) else Path(value)


def data_option(command: _Command) -> _Command:
    """Give a command the options ``--data`` and ``--refresh``."""
    data = click.option(
        "--data",
        type=DataType(),
        default=None,
        metavar="PATH|URL",
        help="A folder of tables or spreadsheets, an RDF file (.ttl .nt .nq .trig .jsonld .rdf, with or without .gz), a built graph, or "
        "the address of a SPARQL 1.1 endpoint (https://…); by default the shipped region.",
    )
    return data(refresh_option(command))


def refresh_option(command: _Command) -> _Command:
    """Give a command the option ``--refresh``, of which :func:`read_graph` knows."""
    return click.option(
        "--refresh",
        is_flag=True,
        expose_value=False,
        callback=_remember_refresh,
        help="Read a SPARQL endpoint anew, whatever is kept of it.",
    )(command)


def _remember_refresh(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    ctx.meta[_REFRESH] = value


def output_option(default: str, what: str) -> Callable[[_Command], _Command]:
    """Give a command the option ``-o``."""
    return click.option("-o", "--output", default=default, show_default=True, metavar="PATH", help=what)


def part_options(command: _Command) -> _Command:
    """Give a command the options ``--for`` and ``--group``, as ``cities`` and ``alliances``."""
    place = click.option(
        "--for",
        "--city",
        "cities",
        multiple=True,
        metavar="C",
        help="Only the part that concerns this city or province: name or code. Given again: these places together.",
    )
    group = click.option(
        "--group",
        "--alliance",
        "alliances",
        multiple=True,
        metavar="A",
        help="Only the part that concerns the members of this alliance: name or key. Given again: these alliances "
        "together; with --for: those of their members that lie there.",
    )
    return place(group(command))


def choose_part(graph: KnowledgeGraph, cities: tuple[str, ...], alliances: tuple[str, ...]) -> Part | None:
    """Return the part of a graph that ``--for`` and ``--group`` name; ``None`` if neither was given."""
    if not cities and not alliances:
        return None
    from chains.part import take_part

    return take_part(graph, cities=cities, alliances=alliances)


def say(text: Text | str) -> None:
    """Say something to the person, on standard error."""
    click.echo(text.say(current_lang()) if isinstance(text, Text) else text, err=True)


@contextlib.contextmanager
def progress_bar(steps: int) -> Iterator[Callable[[Text], None]]:
    """Show a bar of so many steps on a terminal, nothing when standard error is piped."""
    if not sys.stderr.isatty():
        yield lambda _step: None
        return
    shown: list[str] = []
    bar: ProgressBar[Any]
    with click.progressbar(
        length=steps, file=sys.stderr, item_show_func=lambda _item: shown[-1] if shown else "", show_eta=False
    ) as bar:

        def advance(step: Text) -> None:
            shown.append(step.say(current_lang()))
            bar.update(1 if len(shown) > 1 else 0)
            bar.render_progress()

        yield advance
        bar.update(steps)


def open_data(data: Data | None) -> KnowledgeGraph:
    """Return the graph that ``--data`` names, with a progress bar while it is read and built."""
    with progress_bar(count_steps(data)) as progress:
        return read_graph(data, progress)


def read_graph(data: Data | None, progress: Callable[[Text], None], *, infer: bool = False) -> KnowledgeGraph:
    """Return the graph that ``--data`` names; what a person should know of an endpoint is said."""
    from chains.graph import open_graph

    return open_graph(data, refresh=asks_refresh(), progress=progress, notice=say, infer=infer)


def count_steps(data: Data | None) -> int:
    """Return how many steps of reading and building are told."""
    from chains.build import BUILD_STEPS
    from chains.remote.address import is_address

    if not is_address(data):
        return BUILD_STEPS
    from chains.remote.fetching import REMOTE_STEPS

    return REMOTE_STEPS + BUILD_STEPS


def asks_refresh() -> bool:
    """Return whether ``--refresh`` was given to the running command."""
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(_REFRESH))


def network_of(graph: KnowledgeGraph) -> Network:
    """Return the network of a graph.

    Raises:
        EmptyGraph: there is not one thing in it.
    """
    from chains.network import require_nodes

    network = graph.network()
    require_nodes(network, graph.name)
    return network


def write_output(text: str | bytes, output: str) -> None:
    """Write text to standard output (``-``) or to a file, which is replaced only when all is written."""
    raw = text.encode() if isinstance(text, str) else text
    if output == "-":
        _write_stdout(raw)
        return
    with replace_file(Path(output)) as out:
        out.write(raw)


def write_list(text: str, format_: str, output: str) -> None:
    """Write a list for people: a CSV file begins with a byte order mark, without which Excel garbles Chinese."""
    for_excel = output != "-" and format_ in {"csv", "tsv"}
    write_output("\ufeff" + text if for_excel else text, output)


def write_pieces(pieces: Iterable[str], output: str) -> None:
    """Write a long list for people piece by piece, as :func:`write_list` writes one as CSV."""
    if output == "-":
        for piece in pieces:
            write_output(piece, "-")
        return
    with replace_file(Path(output)) as out:
        out.write(codecs.BOM_UTF8)
        for piece in pieces:
            out.write(piece.encode())


def _write_stdout(raw: bytes) -> None:
    try:
        sys.stdout.buffer.write(raw)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (head, less) has seen enough; nothing is wrong.  What is left goes nowhere, or Python would
        # complain about it when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def split_pairs(given: tuple[str, ...]) -> dict[str, str]:
    """Return the values of ``-p NAME=VALUE`` by name.

    Raises:
        click.BadParameter: a word is no such pair, or a name is given twice.
    """
    values: dict[str, str] = {}
    for pair in given:
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not equals or not name or not value:
            raise click.BadParameter(f"“{pair}” is not NAME=VALUE, e.g. city=常州", param_hint="-p")
        if name in values:
            raise click.BadParameter(f"{name} is given twice.", param_hint="-p")
        values[name] = value
    return values


def terminal_width() -> int | None:
    """Return how many columns the terminal has, nothing where the output is piped."""
    import shutil

    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
