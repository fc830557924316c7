"""The gaps of a graph, kept beside it once they were found: they depend on nothing but the graph and this package."""

from __future__ import annotations

import contextlib
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Final

from chains.atomic import replace_file
from chains.errors import OutputError
from chains.gaps.listing import GapList
from chains.gaps.weighing import weigh_gaps
from chains.graph import KnowledgeGraph
from chains.records import Gap

__all__ = ["gaps_of"]

_PACKAGES: Final = ("gaps", "measures")


def gaps_of(graph: KnowledgeGraph) -> GapList:
    """Return all gaps of a graph, as :func:`chains.gaps.find_gaps` finds them; the second time they are read from disk.

    If the graph was made from a project's spreadsheets, the weights and the least severity of its settings hold.

    They are kept in the graph's built folder, and found anew when this package has changed.  A folder that cannot be
    written, or a file in it that cannot be read, costs only time.
    """
    from chains.gaps import find_gaps

    path = graph.folder / f"gaps-{_code_digest()}.json"
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        return GapList(Gap.from_dict(record) for record in json.loads(path.read_text(encoding="utf-8")))
    gaps = weigh_gaps(find_gaps(graph.network()), graph.decisions)
    with contextlib.suppress(OutputError, OSError):
        for old in sorted(graph.folder.glob("gaps-*.json")):
            old.unlink()
        with replace_file(path) as out:
            out.write(json.dumps([gap.to_dict() for gap in gaps], ensure_ascii=False).encode())
    return gaps


@cache
def _code_digest() -> str:
    """Return what changes with every change of the code that finds gaps."""
    state = hashlib.sha256()
    home = Path(__file__).resolve().parent.parent
    for package in _PACKAGES:
        for path in sorted((home / package).rglob("*")):
            if path.suffix in {".py", ".csv"}:
                state.update(f"{path.relative_to(home)}\0".encode())
                state.update(path.read_bytes())
    return state.hexdigest()[:16]
