"""Skills in texts: which skills of a graph a text names, where, and whether it takes them back.

:func:`read_skills` makes a :class:`SkillDictionary` of a graph, :func:`tag_text` reads one text with it.
"""

from __future__ import annotations

from typing import NamedTuple

from chains.tagging.dictionary import Name, SkillDictionary, build_dictionary
from chains.tagging.folding import fold_text
from chains.tagging.lists import find_shortened
from chains.tagging.negation import find_negated
from chains.tagging.senses import choose_senses
from chains.tagging.skills import read_skills

__all__ = ["Name", "SkillDictionary", "Tag", "build_dictionary", "read_skills", "tag_text"]


class Tag(NamedTuple):
    """A skill in a text.

    Attributes:
        start, end: the span that is the evidence, in characters of the text.
        text: the span as it stands there.
        skill: IRI of the skill.
        negated: whether the text takes it back.
        rule: how it was found: ``label``, ``alias``, ``spelling``, ``short`` (a name without its ending) or ``list``
            (a list that says a shared part once); then the word that spoke for it, and the word that takes it back.
    """

    start: int
    end: int
    text: str
    skill: str
    negated: bool
    rule: str


def tag_text(text: str, dictionary: SkillDictionary) -> list[Tag]:
    """Return the skills that a text names, in order of their places; they do not overlap.  No text gives none.

    >>> from chains.tagging import Name, build_dictionary, tag_text
    >>> skills = build_dictionary([Name("java", "Java", "en", True), Name("go", "Go", "en", True)])
    >>> [(tag.text, tag.negated) for tag in tag_text("熟悉 Java，无需 Go 语言经验", skills)]
    [('Java', False), ('Go', True)]
    """
    folded = fold_text(text)
    places = dictionary.find(folded)
    if not places:
        return []
    meant = choose_senses(places, folded)
    shortened = find_shortened([place for place, _ in meant], folded, dictionary)
    found = [(place, _join_rule(place.form.rule, proof)) for place, proof in meant]
    if shortened:
        found = sorted([*found, *((place, "list") for place in shortened)], key=lambda one: one[0].start)
    if not found:
        return []
    negated = find_negated([place for place, _ in found], folded.lower)
    tags = []
    for number, (place, rule) in enumerate(found):
        start, end = folded.span(place.start, place.end)
        word = negated.get(number)
        whole = rule if word is None else f"{rule}; not: {word}"
        tags.append(Tag(start, end, text[start:end], place.form.skill or "", word is not None, whole))
    return tags


def _join_rule(rule: str, proof: str) -> str:
    return f"{rule}; by: {proof}" if proof else rule
