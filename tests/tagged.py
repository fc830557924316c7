"""The hand-labelled sentences of ``golden/tagging.tsv``, and how well tags agree with them."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from chains.tagging import SkillDictionary, tag_text

SENTENCES = Path(__file__).resolve().parent / "golden" / "tagging.tsv"
_MARK = re.compile(r"\[\[(!?)([^\]|]*)\|([^\]]*)\]\]")


class Label(NamedTuple):
    """A span and its skill, by the last part of its IRI."""

    start: int
    end: int
    skill: str
    negated: bool


class Sentence(NamedTuple):
    """A labelled sentence; ``half`` is ``develop`` or ``held-out``."""

    half: str
    lang: str
    text: str
    labels: tuple[Label, ...]


def find_labels(text: str, skills: SkillDictionary) -> list[Label]:
    """Return our tags of a text in the form of labels."""
    return [Label(tag.start, tag.end, tag.skill.rsplit("/", 1)[1], tag.negated) for tag in tag_text(text, skills)]


def load_sentences() -> list[Sentence]:
    """Return the sentences in the order of the file."""
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Sentence(row["half"], row["lang"], *read_marks(row["text"])) for row in rows]


def read_marks(marked: str) -> tuple[str, tuple[Label, ...]]:
    """Return a text without its marks, and what they say.

    >>> read_marks("[[!Go|go]] 不要求")
    ('Go 不要求', (Label(start=0, end=2, skill='go', negated=True),))
    """
    text, end, labels = "", 0, []
    for mark in _MARK.finditer(marked):
        text += marked[end : mark.start()]
        labels.append(Label(len(text), len(text) + len(mark[2]), mark[3], mark[1] == "!"))
        text += mark[2]
        end = mark.end()
    return text + marked[end:], tuple(labels)


@dataclass
class Agreement:
    """How tags agree with labels: same skill, same polarity, spans that overlap."""

    right: int = 0
    exact: int = 0
    wrong: int = 0
    missed: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of tags that are right."""
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of labels that were found."""
        return self.right / (self.right + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / (self.precision + self.recall)

    def __str__(self) -> str:
        return (
            f"precision {self.precision:.3f}, recall {self.recall:.3f}, F1 {self.f1:.3f} "
            f"({self.right} right, {self.wrong} wrong, {self.missed} missed; {self.exact} with the very span)"
        )


def compare(sentences: Iterable[Sentence], tag: Callable[[str], Iterable[Label]]) -> Agreement:
    """Return how what *tag* finds agrees with the labels."""
    total = Agreement()
    for sentence in sentences:
        left = list(sentence.labels)
        for found in tag(sentence.text):
            same = next((label for label in left if _agree(label, found)), None)
            if same is None:
                total.wrong += 1
                total.errors.append(f"wrong: {_show(found, sentence.text)}: {sentence.text}")
            else:
                left.remove(same)
                total.right += 1
                total.exact += same == found
        total.missed += len(left)
        total.errors += [f"missed: {_show(label, sentence.text)}: {sentence.text}" for label in left]
    return total


def _agree(one: Label, other: Label) -> bool:
    return one[2:] == other[2:] and one.start < other.end and other.start < one.end


def _show(label: Label, text: str) -> str:
    return f"{'not ' if label.negated else ''}{text[label.start : label.end]} = {label.skill}"
