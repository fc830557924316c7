"""Written names whose meaning is known: real names and aliases of the region, held out or spoilt as people spoil them.

Known are the things of the shipped tables less those held out.  Held out are things that are like another one, which
is what gets merged wrongly, and one in ten of the others; whatever their names are taken for is a mistake.  One in five
aliases is held out too: what it means has to be found without it.  Things are split in two halves by their key, one to
choose thresholds on and one to report.
"""

from __future__ import annotations

import csv
import random
import re
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from pypinyin import lazy_pinyin
from rapidfuzz import process
from rapidfuzz.distance import OSA

from chains.matching import KnownNames, NameMatch, Thing
from chains.matching.forms import fold_name, is_han
from chains.resources import data_folder

TABLES = ("organisations", "regions", "programmes", "occupations", "skills", "industries")
ALIASES = {"organisations": ("organisation_aliases", "organisation"), "skills": ("skill_aliases", "skill")}
CODES = ("moe_code", "stock_code", "ror")
RANKS = {"city": 0, "province": 1, "area": 2}
LIKE = 0.74
LEGAL = re.compile(r"(?:股份有限公司|有限责任公司|有限公司)$")
LEGAL_WORDS = re.compile(
    r",?\s*(?:Co\.?,?\s*Ltd\.?|Company Limited|Corporation|Inc\.?|Limited|Ltd\.?)\s*$", re.IGNORECASE
)
SHORT_WORDS = {
    "University": "Univ.",
    "Institute": "Inst.",
    "Technology": "Tech.",
    "Science": "Sci.",
    "Engineering": "Eng.",
    "Vocational": "Voc.",
    "College": "Coll.",
    "International": "Intl.",
    "Information": "Info.",
}


class Written(NamedTuple):
    """A name as somebody wrote it: how it came about, and the thing it means; none if that is not known."""

    table: str
    kind: str
    text: str
    key: str | None
    half: str


class Labelled(NamedTuple):
    """Known names by table, and written ones."""

    known: dict[str, KnownNames]
    written: list[Written]


def _rows(name: str) -> list[dict[str, str]]:
    with (data_folder() / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _draw(*parts: str) -> random.Random:
    # Drawn by name: a name is spoilt the same way whatever else is in the tables.
    return random.Random(zlib.crc32("\x1f".join(parts).encode()))  # noqa: S311  # no secret


def _share(*parts: str) -> float:
    return _draw(*parts).random()


@cache
def _sounds() -> tuple[str, dict[str, list[str]]]:
    """Characters of the names, and those that sound the same."""
    letters = sorted(
        {letter for table in TABLES for row in _rows(table) for letter in row["name_zh"] if is_han(letter)}
    )
    sounds: dict[str, list[str]] = {}
    for letter in letters:
        sounds.setdefault(lazy_pinyin(letter)[0], []).append(letter)
    return "".join(letters), sounds


def _other_sound(name: str, draw: random.Random) -> str:
    places = [place for place, letter in enumerate(name) if is_han(letter)]
    place = draw.choice(places)
    others = [one for one in _sounds()[1].get(lazy_pinyin(name[place])[0], []) if one != name[place]]
    return name[:place] + draw.choice(others) + name[place + 1 :] if others else name


def _other_letter(name: str, draw: random.Random) -> str:
    place = draw.randrange(len(name))
    letters = _sounds()[0] if is_han(name) else "abcdefghijklmnopqrstuvwxyz"
    return name[:place] + draw.choice(letters) + name[place + 1 :]


def _dropped(name: str, draw: random.Random) -> str:
    place = draw.randrange(len(name))
    return name[:place] + name[place + 1 :]


def _doubled(name: str, draw: random.Random) -> str:
    place = draw.randrange(len(name))
    return name[:place] + name[place] + name[place:]


def _swapped(name: str, draw: random.Random) -> str:
    place = draw.randrange(len(name) - 1)
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]


def _wide(name: str, draw: random.Random) -> str:
    wide = draw.random() < 0.5
    to = {**{code: code + 0xFEE0 for code in range(0x21, 0x7F)}, 0x20: 0x3000}
    return name.translate(to if wide else {after: before for before, after in to.items()})


def _bracketed(name: str, draw: random.Random) -> str:
    if "（" not in name and "(" not in name:
        return name
    found = name.replace("（", "(").replace("）", ")")
    return draw.choice([found, found.replace("(", "").replace(")", ""), found.replace("(", "【").replace(")", "】")])


def _spaced(name: str, draw: random.Random) -> str:
    place = draw.randrange(1, len(name))
    return f" {name[:place]} {name[place:]}\u3000"


def _without_form(name: str, _: random.Random) -> str:
    return LEGAL.sub("", name) if is_han(name) else LEGAL_WORDS.sub("", name)


def _without_rank(name: str, _: random.Random) -> str:
    return re.sub(r"^(\w{2})[省市](?=\w{4})", r"\1", name) if len(name) > 4 else re.sub(r"(?<=\w\w)[省市]$", "", name)


def _turned(name: str, _: random.Random) -> str:
    if found := re.fullmatch(r"(.+) (University|College|Institute) of (.+)", name):
        return f"{found[2]} of {found[3]}, {found[1]}"
    if found := re.fullmatch(r"(\w+) (University|College)", name):
        return f"{found[2]} of {found[1]}"
    return name


def _abbreviated(name: str, _: random.Random) -> str:
    return re.sub(r"\w+", lambda word: SHORT_WORDS.get(word[0], word[0]), name).replace("..", ".")


def _shouted(name: str, _: random.Random) -> str:
    return name.upper().replace(" AND ", " & ")


CHINESE: dict[str, Callable[[str, random.Random], str]] = {
    "same sound": _other_sound,
    "other character": _other_letter,
    "left out": _dropped,
    "doubled": _doubled,
    "swapped": _swapped,
    "width": _wide,
    "brackets": _bracketed,
    "spaces": _spaced,
    "legal form left out": _without_form,
    "省 or 市 left out": _without_rank,
}
ENGLISH: dict[str, Callable[[str, random.Random], str]] = {
    "other letter": _other_letter,
    "left out": _dropped,
    "doubled": _doubled,
    "swapped": _swapped,
    "order of words": _turned,
    "abbreviated": _abbreviated,
    "capitals, &": _shouted,
    "legal form left out": _without_form,
}


def spoil(name: str) -> Iterator[tuple[str, str]]:
    """Iterate over the ways in which people write a name otherwise, each with what comes of it."""
    if len(name) < 2:
        return
    for kind, way in (CHINESE if is_han(name) else ENGLISH).items():
        text = way(name, _draw(kind, name))
        if text.strip() and text != name:
            yield kind, text


def sisters(name: str) -> Iterator[tuple[str, str]]:
    """Iterate over names of what is none of the known things, and nearly called like one."""
    core = LEGAL.sub("", name)
    if core == name:
        if name.endswith(("大学", "学院")):
            yield "a branch", f"{name}附属中学"
            yield "a branch", f"{name}临江校区"
        return
    if "集团" not in name and len(core) > 3:
        yield from (
            ("a branch", f"{name}临江分公司"),
            ("a sister", f"{core}（临江）有限公司"),
            ("a group", f"{core}集团有限公司"),
            ("another form", f"{core}{'有限公司' if '股份' in name else '股份有限公司'}"),
        )


def _things(table: str) -> list[Thing]:
    aliases: dict[str, list[str]] = {}
    if table in ALIASES:
        name, subject = ALIASES[table]
        for row in _rows(name):
            aliases.setdefault(row[subject], []).append(row["alias"])
    return [
        Thing(
            row["id"],
            row["name_zh"],
            tuple(
                dict.fromkeys(
                    one
                    for one in (row["name_zh"], row["name_en"], row.get("short_zh", ""), *aliases.get(row["id"], ()))
                    if one
                )
            ),
            tuple(row[code] for code in CODES if row.get(code)) if table == "organisations" else (row["id"],),
            row.get("part_of"),
            RANKS.get(row["kind"], 0) if table == "regions" else 0,
        )
        for row in _rows(table)
    ]


def _has_like(things: list[Thing]) -> set[str]:
    """Return the keys of things whose name is like that of another one."""
    names = [LEGAL.sub("", thing.label) for thing in things]
    alike = process.cdist(names, names, scorer=OSA.normalized_similarity, score_cutoff=LIKE)
    return {thing.key for place, thing in enumerate(things) if (alike[place] >= LIKE).sum() > 1}


def _held_out(table: str, things: list[Thing]) -> set[str]:
    if table == "regions":
        return {thing.key for thing in things if thing.rank == 0 and _share("thing", thing.key) < 0.15}
    alike = _has_like(things)
    return {thing.key for thing in things if _share("thing", thing.key) < (0.3 if thing.key in alike else 0.1)}


@cache
def labelled_names(most: int = 10**9) -> Labelled:
    """Return known and written names; of each table at most so many things are written about."""
    known: dict[str, KnownNames] = {}
    written: list[Written] = []
    for table in TABLES:
        things = _things(table)
        out = _held_out(table, things)
        hidden = {
            (thing.key, name)
            for thing in things
            for name in thing.names[1:]
            if table in ALIASES and name != thing.names[0] and is_han(name) and _share("alias", thing.key, name) < 0.2
        }
        kept = [thing if thing.key in out else _without(thing, hidden) for thing in things]
        known[table] = KnownNames([thing for thing in kept if thing.key not in out], places=table == "regions")
        means: dict[str, set[str]] = {}
        for thing in things:
            for name in thing.names:
                means.setdefault(fold_name(name), set()).add(thing.key)
        picked = sorted(things, key=lambda thing: _share("pick", thing.key))[:most]
        for thing in sorted(picked, key=lambda thing: thing.key):
            written += _write(table, thing, hidden, means, out=thing.key in out)
    return Labelled(known, written)


def _without(thing: Thing, hidden: set[tuple[str, str]]) -> Thing:
    names = tuple(name for name in thing.names if (thing.key, name) not in hidden)
    return Thing(thing.key, thing.label, names, thing.codes, thing.place, thing.rank)


def _write(
    table: str, thing: Thing, hidden: set[tuple[str, str]], means: dict[str, set[str]], *, out: bool
) -> Iterator[Written]:
    half = "choose" if _share("half", thing.key) < 0.5 else "report"
    key = None if out else thing.key
    for name in thing.names:
        if means[fold_name(name)] != {thing.key}:
            continue
        if (thing.key, name) in hidden:
            yield Written(table, "alias held out" if key else "not known, alias", name, key, half)
            continue
        yield Written(table, "as it is" if key else "not known", name, key, half)
        for kind, text in spoil(name):
            # What another thing is called means that one.
            if means.get(fold_name(text), {thing.key}) == {thing.key}:
                yield Written(table, kind if key else f"not known, {kind}", text, key, half)
    for kind, text in sisters(thing.label) if table == "organisations" else ():
        if fold_name(text) not in means:
            yield Written(table, f"not known, {kind}", text, None, half)
    for code in thing.codes:
        yield Written(table, "code" if key else "not known, code", code, key, half)


class Tally:
    """Counts of what became of written names."""

    def __init__(self) -> None:
        self.positives = self.sure = self.sure_right = self.found = self.negatives = self.asked = 0
        self.wrong: list[tuple[Written, NameMatch]] = []
        self.lost: list[tuple[Written, NameMatch]] = []

    def add(self, written: Written, match: NameMatch) -> None:
        """Count one."""
        self.positives += written.key is not None
        self.negatives += written.key is None
        right = written.key is not None and match.key == written.key
        if match.outcome == "sure":
            self.sure += 1
            self.sure_right += right
            if not right:
                self.wrong.append((written, match))
        among = match.outcome == "ask" and written.key in {one.key for one in match.candidates}
        self.asked += match.outcome == "ask" and written.key is None
        if written.key is not None:
            self.found += right or among
            if not (right or among):
                self.lost.append((written, match))

    @property
    def precision(self) -> float:
        """Of what was taken for sure, the share that is right."""
        return self.sure_right / self.sure if self.sure else float("nan")

    @property
    def recall(self) -> float:
        """Of the names of known things, the share that was sure and right, or asked with the right one to choose."""
        return self.found / self.positives if self.positives else float("nan")
