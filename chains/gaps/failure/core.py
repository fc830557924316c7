"""How much of the network of organisations hangs on a few of them, in the whole area.

Organisations are tied directly, or through an alliance, project or platform that both belong to.  The most tied leave
one after the other; the finding is how many it takes until the largest connected group is less than half of what it
was.  A network in which every organisation counts alike loses half of its group only when half of it has left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import networkx as nx
import numpy as np
from scipy.sparse.csgraph import connected_components

from chains.errors import Text
from chains.gaps.closing import MOST_LINKS, Link
from chains.gaps.contract import order_chains, weigh_severity
from chains.gaps.failure.isolation_queries import ask_tied_organisations
from chains.gaps.phrases import join_sentences, spell
from chains.gaps.reading.coverage import grade_share
from chains.gaps.reading.survey import Survey
from chains.measures.robustness import order_removals, score_robustness, trace_removals
from chains.records import Gap

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

__all__ = ["Core", "find_core_gaps", "measure_core"]

_LEAST_GROUP: Final = 10


@dataclass(frozen=True)
class Core:
    """The organisations that hold a network together.

    Attributes:
        nodes: all tied organisations, by node number.
        links: who is tied to whom, among them.
        largest: size of the largest connected group.
        leaving: places in *nodes* of those whose leaving halves it, most tied first.
        pieces: sizes of the connected groups after that, largest first.
        robustness: R of Schneider et al. (:func:`~chains.measures.robustness.score_robustness`).
        innermost: number of organisations in the innermost k-core, and its k.
    """

    nodes: NDArray[np.int64]
    links: csr_array
    largest: int
    leaving: tuple[int, ...]
    pieces: tuple[int, ...]
    robustness: float
    innermost: tuple[int, int]

    @property
    def missing_links(self) -> int:
        """Smallest number of links that would bring the largest group back to half: each joins two groups."""
        sizes = np.cumsum(self.pieces)
        return int(np.searchsorted(sizes, -(-self.largest // 2)))


def measure_core(links: csr_array) -> Core | None:
    """Return what holds a network of organisations together; ``None`` where its largest group has fewer than ten."""
    nodes = np.flatnonzero(np.diff(links.indptr))
    inner = links[nodes][:, nodes]
    largest = int(np.bincount(connected_components(inner, directed=False)[1]).max(initial=0)) if len(nodes) else 0
    if largest < _LEAST_GROUP:
        return None
    order = order_removals(inner)
    halved = int(np.argmax(2 * trace_removals(inner, order) < largest)) + 1
    rest = np.setdiff1d(np.arange(len(nodes)), order[:halved])
    pieces = np.bincount(connected_components(inner[rest][:, rest], directed=False)[1])
    numbers = list(nx.core_number(nx.from_scipy_sparse_array(inner)).values())
    deepest = max(numbers)
    return Core(
        nodes,
        inner,
        largest,
        tuple(order[:halved]),
        tuple(sorted(pieces.tolist(), reverse=True)),
        score_robustness(inner),
        (numbers.count(deepest), deepest),
    )


def find_core_gaps(survey: Survey) -> list[Gap]:
    """Return for the whole area that few organisations hold it together; nothing where that is not so."""
    core = measure_core(survey.ties.between)
    if core is None or 2 * len(core.leaving) >= core.largest // 2:
        return []
    leaving = core.nodes[list(core.leaving)].tolist()
    known = [survey.ties.share_tied_anywhere(chain) for chain in ("education", "industry")]
    grade, expected = grade_share(min(known)), core.largest / 2
    chains = survey.network.nodes.get_column("chain")
    return [
        Gap(
            kind="single_point_of_failure",
            subject=survey.things.iris_of(leaving),
            label=Text("合作网络的枢纽单位", "Hubs of the network of organisations"),
            region=survey.places.area,
            chains=order_chains(chain for node in leaving if (chain := chains[node])),
            observed=float(len(leaving)),
            expected=expected,
            unit="organisations",
            null="half_must_leave",
            z=None,
            p=None,
            p_adjusted=None,
            severity=weigh_severity(1 - len(leaving) / expected, grade),
            fragility=core.missing_links,
            coverage=grade,
            evidence=ask_tied_organisations(),
            sources=survey.things.sources((survey.ties.kinds, core.nodes)),
            sentence=_say(survey, core, leaving),
            overturn=_overturn(core),
            closing=survey.unseen(_close(survey, core)),
        )
    ]


def _say(survey: Survey, core: Core, leaving: list[int]) -> Text:
    place, names, count = survey.places.name(survey.places.area), survey.things.join(leaving, most=5), len(leaving)
    size, depth = core.innermost
    return join_sentences(
        Text(
            f"{place.zh}：有联系的 {len(core.nodes):,} 个单位中，{core.largest} 个连成一片；联系最多的 {count} 个单位一旦退出，"
            f"最大的一片就不足一半（剩 {core.pieces[0]} 个）：{names.zh}",
            f"{place.en}: of {len(core.nodes):,} organisations with any link, {core.largest} hang together; if the {count} with most "
            f"links left, the largest group would be less than half of that ({core.pieces[0]}): {names.en}",
        ),
        Text(
            f"稳健性 R = {core.robustness:.2f}（最高 0.5）；联系最紧密的一层有 {size} 个单位，彼此各有至少 {depth} 条联系",
            f"Robustness R is {core.robustness:.2f} (0.5 at most); the innermost group, each with at least {depth} links inside it, "
            f"has {spell(size, 'organisation', 'organisations')}",
        ),
    )


def _overturn(core: Core) -> Text:
    count = core.missing_links
    return Text(
        f"若补录 {count} 条不经过它们的联系，最大的一片就仍有一半。",
        f"{spell(count, 'link', 'links')} not on record that {'avoids' if count == 1 else 'avoid'} them could keep half of the group "
        f"together.",
    )


def _close(survey: Survey, core: Core) -> tuple[Link, ...]:
    """Links between institutions and enterprises of the groups that would fall apart, largest first."""
    rest = np.setdiff1d(np.arange(len(core.nodes)), core.leaving)
    labels = connected_components(core.links[rest][:, rest], directed=False)[1]
    groups = np.argsort(-np.bincount(labels), kind="stable")[: MOST_LINKS + 1]
    ranked = [survey.by_prominence(core.nodes[rest[labels == group]]) for group in groups]
    schools, firms = (survey.ties.organisations_of(chain) for chain in ("education", "industry"))
    first = next((node for node in ranked[0] if schools[node]), None) if ranked else None
    others = [next((node for node in group if firms[node]), None) for group in ranked[1:]]
    if first is None:
        return ()
    return tuple(
        (survey.things.iri(first), "partners-with", survey.things.iri(node)) for node in others if node is not None
    )
