"""Who stands alone, and on whom too much hangs.

Kinds: ``isolated`` (:mod:`chains.gaps.failure.isolation`) and ``single_point_of_failure``.  An organisation is a single point of
failure in its region if at least one of these holds when it leaves:

* at least two organisations lose their only tie to any other organisation (it is an articulation point of the network
  of organisations, alliances, projects and platforms, and they are what it cuts off);
* a pair of chains of the region is left without any link: all of at least three go through it, so no two ways between
  the chains avoid each other (:mod:`chains.gaps.failure.ways`);
* no programme of the region is joined any more to a project or platform: the complete-chain share falls to 0.

How much of the whole area hangs on a few organisations is one gap more (:mod:`chains.gaps.failure.core`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import networkx as nx
import numpy as np

from chains.gaps.closing import MOST_LINKS, Link
from chains.gaps.contract import GapKind, order_chains, weigh_severity
from chains.gaps.failure import words
from chains.gaps.failure.core import find_core_gaps
from chains.gaps.failure.isolation import find_isolated
from chains.gaps.failure.isolation_queries import ask_shared_ties
from chains.gaps.failure.ways import measure_ways
from chains.gaps.reading.coverage import grade_share
from chains.gaps.reading.survey import Survey
from chains.measures.cuts import find_pieces
from chains.measures.metapath import join_ends, score_losses
from chains.measures.shrinkage import shrink
from chains.measures.unseen import count_missing_links
from chains.network import Network
from chains.records import Gap
from chains.summary import CHAINS

__all__ = ["KINDS", "Failure", "find_failure_gaps", "find_failures"]

_LEAST_DEPENDENTS: Final = 2
_LEAST_LINKS: Final = 3


@dataclass(frozen=True)
class Failure:
    """What a region loses if one organisation leaves.

    Attributes:
        node, region: the organisation, and the region where it matters.
        dependents: organisations whose only tie to any other organisation it is.
        pairs: pairs of chains whose links in the region all go through it, with their number.
        joined: pairs of a programme and a project or platform that are joined in the region, if all go through it; or 0.
    """

    node: int
    region: str
    dependents: tuple[int, ...] = ()
    pairs: tuple[tuple[str, str, int], ...] = ()
    joined: int = 0


def find_failure_gaps(network: Network) -> list[Gap]:
    """Return who stands alone and who is a single point of failure; in no order."""
    survey = Survey.of(network)
    failures = [_record(survey, failure) for failure in find_failures(survey)]
    return [*find_isolated(survey), *failures, *find_core_gaps(survey)]


def find_failures(survey: Survey) -> list[Failure]:
    """Return every single point of failure, by region and node number."""
    regions = survey.network.nodes.get_column("region").to_list()
    dependents = {
        (regions[node], node): found for node, found in _dependents(survey).items() if regions[node] is not None
    }
    pairs: dict[tuple[str, int], list[tuple[str, str, int]]] = {}
    joined: dict[tuple[str, int], int] = {}
    for city in survey.places.cities:
        for node, pair in _bottlenecks(survey, city):
            pairs.setdefault((city, node), []).append(pair)
        joined |= {(city, node): count for node, count in _carriers(survey, city)}
    keys = sorted({*dependents, *pairs, *joined})
    return [
        Failure(
            node,
            region,
            dependents.get((region, node), ()),
            tuple(pairs.get((region, node), ())),
            joined.get((region, node), 0),
        )
        for region, node in keys
    ]


def _dependents(survey: Survey) -> dict[int, tuple[int, ...]]:
    """Return for each organisation those, at least two, that have a tie to no other organisation but it."""
    links = survey.ties.links
    nodes = np.flatnonzero(np.diff(links.indptr))
    graph = nx.relabel_nodes(nx.from_scipy_sparse_array(links[nodes][:, nodes]), dict(enumerate(nodes.tolist())))
    organisations = survey.ties.organisations
    pieces = find_pieces(graph, np.flatnonzero(organisations).tolist(), most=1)
    found = {
        point: tuple(sorted(piece[0] for piece in parts)) for point, parts in pieces.items() if organisations[point]
    }
    return {point: alone for point, alone in found.items() if len(alone) >= _LEAST_DEPENDENTS}


def _bottlenecks(survey: Survey, city: str) -> Iterator[tuple[int, tuple[str, str, int]]]:
    """Yield organisations through which all links of a pair of chains go, at least three, and the pair."""
    for ways in measure_ways(survey, city):
        # At least three links and one way at most share one node, which is the only bottleneck (König's theorem).
        if ways.count == 1 and ways.links >= _LEAST_LINKS and survey.ties.organisations[ways.bottlenecks[0]]:
            yield ways.bottlenecks[0], (*ways.pair, ways.links)


def _carriers(survey: Survey, city: str) -> Iterator[tuple[int, int]]:
    """Yield enterprises without which no programme of a city is joined to a project or platform, and the joined pairs."""
    passage = survey.passages.through_region(city)
    joined = join_ends(passage.layers).nnz
    if joined >= _LEAST_LINKS:
        losses = score_losses(passage.layers, 2)
        yield from ((int(node), joined) for node in passage.enterprises[losses == 1.0])


def _record(survey: Survey, failure: Failure) -> Gap:
    region, node = failure.region, failure.node
    observed, expected, unit, null, lost, fragility = _measure(survey, failure)
    grade = grade_share(min([survey.ties.share_tied(region, chain) for chain in _local_chains(survey, failure)]))
    return Gap(
        kind="single_point_of_failure",
        subject=survey.things.iris_of((node, *failure.dependents)),
        label=survey.things.name(node),
        region=region,
        chains=_chains(survey, failure),
        observed=observed,
        expected=expected,
        unit=unit,
        null=null,
        z=None,
        p=None,
        p_adjusted=None,
        severity=weigh_severity(lost, grade),
        fragility=fragility,
        coverage=grade,
        evidence=ask_shared_ties(survey.things.iri(node)),
        sources=survey.things.sources((survey.ties.kinds, (node, *failure.dependents))),
        sentence=words.say_failure(survey, failure),
        overturn=words.overturn_failure(failure, fragility),
        closing=survey.unseen(_close(survey, failure)),
    )


def _local_chains(survey: Survey, failure: Failure) -> tuple[str, ...]:
    """Return the chains whose organisations tell how well ties are recorded in the region."""
    present = [chain for chain in ("education", "industry") if survey.coverage.share(failure.region, chain) is not None]
    return tuple(present) or ("education",)


def _chains(survey: Survey, failure: Failure) -> tuple[str, ...]:
    if failure.joined:
        return CHAINS
    named = [chain for first, second, _ in failure.pairs for chain in (first, second)]
    chains = survey.network.nodes.get_column("chain")
    named += [chain for node in (failure.node, *failure.dependents) if (chain := chains[node])]
    return order_chains(named)


def _measure(survey: Survey, failure: Failure) -> tuple[float, float, str, str, float, int]:
    """Return observed, expected, unit, null, share lost and fragility of the strongest of the findings."""
    if failure.joined:
        asked = len(survey.passages.through_region(failure.region).occupations)
        lost = shrink(failure.joined, failure.joined) * shrink(asked, asked)
        return 0.0, float(failure.joined), "joined_pairs", "none_depends", lost, _count_detour(survey, failure)
    if failure.pairs:
        most = max(count for _, _, count in failure.pairs)
        return 1.0, 2.0, "ways", "two_ways", shrink(most, most), 1
    count, partners = len(failure.dependents), int(survey.ties.between[[failure.node]].nnz)
    # An unseen link can join two dependents to each other; below two the finding is gone.
    return float(count), 0.0, "organisations", "none_depends", shrink(count, partners), count // 2


def _count_detour(survey: Survey, failure: Failure) -> int:
    """Return the smallest number of links that would join a pair without the organisation."""
    passage = survey.passages.through_region(failure.region)
    keep = np.flatnonzero(passage.enterprises != failure.node)
    first, second, third = passage.layers
    return count_missing_links([first, second[:, keep], third[keep]])


def _close(survey: Survey, failure: Failure) -> tuple[Link, ...]:
    """Second partners: for each dependent one of the other side, near it, that is not the organisation itself."""
    education, industry = (survey.ties.organisations_of(chain) for chain in ("education", "industry"))
    links: list[Link] = []
    for node in survey.by_prominence(failure.dependents):
        place = survey.city_of(node) or failure.region
        if industry[node]:
            chains = survey.passages.active[[node]].indices.tolist()
            schools = survey.candidates.institutions_for(chains[0] if chains else None, place)
            links += [
                (survey.things.iri(other), "partners-with", survey.things.iri(node))
                for other in _other(schools, failure)
            ]
        elif education[node]:
            firms = survey.candidates.enterprises_for(node, place)
            links += [
                (survey.things.iri(node), "partners-with", survey.things.iri(other)) for other in _other(firms, failure)
            ]
    return tuple(links[:MOST_LINKS]) or _close_pairs(survey, failure)


def _other(nodes: list[int], failure: Failure) -> list[int]:
    return [node for node in nodes if node != failure.node][:1]


def _close_pairs(survey: Survey, failure: Failure) -> tuple[Link, ...]:
    """Links between others of the region: the institutions with most programmes and enterprises that they fit."""
    schools = [node for node in survey.candidates.institutions_for(None, failure.region) if node != failure.node]
    found = [
        (school, firm)
        for school in schools
        for firm in _other(survey.candidates.enterprises_for(school, failure.region), failure)
    ]
    return tuple(
        (survey.things.iri(school), "partners-with", survey.things.iri(firm)) for school, firm in found[:MOST_LINKS]
    )


KINDS: Final = (GapKind("isolated", find_failure_gaps), GapKind("single_point_of_failure", find_failure_gaps))
