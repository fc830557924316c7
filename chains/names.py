"""Namespaces, prefixes, and how an IRI is minted from a key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

__all__ = [
    "BASE",
    "CATALOGUE",
    "CODE",
    "ID",
    "ONTOLOGY",
    "OUTSIDE_KEY",
    "PREFIXES",
    "compact_id",
    "expand_term",
    "mint_iri",
    "quote_key",
    "shorten",
]

BASE: Final = "https://w3id.org/fourchains/"
ONTOLOGY: Final = BASE + "ontology#"
ID: Final = BASE + "id/"
CODE: Final = BASE + "code/"
CATALOGUE: Final = ID + "source/catalogue"
"""The named graph that describes the sources themselves."""

PREFIXES: Final[dict[str, str]] = {
    "ch": ONTOLOGY,
    "id": ID,
    "code": CODE,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
    "org": "http://www.w3.org/ns/org#",
    "schema": "https://schema.org/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "sh": "http://www.w3.org/ns/shacl#",
    "foaf": "http://xmlns.com/foaf/0.1/",
}

OUTSIDE_KEY: Final = r"[^A-Za-z0-9\-.~\u00A0-\uD7FF\uF900-\uFDCF\uFDF0-\uFFEF\U00010000-\U0001FFFD\U00020000-\U0002FFFD\U00030000-\U0003FFFD]"
"""What a key in an IRI cannot hold as it is, as a pattern: all but RFC 3987's iunreserved, and ``_``, which joins keys."""
_OUTSIDE_KEY: Final = re.compile(OUTSIDE_KEY)


def quote_key(key: str) -> str:
    """Return *key* as part of an IRI: all that RFC 3987 reserves is percent-encoded as UTF-8, Chinese stays readable.

    >>> quote_key("C/C++ 开发")
    'C%2FC%2B%2B%20开发'
    """
    return _OUTSIDE_KEY.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), key)


def mint_iri(segment: str, *keys: str) -> str:
    """Return the IRI of an instance: class segment, then the parts of its key joined by ``_``.

    Empty parts are kept, so that keys with an absent part stay distinct.

    >>> mint_iri("offering", "4132013108", "510203", "2025")
    'https://w3id.org/fourchains/id/offering/4132013108_510203_2025'
    """
    return f"{ID}{segment}/" + "_".join(quote_key(key) for key in keys)


def expand_term(term: str) -> str:
    """Return the IRI of a prefixed name; a bare name is a term of our own ontology.

    Raises:
        KeyError: the prefix is not in :data:`PREFIXES`.

    >>> expand_term("developsSkill")
    'https://w3id.org/fourchains/ontology#developsSkill'
    """
    prefix, colon, local = term.partition(":")
    return PREFIXES[prefix] + local if colon else ONTOLOGY + term


def compact_id(iri: str, bases: Sequence[tuple[str, str]] = ((ID, ""), (ONTOLOGY, "ch:"), (CODE, "code:"))) -> str:
    """Return an IRI in the short form that lists and pictures show; an outside IRI stays whole.

    >>> compact_id("https://w3id.org/fourchains/id/skill/java")
    'skill/java'
    """
    for base, short in bases:
        if iri.startswith(base):
            return short + iri[len(base) :]
    return iri


def shorten(iri: str) -> str:
    """Return an IRI as lists and messages show it: our own in short form, known namespaces by their prefix.

    >>> shorten("http://www.w3.org/2004/02/skos/core#prefLabel")
    'skos:prefLabel'
    >>> shorten("https://w3id.org/fourchains/ontology#Skill")
    'ch:Skill'
    """
    short = compact_id(iri)
    if short != iri:
        return short
    return next((f"{prefix}:{iri[len(base) :]}" for prefix, base in PREFIXES.items() if iri.startswith(base)), iri)
