"""What a project writes in TOML (settings, mapping): read, with its keys checked, and written."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from chains.errors import Text, UnknownName, UnreadableInput

__all__ = ["check_keys", "quote_toml", "read_toml"]


def read_toml(path: Path, remedy: Text) -> dict[str, Any]:
    """Return what a file says.

    Raises:
        UnreadableInput: it is no TOML, or no UTF-8; *remedy* tells what to do.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        what = Text(f"不是合法的 TOML：{error}", f"this is no valid TOML: {error}")
        raise UnreadableInput(what, where=str(path), remedy=remedy) from error


def check_keys(found: Iterable[str], known: Iterable[str], kind: Text, path: Path) -> None:
    """Do nothing if all names that a file has are known ones.

    Raises:
        UnknownName: one is not; carries the nearest.
    """
    options = list(known)
    for key in found:
        if key not in options:
            error = UnknownName(key, options, kind=kind)
            error.where = str(path)
            raise error


def quote_toml(text: str) -> str:
    """Return a text as a string or quoted key of TOML."""
    return json.dumps(text, ensure_ascii=False)
