"""The policy on versions: what was released stays, and what replaces it is named."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from ontology_versions import Versions, current_ontology, find_breaches, list_terms, read_lists

from chains.names import ONTOLOGY, PREFIXES

OLD = f"{ONTOLOGY}Craft"


def _next(update: str = "") -> ox.Store:
    """The ontology as it would be in version 0.2.0, changed."""
    store = current_ontology()
    header = f"<{ONTOLOGY.removesuffix('#')}>"
    store.update(
        f"""DELETE {{ {header} owl:versionInfo ?v ; owl:versionIRI ?i }}
        INSERT {{ {header} owl:versionInfo "0.2.0" ; owl:versionIRI <{ONTOLOGY[:-1]}/0.2.0> ;
          owl:priorVersion <{ONTOLOGY[:-1]}/0.1.0> ; owl:backwardCompatibleWith <{ONTOLOGY[:-1]}/0.1.0> }}
        WHERE {{ {header} owl:versionInfo ?v ; owl:versionIRI ?i }}""",
        prefixes=PREFIXES,
    )
    if update:
        store.update(update, prefixes=PREFIXES)
    return store


@pytest.fixture(scope="module")
def released() -> Versions:
    """The lists of terms that were released."""
    return read_lists()


def test_ontology_keeps_its_promises(released: Versions):
    """No released term is gone, changed, or retired without a follower, and the header names its versions."""
    assert "0.1.0" in released
    assert len(released["0.1.0"]) > 300
    assert find_breaches(current_ontology(), released) == []


def test_next_version_may_add_and_deprecate(released: Versions):
    """A later version with a new term, and an old one deprecated in its favour, breaks no promise."""
    added = f"""INSERT DATA {{ <{OLD}> a owl:Class . ch:Skill owl:deprecated true ; dct:isReplacedBy <{OLD}> }}"""
    assert find_breaches(_next(added), released) == []


@pytest.mark.parametrize(
    ("update", "said"),
    [
        ("DELETE WHERE { ch:Skill ?p ?o }", f"{ONTOLOGY}Skill has disappeared"),
        ("INSERT DATA { ch:Skill owl:deprecated true }", f"{ONTOLOGY}Skill is deprecated and names no living term"),
        (
            "INSERT DATA { ch:Skill owl:deprecated true ; dct:isReplacedBy ch:Nowhere }",
            f"{ONTOLOGY}Skill is deprecated and names no living term",
        ),
        ("INSERT DATA { ch:Skill dct:isReplacedBy ch:Technology }", f"{ONTOLOGY}Skill is replaced and not deprecated"),
        (
            "DELETE { ch:year rdfs:domain ?d } INSERT { ch:year rdfs:domain ch:Skill } WHERE { ch:year rdfs:domain ?d }",
            f"{ONTOLOGY}year is not what it was in 0.1.0",
        ),
        (
            "DELETE { ch:year a ?k } INSERT { ch:year a owl:ObjectProperty } WHERE { ch:year a ?k }",
            f"{ONTOLOGY}year is not what it was in 0.1.0",
        ),
        ("DELETE WHERE { ?o owl:priorVersion ?p }", "owl:priorVersion does not name the version released before"),
        (
            f"INSERT DATA {{ <{ONTOLOGY[:-1]}> owl:priorVersion <{ONTOLOGY[:-1]}/0.0.9> }}",
            "owl:priorVersion does not name the version released before",
        ),
        ("DELETE WHERE { ?o owl:backwardCompatibleWith ?v }", "owl:backwardCompatibleWith does not name"),
        ("DELETE WHERE { ?o owl:versionIRI ?v }", "the version IRI does not end in the version"),
    ],
)
def test_broken_promise_is_found(update: str, said: str, released: Versions):
    """A term dropped, retired without a follower or changed, and a wrong header, are each found."""
    assert any(breach.startswith(said) for breach in find_breaches(_next(update), released))


def test_major_version_may_change_a_range(released: Versions):
    """From one major version to the next a domain may change; the changelog says what users do."""
    update = (
        "DELETE { ch:year rdfs:domain ?d } INSERT { ch:year rdfs:domain ch:Skill } WHERE { ch:year rdfs:domain ?d }"
    )
    store = _next(update)
    store.update(
        f"""DELETE {{ ?o owl:versionInfo ?v ; owl:versionIRI ?i ; owl:backwardCompatibleWith ?b }}
        INSERT {{ ?o owl:versionInfo "1.0.0" ; owl:versionIRI <{ONTOLOGY[:-1]}/1.0.0> }}
        WHERE {{ ?o owl:versionInfo ?v ; owl:versionIRI ?i ; owl:backwardCompatibleWith ?b }}""",
        prefixes=PREFIXES,
    )
    assert find_breaches(store, released) == []


def test_lists_hold_terms_of_every_kind(released: Versions):
    """A list tells classes, properties, code lists and codes, with the ends of properties."""
    kinds = {record[1] for record in released["0.1.0"].values()}
    assert kinds == {
        "AnnotationProperty",
        "Class",
        "Concept",
        "ConceptScheme",
        "DatatypeProperty",
        "ObjectProperty",
    }
    assert list_terms(current_ontology())[f"{ONTOLOGY}hasCourse"][2:] == (f"{ONTOLOGY}Programme", f"{ONTOLOGY}Course")
