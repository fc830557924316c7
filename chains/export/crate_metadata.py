"""The entities of ``ro-crate-metadata.json``: the data set, its files, its sources and their licences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from chains.export.citation import AUTHORS, DIGEST_NAME, graph_title, write_citation
from chains.export.files import AtlasFile
from chains.export.source_facts import SourceFacts
from chains.export.statements import digest_graph
from chains.inputs import package_version
from chains.names import BASE, quote_key

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["METADATA", "describe_crate"]

METADATA: Final = "ro-crate-metadata.json"

_Entity = dict[str, Any]
_SPEC: Final = "https://w3id.org/ro/crate/1.1"
_ONTOLOGY: Final = BASE + "ontology"
_APACHE: Final = "https://spdx.org/licenses/Apache-2.0"
_TERMS: Final = "#terms"
_SPDX: Final = re.compile(
    r"Apache-2\.0|BSD-[23]-Clause|CC-BY(-NC)?(-SA|-ND)?-[1-4]\.[05]|CC0-1\.0|EUPL-1\.[12]|MIT|MPL-2\.0|MulanPSL-2\.0|"
    r"ODbL-1\.0|ODC-By-1\.0|PDDL-1\.0"
)
_FILES: Final = {
    "graph.trig": ("Every statement, in the named graph of its source", "application/trig"),
    "graph.ttl": ("The distinct statements, without their sources", "text/turtle"),
    "nodes.csv": ("The things, one a row", "text/csv"),
    "links.csv": ("The links between things, one a row", "text/csv"),
    "regions.csv": ("The regions, with coordinates", "text/csv"),
    "sources.csv": ("The sources, with title, confidence class and address", "text/csv"),
    "CITATION.cff": ("How to cite it (Citation File Format 1.2.0)", "application/yaml"),
}


def describe_crate(
    graph: KnowledgeGraph,
    files: Sequence[AtlasFile],
    sources: Sequence[SourceFacts],
    day: str,
    *,
    shipped: bool,
    whole: KnowledgeGraph | None = None,
) -> _Entity:
    """Return the metadata document of a crate, flattened JSON-LD with the context of RO-Crate 1.1.

    Files are told with size and SHA-256, sources with address, publisher, date and licence.  Of a graph that is not
    *shipped* the licence is that of its sources, and no author is named.
    """
    entities = [
        {
            "@id": METADATA,
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": _SPEC},
        },
        _root(graph, files, sources, day, shipped=shipped, whole=whole),
        *(_file(file) for file in files),
        *(_source(source) for source in sources),
        *_licences(sources, shipped=shipped),
        *_context_entities(graph, day, shipped=shipped, whole=whole),
    ]
    return {"@context": [f"{_SPEC}/context", {"sha256": "https://schema.org/sha256"}], "@graph": entities}


def _refer(ids: Iterable[str]) -> list[_Entity]:
    return [{"@id": iri} for iri in ids]


def _root(
    graph: KnowledgeGraph,
    files: Sequence[AtlasFile],
    sources: Sequence[SourceFacts],
    day: str,
    *,
    shipped: bool,
    whole: KnowledgeGraph | None,
) -> _Entity:
    title = graph_title(graph)
    about = (
        f"{graph.title.zh}的教育链、人才链、产业链、创新链，以及它们之间的链接。每条陈述都注明来源；图谱没有记录不等于事实不存在。 "
        f"The education, talent, industry and innovation chains of {graph.title.en} and the links between them. Every "
        f"statement has its source; what the graph does not record may still be so. {len(graph):,} statements."
    )
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": f"{title.zh} · {title.en}",
        "description": about,
        "datePublished": day,
        "version": package_version(),
        "license": _refer([*([_APACHE] if shipped else []), _TERMS]),
        "identifier": {"@id": "#digest"},
        "citation": {"@id": "#citation"},
        "inLanguage": ["zh", "en"],
        "keywords": "knowledge graph, RDF, education, talent, industry, innovation, 教育链, 人才链, 产业链, 创新链",
        **({"author": {"@id": "#authors"}} if shipped else {}),
        **({"isPartOf": {"@id": "#whole"}} if whole is not None else {}),
        "hasPart": _refer(file.path for file in files),
        "isBasedOn": _refer(source.iri for source in sources),
    }


def _file(file: AtlasFile) -> _Entity:
    says, media = _FILES.get(Path(file.path).name, (file.path, "application/octet-stream"))
    rdf = {"conformsTo": {"@id": _ONTOLOGY}} if media in {"application/trig", "text/turtle"} else {}
    return {
        "@id": file.path,
        "@type": "File",
        "name": file.path,
        "description": says,
        "encodingFormat": media,
        "contentSize": str(file.size),
        "sha256": file.sha256,
    } | rdf


def _source(source: SourceFacts) -> _Entity:
    known = {
        "url": source.url,
        "publisher": {"@id": _publisher(source.publisher)} if source.publisher else None,
        "datePublished": source.date,
        "license": {"@id": _licence(source.licence)},
        "creativeWorkStatus": source.confidence,
    }
    named = {"@id": source.iri, "@type": "CreativeWork", "name": f"{source.title.zh} · {source.title.en}"}
    return named | {name: value for name, value in known.items() if value}


def _publisher(name: str) -> str:
    return f"#publisher-{quote_key(name)}"


def _licence(words: str | None) -> str:
    """Return the IRI of a licence: that of SPDX if it is one of theirs, an address, or an entity of the crate."""
    if words and _SPDX.fullmatch(words):
        return f"https://spdx.org/licenses/{words}"
    if words and words.startswith(("https://", "http://")):
        return words
    return f"#licence-{quote_key(words or 'not stated')}"


def _licences(sources: Sequence[SourceFacts], *, shipped: bool) -> Iterator[_Entity]:
    used = {_licence(source.licence): source.licence or "not stated" for source in sources}
    used |= {_APACHE: "Apache-2.0"} if shipped else {}
    for iri in sorted(used):
        yield {"@id": iri, "@type": "CreativeWork", "name": used[iri]}
    publishers = {source.publisher for source in sources if source.publisher}
    for name in sorted(publishers):
        yield {"@id": _publisher(name), "@type": "Organization", "name": name}


def _context_entities(
    graph: KnowledgeGraph, day: str, *, shipped: bool, whole: KnowledgeGraph | None
) -> Iterator[_Entity]:
    yield {
        "@id": _TERMS,
        "@type": "CreativeWork",
        "name": "事实的权利归各来源所有 · The facts belong to their sources",
        "description": "Each source names its own licence, or none where none is stated. 各来源的许可见其条目。",
    }
    yield {"@id": "#digest", "@type": "PropertyValue", "name": DIGEST_NAME, "value": digest_graph(graph)}
    citation = write_citation(graph, day, shipped=shipped)
    yield {"@id": "#citation", "@type": "CreativeWork", "name": citation.en, "description": citation.zh}
    yield {
        "@id": _ONTOLOGY,
        "@type": "CreativeWork",
        "name": "四链本体 · The Four Chains ontology",
        "version": package_version(),
    }
    if shipped:
        yield {"@id": "#authors", "@type": "Organization", "name": AUTHORS}
    if whole is not None:
        title = graph_title(whole)
        digest = f"{DIGEST_NAME}: {digest_graph(whole)}"
        yield {"@id": "#whole", "@type": "CreativeWork", "name": f"{title.zh} · {title.en}", "description": digest}
