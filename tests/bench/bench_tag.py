"""How many short texts ``chains tag`` reads in a second on one core, beside plain ways to look names up in texts.

Run: ``python tests/bench/bench_tag.py``.  Goal: at least 20,000 texts a second.

The texts are the labelled sentences of the tests.  The peers: a loop of ``name in text`` over all names; flashtext; and
jieba, which cuts Chinese into words (both measured if they are installed: ``pip install flashtext jieba``).  None of
them knows capitals, context, lists or negation; each line tells how well what is found agrees with the labels.
The last line asks if jieba would earn its place: our tags, less those whose ends lie within one of its words.
"""

from __future__ import annotations

import importlib.util
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tagged import Label, compare, find_labels, load_sentences

from chains import open_graph
from chains.tagging import SkillDictionary, read_skills

REPEATS, RUNS = 20, 5
Tagger = Callable[[str], list[Label]]


def ours(skills: SkillDictionary) -> Tagger:
    """Return what is measured."""
    return lambda text: find_labels(text, skills)


def names_of(skills: SkillDictionary) -> dict[str, str]:
    """Return the names that the peers look for, with the skill of each."""
    return {
        text: form.skill.rsplit("/", 1)[1]
        for text, form in skills.forms.items()
        if form.skill is not None and form.rule != "short"
    }


def plain_loop(names: dict[str, str]) -> Tagger:
    """Return a loop over all names."""

    def tag(text: str) -> list[Label]:
        lower = text.lower()
        return [
            Label(lower.index(name), lower.index(name) + len(name), skill, negated=False)
            for name, skill in names.items()
            if name in lower
        ]

    return tag


def flashtext(names: dict[str, str]) -> Tagger:
    """Return flashtext with all names."""
    import flashtext as package

    processor = package.KeywordProcessor()
    for name, skill in names.items():
        processor.add_keyword(name, skill)
    return lambda text: [
        Label(start, end, skill, negated=False)
        for skill, start, end in processor.extract_keywords(text, span_info=True)
    ]


def jieba_words(names: dict[str, str]) -> Tagger:
    """Return jieba's words that are names; the names are in its dictionary."""
    words = _jieba(names)

    def tag(text: str) -> list[Label]:
        return [
            Label(start, end, names[word.lower()], negated=False)
            for word, start, end in words(text)
            if word.lower() in names
        ]

    return tag


def within_words(tagger: Tagger) -> Tagger:
    """Return our tags without those that cut a word of jieba's own dictionary."""
    words = _jieba({})

    def tag(text: str) -> list[Label]:
        ends = {place for _, start, end in words(text) for place in (start, end)}
        return [label for label in tagger(text) if label.start in ends and label.end in ends]

    return tag


def _jieba(names: dict[str, str]) -> Callable[[str], Iterator[tuple[str, int, int]]]:
    import jieba

    jieba.setLogLevel("ERROR")
    tokenizer: Any = jieba.Tokenizer()
    tokenizer.initialize()
    for name in names:
        tokenizer.add_word(name)
    return tokenizer.tokenize


def speed(tagger: Tagger, texts: list[str]) -> float:
    """Return how many texts a second of the processor a way reads."""
    start = time.process_time()
    for text in texts:
        tagger(text)
    return len(texts) / (time.process_time() - start)


def main() -> None:
    """Print speed and agreement of each way."""
    sentences = load_sentences()
    texts = [sentence.text for sentence in sentences]
    skills = read_skills(open_graph())
    names = names_of(skills)
    ways = {"chains tag": ours(skills), "loop": plain_loop(names)}
    if importlib.util.find_spec("flashtext"):
        ways["flashtext"] = flashtext(names)
    if importlib.util.find_spec("jieba"):
        ways |= {"jieba": jieba_words(names), "chains tag within jieba's words": within_words(ours(skills))}
    print(f"{len(texts)} sentences, {sum(map(len, texts)) / len(texts):.0f} characters each; {len(names):,} names")
    for name, tagger in ways.items():
        repeats = REPEATS if name == "chains tag" else 1
        rate = statistics.median(speed(tagger, texts * repeats) for _ in range(RUNS))
        print(f"{name}: {rate:,.0f} texts/s; {compare(sentences, tagger)}")


if __name__ == "__main__":
    main()
