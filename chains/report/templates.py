"""How the pages of the atlas are filled: their templates and files."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import jinja2
from markupsafe import Markup

from chains.draw import templates
from chains.draw.palette import svg_mark
from chains.errors import Text
from chains.names import compact_id
from chains.naming import name_code

__all__ = ["make_environment", "read_page_file"]

_FOLDER: Final = Path(__file__).parent / "page"


@cache
def read_page_file(name: str) -> str:
    """Return a stylesheet or script of the atlas's pages."""
    return (_FOLDER / name).read_text(encoding="utf-8")


def make_environment() -> jinja2.Environment:
    """Return what fills the templates of the atlas, with the words, marks and numbers that all pages use."""
    environment = templates.make_environment(_FOLDER)
    environment.globals |= {"mark": _mark, "chain_name": _chain_name}
    environment.filters |= {
        "number": lambda value: f"{value:,}",
        "code": lambda notation, scheme: name_code(scheme, notation),
        "local": lambda iri: compact_id(iri).rsplit("/", 1)[-1],
    }
    return environment


def _mark(chain: str | None, size: int = 14) -> Markup:
    return Markup(svg_mark(chain, size))  # noqa: S704  # our own markup


def _chain_name(chain: str | None) -> Text:
    return name_code("chains", chain) if chain else Text("跨链", "across the chains")
