"""Every exception that Four Chains raises on purpose.

::

    ChainsError
    ├── InputError            what was given cannot be used
    │   ├── UnreadableInput   a file or folder is missing, of an unknown kind, or broken
    │   ├── FaultyTables      tables were read, and hold faults (carries all of them)
    │   ├── UnknownName       a name that should be one of a known list (carries the nearest)
    │   ├── QueryError        a SPARQL query with a syntax error or a wrong parameter
    │   ├── EndpointError     a SPARQL endpoint that gives no answer, or none that can be used
    │   └── EmptyGraph        there is nothing to analyse, draw or export
    ├── OutputError           what was asked for cannot be written there
    └── MissingSoftware       an optional package or a font is not installed

An error has three parts: *what* is wrong (with the value), *where*, and *what to do*.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from chains.records import Fault

Lang = Literal["zh", "en"]

__all__ = [
    "ChainsError",
    "EmptyGraph",
    "EndpointError",
    "FaultyTables",
    "InputError",
    "Lang",
    "MissingSoftware",
    "OutputError",
    "QueryError",
    "Text",
    "UnknownName",
    "UnreadableInput",
]


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in Chinese and English.

    >>> Text("技能", "skill").say("zh")
    '技能'
    """

    zh: str
    en: str

    def say(self, lang: Lang) -> str:
        """Return the sentence in one language."""
        return self.zh if lang == "zh" else self.en


class ChainsError(Exception):
    """Base of every error of this package: what, where, and what to do."""

    def __init__(self, what: Text, *, where: str = "", remedy: Text | None = None) -> None:
        super().__init__(what.en)
        self.what = what
        self.where = where
        self.remedy = remedy

    def say(self, lang: Lang) -> str:
        """Return the whole message in one language.

        >>> error = ChainsError(Text("没有表", "no tables"), where="data", remedy=Text("请放入表", "add one"))
        >>> error.say("en")
        'data: no tables. What to do: add one'
        """
        place = f"{self.where}: " if self.where else ""
        if self.remedy is None:
            return f"{place}{self.what.say(lang)}"
        advice = "。解决办法：" if lang == "zh" else ". What to do: "
        return f"{place}{self.what.say(lang)}{advice}{self.remedy.say(lang)}"

    def __str__(self) -> str:
        return self.say("en")


class InputError(ChainsError):
    """What was given cannot be used."""


class UnreadableInput(InputError):
    """A file or folder is missing, of an unknown kind, or broken."""


class FaultyTables(InputError):
    """Tables were read and hold faults; ``faults`` has every one of them."""

    def __init__(self, faults: Sequence[Fault], *, where: str) -> None:
        count = len(faults)
        super().__init__(
            Text(f"表中有 {count} 处错误", f"the tables hold {count} fault{'s' if count != 1 else ''}"),
            where=where,
            remedy=Text("运行 chains check 查看每一处", "run `chains check` to see each of them"),
        )
        self.faults = tuple(faults)


class UnknownName(InputError):
    """A name that should be one of a known list; ``nearest`` has the closest known ones."""

    def __init__(self, name: str, known: Iterable[str], *, kind: Text, listing: str = "") -> None:
        options = sorted(known)
        self.nearest = tuple(nearest_names(name, options))
        shown = self.nearest or tuple(options[:12])
        more = Text(f"（全部：{listing}）", f" (all of them: {listing})") if listing else Text("", "")
        names = ", ".join(shown)
        lead = Text("最接近的有：", "nearest: ") if self.nearest else Text("可用的有：", "known: ")
        super().__init__(
            Text(f"没有名为“{name}”的{kind.zh}", f"no {kind.en} is called “{name}”"),
            remedy=Text(f"{lead.zh}{names}{more.zh}", f"{lead.en}{names}{more.en}"),
        )


class QueryError(InputError):
    """A SPARQL query with a syntax error, or with a wrong parameter."""


class EndpointError(InputError):
    """A SPARQL endpoint that gives no answer, or none that can be used.

    Attributes:
        status: of the HTTP answer; ``None`` if there was none, or one of success.
        transient: the same request may succeed later.
        smaller: a request for less may succeed.
        wait: seconds that the endpoint asks to wait.
    """

    def __init__(
        self,
        what: Text,
        *,
        where: str,
        remedy: Text,
        status: int | None = None,
        transient: bool = False,
        smaller: bool = False,
        wait: float | None = None,
    ) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.status, self.transient, self.smaller, self.wait = status, transient, smaller, wait

    @property
    def unreachable(self) -> bool:
        """Whether it gave no answer at all, or said that it has none for the moment."""
        return self.transient or self.status is None


class EmptyGraph(InputError):
    """There is nothing to analyse, draw or export."""


class OutputError(ChainsError):
    """What was asked for cannot be written there."""


class MissingSoftware(ChainsError):
    """An optional package or a font is not installed; the remedy has the command that installs it."""


def nearest_names(name: str, known: Sequence[str], count: int = 3) -> list[str]:
    """Return the known names closest to *name*, best first; empty if none is close.

    >>> nearest_names("skils", ["regions", "skills", "sources"])
    ['skills']
    >>> nearest_names("常洲", ["常州", "苏州", "南京"])
    ['常州']
    """
    # Imported here: only a mistake pays for it.
    from rapidfuzz import fuzz, process, utils
    from rapidfuzz.distance import Levenshtein

    found = process.extract(
        name, known, scorer=fuzz.WRatio, processor=utils.default_process, limit=count, score_cutoff=72
    )
    if found or len(name) == 1:
        return [match for match, _, _ in found]
    # One wrong character is a large share of a Chinese name.
    return [other for other in known if Levenshtein.distance(name, other) <= 1][:count]
