"""An invented region from a seed: everything that :mod:`chains.simulate` draws, in the order it is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from chains.simulate import figures
from chains.simulate.asking import draw_named, draw_postings, teach_what_is_asked
from chains.simulate.bonds import draw_ties
from chains.simulate.draft import Bond, Draft
from chains.simulate.draws import choose_columns
from chains.simulate.indicators import draw_statistics
from chains.simulate.settlement import draw_groups_asked, draw_organisations, draw_settlement
from chains.simulate.teaching import draw_offers
from chains.simulate.vocabulary import draw_vocabulary

if TYPE_CHECKING:
    from numpy.random import Generator

    from chains.simulate.draft import Ints, Ties, Vocabulary

__all__ = ["draw_region"]


def draw_region(rng: Generator, seed: int, cities: int, scale: float) -> Draft:
    """Return a region in which nothing is broken; *seed* is what *rng* was made from."""
    words, places = draw_vocabulary(rng, scale), draw_settlement(rng, cities, scale)
    everyone = draw_organisations(rng, places, words)
    groups = draw_groups_asked(rng, everyone, words, cities)
    offers = draw_offers(rng, everyone, words, groups)
    postings = draw_postings(rng, everyone, words, offers, cities, scale)
    ties = draw_ties(rng, everyone, words, offers, places.platforms)
    draft = Draft(
        seed=seed,
        scale=scale,
        province=places.province,
        latitude=places.latitude,
        longitude=places.longitude,
        vocabulary=words,
        organisations=everyone,
        city_groups=groups,
        offers=offers,
        postings=postings,
        posting_chain=np.where(postings > 0, words.group_chain[words.occupation_group], -1),
        named=draw_named(rng, words, offers, postings),
        ties=ties,
        works=_draw_works(rng, ties, words),
        statistics=np.zeros((cities, 0)),
    )
    teach_what_is_asked(rng, draft)
    draft.statistics = draw_statistics(rng, ties, everyone, cities)
    return draft


def _draw_works(rng: Generator, ties: Ties, vocabulary: Vocabulary) -> Ints:
    """Return projects and platforms with the technologies that each works on, two rows of numbers."""
    found = []
    for kind, mean in (
        (Bond.PROJECT, figures.TECHNOLOGIES_OF_A_PROJECT),
        (Bond.PLATFORM, figures.TECHNOLOGIES_OF_A_PLATFORM),
    ):
        bonds = np.flatnonzero(ties.bond_kind == kind)
        counts = 1 + rng.poisson(mean - 1.0, len(bonds))
        weights = np.broadcast_to(vocabulary.technology_weight, (len(bonds), len(vocabulary.technology_weight)))
        rows, technologies = choose_columns(rng, weights, counts)
        found.append(np.stack([bonds[rows], technologies]))
    return np.concatenate(found, axis=1)
