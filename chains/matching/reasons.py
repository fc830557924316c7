"""Why a name was taken for a known one, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chains.errors import Text

__all__ = ["REASONS"]

REASONS: Final[Mapping[str, Text]] = {
    "decided": Text("您已决定", "you decided so"),
    "decided-new": Text("您已决定：新的", "you decided: it is new"),
    "code": Text("代码相同", "the same code"),
    "code-shared": Text("几项共用这个代码", "several things have this code"),
    "code-differs": Text("代码相同，名称不同", "the same code, another name"),
    "name": Text("名称相同", "the same name"),
    "name-shared": Text("几项都叫这个名称", "several things have this name"),
    "place": Text("上级地区加名称", "its name after that of the place above it"),
    "spelling": Text(
        "只差写法（标点、省市字样、公司后缀、词序）", "the same but for marks, legal form or order of words"
    ),
    "brief": Text("只差写法，但名称太短", "the same but for marks or legal form, yet too short to be sure"),
    "legal-form": Text("字号相同，公司形式不同", "the same but for another legal form"),
    "short": Text("像是简称", "it looks like a short form"),
    "longer": Text("多出一段（分校、校区、下属单位？）", "it has more than the known name: a branch or part?"),
    "like": Text("相近", "it is like it"),
    "none": Text("没有相近的", "nothing known is like it"),
    "empty": Text("没有内容", "there is no name"),
    "too-long": Text("太长，不是名称", "it is too long to be a name"),
}
"""By code: what a list says of each candidate."""
