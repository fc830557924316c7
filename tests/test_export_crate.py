"""The crate: what an RO-Crate must have, read by another package, with true checksums and a citation."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from rocrate.rocrate import ROCrate

from chains.errors import InputError, OutputError
from chains.export import digest_graph, write_graph
from chains.export.crate_metadata import describe_crate
from chains.export.source_facts import read_source_facts
from chains.graph import KnowledgeGraph, open_graph
from chains.inputs import package_version
from chains.names import ID
from chains.part import take_subset


@pytest.fixture(scope="module")
def folder(small: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The crate of the small region."""
    folder = tmp_path_factory.mktemp("published") / "crate"
    write_graph(small, folder, format="ro-crate")
    return folder


def read_entities(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the entities of a crate by identifier."""
    document = json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    return {entity["@id"]: entity for entity in document["@graph"]}


@pytest.fixture(scope="module")
def entities(folder: Path) -> dict[str, dict[str, Any]]:
    """The entities of the small region's crate."""
    return read_entities(folder)


def references(value: Any) -> list[str]:
    """Return the identifiers that a value refers to."""
    if isinstance(value, dict):
        return [value["@id"]] if set(value) == {"@id"} else []
    return [found for part in value for found in references(part)] if isinstance(value, list) else []


def test_metadata_descriptor_is_as_it_must_be(folder: Path, entities: dict[str, dict[str, Any]]):
    """The document is flattened JSON-LD with the context of 1.1, and its descriptor is about the root."""
    document = json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    assert document["@context"][0] == "https://w3id.org/ro/crate/1.1/context"
    assert len(document["@graph"]) == len(entities)
    assert all("@id" in entity and "@type" in entity for entity in document["@graph"])
    descriptor = entities["ro-crate-metadata.json"]
    assert descriptor["@type"] == "CreativeWork"
    assert descriptor["about"] == {"@id": "./"}
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}


def test_root_has_what_it_must_have(entities: dict[str, dict[str, Any]], small: KnowledgeGraph):
    """Name, description, day, licence and version; the day is that of the newest source."""
    root = entities["./"]
    assert root["@type"] == "Dataset"
    assert root["name"]
    assert root["description"]
    asked = 'SELECT (MAX(STR(?d)) AS ?day) WHERE { ?s dct:issued ?d FILTER(REGEX(STR(?d), "^....-..-..$")) }'
    assert root["datePublished"] == small.query(asked).values()[0][0]
    assert references(root["license"])
    assert root["version"] == package_version()
    assert entities[root["identifier"]["@id"]]["value"] == digest_graph(small)


def test_every_reference_is_described(entities: dict[str, dict[str, Any]]):
    """Whatever an entity refers to is an entity, or the specification itself."""
    used = {iri for entity in entities.values() for value in entity.values() for iri in references(value)}
    assert used - entities.keys() == {"https://w3id.org/ro/crate/1.1"}


def test_files_have_true_sizes_and_checksums(folder: Path, entities: dict[str, dict[str, Any]]):
    """Every file of the folder but the description is a part, with its size, SHA-256 and media type."""
    parts = set(references(entities["./"]["hasPart"]))
    assert parts == {path.name for path in folder.iterdir()} - {"ro-crate-metadata.json"}
    for name in parts:
        raw, file = (folder / name).read_bytes(), entities[name]
        assert file["@type"] == "File"
        assert file["contentSize"] == str(len(raw))
        assert file["sha256"] == hashlib.sha256(raw).hexdigest()
        assert "/" in file["encodingFormat"]


def test_every_source_has_its_licence(entities: dict[str, dict[str, Any]], small: KnowledgeGraph):
    """Each source of the graph is an entity with address, publisher and licence, in the catalogue's words."""
    assert set(references(entities["./"]["isBasedOn"])) == set(small.sources())
    asked = "SELECT ?s (STR(?r) AS ?words) WHERE { ?s a ch:Source ; dct:rights ?r }"
    for iri, words in small.query(asked).values():
        assert entities[entities[iri]["license"]["@id"]]["name"] == words
        assert entities[iri].get("url") == small.sources()[iri].url
        assert entities[iri]["publisher"]["@id"] in entities


def test_open_licences_are_those_of_spdx(region: KnowledgeGraph):
    """A licence that SPDX knows is referred to by its address there, on the whole region."""
    crate = describe_crate(region, [], read_source_facts(region), "2026-01-31", shipped=True)
    found = {entity["@id"]: entity for entity in crate["@graph"]}
    spdx = {iri for iri in found if iri.startswith("https://spdx.org/licenses/")}
    assert {"https://spdx.org/licenses/CC-BY-4.0", "https://spdx.org/licenses/MIT"} <= spdx
    assert all(found[iri]["name"] == iri.rpartition("/")[2] for iri in spdx)


def test_another_package_reads_it(folder: Path, small: KnowledgeGraph):
    """The package rocrate finds the root, its files on disk, and the sources."""
    crate = ROCrate(folder)
    assert crate.root_dataset["version"] == package_version()
    files = {entity.id for entity in crate.data_entities}
    assert "graph.trig" in files
    assert all((folder / name).is_file() for name in files)
    assert len(crate.root_dataset["isBasedOn"]) == len(small.sources())


def test_graph_in_the_crate_is_the_graph(folder: Path, small: KnowledgeGraph):
    """The TriG file opens as the graph that was published, with the digest that the crate tells."""
    assert digest_graph(open_graph(folder / "graph.trig")) == digest_graph(small)


def test_citation_file(folder: Path, small: KnowledgeGraph, entities: dict[str, dict[str, Any]]):
    """``CITATION.cff`` has what version 1.2.0 requires, and says what the crate says."""
    cited = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= cited.keys()
    assert cited["cff-version"] == "1.2.0"
    assert (cited["type"], cited["version"]) == ("dataset", package_version())
    assert cited["authors"] == [{"name": "The Four Chains authors"}]
    assert cited["date-released"] == entities["./"]["datePublished"]
    assert cited["identifiers"][0]["value"] == f"sha256:{digest_graph(small)}"
    assert digest_graph(small) in entities["#citation"]["name"]


def test_part_names_its_whole_and_keeps_the_licence(small: KnowledgeGraph, tmp_path: Path):
    """The crate of a city is part of the whole, with the whole's digest and licence."""
    part = take_subset(small, cities=["常州"])
    write_graph(part, tmp_path / "crate", format="ro-crate", whole=small)
    found = read_entities(tmp_path / "crate")
    whole = found[found["./"]["isPartOf"]["@id"]]
    assert digest_graph(small) in whole["description"]
    assert "https://spdx.org/licenses/Apache-2.0" in references(found["./"]["license"])
    assert "常州市" in found["./"]["name"]


def test_data_of_others_gets_no_licence_of_ours(tmp_path: Path):
    """Of another graph neither author nor licence is known: the facts belong to their sources."""
    path = tmp_path / "mine.trig"
    path.write_text(
        f"""@prefix ch: <https://w3id.org/fourchains/ontology#> . @prefix dct: <http://purl.org/dc/terms/> .
        @prefix code: <https://w3id.org/fourchains/code/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <{ID}source/catalogue> {{ <{ID}source/x> a ch:Source ; dct:rights "by letter" ;
            ch:confidence <https://w3id.org/fourchains/code/confidence-classes/stated> ;
            dct:issued "2024-02-03"^^xsd:date }}
        <{ID}source/x> {{ <{ID}skill/a> a ch:Skill }}""",
        encoding="utf-8",
    )
    write_graph(open_graph(path), tmp_path / "crate", format="ro-crate")
    found = read_entities(tmp_path / "crate")
    assert references(found["./"]["license"]) == ["#terms"]
    assert "author" not in found["./"]
    assert found["./"]["datePublished"] == "2024-02-03"
    assert found[found[f"{ID}source/x"]["license"]["@id"]]["name"] == "by letter"
    assert not (tmp_path / "crate" / "CITATION.cff").exists()


def test_day_must_be_known(tmp_path: Path):
    """Without any day the crate is refused, with the option that gives one; what is no day is refused."""
    path = tmp_path / "plain.ttl"
    path.write_text(f"<{ID}skill/a> a <https://w3id.org/fourchains/ontology#Skill> .", encoding="utf-8")
    graph = open_graph(path)
    with pytest.raises(OutputError, match="--date"):
        write_graph(graph, tmp_path / "crate", format="ro-crate")
    for wrong in ("2026-02-30", "26-1-1", "today", "2026"):
        with pytest.raises(InputError, match="no day"):
            write_graph(graph, tmp_path / "crate", format="ro-crate", date=wrong)
    assert not (tmp_path / "crate").exists()
    write_graph(graph, tmp_path / "crate", format="ro-crate", date="2026-01-31")
    assert read_entities(tmp_path / "crate")["./"]["datePublished"] == "2026-01-31"
