"""What a gap is about apart from where it is: by that, gaps of two regions are the same or not."""

from __future__ import annotations

import re
from typing import Final

from chains.errors import Text
from chains.naming import Names
from chains.records import Gap

__all__ = ["name_matter"]

_WHOLE: Final = Text("整体", "as a whole")


def name_matter(gap: Gap, names: Names) -> Text:
    """Return what a gap is about without the name of its region.

    A skill short in one city is the same matter as that skill short in another; so are the enterprises of one industry
    chain in either.  What is about the region as a whole is called so.

    >>> from chains.compare.matter import strip_place
    >>> strip_place(Text("苏州市的集成电路产业链", "Integrated circuits in Suzhou"), Text("苏州市", "Suzhou")).en
    'Integrated circuits'
    """
    return gap.label if gap.region is None else strip_place(gap.label, names.place(gap.region))


def strip_place(label: Text, place: Text) -> Text:
    """Return a label without the place that it begins or ends with; a place within a name of its own stays."""
    zh = _WHOLE.zh if label.zh == place.zh else re.sub(f"^{re.escape(place.zh)}[的：]", "", label.zh)
    if zh == label.zh:
        return label
    en = re.sub(rf"^{re.escape(place.en)}(: |$)|(,| in| of) {re.escape(place.en)}$", "", label.en)
    return Text(zh, en[:1].upper() + en[1:] if en else _WHOLE.en)
