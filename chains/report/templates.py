"""How the pages of the atlas are filled: their templates and files, and the policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import jinja2

from chains.naming import name_code

__all__ = ["make_environment", "read_page_file", "write_policy"]

_FOLDER: Final = Path(__file__).parent / "page"


def write_policy(scripts: Sequence[str], sheet: str) -> str:
    """Return the content security policy of a page with these scripts and this stylesheet: nothing else is let in."""
    allowed = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(sheet)}; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


@cache
def read_page_file(name: str) -> str:
    """Return a stylesheet or script of the atlas's pages."""
    return (_FOLDER / name).read_text(encoding="utf-8")


def make_environment() -> jinja2.Environment:
    """Return what fills the templates of the atlas: everything is escaped, and a name that is not given is an error."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "number": lambda value: f"{value:,}",
        "code": lambda notation, scheme: name_code(scheme, notation),
    }
    return environment
