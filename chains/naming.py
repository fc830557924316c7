"""From IRIs to words: names of things, and sources as a reader cites them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from chains.build import ontology_terms
from chains.errors import Lang, Text
from chains.gaps.wording import join_names
from chains.names import compact_id, expand_term
from chains.network import Network
from chains.records import Source

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["EMPTY", "Citations", "GraphNames", "Names", "join_enterprises", "name_code", "word_chains", "word_link"]

EMPTY: Final = Text("", "")
_CITED: Final = 4
"""How many sources a cell names; the others are counted, and all of them stand in the list of sources."""


class Names:
    """Names of the things and regions of a network, by IRI."""

    def __init__(self, network: Network) -> None:
        self._labels: dict[str, Text] = {}
        for frame in (network.nodes, network.regions):
            rows = frame.select("iri", "label_zh", "label_en").iter_rows()
            self._labels |= {iri: Text(zh, en) for iri, zh, en in rows}

    def __call__(self, iri: str) -> Text:
        """Return the name of a thing; an unknown one is called by the short form of its IRI."""
        return self._labels.get(iri) or Text(compact_id(iri), compact_id(iri))

    def place(self, iri: str | None) -> Text:
        """Return the name of a region; ``None`` stands for all that the graph holds."""
        return Text("全域", "whole area") if iri is None else self(iri)


class GraphNames(Names):
    """Names of anything in a graph: also of terms and codes, and of things that have no place in its network."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        super().__init__(graph.network())
        self._store = graph.store

    def __call__(self, iri: str) -> Text:
        """Return the name of a thing, term or code; one without a name is called by the short form of its IRI."""
        if iri not in self._labels:
            self._labels[iri] = self._look_up(iri) or super().__call__(iri)
        return self._labels[iri]

    def _look_up(self, iri: str) -> Text | None:
        found: dict[str, str] = {}
        for name in ("skos:prefLabel", "rdfs:label"):
            predicate = ox.NamedNode(expand_term(name))
            quads = self._store.quads_for_pattern(ox.NamedNode(iri), predicate, None, ox.DefaultGraph())
            labels = [quad.object for quad in quads if isinstance(quad.object, ox.Literal)]
            for label in sorted(labels, key=str):
                found.setdefault((label.language or "")[:2], label.value)
        either = next((found[lang] for lang in ("zh", "en", "") if lang in found), None)
        return None if either is None else Text(found.get("zh", either), found.get("en", either))


class Citations:
    """Sources as a reader cites them: title, confidence and address."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        # The same sources stand behind many rows, and each row is written several times.
        self._cited: dict[tuple[str, Lang], str] = {}
        self._joined: dict[tuple[tuple[str, ...], Lang], str] = {}

    def cite(self, iri: str, lang: Lang) -> str:
        """Return the title of a source with its confidence class; an unknown source is called by its IRI."""
        if (iri, lang) not in self._cited:
            self._cited[iri, lang] = self._cite(iri, lang)
        return self._cited[iri, lang]

    def _cite(self, iri: str, lang: Lang) -> str:
        source = self._sources.get(iri)
        if source is None:
            return compact_id(iri)
        confidence = name_code("confidence-classes", source.confidence).say(lang)
        return f"{source.title.zh}（{confidence}）" if lang == "zh" else f"{source.title.en} ({confidence})"

    def join(self, iris: Sequence[str], lang: Lang) -> str:
        """Return several sources as one text: stated before reported before derived, at most four different titles."""
        key = (tuple(iris), lang)
        if key not in self._joined:
            self._joined[key] = self._join(iris, lang)
        return self._joined[key]

    def _join(self, iris: Sequence[str], lang: Lang) -> str:
        ranked = [self.cite(iri, lang) for iri in sorted(iris, key=self._rank)]
        shown = list(dict.fromkeys(ranked))[:_CITED]
        more = sum(title not in shown for title in ranked)
        if more:
            shown.append(f"另有 {more} 个来源" if lang == "zh" else f"{more} more source{'s' if more > 1 else ''}")
        return ("；" if lang == "zh" else "; ").join(shown)

    def _rank(self, iri: str) -> tuple[int, str]:
        order = {"stated": 0, "reported": 1, "derived": 2}
        source = self._sources.get(iri)
        return (order[source.confidence] if source else len(order), iri)


def name_code(scheme: str, notation: str) -> Text:
    """Return the label of a code; a notation that the scheme does not have stands for itself.

    >>> name_code("gap-kinds", "isolated").en
    'isolated'
    >>> name_code("gap-kinds", "no-such-kind").zh
    'no-such-kind'
    """
    term = ontology_terms().get(f"{scheme}/{notation}")
    return term.label if term else Text(notation, notation)


def join_enterprises(names: Sequence[Text], most: int = 3) -> Text:
    """Return names of enterprises as part of a sentence; beyond *most* only how many there are.

    >>> join_enterprises([Text("甲", "A"), Text("乙", "B")], most=1)
    Text(zh='甲等 2 家', en='A and 1 more')
    """
    joined = join_names(names, most)
    return Text(joined.zh.removesuffix("项") + "家" if len(names) > most else joined.zh, joined.en)


def word_chains(chains: tuple[str, ...]) -> Text:
    """Return the names of chains in one phrase.

    >>> word_chains(("education", "industry"))
    Text(zh='教育链—产业链', en='education – industry')
    """
    labels = [name_code("chains", chain) for chain in chains]
    short = [label.en.removesuffix(" chain") for label in labels]
    return Text("—".join(label.zh for label in labels), " – ".join(short))


def word_link(link: tuple[str, str, str], names: Names) -> Text:
    """Return a link in words: from what, by which kind of link, to what."""
    start, kind, end = names(link[0]), name_code("link-kinds", link[1]), names(link[2])
    return Text(f"{start.zh} —{kind.zh}→ {end.zh}", f"{start.en} —{kind.en}→ {end.en}")
