"""Small pieces of sentences in both languages."""

from __future__ import annotations

from chains.errors import Text

__all__ = ["join_sentences", "spell"]


def spell(count: int, one: str, many: str) -> str:
    """Return a number with its noun, as English wants it.

    >>> spell(1, "city", "cities"), spell(1200, "city", "cities")
    ('1 city', '1,200 cities')
    """
    return f"{count:,} {one if count == 1 else many}"


def join_sentences(*parts: Text | None) -> Text:
    """Return sentences one after the other, each with one full stop at its end; absent and empty ones are left out.

    The stop may be missing, and a name may already end in one.

    >>> join_sentences(Text("找到甲公司", "Found A Co., Ltd."), None, Text("没有乙。", "No B"))
    Text(zh='找到甲公司。没有乙。', en='Found A Co., Ltd. No B.')
    """
    known = [part for part in parts if part is not None and part.zh]
    zh = "".join(part.zh.rstrip("。") + "。" for part in known)
    return Text(zh, " ".join(part.en.rstrip(".") + "." for part in known))
