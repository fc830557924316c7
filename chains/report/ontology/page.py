"""The page of the ontology: one HTML file that needs nothing else, in both languages, with an anchor for each term."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from markupsafe import Markup

from chains.draw.palette import shared_script, shared_stylesheet
from chains.draw.templates import write_policy
from chains.errors import Lang, Text
from chains.names import CODE, ONTOLOGY, shorten
from chains.report.ontology.diagram import BOX_WIDTH, HEADER, LINE, draft_diagram
from chains.report.ontology.gathering import gather_ontology
from chains.report.templates import make_environment, read_page_file
from chains.summary import CHAINS
from chains.terms import LinkKind, Term, Terms

__all__ = ["fill_ontology", "ontology_policy"]

_LINKS: Final = "link-kinds"
_SCRIPT: Final = "ontology.js"
_ACROSS: Final = Text("跨链的类", "Classes across the chains")


@dataclass(frozen=True, slots=True)
class _Scheme:
    """A code list: the scheme, its codes in order, each with its link kind where it is one."""

    term: Term
    codes: tuple[tuple[Term, LinkKind | None], ...]
    links: bool


def fill_ontology(
    folder: Path, *, lang: Lang = "en", home: str | None = None, formats: Sequence[tuple[str, str]] = ()
) -> str:
    """Return the page of an ontology folder; it opens in *lang* and holds both languages.

    The id of each class and property is its local name, so that the IRI of a term resolves in it; those of codes are
    ``scheme/notation``, those of shapes ``S01``, ...  All text goes through the template's escaping.

    Args:
        folder: with ``chains.ttl``, ``codes/``, ``shapes.ttl`` and ``alignments/``.
        lang: the language that the page opens in.
        home: address of the first page of the atlas that this page belongs to, if it does.
        formats: in which the ontology itself is had where this page is served: names, and values of ``?format=``.

    Raises:
        UnreadableInput: a file is missing or is no valid Turtle.
    """
    view = gather_ontology(folder)
    terms = view.terms
    environment = make_environment()
    environment.filters |= {
        "short": shorten,
        "plain": lambda number: f"{number:.6g}",
        "local_name": lambda iri: iri.removeprefix(ONTOLOGY) if iri.startswith(ONTOLOGY) else _LINKS,
        "code_iris": _code_iris,
    }
    diagram = environment.get_template("ontology_diagram.html.j2").render(
        view=draft_diagram(terms, [entry.term.name for entry in view.entries], view.implied),
        titles={section.key: section.title for section in view.sections},
        terms=terms,
        nodes={(kind.via_class or "").removeprefix(ONTOLOGY) for kind in terms.link_kinds},
        across=_ACROSS,
        box_width=BOX_WIDTH,
        header=HEADER,
        line=LINE,
    )
    return environment.get_template("ontology.html.j2").render(
        head=view.head,
        sections=view.sections,
        shapes=view.shapes,
        retired=view.retired,
        schemes=_list_schemes(terms),
        alignments=view.files,
        alignments_of=view.alignments,
        sizes=Counter(term.kind for term in terms.values()),
        terms=terms,
        chain_of=lambda term: term.chain or (terms.chain_of(term.name) if term.kind == "class" else None),
        chains=CHAINS,
        lang=lang,
        home=home,
        formats=formats,
        diagram=Markup(diagram),  # noqa: S704  # filled by a template of ours, which escapes
        head_script=Markup(shared_script()),  # noqa: S704  # files of ours
        script=Markup(read_page_file(_SCRIPT)),  # noqa: S704
        sheet=Markup(_sheet()),  # noqa: S704
        policy=ontology_policy(),
    )


def ontology_policy() -> str:
    """Return the content security policy of the page: its own scripts and stylesheet, and nothing else."""
    return write_policy((shared_script(), read_page_file(_SCRIPT)), [_sheet()])


def _sheet() -> str:
    return shared_stylesheet() + "".join(map(read_page_file, ("index.css", "methods.css", "ontology.css")))


def _code_iris(names: Iterable[str], scheme: str = "") -> list[str]:
    """Return the IRIs of codes of a scheme, or of schemes."""
    return [f"{CODE}{scheme}/{name}" if scheme else CODE + name for name in names]


def _list_schemes(terms: Terms) -> list[_Scheme]:
    links = {kind.notation: kind for kind in terms.link_kinds}
    return [
        _Scheme(
            terms[name],
            tuple(
                (terms.code(name, notation), links.get(notation) if name == _LINKS else None)
                for notation in terms.notations(name)
            ),
            name == _LINKS,
        )
        for name in terms.schemes
    ]
