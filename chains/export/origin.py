"""Whether a graph is the one that comes with this package, whose licence and authors are known."""

from __future__ import annotations

from chains.graph import KnowledgeGraph
from chains.inputs import find_input
from chains.resources import DEFAULT_REGION, SMALL_REGION, data_folder, ontology_folder

__all__ = ["is_shipped"]


def is_shipped(graph: KnowledgeGraph) -> bool:
    """Return whether a graph was built from tables that come with this package, unchanged: whose licence is known."""
    return any(
        graph.digest == find_input(data_folder(region)).digest(ontology_folder())
        for region in (DEFAULT_REGION, SMALL_REGION)
    )
