"""Changed statements in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from chains.build import ontology_terms
from chains.diff.causes import Cause
from chains.diff.difference import Difference
from chains.diff.statements import Statement
from chains.errors import Text
from chains.graph import KnowledgeGraph
from chains.names import compact_id, expand_term
from chains.naming import GraphNames

__all__ = ["MARKS", "Wording", "read_term"]

_TYPE: Final = f"<{expand_term('rdf:type')}>"
_NAMING: Final = frozenset({_TYPE, f"<{expand_term('skos:prefLabel')}>"})
# In words: a spreadsheet would take a sign for the start of a formula.
_SIGNS: Final = {"+": Text("新增 ", "added "), "-": Text("删去 ", "removed ")}
MARKS: Final = tuple(word for mark in _SIGNS.values() for word in (mark.zh, mark.en))
"""How a statement that was added or removed begins, in either language."""
_FACTS: Final = 6
_SOURCES: Final = 2


class Wording:
    """Puts statements of two graphs into words: what the new graph does not name is named by the old one."""

    def __init__(self, difference: Difference) -> None:
        self._graphs = (difference.new, difference.old)
        self._names = tuple(GraphNames(graph) for graph in self._graphs)
        self._sources = difference.old.sources() | difference.new.sources()

    def name(self, iri: str) -> Text:
        """Return the name of anything in either graph; one without a name is called by the short form of its IRI."""
        short = compact_id(iri)
        return next((name for name in (names(iri) for names in self._names) if name.zh != short), Text(short, short))

    def place(self, iri: str | None) -> Text:
        """Return the name of a region; ``None`` stands for all that the graphs hold."""
        return self._names[0].place(None) if iri is None else self.name(iri)

    def title(self, source: str) -> Text:
        """Return the title of a source."""
        known = self._sources.get(source)
        return known.title if known else self.name(source)

    def say(self, cause: Cause) -> list[Text]:
        """Return the statements about one subject: what was added in one text, what was removed in another."""
        return [
            self._say(cause.subject, sign, [one for one in cause.statements if one.sign == sign])
            for sign in ("+", "-")
            if any(one.sign == sign for one in cause.statements)
        ]

    def _say(self, subject: str, sign: str, statements: Sequence[Statement]) -> Text:
        facts = [one for one in statements if one.predicate not in _NAMING]
        head = self._head(subject, registered=not facts)
        said = [self._fact(one) for one in facts[:_FACTS]]
        more = len(facts) - len(said)
        zh = "；".join(fact.zh for fact in said) + (f"；另 {more} 项" if more > 0 else "")
        en = "; ".join(fact.en for fact in said) + (f"; and {more} more" if more > 0 else "")
        source = self._cite({source for one in statements for source in one.sources})
        mark = _SIGNS[sign]
        return Text(
            f"{mark.zh}{head.zh}{'：' if zh else ''}{zh}（{source.zh}）",
            f"{mark.en}{head.en}{': ' if en else ''}{en} ({source.en})",
        )

    def _head(self, subject: str, *, registered: bool) -> Text:
        """Return what a statement is about: a thing by its name, a link by its class, both where all is new of it."""
        name, cls = self.name(subject), self._class(subject)
        if name.zh == compact_id(subject):
            return cls or name
        if registered and cls is not None:
            return Text(f"{cls.zh}“{name.zh}”", f"{cls.en} “{name.en}”")
        return name

    def _class(self, subject: str) -> Text | None:
        types = {iri for graph in self._graphs for iri in _types(graph, subject)}
        above = {name for iri in types for name in ontology_terms().superclasses(iri.rpartition("#")[2])}
        own = sorted(iri for iri in types if iri.rpartition("#")[2] not in above)
        return self.name(own[0]) if own else None

    def _fact(self, one: Statement) -> Text:
        prop, term = self.name(one.predicate[1:-1]), read_term(one.object)
        value = self.name(term.value) if isinstance(term, ox.NamedNode) else Text(term.value, term.value)
        return Text(f"{prop.zh} {value.zh}", f"{prop.en} {value.en}")

    def _cite(self, sources: Iterable[str]) -> Text:
        titles = list(dict.fromkeys(self.title(source) for source in sorted(sources)))
        shown, more = titles[:_SOURCES], len(titles) - _SOURCES
        zh = "；".join(title.zh for title in shown) + (f"；另 {more} 个来源" if more > 0 else "")
        en = "; ".join(title.en for title in shown) + (f"; and {more} more" if more > 0 else "")
        return Text(f"来源：{zh}", f"source: {en}")


def read_term(text: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return the term that an N-Triples text stands for."""
    (quad,) = ox.parse(f"<a:a> <a:a> {text} .", format=ox.RdfFormat.N_TRIPLES, lenient=True)
    term = quad.object
    if isinstance(term, (ox.NamedNode, ox.BlankNode, ox.Literal)):
        return term
    raise TypeError(text)


def _types(graph: KnowledgeGraph, subject: str) -> Iterator[str]:
    quads = graph.store.quads_for_pattern(
        ox.NamedNode(subject), ox.NamedNode(expand_term("rdf:type")), None, ox.DefaultGraph()
    )
    return (quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode))
