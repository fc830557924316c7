"""The house keeps its layers: imports point downwards only."""

from __future__ import annotations

import ast
from itertools import pairwise
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "chains"

# From the ground up; a module may import from its own layer's earlier modules and from lower layers.
LAYERS = (
    ("errors", "names"),
    ("resources", "records", "atomic", "canonical"),
    (
        "schema",
        "tables",
        "faults",
        "terms",
        "sparql",
        "queries",
        "tabulate",
        "frames",
        "network",
        "pieces",
        "matching",
        "sheets",
        "xml_entities",
        "inputs",
    ),
    (
        "statements",
        "solutions",
        "convert",
        "facts",
        "lexical",
        "indicators",
        "extract",
        "infer",
        "build",
        "cache",
        "remote",
        "graph",
        "parameters",
        "answers",
    ),
    ("imports",),
    ("subset", "public", "constraints", "shapes", "advice", "check", "summary", "datapackage"),
    ("measures",),
    ("gaps",),
    ("part", "simulate"),
    ("terminal", "naming", "compare", "diff", "explain"),
    ("tagging",),
    ("plan", "draw", "export", "report", "figure"),
    ("serve", "cli", "__main__", "reference"),
)
ORDER = [name for layer in LAYERS for name in layer]


def _part(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    guarded = {id(node) for test in ast.walk(tree) if _is_typing_guard(test) for node in ast.walk(test)}
    for node in ast.walk(tree):
        if id(node) in guarded:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("chains."):
            found.add(node.module.split(".")[1])
        elif isinstance(node, ast.ImportFrom) and node.module == "chains":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("chains.")}
    return found


def _is_typing_guard(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def test_every_module_has_a_layer():
    """A new top-level module must be given its place in the house."""
    assert {_part(path) for path in MODULES} == set(ORDER)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_downwards(path: Path):
    """A module imports only from modules that stand before it in the order."""
    own = _part(path)
    below = set(ORDER[: ORDER.index(own) + 1])
    assert _imports(path) <= below


def test_order_has_no_module_twice():
    """The order of the house is a plain list of distinct names."""
    assert all(first != second for first, second in pairwise(sorted(ORDER)))


def test_imports_are_seen():
    """The test reads imports at all: the graph imports the build."""
    assert "build" in _imports(PACKAGE / "graph.py")
