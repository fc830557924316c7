"""Pictures of a profile as inline SVG: every name is escaped, and both languages stand in the picture.

Colours come from classes and the page's stylesheet, so that a picture follows the theme.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from markupsafe import Markup, escape

from chains.errors import Text
from chains.names import compact_id

__all__ = ["clip", "draw", "label", "map_link", "picture", "say", "thing_link"]


def draw(tag: str, *content: Markup | str, **attributes: str | float | None) -> Markup:
    """Return an element; an attribute ``None`` is left out, ``class_`` stands for ``class`` and ``_`` for a hyphen.

    >>> draw("rect", x=1, width=2.25, class_="a<b", fill=None)
    Markup('<rect x="1" width="2.2" class="a&lt;b"/>')
    """
    head = f"<{tag}{''.join(_attribute(name, value) for name, value in attributes.items() if value is not None)}"
    if not content:
        return Markup(head + "/>")  # noqa: S704  # put together from escaped parts
    inside = "".join(part if isinstance(part, Markup) else escape(part) for part in content)
    return Markup(f"{head}>{inside}</{tag}>")  # noqa: S704


def _attribute(name: str, value: str | float) -> str:
    # A page has some thousand attributes: only what may need an escape is looked at.
    said = escape(value) if isinstance(value, str) else _number(value)
    return f' {name.rstrip("_").replace("_", "-")}="{said}"'


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def say(tag: str, text: Text, **attributes: str | float | None) -> Markup:
    """Return an element with a text for each language, of which the page shows one."""
    own = f"{attributes.pop('class_', '')} "
    parts = [
        draw(tag, said, **attributes, class_=f"{own}{lang}".strip(), lang=lang)
        for lang, said in (("zh", text.zh), ("en", text.en))
    ]
    return parts[0] if text.zh == text.en and not text.en else Markup("").join(parts)


def label(text: Text, x: float, y: float, *, zh: int, en: int, **attributes: str | float | None) -> Markup:
    """Return a text at a place, of at most so many characters in each language."""
    return say("text", Text(clip(text.zh, zh), clip(text.en, en)), x=x, y=y, **attributes)


def clip(text: str, most: int) -> str:
    """Return a text of at most so many columns; a Chinese character takes two in any language.

    >>> clip("Changzhou University", 12)
    'Changzhou U…'
    >>> clip("常州大学", 5)
    '常州…'
    """
    used = 0
    for place, letter in enumerate(text):
        used += 2 if ord(letter) > 0x2E7F else 1  # noqa: PLR2004  # from here on letters are wide
        if used > most:
            return _cut(text[:place], most) + "…"
    return text


def _cut(text: str, most: int) -> str:
    """Return a text without so much of its end that one more column fits."""
    while sum(2 if ord(letter) > 0x2E7F else 1 for letter in text) > most - 1:  # noqa: PLR2004
        text = text[:-1]
    return text.rstrip()


def picture(name: str, title: Text, width: float, height: float, content: Iterable[Markup]) -> Markup:
    """Return a whole picture; its title is what a screen reader says."""
    titles = say("title", title)
    box = f"0 0 {_number(width)} {_number(height)}"
    return draw("svg", titles, *content, class_=f"picture {name}", viewBox=box, role="group", aria_label=title.en)


def map_link(**terms: str) -> str:
    """Return the address of a state of the map, as seen from a page one folder further down.

    >>> map_link(thing="organisation/甲")
    '../map.html#thing=organisation/%E7%94%B2'
    """
    return "../map.html#" + "&".join(f"{name}={quote(value, safe='/,')}" for name, value in terms.items())


def thing_link(iri: str) -> str:
    """Return the address of one thing on the map."""
    return map_link(thing=compact_id(iri))
