"""Nothing in the package knows a region: neither a name of a place nor of an organisation stands in its code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import polars as pl

from chains.resources import DEFAULT_REGION, SMALL_REGION, data_folder

PACKAGE = Path(__file__).resolve().parent.parent / "chains"
REGIONS = (DEFAULT_REGION, SMALL_REGION, "slovenia")

# Where a name may stand: as an example in a message or a help text, as the name of the data that is shipped, and where
# its sound cannot be told from its characters.
EXAMPLES = frozenset(
    {
        "cli/console.py",
        "cli/gaps.py",
        "cli/subset.py",
        "compare/regions.py",
        "figure/__init__.py",
        "plan/asking.py",
        "plan/requests.py",
    }
)
SHIPPED = {("resources.py", "yangtze-delta"), ("draw/sounds.py", "长三角")}
COMMON = frozenset({"SI"})
"""Names of the data that are words of every language: a code of two letters."""
OTHER_FILES = ("*.js", "*.css", "*.j2", "*.toml", "*.html", "*.json")


def names_of(region: str) -> set[str]:
    """The names of the places and organisations of a region, in both languages, cities with and without 市."""
    found = set()
    for table, columns in (
        ("regions", ("id", "name_zh", "name_en", "short_zh")),
        ("organisations", ("name_zh", "name_en")),
    ):
        frame = pl.read_csv(data_folder(region) / f"{table}.csv", infer_schema=False)
        for column in columns:
            found |= set(frame.get_column(column).drop_nulls())
    return {name for name in found if len(name) > 1} - COMMON


def strings_of(path: Path) -> set[str]:
    """The strings of a module that are no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
    }


NAMES = frozenset().union(*(names_of(region) for region in REGIONS))
MODULES = {
    str(path.relative_to(PACKAGE)): "\n".join(sorted(strings_of(path))) for path in sorted(PACKAGE.rglob("*.py"))
}
COMMENTS = re.compile(r"/\*.*?\*/|\{#.*?#\}|^\s*(//|#).*?$", re.DOTALL | re.MULTILINE)


def names_in(texts: dict[str, str]) -> set[tuple[str, str]]:
    """The names that stand in texts, each with the text's own name; those in Latin letters as whole words."""
    whole = "\n".join(texts.values())
    common = [name for name in NAMES if name in whole]
    return {
        (place, name)
        for place, text in texts.items()
        for name in common
        if name in text and (not name.isascii() or re.search(rf"\b{re.escape(name)}\b", text))
    }


def test_no_module_names_a_place_or_organisation():
    """No string of the code, docstrings and examples aside, is about a region that is shipped."""
    looked = {name: text for name, text in MODULES.items() if name not in EXAMPLES}
    assert names_in(looked) - SHIPPED == set()


def test_no_page_names_a_place_or_organisation():
    """Scripts, styles and templates of the pages name none either, comments aside."""
    files = [path for kind in OTHER_FILES for path in PACKAGE.rglob(kind)]
    assert files
    texts = {str(path.relative_to(PACKAGE)): COMMENTS.sub("", path.read_text(encoding="utf-8")) for path in files}
    assert names_in(texts) == set()


def test_names_are_seen():
    """The search finds names of each region, and no part of another word."""
    assert names_in({"a": "常州的", "b": "in Maribor;", "c": "Maribors", "d": "Changzhou"}) == {
        ("a", "常州"),
        ("b", "Maribor"),
        ("d", "Changzhou"),
    }


def test_examples_are_examples():
    """Where names are allowed they do stand, so that the list does not outlive them."""
    found = {place for place, _ in names_in({name: MODULES[name] for name in EXAMPLES})}
    assert found == EXAMPLES
