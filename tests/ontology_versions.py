"""The terms of each released version, as lists in ``ontology/versions/``: ``python tests/ontology_versions.py`` writes one.

Run it when a version is released, and never change a list afterwards.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from chains.inputs import package_version
from chains.names import BASE, CODE, ONTOLOGY, PREFIXES
from chains.resources import ontology_folder

FOLDER = ontology_folder() / "versions"
COLUMNS = ("term", "kind", "domain", "range")
Record = tuple[str, str, str, str]
Versions = Mapping[str, Mapping[str, Record]]

_TERMS = """
SELECT ?term ?type ?domain ?range WHERE {
  VALUES ?type { owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty skos:ConceptScheme skos:Concept }
  ?term a ?type . FILTER(isIRI(?term))
  OPTIONAL { ?term rdfs:domain ?domain }
  OPTIONAL { ?term rdfs:range ?range }
} ORDER BY ?term ?type"""


def current_ontology() -> ox.Store:
    """Return the ontology and its code lists as they are."""
    store = ox.Store()
    for path in [ontology_folder() / "chains.ttl", *sorted(ontology_folder().glob("codes/*.ttl"))]:
        store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    return store


def list_terms(store: ox.Store) -> dict[str, Record]:
    """Return the classes, properties, code lists and codes of ours, by IRI."""
    found = {}
    for row in store.query(_TERMS, prefixes=PREFIXES):
        term, kind, domain, range_ = (
            "" if row[name] is None else row[name].value for name in ("term", "type", "domain", "range")
        )
        if term.startswith((ONTOLOGY, CODE)):
            found[term] = (term, kind.rpartition("#")[2], domain, range_)
    return found


def write_list(terms: Mapping[str, Record]) -> str:
    """Return the list of a version as CSV, by IRI."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(terms[iri] for iri in sorted(terms))
    return out.getvalue()


def read_lists() -> dict[str, dict[str, Record]]:
    """Return the terms of every released version, earliest version first."""
    paths = sorted(FOLDER.glob("*.csv"), key=lambda path: order(path.stem))
    return {path.stem: _read(path) for path in paths}


def _read(path: Path) -> dict[str, Record]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["term"]: tuple(row[name] for name in COLUMNS) for row in csv.DictReader(file)}  # type: ignore[misc]


def order(version: str) -> tuple[int, ...]:
    """Return a version as numbers, to compare."""
    return tuple(int(part) for part in version.split("."))


def find_breaches(store: ox.Store, released: Versions) -> list[str]:
    """Return where an ontology breaks the promises of its policy to those who use released versions; sorted."""
    return sorted([*_lost(store, released), *_changed(store, released), *_wrong_header(store, released)])


def _ask(store: ox.Store, pattern: str) -> bool:
    return bool(store.query(f"ASK {{ {pattern} }}", prefixes=PREFIXES))


def _lost(store: ox.Store, released: Versions) -> Iterator[str]:
    now = list_terms(store)
    for iri in {iri for terms in released.values() for iri in terms}:
        if iri not in now:
            yield f"{iri} has disappeared"
    deprecated = store.query("SELECT ?term { ?term owl:deprecated true }", prefixes=PREFIXES)
    for iri in {row["term"].value for row in deprecated}:
        follower = "?new FILTER NOT EXISTS { ?new owl:deprecated true }"
        if not _ask(store, f"<{iri}> dct:isReplacedBy {follower} FILTER EXISTS {{ ?new a ?kind }}"):
            yield f"{iri} is deprecated and names no living term in its place"
    replaced = store.query(
        "SELECT ?term { ?term dct:isReplacedBy ?x MINUS { ?term owl:deprecated true } }", prefixes=PREFIXES
    )
    yield from (f"{row['term'].value} is replaced and not deprecated" for row in replaced)


def _changed(store: ox.Store, released: Versions) -> Iterator[str]:
    """Iterate over terms of another kind, domain or range than released, unless the version is a later major one."""
    now, version = list_terms(store), _version(store)
    for name, terms in released.items():
        if order(version)[0] == order(name)[0]:
            for iri, record in terms.items():
                if iri in now and now[iri] != record:
                    yield f"{iri} is not what it was in {name}"


def _wrong_header(store: ox.Store, released: Versions) -> Iterator[str]:
    version, header = _version(store), f"<{BASE}ontology>"
    earlier = [name for name in released if order(name) < order(version)]
    if not _ask(store, f"{header} owl:versionIRI <{BASE}ontology/{version}>"):
        yield "the version IRI does not end in the version"
    before = {f"{BASE}ontology/{name}" for name in earlier[-1:]}
    if _values(store, f"{header} owl:priorVersion ?value") != before:
        yield "owl:priorVersion does not name the version released before"
    compatible = before if earlier and order(earlier[-1])[0] == order(version)[0] else set()
    if _values(store, f"{header} owl:backwardCompatibleWith ?value") != compatible:
        yield "owl:backwardCompatibleWith does not name the version before, or names one of another major version"


def _values(store: ox.Store, pattern: str) -> set[str]:
    return {row["value"].value for row in store.query(f"SELECT ?value {{ {pattern} }}", prefixes=PREFIXES)}


def _version(store: ox.Store) -> str:
    rows = list(store.query(f"SELECT ?v {{ <{BASE}ontology> owl:versionInfo ?v }}", prefixes=PREFIXES))
    return str(rows[0]["v"].value)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    text = write_list(list_terms(current_ontology()))
    (FOLDER / f"{package_version()}.csv").write_text(text, encoding="utf-8", newline="\n")
