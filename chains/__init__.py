"""Four Chains: the knowledge graph of a region's education, talent, industry and innovation chains.

It shows where the chains do not connect.  Start with :func:`open_graph`::

    import chains

    graph = chains.open_graph()            # the shipped region, or a folder, a file, an endpoint
    gaps = chains.find_gaps(graph.network(), top=10)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chains.check import check_graph
    from chains.draw import draw_map
    from chains.errors import ChainsError, Text
    from chains.export import write_graph
    from chains.export.networkx_rdf import from_networkx, to_networkx
    from chains.gaps import find_gaps, measure
    from chains.gaps.listing import GapList
    from chains.graph import KnowledgeGraph, Results, open_graph
    from chains.network import Network
    from chains.records import Fault, Gap, Source
    from chains.report import write_atlas

    open = open_graph  # noqa: A001  # see _OTHER_NAMES

# Where each public name lives.  They are imported at first use, so that `import chains` costs nothing.
_HOMES = {
    "ChainsError": "chains.errors",
    "Fault": "chains.records",
    "Gap": "chains.records",
    "GapList": "chains.gaps.listing",
    "KnowledgeGraph": "chains.graph",
    "Network": "chains.network",
    "Results": "chains.graph",
    "Source": "chains.records",
    "Text": "chains.errors",
    "check_graph": "chains.check",
    "draw_map": "chains.draw",
    "find_gaps": "chains.gaps",
    "from_networkx": "chains.export.networkx_rdf",
    "measure": "chains.gaps",
    "open_graph": "chains.graph",
    "to_networkx": "chains.export.networkx_rdf",
    "write_atlas": "chains.report",
    "write_graph": "chains.export",
}

# `chains.open(…)` reads like `gzip.open(…)`.  It is not in `__all__`: a star import must not hide the built-in.
_OTHER_NAMES = {"open": "open_graph"}

__all__ = [
    "ChainsError",
    "Fault",
    "Gap",
    "GapList",
    "KnowledgeGraph",
    "Network",
    "Results",
    "Source",
    "Text",
    "check_graph",
    "draw_map",
    "find_gaps",
    "from_networkx",
    "measure",
    "open_graph",
    "to_networkx",
    "write_atlas",
    "write_graph",
]


def __getattr__(name: str) -> Any:
    found = _OTHER_NAMES.get(name, name)
    if found not in _HOMES:
        message = f"module 'chains' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[found]), found)


def __dir__() -> list[str]:
    return sorted(__all__)
