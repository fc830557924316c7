"""Write the golden answers anew: every named query, asked of the small region with the examples of its header.

Run ``python tests/golden/write.py`` and read the difference before you commit it.
"""

from __future__ import annotations

from pathlib import Path

from chains.answers import answer_query
from chains.graph import KnowledgeGraph, open_graph
from chains.queries import NamedQuery, load_queries
from chains.resources import SMALL_REGION, data_folder
from chains.solutions import format_solutions

FOLDER = Path(__file__).resolve().parent / "queries"


def example_values(query: NamedQuery) -> dict[str, str]:
    """Return the example of each parameter that the query cannot do without."""
    return {parameter.name: parameter.example for parameter in query.parameters if parameter.required}


def golden_answer(graph: KnowledgeGraph, query: NamedQuery) -> str:
    """Return the answer of the small region as W3C CSV, with plain line ends so that it reads well in a diff."""
    results = answer_query(graph, query, example_values(query), lang="en")
    return format_solutions(results.columns, results.rows, "csv").replace("\r\n", "\n")


def write_golden() -> None:
    """Write the answer of every named query, and remove those of queries that are gone."""
    graph = open_graph(data_folder(SMALL_REGION))
    queries = load_queries()
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.csv"):
        if path.stem not in queries:
            path.unlink()
    for name, query in queries.items():
        (FOLDER / f"{name}.csv").write_text(golden_answer(graph, query), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_golden()
