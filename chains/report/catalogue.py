"""The catalogue of an atlas: what the graph is, what it holds, where it comes from, and in which files, in VoID and DCAT.

Vocabularies: VoID (W3C note of 3 March 2011) for counts, partitions and named graphs; DCAT 3 (W3C Recommendation of
22 August 2024) for files; SPDX for checksums, as DCAT asks; Dublin Core and PROV for titles and sources.  There are no
blank nodes, and no time of making.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from chains.export.files import AtlasFile, describe_files
from chains.export.origin import is_shipped
from chains.graph import KnowledgeGraph
from chains.inputs import package_version
from chains.names import BASE, CATALOGUE, ID, ONTOLOGY, PREFIXES, quote_key
from chains.part import Part
from chains.report.blocks import Block, here, number, term, text, write_blocks
from chains.report.contents import Contents

__all__ = ["AtlasFile", "describe_files", "write_catalogue"]

_PREFIXES: Final = {
    name: PREFIXES[name] for name in ("ch", "dcat", "dct", "foaf", "owl", "prov", "rdf", "skos", "void", "xsd")
} | {"spdx": "http://spdx.org/rdf/terms#", "source": ID + "source/"}
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_MEDIA_TYPES: Final = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".md": "text/markdown",
    ".trig": "application/trig",
    ".ttl": "text/turtle",
}
_LICENCE: Final = "https://www.apache.org/licenses/LICENSE-2.0"
_LANGUAGES: Final = "http://id.loc.gov/vocabulary/iso639-1/"
# What the graph says of a source, by the name that a catalogue has for it.
_RENAMED: Final = {"rdf:type": "a", "skos:prefLabel": "dct:title", "skos:note": "dct:description"}
_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
_SOURCE: Final = ox.NamedNode(ONTOLOGY + "Source")
_DESCRIPTION_ZH: Final = "{}的教育链、人才链、产业链、创新链，以及它们之间的链接。每条陈述都在其来源的命名图中；图谱没有记录不等于事实不存在。"
_DESCRIPTION_EN: Final = (
    "{}: the education, talent, industry and innovation chains and the links between them. Every statement lies in the "
    "named graph of its source; what the graph does not record may still be so."
)


def write_catalogue(
    graph: KnowledgeGraph, contents: Contents, files: Sequence[AtlasFile], part: Part | None = None
) -> str:
    """Return the catalogue of a graph and of the files of its atlas as Turtle.

    Files are referred to relative to the catalogue: it lies in the folder that it describes.  With a *part*, *graph* is
    its graph, and the catalogue says which data set it is a part of.
    """
    return write_blocks(_Catalogue(graph, contents, files, part).blocks(), _PREFIXES)


class _Catalogue:
    def __init__(
        self, graph: KnowledgeGraph, contents: Contents, files: Sequence[AtlasFile], part: Part | None
    ) -> None:
        self._graph = graph
        self._contents = contents
        self._files = files
        self._part = part
        self._shipped = is_shipped(graph if part is None else part.whole)
        self._whole = f"{ID}dataset/{quote_key(graph.name)}"
        self._base = self._whole if part is None else f"{self._whole}/part/{quote_key('+'.join(part.keys))}"

    def blocks(self) -> Iterator[Block]:
        yield self._dataset()
        yield from self._origin()
        yield from self._agents()
        yield from self._distributions()
        yield from self._classes()
        yield from self._properties()
        yield from self._sources()

    def _iri(self, *parts: str) -> str:
        return term("/".join((self._base, *map(quote_key, parts))), _PREFIXES)

    def _dataset(self) -> Block:
        title, contents = self._graph.title, self._contents
        facts = [
            ("a", "dcat:Dataset"),
            ("a", "void:Dataset"),
            ("a", "prov:Entity"),
            ("dct:title", text(f"{title.zh}四链知识图谱", "zh")),
            ("dct:title", text(f"Knowledge graph of the four chains: {title.en}", "en")),
            ("dct:description", text(_DESCRIPTION_ZH.format(title.zh), "zh")),
            ("dct:description", text(_DESCRIPTION_EN.format(title.en), "en")),
            ("dct:identifier", text(self._graph.digest)),
            ("dcat:version", text(package_version())),
            ("dct:conformsTo", term(BASE + "ontology", _PREFIXES)),
            *(() if self._part is None else self._descent()),
            *self._terms_of_use(),
            ("prov:wasAttributedTo", self._iri("software")),
            ("void:vocabulary", term(ONTOLOGY, _PREFIXES)),
            *(("void:vocabulary", f"<{namespace}>") for namespace in self._namespaces()),
            ("void:uriSpace", text(ID)),
            ("void:feature", "<http://www.w3.org/ns/formats/Turtle>"),
            ("void:feature", "<http://www.w3.org/ns/formats/TriG>"),
            ("void:dataDump", here("graph.ttl")),
            ("void:triples", number(contents.triples)),
            ("void:entities", number(contents.entities)),
            ("void:distinctSubjects", number(contents.subjects)),
            ("void:distinctObjects", number(contents.objects)),
            ("void:classes", number(len(contents.classes))),
            ("void:properties", number(len(contents.properties))),
            ("dcat:landingPage", here("index.html")),
            *(("dcat:distribution", self._iri("file", *file.path.split("/"))) for file in self._files),
            *(("void:classPartition", self._iri("class", _key(iri))) for iri in self._contents.classes),
            *(("void:propertyPartition", self._iri("property", _key(iri))) for iri in self._contents.properties),
            *(("void:subset", term(iri, _PREFIXES)) for iri in self._contents.sources),
        ]
        return term(self._base, _PREFIXES), facts

    def _descent(self) -> list[tuple[str, str]]:
        whole = term(self._whole, _PREFIXES)
        return [("dct:isPartOf", whole), ("prov:wasDerivedFrom", whole)]

    def _origin(self) -> Iterator[Block]:
        """Yield what the data set is a part of: its name, and the digest by which it can be told."""
        if self._part is not None:
            title, digest = self._part.whole.title, self._part.whole.digest
            facts = [
                ("a", "dcat:Dataset"),
                ("a", "prov:Entity"),
                ("dct:title", text(f"{title.zh}四链知识图谱", "zh")),
                ("dct:title", text(f"Knowledge graph of the four chains: {title.en}", "en")),
                ("dct:identifier", text(digest)),
                ("dct:hasPart", term(self._base, _PREFIXES)),
            ]
            yield term(self._whole, _PREFIXES), facts

    def _terms_of_use(self) -> list[tuple[str, str]]:
        rights = [
            ("dct:rights", text("事实的权利归各来源所有，见各命名图。", "zh")),
            ("dct:rights", text("The facts belong to their sources: see each named graph.", "en")),
        ]
        if not self._shipped:
            return rights
        return [("dct:license", f"<{_LICENCE}>"), *rights, ("dct:publisher", self._iri("publisher"))]

    def _namespaces(self) -> list[str]:
        used = {iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] for iri in self._contents.properties}
        return sorted(used - {ONTOLOGY})

    def _agents(self) -> Iterator[Block]:
        if self._shipped:
            facts = [("a", "foaf:Agent"), ("foaf:name", text("The Four Chains authors", "en"))]
            yield self._iri("publisher"), facts
        yield (
            self._iri("software"),
            [
                ("a", "prov:SoftwareAgent"),
                ("foaf:name", text("fourchains")),
                ("dcat:version", text(package_version())),
            ],
        )

    def _distributions(self) -> Iterator[Block]:
        for file in self._files:
            checksum = self._iri("checksum", *file.path.split("/"))
            media = _MEDIA_TYPES[Path(file.path).suffix]
            yield (
                self._iri("file", *file.path.split("/")),
                [
                    ("a", "dcat:Distribution"),
                    ("dct:title", text(file.path)),
                    ("dcat:downloadURL", here(file.path)),
                    ("dcat:mediaType", f"<{_MEDIA}{media}>"),
                    *(("dct:language", f"<{_LANGUAGES}{lang}>") for lang in ("zh", "en") if f".{lang}." in file.path),
                    ("dcat:byteSize", f'"{file.size}"^^xsd:nonNegativeInteger'),
                    ("spdx:checksum", checksum),
                ],
            )
            yield (
                checksum,
                [
                    ("a", "spdx:Checksum"),
                    ("spdx:algorithm", "spdx:checksumAlgorithm_sha256"),
                    ("spdx:checksumValue", f'"{file.sha256}"^^xsd:hexBinary'),
                ],
            )

    def _classes(self) -> Iterator[Block]:
        for iri, count in self._contents.classes.items():
            facts = [
                ("a", "void:Dataset"),
                ("void:class", term(iri, _PREFIXES)),
                ("void:entities", number(count)),
            ]
            yield self._iri("class", _key(iri)), facts

    def _properties(self) -> Iterator[Block]:
        for iri, count in self._contents.properties.items():
            facts = [
                ("a", "void:Dataset"),
                ("void:property", term(iri, _PREFIXES)),
                ("void:triples", number(count)),
            ]
            yield self._iri("property", _key(iri)), facts

    def _sources(self) -> Iterator[Block]:
        known = self._stated()
        for iri, count in self._contents.sources.items():
            facts = [("a", "void:Dataset"), ("a", "prov:Entity"), *known.get(iri, ()), ("void:triples", number(count))]
            yield term(iri, _PREFIXES), facts

    def _stated(self) -> dict[str, list[tuple[str, str]]]:
        """Return what the graph itself says of its sources, as facts of the catalogue."""
        # All of one graph, and not a query: the engine would look up every statement of the graph for every source.
        home = ox.NamedNode(CATALOGUE)
        quads = sorted(self._graph.store.quads_for_pattern(None, None, None, home), key=str)
        kinds = (_TYPE, _SOURCE)
        sources = {quad.subject for quad in quads if (quad.predicate, quad.object) == kinds}
        found: dict[str, list[tuple[str, str]]] = {}
        for quad in quads:
            if isinstance(quad.subject, ox.NamedNode) and quad.subject in sources:
                name, value = term(quad.predicate.value, _PREFIXES), quad.object
                written = term(value.value, _PREFIXES) if isinstance(value, ox.NamedNode) else str(value)
                found.setdefault(quad.subject.value, []).append((_RENAMED.get(name, name), written))
        return found


def _key(iri: str) -> str:
    """Return a name for an IRI within the catalogue: its prefixed form, or the whole of it."""
    short = term(iri, PREFIXES)
    return iri if short.startswith("<") else short.replace(":", ".")
