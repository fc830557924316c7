"""The names of the skills of a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chains.errors import EmptyGraph, Text
from chains.tagging.dictionary import Name, SkillDictionary, build_dictionary

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["read_skills"]

_NAMES: Final = """
SELECT DISTINCT ?skill ?name ?lang ?preferred WHERE {
  ?skill a ch:Skill .
  { ?skill skos:prefLabel ?label BIND(true AS ?preferred) }
  UNION { ?skill skos:altLabel ?label BIND(false AS ?preferred) }
  BIND(STR(?label) AS ?name) BIND(LANG(?label) AS ?lang)
} ORDER BY ?skill ?name ?lang ?preferred"""


def read_skills(graph: KnowledgeGraph) -> SkillDictionary:
    """Return the skills of a graph, with their labels and alternative labels, as a dictionary.

    Raises:
        EmptyGraph: the graph has no skill with a name.
    """
    rows = graph.query(_NAMES).values()
    names = [
        Name(skill or "", name or "", (lang or "")[:2], preferred == "true") for skill, name, lang, preferred in rows
    ]
    if not names:
        raise EmptyGraph(
            Text("图谱里没有技能，无从匹配", "the graph has no skills to look for"),
            where=graph.name,
            remedy=Text("请在 skills 表里加上技能", "add skills to the table `skills`"),
        )
    return build_dictionary(names)
