"""A report that one can take to a meeting: the page of one subject, standing alone, as PDF or HTML."""

from __future__ import annotations

from typing import Final

from chains.errors import Lang
from chains.gaps.keeping import gaps_of
from chains.graph import KnowledgeGraph
from chains.network import require_nodes
from chains.report.collection import collect_lists
from chains.report.profiles.context import Context
from chains.report.profiles.making import make_profile
from chains.report.profiles.page import fill_profile
from chains.report.profiles.paper import print_page
from chains.report.profiles.subjects import find_subject

__all__ = ["REPORT_FORMATS", "write_report"]

REPORT_FORMATS: Final = ("pdf", "html")


def write_report(
    graph: KnowledgeGraph,
    name: str,
    format: str = "pdf",  # noqa: A002  # the word that files go by
    *,
    lang: Lang = "zh",
    where: str = "",
) -> bytes:
    """Return the report of a city, an industry chain or an alliance.

    Args:
        graph: the graph.
        name: of the subject, as :func:`~chains.report.profiles.subjects.find_subject` takes it.
        format: ``pdf``, at most four A4 pages in *lang*; or ``html``, one file in both languages that links to nothing.
        lang: the language of the report.
        where: what to call the output in an error.

    Raises:
        EmptyGraph: the graph has nothing to tell of.
        UnknownName: nothing is called so.
        OutputError: no browser that prints PDF was found, or it failed.
    """
    require_nodes(graph.network(), graph.name)
    gaps = gaps_of(graph)
    context = Context(graph, gaps, collect_lists(graph, gaps), alone=True)
    page = fill_profile(make_profile(context, *find_subject(context, name)), context, lang)
    return print_page(page, where) if format == "pdf" else page.encode()
