"""Segments of an industry chain that a city lacks although what goes with them is there.

In a region in which nothing is planted, segments of one industry chain go together no more than its enterprises do.  So a
plant first makes some segments a bundle: whichever city has the enterprises for it has all of them, and the others have
none.  Then one city is left without one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from chains.errors import Text
from chains.simulate.keys import iri
from chains.simulate.planter import Planter
from chains.simulate.truth import Consequence, Plant

if TYPE_CHECKING:
    from chains.simulate.draft import Flags, Ints

__all__ = ["plant_absent_fields"]

_BROAD: Final = 12
"""The city has at least so many segments above the common share: two more than the family asks for."""
_COMMON: Final = 0.25
"""More than this share of the cities has the bundle: the family looks from there on."""
_SMALLEST: Final = 2


def plant_absent_fields(planter: Planter) -> Iterator[Plant]:
    """Yield segments that no enterprise of a city is active in any more, while what goes with them is there.

    Of each industry chain one segment at most.  The largest bundle is as many of its segments as more than a quarter of
    the cities have enterprises for; *effect* is the part of it that goes together.  The city is the one with fewest other segments of those that the family looks at.
    """
    sizes = {chain: _find_size(planter, chain) for chain in range(planter.draft.vocabulary.chains)}
    for chain in sorted(sizes, key=lambda chain: (-sizes[chain], chain)):
        size = round(planter.effect * sizes[chain])
        if size < _SMALLEST:
            continue
        bundle = _choose_bundle(planter, chain, size)
        having = _bundle_up(planter, chain, bundle)
        city, segment = _choose_city(planter, having, bundle), int(bundle[0])
        if city is None:
            continue
        _leave_out(planter, city, segment, bundle[1:])
        place = planter.city_iri(city)
        what = Text(
            "该市有常与它同在的环节，却没有这一环节的企业", "the city has what goes with the segment, and not it"
        )
        # Which segments go together is read from all cities: where others are absent, that may follow from the bundle.
        cities = range(planter.draft.cities)
        brings = tuple(Consequence("absent_related_field", planter.city_iri(other)) for other in cities)
        subject = (iri("segment", segment), place)
        yield Plant("absent_related_field", "segment", subject, place, (), planter.effect, what, brings)


def _known(planter: Planter, chain: int) -> Ints:
    """Return the enterprises of an industry chain whose segment is known."""
    everyone = planter.draft.organisations
    return np.flatnonzero(everyone.industry & (everyone.chain == chain) & (everyone.segment >= 0))


def _count_known(planter: Planter, chain: int) -> Ints:
    everyone = planter.draft.organisations
    return np.bincount(everyone.city[_known(planter, chain)], minlength=planter.draft.cities)


def _find_size(planter: Planter, chain: int) -> int:
    """Return how many segments of an industry chain can be a bundle."""
    counts = np.sort(_count_known(planter, chain))[::-1]
    enough = int(counts[min(int(np.ceil(_COMMON * len(counts))), len(counts) - 1)])
    return min(enough, int((planter.draft.vocabulary.segment_chain == chain).sum()))


def _choose_bundle(planter: Planter, chain: int, size: int) -> Ints:
    segments = np.flatnonzero(planter.draft.vocabulary.segment_chain == chain)
    return np.asarray(planter.rng.choice(segments, size, replace=False))


def _bundle_up(planter: Planter, chain: int, bundle: Ints) -> Flags:
    """Give every city with enough enterprises the whole bundle, and the others none of it; return who has it.

    As few enterprises as can be change their segment; of those that would be left in a part of the bundle it is not known.
    """
    everyone, counts = planter.draft.organisations, _count_known(planter, chain)
    having = counts >= len(bundle)
    for city in np.flatnonzero(counts).tolist():
        known = _known(planter, chain)
        firms = planter.rng.permutation(known[everyone.city[known] == city])
        inside = np.isin(everyone.segment[firms], bundle)
        if having[city]:
            # Those in the bundle come first: they are dealt to it, and as many others as it takes.
            ordered = firms[np.argsort(~inside, kind="stable")][: max(len(bundle), int(inside.sum()))]
            everyone.segment[ordered] = bundle[np.arange(len(ordered)) % len(bundle)]
        else:
            everyone.segment[firms[inside]] = -1
    return np.asarray(having)


def _leave_out(planter: Planter, city: int, segment: int, rest: Ints) -> None:
    everyone = planter.draft.organisations
    lost = np.flatnonzero((everyone.city == city) & (everyone.segment == segment))
    everyone.segment[lost] = planter.rng.choice(rest, len(lost))


def _choose_city(planter: Planter, having: Flags, bundle: Ints) -> int | None:
    """Return the city with the narrowest mix that is broad enough, has the bundle above the common share, and no plant."""
    marks = _mark_specialised(planter)
    used = np.isin([planter.city_iri(city) for city in range(len(having))], [plant.region for plant in planter.plants])
    broad = marks.sum(axis=1)
    fit = np.flatnonzero(having & ~used & (broad >= _BROAD) & marks[:, bundle].all(axis=1))
    return int(fit[broad[fit].argmin()]) if len(fit) else None


def _mark_specialised(planter: Planter) -> Flags:
    """Return cities × segments: where a city has at least the common share of its enterprises."""
    everyone = planter.draft.organisations
    counts = np.zeros((planter.draft.cities, len(planter.draft.vocabulary.segment_chain)))
    known = everyone.segment >= 0
    np.add.at(counts, (everyone.city[known], everyone.segment[known]), 1.0)
    common = counts.sum(axis=0) / max(counts.sum(), 1.0)
    return np.asarray((counts > 0) & (counts >= common * counts.sum(axis=1, keepdims=True)))
