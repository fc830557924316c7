"""How every page is filled, of the map, the atlas and the server: templates, and the policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from pathlib import Path

import jinja2

from chains.draw.palette import PAGE_FOLDER

__all__ = ["make_environment", "write_policy"]


def make_environment(folder: Path) -> jinja2.Environment:
    """Return what fills the templates of a folder, and those that all pages share.

    Everything is escaped, and a name that is not given is an error.
    """
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader([folder, PAGE_FOLDER]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def write_policy(scripts: Iterable[str], sheets: Iterable[str]) -> str:
    """Return the content security policy of a page with these scripts and stylesheets: nothing else is let in."""
    return (
        f"default-src 'none'; script-src {_hash_all(scripts)}; style-src {_hash_all(sheets)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash_all(texts: Iterable[str]) -> str:
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests)
