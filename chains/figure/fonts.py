"""Fonts that show Chinese: found among those of the system, and said clearly where there is none."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import Final

from chains.errors import MissingSoftware, Text

__all__ = ["CHINESE_FONTS", "find_chinese_font", "has_outlines_of_postscript", "missing_font", "needs_chinese"]

CHINESE_FONTS: Final = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei",
    "Hiragino Sans GB",
    "Heiti SC",
    "STHeiti",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Droid Sans Fallback",
    "Noto Sans CJK JP",
    "Noto Serif CJK SC",
    "Noto Serif CJK JP",
    "Source Han Serif SC",
    "SimSun",
    "Arial Unicode MS",
)
"""Families that show Chinese, sans serif and simplified first.

Older versions of matplotlib read only the first font of a collection; for Noto CJK that is the Japanese one.
"""

_CHINESE: Final = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_FILES: Final = re.compile(
    r"noto(sans|serif)(cjk|sc)|sourcehan|pingfang|msyh|hiragino|heiti|stheiti|wqy|simhei|simsun|droidsansfallback",
    re.IGNORECASE,
)


def needs_chinese(text: str) -> bool:
    """Return whether a text has a character that only a Chinese font has.

    >>> needs_chinese("Changzhou θ"), needs_chinese("奇瑞")
    (False, True)
    """
    return _CHINESE.search(text) is not None


def find_chinese_font() -> tuple[str, Path] | None:
    """Return family and file of the first font of :data:`CHINESE_FONTS` that is installed; ``None`` if none is.

    matplotlib remembers the fonts that it has found; where it knows none of them, the system's folders are searched
    again, so that a font installed today is found.
    """
    found = _among_known()
    if found is None:
        _search_again()
        found = _among_known()
    return found


def _among_known() -> tuple[str, Path] | None:
    from matplotlib.font_manager import fontManager

    files: dict[str, list[tuple[int, str]]] = {}
    for entry in fontManager.ttflist:
        # Of a family the file with the weight nearest to regular.
        weight = entry.weight if isinstance(entry.weight, int) else 400
        files.setdefault(entry.name, []).append((abs(weight - 400), str(entry.fname)))
    return next(((name, Path(min(files[name])[1])) for name in CHINESE_FONTS if name in files), None)


def _search_again() -> None:
    from matplotlib.font_manager import findSystemFonts, fontManager

    for path in sorted(findSystemFonts()):
        if _FILES.search(Path(path).name):
            try:
                fontManager.addfont(path)
            except (OSError, RuntimeError):  # a file that is no font after all
                continue


def has_outlines_of_postscript(path: Path) -> bool:
    """Return whether a font file, or the first font of a collection, has PostScript outlines (CFF), not TrueType ones.

    A file that cannot be read counts as TrueType.
    """
    try:
        with path.open("rb") as file:
            head = file.read(16)
            if head[:4] == b"ttcf":
                file.seek(struct.unpack(">I", head[12:16])[0])
                head = file.read(4)
    except (OSError, struct.error):
        return False
    return head[:4] == b"OTTO"


def missing_font(example: str) -> MissingSoftware:
    """Return the error to raise where no font has the characters of a text."""
    return MissingSoftware(
        Text(
            f"没有能显示中文的字体，画不出“{example}”（找过：{'、'.join(CHINESE_FONTS[:6])} 等）",
            f"no font on this system shows Chinese, which “{example}” needs (looked for: {', '.join(CHINESE_FONTS[:6])}, …)",
        ),
        remedy=Text(
            "请安装一种，例如 Debian、Ubuntu：sudo apt install fonts-noto-cjk；Fedora：sudo dnf install "
            "google-noto-sans-cjk-fonts；macOS 与 Windows 中文版自带（PingFang SC、Microsoft YaHei）",
            "install one, e.g. on Debian or Ubuntu: sudo apt install fonts-noto-cjk; on Fedora: sudo dnf install "
            "google-noto-sans-cjk-fonts; macOS and Windows bring PingFang SC and Microsoft YaHei with Chinese",
        ),
    )
