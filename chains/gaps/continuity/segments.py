"""How complete an industry chain is in a city: which of its segments are linked on both sides.

A segment is *present* in a city if an organisation there is active in it, and *live* if one of these is linked both to
education (it works with an institution, trains with it, or sits in an alliance with it) and to innovation (it takes
part in a project or hosts a platform).  Completeness is the share of live segments among all of the industry chain,
each weighted by the organisations active in it in the whole graph (:func:`~chains.measures.metapath.score_completeness`);
the most that a city can reach without new enterprises is the share of its present segments.  Measure and weights are
our own.  An industry chain is judged in a city where at least two of its segments are present.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

from chains.errors import Text
from chains.gaps.closing import MOST_LINKS, Link, join_outcomes
from chains.gaps.continuity.queries import ask_segments
from chains.gaps.contract import weigh_severity
from chains.gaps.phrases import join_sentences, spell
from chains.gaps.reading.coverage import grade_share
from chains.gaps.reading.survey import Survey
from chains.measures.metapath import score_completeness, to_ones
from chains.measures.shrinkage import shrink
from chains.measures.unseen import count_cover
from chains.records import Gap

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CitySegments", "find_segment_gaps", "measure_segments"]

_CHAINS: Final = ("education", "industry", "innovation")
_LEAST_SEGMENTS: Final = 2


@dataclass(frozen=True)
class CitySegments:
    """An industry chain in a city.

    Attributes:
        segments: node numbers of all its segments.
        weights: organisations active in each in the whole graph.
        actors: organisations of the city that are active in any of them.
        members: 0/1 matrix segments × actors.
        taught, inventive: which actors are linked to education, and to innovation.
    """

    city: str
    chain: int
    segments: NDArray[np.int64]
    weights: NDArray[np.int64]
    actors: NDArray[np.int64]
    members: sparse.csr_array
    taught: NDArray[np.bool_]
    inventive: NDArray[np.bool_]

    @property
    def present(self) -> NDArray[np.bool_]:
        """Which segments have an actor here."""
        return np.asarray(self.members.sum(axis=1)) > 0

    @property
    def live(self) -> NDArray[np.bool_]:
        """Which segments have an actor here that is linked on both sides."""
        return np.asarray(self.members @ (self.taught & self.inventive).astype(np.int64)) > 0

    @property
    def attainable(self) -> float:
        """Share of the present segments, by weight."""
        everyone = np.ones(len(self.actors), dtype=bool)
        return score_completeness(self.weights, self.members, everyone, everyone)

    @property
    def completeness(self) -> float:
        """Share of the live segments, by weight."""
        return score_completeness(self.weights, self.members, self.taught, self.inventive)


def measure_segments(survey: Survey) -> Iterator[CitySegments]:
    """Yield every industry chain in every city where organisations are active in its segments."""
    active = to_ones(survey.network.to_sparse("active-in-segment"))
    belongs = to_ones(survey.network.to_sparse("segment-of"))
    taught, inventive = survey.ties.to_education, survey.ties.to_innovation
    for chain in np.flatnonzero(np.asarray(belongs.sum(axis=0))):
        segments = np.flatnonzero(belongs[:, [chain]].toarray().ravel())
        members = active[:, segments].T.tocsr()
        for city in survey.places.cities:
            nodes = survey.candidates.nodes_in(city)
            actors = nodes[np.asarray(members[:, nodes].sum(axis=0)) > 0]
            if len(actors):
                weights = np.asarray(members.sum(axis=1))
                flags = taught[actors], inventive[actors]
                yield CitySegments(city, int(chain), segments, weights, actors, members[:, actors], *flags)


def find_segment_gaps(survey: Survey) -> list[Gap]:
    """Return the industry chains of cities whose present segments are not all linked on both sides."""
    found = [part for part in measure_segments(survey) if part.present.sum() >= _LEAST_SEGMENTS]
    return [_record(survey, part) for part in found if part.completeness < part.attainable]


def _record(survey: Survey, part: CitySegments) -> Gap:
    lost = (part.attainable - part.completeness) / part.attainable
    shares = [survey.coverage.share(part.city, chain) or 0.0 for chain in _CHAINS]
    grade = grade_share(min([*shares, survey.ties.share_tied(part.city, "industry")]))
    open_segments = part.segments[part.present & ~part.live]
    missing = _count_links(survey, part)
    return Gap(
        kind="broken_chain",
        subject=survey.things.iris_of([part.chain, *open_segments]),
        label=_label(survey, part),
        region=part.city,
        chains=_CHAINS,
        observed=round(100 * part.completeness, 4),
        expected=round(100 * part.attainable, 4),
        unit="percent_of_segments",
        null="present_segments_live",
        z=None,
        p=None,
        p_adjusted=None,
        severity=weigh_severity(lost * shrink(len(part.actors), len(part.actors)), grade),
        fragility=missing,
        coverage=grade,
        evidence=ask_segments(part.city, survey.things.iri(part.chain)),
        sources=_sources(survey, part),
        sentence=_say(survey, part, open_segments),
        overturn=Text(
            f"要补录 {missing} 条联系，本地已有的环节才会全部连通两头。",
            f"It would take {spell(missing, 'link', 'links')} not on record for every segment present to be linked on both sides.",
        ),
        closing=survey.unseen(_close(survey, part)),
    )


def _count_links(survey: Survey, part: CitySegments) -> int:
    """Return the smallest number of links that make every present segment live.

    One link makes an actor live if it joins a project or platform that an institution belongs to; one link of an
    institution to what several actors belong to makes all of them live that have a project or platform.  Exact where
    any project or platform has an institution, else a lower bound.
    """
    members = part.members[np.flatnonzero(part.present & ~part.live)]
    waiting = np.flatnonzero(part.inventive & ~part.taught)
    joint = survey.ties.joint[part.actors[waiting]].T @ members[:, waiting].T
    sets = sparse.vstack([members.T, joint], format="csr")
    return count_cover(sets, members.shape[0]) or 0


def _sources(survey: Survey, part: CitySegments) -> tuple[str, ...]:
    ties = (*survey.ties.kinds, "active-in-segment", "active-in-chain")
    return survey.things.sources((ties, part.actors), (("segment-of",), part.segments))


def _label(survey: Survey, part: CitySegments) -> Text:
    place, name = survey.places.name(part.city), survey.things.name(part.chain)
    return Text(f"{place.zh}的{name.zh}产业链", f"{name.en} in {place.en}")


def _say(survey: Survey, part: CitySegments, open_segments: NDArray[np.int64]) -> Text:
    label, present, live = _label(survey, part), int(part.present.sum()), int(part.live.sum())
    order = np.argsort(-part.weights[part.present & ~part.live], kind="stable")
    names = survey.things.join(open_segments[order].tolist(), most=4)
    done = survey.things.join(part.segments[part.live].tolist())
    total, count = len(part.segments), len(part.actors)
    has = "have" if live > 1 else "has"
    lead = Text(
        f"{label.zh}：全链 {total} 个环节，本地有企业的 {present} 个；同时连通院校与创新（有企业既与院校合作、又参加项目或承建平台）的"
        f"{f'只有{done.zh}' if live else '一个也没有'}；未连通：{names.zh}",
        f"{label.en}: {present} of {spell(total, 'segment', 'segments')} have an enterprise here; "
        f"{f'only {done.en}' if live else 'none of them'} {has} one that both works with an institution and has a project or "
        f"platform; without: {names.en}",
    )
    taught, inventive = int((part.taught & ~part.inventive).sum()), int((part.inventive & ~part.taught).sum())
    none = int((~part.taught & ~part.inventive).sum())
    sides = Text(
        f"{count} 家企业中，只与院校有联系的 {taught} 家，只有项目或平台的 {inventive} 家，两头都没有的 {none} 家",
        f"Of {spell(count, 'enterprise', 'enterprises')}: linked to education only {taught}, to innovation only {inventive}, to "
        f"neither {none}",
    )
    return join_sentences(lead, sides)


def _close(survey: Survey, part: CitySegments) -> tuple[Link, ...]:
    """Enterprises that lack one side: a school for those with projects, a platform for those with schools, or a school."""
    lacking = survey.by_prominence(part.actors[part.inventive & ~part.taught])
    joined = join_outcomes(survey, survey.by_prominence(part.actors[part.taught & ~part.inventive]))
    firms = lacking or ([] if joined else survey.by_prominence(part.actors[~part.taught]))
    schools = survey.candidates.institutions_for(part.chain, part.city)
    links = [
        (survey.things.iri(school), "partners-with", survey.things.iri(firm))
        for firm, school in zip(firms, schools, strict=False)
    ]
    return tuple([*links, *joined][:MOST_LINKS])
