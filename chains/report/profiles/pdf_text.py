"""Makes the text of a printed PDF searchable: it says characters where the browser says radicals.

A font for Chinese draws the character 黄 (U+9EC4) and the radical ⻩ (U+2EE9) with one glyph.  Chromium, which writes down
what character each glyph stands for (ToUnicode), takes the lower number, so that a search for 黄山 finds nothing.  Only
these tables are changed, each within the room that it has, so that every other byte of the file stays where it was.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from typing import Final

__all__ = ["say_characters"]

# Of the radicals that Unicode does not decompose, those that are whole characters too (EquivalentUnifiedIdeograph.txt).
_PAIRS: Final = (
    "⺁厂⺄乙⺆冂⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺕彐⺝月⺞歺⺟母⺠民⺪疋⺭礻⺰纟⺹耂⺺肀⺻聿⺼月⻁虎⻂衤⻃覀⻄西⻅见⻆角⻈讠⻉贝⻋车⻌辶⻏阝⻐钅⻑長"
    "⻓长⻔门⻖阝⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_CHARACTERS: Final = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)) | {
    chr(radical): unicodedata.normalize("NFKC", chr(radical)) for radical in range(0x2F00, 0x2FD6)
}
_STREAM: Final = re.compile(rb"<<([^<>]*/FlateDecode[^<>]*)/Length (\d+)>>( ?stream\r?\n)")
_ONE: Final = re.compile(rb"(?m)^(<[0-9A-F]{2,4}> )<(2[EF][0-9A-F]{2})>$")
_RANGE: Final = re.compile(rb"(?m)^(<([0-9A-F]{2,4})> <\2> )<(2[EF][0-9A-F]{2})>$")
_PREAMBLE: Final = re.compile(rb"/CIDSystemInfo.*?(?=1 begincodespacerange)", re.DOTALL)


def say_characters(pdf: bytes) -> bytes:
    """Return a PDF of the same length whose tables of characters name no radical that is a character too.

    A table that does not fit into its room any more stays as it was; so does what is not a table.
    """
    parts, at = [], 0
    for found in _STREAM.finditer(pdf):
        if found.start() < at:
            continue
        length = int(found[2])
        end = found.end() + length
        changed = _rewrite(pdf[found.end() : end], length)
        if changed is None or not pdf.startswith(b"\nendstream\n", end):
            continue
        head = b"<<" + found[1] + b"/Length " + str(len(changed)).encode() + b">>" + found[3]
        tail = b"\nendstream\n"
        room = end + len(tail) - found.start()
        if len(head) + len(changed) + len(tail) <= room:
            # Between the end of a stream and that of its object blanks mean nothing.
            parts += [pdf[at : found.start()], (head + changed + tail).ljust(room)]
            at = end + len(tail)
    return b"".join([*parts, pdf[at:]])


def _rewrite(stream: bytes, length: int) -> bytes | None:
    """Return a table of characters without radicals, in at most as many bytes; ``None`` if there is nothing to change."""
    try:
        table = zlib.decompress(stream)
    except zlib.error:
        return None
    if b"begincmap" not in table:
        return None
    changed = _RANGE.sub(lambda line: line[1] + _name(line[3]), _ONE.sub(lambda line: line[1] + _name(line[2]), table))
    if changed == table:
        return None
    packed = zlib.compress(changed, 9)
    # What a reader does not need gives way if it must.
    return packed if len(packed) <= length else zlib.compress(_PREAMBLE.sub(b"", changed), 9)


def _name(code: bytes) -> bytes:
    letter = chr(int(code, 16))
    return b"<%04X>" % ord(_CHARACTERS.get(letter, letter))
