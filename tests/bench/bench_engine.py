"""How long the gap engine takes on the shipped region, and its measures beside compiled peers on the same tables.

Run: ``python tests/bench/bench_engine.py``; it needs duckdb beside the packages of the extra ``test``.  Goals: all kinds
of gap in under 20 s and 2 GiB, their draws from null models included; demand and supply of skills within 3 times a bare
DuckDB query that gives the same numbers; network measures within 1.5 times igraph.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import numpy as np
import polars as pl
from measure import run_apart, time_call
from scipy import sparse

from chains.gaps import find_gaps, load_kinds
from chains.gaps.reading.demand import SAMPLE, count_demand
from chains.gaps.reading.places import Places
from chains.gaps.reading.teaching import count_teaching
from chains.graph import open_graph
from chains.measures.holes import score_constraint, score_effective_size
from chains.network import Network

ROUNDS = 7
TAUGHT = """
    with offered as (select distinct source, target from edges where kind = 'offers'),
    develops as (select distinct source, target from edges where kind = 'develops-skill')
    select cells.cell, develops.target as skill, count(*) as taught
    from offered join nodes on nodes.index = offered.source join cells on cells.region = nodes.place
    join develops on develops.source = offered.target group by all
"""
ASKED = """
    with seen as (
        select distinct nodes.iri as region, edges.source, edges.target as occupation, link, graph, year, qualifier, weight
        from edges join nodes on nodes.index = edges.source
        where edges.kind = 'region-asks-occupation' and weight > 0),
    asks as (select region, graph, year, qualifier, occupation, sum(weight) as n from seen group by all),
    wide as (
        select cells.cell as region, graph, year, qualifier, occupation, sum(n) as n
        from asks join within as cells on cells.region = asks.region group by all),
    named as (
        select graph, year, qualifier, source as occupation, target as skill, weight, region
        from edges where kind = 'postings-name-skill' and weight > 0
        qualify row_number() over (
            partition by graph, year, qualifier, source, target order by weight desc, region nulls last, link nulls last) = 1),
    told as (
        select named.graph, named.year, named.qualifier, named.occupation, skill, least(weight / n, 1.0) as rate
        from named join wide on wide.region = named.region and wide.occupation = named.occupation
        and wide.graph is not distinct from named.graph and wide.year is not distinct from named.year
        and wide.qualifier is not distinct from named.qualifier),
    silent as (
        select distinct graph, year, qualifier, occupation from asks where not exists (
            select 1 from told where told.occupation = asks.occupation and told.graph is not distinct from asks.graph
            and told.year is not distinct from asks.year and told.qualifier is not distinct from asks.qualifier)),
    rates as (
        select * from told union all
        select silent.*, target, 1.0 from silent
        join (select distinct source, target from edges where kind = 'requires-skill') as needs on needs.source = occupation),
    amounts as (
        select asks.region, asks.graph, asks.year, asks.qualifier, skill, n * rate as asked from asks join rates
        on rates.occupation = asks.occupation and rates.graph is not distinct from asks.graph
        and rates.year is not distinct from asks.year and rates.qualifier is not distinct from asks.qualifier
        union all
        select nodes.iri, graph, year, qualifier, edges.target, weight
        from edges join nodes on nodes.index = edges.source where edges.kind = 'region-asks-skill' and weight > 0)
    select cells.cell, graph, year, qualifier, skill, sum(asked) as asked
    from amounts join cells on cells.region = amounts.region group by all
"""


def find_all(kinds: list[str] | None) -> int:
    """Return how many gaps of these kinds the shipped region has."""
    return len(find_gaps(open_graph().network(), kinds=kinds))


def time_in_turn(*calls: Callable[[], Any]) -> list[float]:
    """Return the median seconds of each call; they are made in turn."""
    times = [[time_call(call)[0] for call in calls] for _ in range(ROUNDS)]
    return [statistics.median(column) for column in zip(*times, strict=True)]


def report_engine() -> None:
    """Print seconds and memory of the whole engine, and the seconds of each finder."""
    open_graph().network()
    seconds, memory, count = run_apart(find_all, None)
    print(f"all kinds: {count:,} gaps in {seconds:.1f} s (goal < 20), {memory:,.0f} MiB (goal < 2048)\n")
    finders: dict[Any, list[str]] = {}
    for kind in load_kinds().values():
        finders.setdefault(kind.find, []).append(kind.notation)
    for kinds in finders.values():
        seconds, _, count = run_apart(find_all, kinds)
        print(f"  {', '.join(kinds)}: {count:,} in {seconds:.2f} s, each read from the graph anew")


def report_skills(network: Network) -> None:
    """Print the time of demand and supply of skills by place, beside DuckDB, after comparing their numbers."""
    import duckdb  # no package of the extra ``test``

    places = Places(network)
    base = duckdb.connect()
    frames = {
        "edges": network.edges,
        "nodes": network.nodes.with_row_index().select("index", "iri", place="region"),
        "cells": places.cells,
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, frame in (frames | {"within": places.within}).items():
            path = Path(folder) / f"{name}.parquet"
            frame.write_parquet(path)
            base.execute(f"create table {name} as from '{path}'")

    def ask() -> list[dict[str, Any]]:
        return [base.execute(query).fetchnumpy() for query in (TAUGHT, ASKED)]

    def count() -> tuple[pl.DataFrame, pl.DataFrame]:
        return count_teaching(network, places), count_demand(network, places)

    (taught, asked), (ours_taught, ours_asked) = [pl.DataFrame(found) for found in ask()], count()
    key, sample = ["cell", "skill"], list(SAMPLE)
    assert taught.sort(key).rows() == ours_taught.rows()
    both = ours_asked.filter(pl.col("asked") > 0).join(asked, on=[*key, *sample], how="left", nulls_equal=True)
    assert np.allclose(both["asked"].to_numpy(), both["asked_right"].to_numpy(), atol=1e-6)
    ours, peer = time_in_turn(count, ask)
    print(f"\ndemand and supply of skills: {ours:.4f} s, DuckDB {peer:.4f} s, {ours / peer:.2f} times (goal ≤ 3)")


def report_network(network: Network) -> None:
    """Print the times of measures of the whole network beside igraph and networkx, after comparing their numbers.

    igraph has no effective size.
    """
    links = network.to_sparse()
    first, second = sparse.triu(links + links.T, 1).coords
    edges, size = np.stack([first, second], axis=1), network.nodes.height
    half = sparse.csr_array((np.ones(len(first)), (first, second)), shape=(size, size))
    peer, face = igraph.Graph(n=half.shape[0], edges=edges), nx.Graph(edges.tolist())
    for name, ours, plain, theirs in (
        ("constraint", score_constraint, nx.constraint, peer.constraint),
        ("effective size", score_effective_size, nx.effective_size, None),
    ):
        slow, known = time_call(plain, face)
        found = ours(half)
        assert np.allclose(found[list(known)], list(known.values()))
        print(f"{name}, {half.nnz:,} links: networkx {slow:.2f} s, ", end="")
        if theirs is None:
            (own,) = time_in_turn(lambda ours=ours: ours(half))
            print(f"{own:.4f} s, {slow / own:.0f} times as fast")
        else:
            own, other = time_in_turn(lambda ours=ours: ours(half), theirs)
            print(
                f"{own:.4f} s, {slow / own:.0f} times as fast; igraph {other:.4f} s, {own / other:.2f} times (goal ≤ 1.5)"
            )


def main() -> None:
    """Print all of it."""
    report_engine()
    network = open_graph().network()
    report_skills(network)
    report_network(network)


if __name__ == "__main__":
    main()
