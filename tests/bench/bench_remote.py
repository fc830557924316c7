"""Reading the shipped region from the oxigraph server: our pages beside plain paging with SPARQLWrapper.

Run: ``python tests/bench/bench_remote.py`` (needs the extra ``test``; many minutes, for the peer sorts all statements for
each of its 21 pages).  The peer does what its users do: one query for all
statements with their graphs, ``ORDER BY`` with ``LIMIT`` and ``OFFSET``, pages of the same 10,000 rows; it cannot tell a
cut answer, and reads the ontology as well.  Both end with N-Quads on disk.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from measure import time_call
from SPARQLWrapper import JSON, SPARQLWrapper

sys.path.insert(0, str(Path(__file__).parent.parent))
from endpoints import running_oxigraph

from chains.cache import CACHE_VARIABLE
from chains.graph import open_graph
from chains.pieces import Pieces
from chains.remote.fetching import fetch_pages

PAGE, ROUNDS = 10_000, 1
QUERY = "SELECT ?s ?p ?o ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }} ORDER BY ?s ?p ?o ?g LIMIT {} OFFSET {}"


def read_with_pages(address: str, _folder: Path) -> int:
    """Read as `--data` does; return the number of statements."""
    pages = fetch_pages(address, refresh=True)
    return sum(raw.count(b"\n") for raw in Pieces(pages.path).read_all())


def read_with_wrapper(address: str, folder: Path) -> int:
    """Read with LIMIT and OFFSET until a page is empty; return the number of statements."""
    client = SPARQLWrapper(address)
    client.setReturnFormat(JSON)
    count = 0
    with (folder / "peer.nq").open("w", encoding="utf-8") as out:
        while True:
            client.setQuery(QUERY.format(PAGE, count))
            rows = client.queryAndConvert()["results"]["bindings"]
            if not rows:
                return count
            out.writelines(f"{' '.join(write_term(row[name]) for name in 'spog')} .\n" for row in rows)
            count += len(rows)


def write_term(term: dict[str, str]) -> str:
    """Return a term of SPARQL JSON as N-Quads."""
    if term["type"] == "uri":
        return f"<{term['value']}>"
    text = term["value"].replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    if "xml:lang" in term:
        return f'"{text}"@{term["xml:lang"]}'
    return f'"{text}"^^<{term["datatype"]}>' if "datatype" in term else f'"{text}"'


def main() -> None:
    """Measure both in turn, and print seconds and statements a second."""
    store = open_graph().folder / "store"
    readers = {"Four Chains": read_with_pages, "SPARQLWrapper": read_with_wrapper}
    times: dict[str, list[tuple[float, int]]] = {name: [] for name in readers}
    with tempfile.TemporaryDirectory() as folder, running_oxigraph(store) as address:
        os.environ[CACHE_VARIABLE] = folder
        for _ in range(ROUNDS):
            for name, reader in readers.items():
                times[name].append(time_call(reader, address, Path(folder)))
    for name, measured in times.items():
        seconds, count = sorted(measured)[len(measured) // 2]
        print(f"{name:14} {seconds:6.1f} s  {count:,} statements  {count / seconds:,.0f} a second")


if __name__ == "__main__":
    main()
