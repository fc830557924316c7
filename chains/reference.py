"""The public Python API: its modules, its names with their signatures, and its reference as HTML.

``python -m chains.reference FOLDER`` writes the reference; it needs pdoc (the extra ``docs``), which reads what Python
itself sees, our docstrings as they are, and needs no configuration.  ``python -m chains.reference --list`` writes the
names with their signatures.
"""

from __future__ import annotations

import inspect
import pkgutil
import re
import sys
import warnings
from collections.abc import Iterator
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import GenericAlias, ModuleType
from typing import Any, Final, Literal, get_args, get_origin

from chains.atomic import replace_folder
from chains.errors import MissingSoftware, Text

__all__ = ["list_api", "list_modules", "write_reference"]

# What a researcher imports, from the graph to what is made of it.  All of chains.measures belongs to it.
_MODULES: Final = (
    "chains",
    "chains.errors",
    "chains.names",
    "chains.records",
    "chains.resources",
    "chains.terms",
    "chains.queries",
    "chains.frames",
    "chains.network",
    "chains.graph",
    "chains.answers",
    "chains.infer",
    "chains.check",
    "chains.measures",
    "chains.gaps",
    "chains.gaps.contract",
    "chains.gaps.tables",
    "chains.gaps.listing",
    "chains.gaps.keeping",
    "chains.part",
    "chains.simulate",
    "chains.simulate.score",
    "chains.compare",
    "chains.diff",
    "chains.explain",
    "chains.matching",
    "chains.tagging",
    "chains.draw",
    "chains.export",
    "chains.export.networkx_rdf",
    "chains.report",
    "chains.figure",
    "chains.figure.contract",
    "chains.reference",
)
_MARK: Final = "search.js"
# Addresses of objects, which differ between runs, and the paths of this machine.
_ADDRESS: Final = re.compile(r" at 0x[0-9a-fA-F]+")


def list_modules() -> tuple[str, ...]:
    """Return the names of the public modules; what is not among them may change without notice.

    >>> list_modules()[0]
    'chains'
    """
    measures = import_module("chains.measures")
    found = tuple(f"chains.measures.{part.name}" for part in pkgutil.iter_modules(measures.__path__))
    place = _MODULES.index("chains.measures") + 1
    return (*_MODULES[:place], *sorted(found), *_MODULES[place:])


def list_api() -> list[str]:
    """Return a line for each public name with its signature or type: all in ``__all__`` of the public modules.

    Methods and properties stand below their class.  What a module only hands on from another public one is named with
    where it lives.

    >>> [line for line in list_api() if line.startswith("chains.names.shorten")]
    ['chains.names.shorten(iri: str) -> str']
    """
    return [line for name in list_modules() for line in _list_module(import_module(name))]


def _list_module(module: ModuleType) -> Iterator[str]:
    yield module.__name__
    for name in sorted(getattr(module, "__all__", ())):
        value = getattr(module, name)
        path = f"{module.__name__}.{name}"
        home = _find_home(value, module)
        if home != module.__name__:
            yield f"{path} = {home}.{name}"
        elif inspect.isclass(value) and not isinstance(value, GenericAlias):
            yield from _list_class(path, value)
        elif inspect.isroutine(value) or hasattr(value, "__wrapped__"):
            yield path + _write_signature(value)
        else:
            yield path + _write_value(module, name, value)


def _find_home(value: Any, module: ModuleType) -> str:
    """Return the public module that a function or class belongs to: its own, or the package that shows it."""
    home = str(getattr(value, "__module__", "")) if inspect.isclass(value) or inspect.isroutine(value) else ""
    while home and home not in list_modules():
        home = home.rpartition(".")[0]
    return home if home.startswith("chains.") else module.__name__


def _write_value(module: ModuleType, name: str, value: Any) -> str:
    """Return the type of a constant, or the words that it may be."""
    found = str(inspect.get_annotations(module).get(name, "Final"))
    if get_origin(value) is Literal:
        return f" = Literal{list(get_args(value))}"
    whole = re.fullmatch(r"Final\[(.*)\]", found)
    return f": {type(value).__name__ if found == 'Final' else whole[1] if whole else found}"


def _list_class(path: str, cls: type) -> Iterator[str]:
    bases = ", ".join(base.__qualname__ for base in cls.__bases__ if base is not object)
    yield f"class {path}{_write_signature(cls)}{f': {bases}' if bases else ''}"
    for name, member in sorted(vars(cls).items()):
        if name.startswith("_"):
            continue
        if isinstance(member, (property, cached_property)):
            read = member.fget if isinstance(member, property) else member.func
            yield f"{path}.{name}: {getattr(read, '__annotations__', {}).get('return', '')}"
        elif callable(member) or isinstance(member, (classmethod, staticmethod)):
            yield f"{path}.{name}{_write_signature(getattr(cls, name))}"


def _write_signature(value: Any) -> str:
    """Return a signature with its annotations as they stand in the source."""
    try:
        signature = inspect.signature(value)
    except ValueError:
        return "(...)"
    parts: list[str] = []
    starred = False
    for parameter in signature.parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            parts.append("*")
        starred = starred or parameter.kind in {parameter.KEYWORD_ONLY, parameter.VAR_POSITIONAL}
        parts.append(_write_parameter(parameter))
    returned = signature.return_annotation
    ending = "" if returned in {inspect.Signature.empty, None, "None"} and inspect.isclass(value) else f" -> {returned}"
    return f"({', '.join(parts)}){'' if returned is inspect.Signature.empty else ending}"


def _write_parameter(parameter: inspect.Parameter) -> str:
    stars = "*" * ((parameter.kind is parameter.VAR_POSITIONAL) + 2 * (parameter.kind is parameter.VAR_KEYWORD))
    annotation = "" if parameter.annotation is parameter.empty else f": {_say_type(parameter.annotation)}"
    if parameter.default is parameter.empty:
        return f"{stars}{parameter.name}{annotation}"
    default = _ADDRESS.sub("", repr(parameter.default))
    return f"{parameter.name}{annotation} = {default}"


def _say_type(annotation: object) -> str:
    return str(getattr(annotation, "__forward_arg__", annotation))


def write_reference(folder: Path) -> list[Path]:
    """Write the reference of the API into a folder as HTML that opens without a network; return its files, sorted.

    An earlier reference is replaced as a whole.

    Raises:
        MissingSoftware: pdoc is not installed.
        OutputError: the folder cannot be written, or holds other things.
    """
    try:
        from pdoc import doc, render
    except ImportError as error:
        raise MissingSoftware(
            Text("需要 pdoc，但没有安装", "pdoc is needed, and it is not installed"),
            remedy=Text("运行 pip install 'fourchains[docs]'", "run pip install 'fourchains[docs]'"),
        ) from error
    with replace_folder(folder, lambda there: (there / _MARK).is_file(), Text("参考手册", "a reference")) as work:
        _load_names()
        render.configure(docformat="google", show_source=False, footer_text="Four Chains")
        with warnings.catch_warnings():
            # An optional package that an annotation names may be missing; its name is shown all the same.
            warnings.filterwarnings("ignore", module="pdoc")
            modules = {name: doc.Module.from_name(name) for name in list_modules()}
            pages = {
                f"{name.replace('.', '/')}.html": render.html_module(page, modules) for name, page in modules.items()
            }
            pages |= {"index.html": render.html_index(modules), _MARK: render.search_index(modules)}
        for name, text in pages.items():
            path = work / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return sorted(folder / name for name in pages)


def _load_names() -> None:
    """Put the names of the package, which come at first use, where pdoc looks for them."""
    package = import_module("chains")
    for name in package.__all__:
        setattr(package, name, getattr(package, name))


if __name__ == "__main__":
    if sys.argv[1] == "--list":
        sys.stdout.write("\n".join([*list_api(), ""]))
    else:
        write_reference(Path(sys.argv[1]))
