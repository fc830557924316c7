"""What the page of the ontology tells: its head, its terms with all that is said of them, its codes and its shapes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chains.errors import Text
from chains.report.ontology.alignments import Alignment, AlignmentFile
from chains.report.ontology.shapes import Shape
from chains.terms import Term, Terms

__all__ = ["Entry", "Head", "Ontology", "Section"]


@dataclass(frozen=True, slots=True)
class Head:
    """What the ontology says of itself."""

    title: Text
    description: Text
    iri: str
    version: str
    version_iri: str
    prefix: str
    namespace: str
    licence: str
    creator: str
    created: str
    """A date, as ISO 8601 writes it."""

    @property
    def citation(self) -> str:
        """How to cite this version."""
        return f"{self.creator} ({self.created[:4]}). {self.title.en}, version {self.version}. {self.version_iri}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One class or property with all that is said of it; every reference is an IRI.

    Attributes:
        sort: class, object property, datatype property or annotation property.
        children: its direct subclasses or subproperties.
        inverses: properties that say the same the other way round; *inverse_of* are those that it is defined by.
        characteristics: what OWL says of a property: functional, transitive, ...
        compositions: chains of properties that entail this one.
        disjoint: what nothing can be beside this.
        subjects, objects: of a class, the properties that start and end there.
        links: the kinds of link that it is a part of, by notation.
        schemes: of a property, the code lists that its values come from, by name.
        shapes: the shapes that constrain it, by id.
    """

    term: Term
    sort: Text
    children: tuple[str, ...]
    inverses: tuple[str, ...]
    inverse_of: tuple[str, ...]
    characteristics: tuple[Text, ...]
    compositions: tuple[tuple[str, ...], ...]
    disjoint: tuple[str, ...]
    subjects: tuple[str, ...]
    objects: tuple[str, ...]
    links: tuple[str, ...]
    schemes: tuple[str, ...]
    alignments: tuple[Alignment, ...]
    shapes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The terms under one banner of the ontology; *key* is its chain or the banner."""

    key: str
    title: Text
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Ontology:
    """All that the page tells; the alignments stand by their files, and by the IRI of our term or code."""

    head: Head
    terms: Terms
    sections: tuple[Section, ...]
    shapes: tuple[Shape, ...]
    files: tuple[AlignmentFile, ...]
    alignments: Mapping[str, Sequence[Alignment]]

    @property
    def entries(self) -> Iterator[Entry]:
        """The terms of all sections."""
        return (entry for section in self.sections for entry in section.entries)

    @property
    def implied(self) -> frozenset[str]:
        """The properties that say what others say: inverses that name the property which data use, and compositions."""
        return frozenset(entry.term.iri for entry in self.entries if entry.inverse_of or entry.compositions)

    @property
    def retired(self) -> tuple[Term, ...]:
        """The terms that data should no longer use."""
        return tuple(entry.term for entry in self.entries if entry.term.deprecated)
