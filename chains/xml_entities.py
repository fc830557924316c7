"""Abbreviations that an XML file declares for itself: harmless ones are read, those that grow or lead elsewhere are not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from chains.errors import Text, UnreadableInput

__all__ = ["refuse_entities"]

_DECLARED: Final = re.compile(rb"<!ENTITY")
# Ontologies abbreviate namespaces so.  What stands for other entities can grow without end (“a billion laughs”).
_HARMLESS: Final = re.compile(rb"""<!ENTITY\s+[^\s%"'&<>]+\s+(?:"[^"&<]{0,500}"|'[^'&<]{0,500}')\s*>""")


def refuse_entities(raw: bytes, path: Path) -> None:
    """Do nothing for XML whose entities, if it has any, are short texts.

    Raises:
        UnreadableInput: an entity is long, stands for other entities, or for a file.
    """
    if len(_DECLARED.findall(raw)) == len(_HARMLESS.findall(raw)):
        return
    raise UnreadableInput(
        Text(
            "含有由其他实体组成、过长或指向文件的 XML 实体，不能读取",
            "it declares an XML entity that is long, or stands for other entities or a file",
        ),
        where=str(path),
        remedy=Text(
            "请去掉 DOCTYPE 中的这些声明，或换用 Turtle",
            "take these declarations out of the DOCTYPE, or give the data in Turtle",
        ),
    )
