"""Where the shipped ontology and data lie: in a wheel, in a checkout, or in a folder that was given."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from chains.errors import Text, UnreadableInput

__all__ = ["DEFAULT_REGION", "SMALL_REGION", "data_folder", "ontology_folder"]

DEFAULT_REGION: Final = "yangtze-delta"
SMALL_REGION: Final = "small"


@cache
def _find_folder(name: str) -> Path:
    # A wheel carries the folder inside the package; an editable install has it one level up.
    package = Path(__file__).resolve().parent
    for parent in (package, package.parent):
        if (parent / name).is_dir():
            return parent / name
    raise UnreadableInput(
        Text(f"找不到随包提供的文件夹 {name}", f"the folder “{name}” that comes with the package is missing"),
        where=str(package),
        remedy=Text("请重新安装 fourchains", "install fourchains again"),
    )


def ontology_folder() -> Path:
    """Return the folder that holds the ontology, its codes, shapes, tables and queries."""
    return _find_folder("ontology")


def data_folder(region: str = DEFAULT_REGION) -> Path:
    """Return the folder of a shipped region's tables."""
    return _find_folder("data") / region
