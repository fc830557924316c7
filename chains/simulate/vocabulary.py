"""What a region teaches, asks for and works on: industry chains, occupations, skills, programmes, technologies.

Every industry chain has a few groups of occupations.  A group has a pool of skills: its own, some of its sister groups,
and some general ones.  Programmes and occupations of a group draw on its pool, so that teaching and demand have one
mix.  The number of industry chains, programmes, skills and technologies grows with the square root of the scale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from chains.simulate import figures
from chains.simulate.draft import Vocabulary
from chains.simulate.draws import choose_columns, draw_counts, weigh_zipf

if TYPE_CHECKING:
    from numpy.random import Generator

    from chains.simulate.draft import Flags, Floats, Ints

__all__ = ["draw_vocabulary"]


def draw_vocabulary(rng: Generator, scale: float) -> Vocabulary:
    """Return the vocabulary of a region at a scale."""
    growth = float(np.sqrt(scale))
    chains = max(3, round(figures.CHAINS * growth))
    group_chain = np.repeat(np.arange(chains), figures.GROUPS_OF_A_CHAIN)
    groups = len(group_chain)
    pool = _draw_pools(rng, group_chain, max(figures.GENERAL_OF_A_GROUP, round(figures.GENERAL_SKILLS * growth)))
    popular = rng.permutation(weigh_zipf(pool.shape[1], figures.SKILL_ZIPF))
    programmes = max(groups * figures.RECORDED_OF_A_GROUP * 2, round(figures.PROGRAMMES * growth))
    group = _draw_groups(rng, programmes, groups)
    occupation_group = np.repeat(np.arange(groups), figures.OCCUPATIONS_OF_A_GROUP)
    technologies = max(10, round(figures.TECHNOLOGIES * growth))
    return Vocabulary(
        chains=chains,
        segment_chain=np.repeat(np.arange(chains), rng.integers(*figures.SEGMENTS, size=chains, endpoint=True)),
        group_chain=group_chain,
        occupation_group=occupation_group,
        occupation_weight=np.tile(weigh_zipf(figures.OCCUPATIONS_OF_A_GROUP, figures.OCCUPATION_ZIPF), groups),
        pool=pool,
        programme_group=group,
        develops=_draw_skills(rng, group, pool, popular),
        targets=_draw_occupations(rng, group, occupation_group),
        popularity=_draw_popularity(rng, group),
        bachelor=rng.random(programmes) < figures.BACHELOR_SHARE,
        technology_skills=_draw_technologies(rng, technologies, pool, popular),
        technology_weight=rng.permutation(weigh_zipf(technologies, figures.TECHNOLOGY_ZIPF)),
    )


def _draw_pools(rng: Generator, group_chain: Ints, general: int) -> Flags:
    """Return groups × skills: own skills first, then the general ones."""
    groups, own = len(group_chain), figures.OWN_SKILLS
    pool = np.zeros((groups, groups * own + general), dtype=bool)
    for group, chain in enumerate(group_chain):
        pool[group, group * own : (group + 1) * own] = True
        sisters = np.flatnonzero((group_chain == chain) & (np.arange(groups) != group))
        theirs = (sisters[:, None] * own + np.arange(own)).ravel()
        pool[group, rng.choice(theirs, figures.SHARED_SKILLS, replace=False)] = True
        pool[group, groups * own + rng.choice(general, figures.GENERAL_OF_A_GROUP, replace=False)] = True
    return pool


def _draw_groups(rng: Generator, programmes: int, groups: int) -> Ints:
    group = np.full(programmes, -1, dtype=np.int64)
    recorded = rng.permutation(programmes)[: groups * figures.RECORDED_OF_A_GROUP]
    group[recorded] = np.repeat(np.arange(groups), figures.RECORDED_OF_A_GROUP)
    return group


def _draw_popularity(rng: Generator, group: Ints) -> Floats:
    weights = rng.permutation(weigh_zipf(len(group), figures.PROGRAMME_ZIPF))
    return np.asarray(weights * np.where(group >= 0, figures.RECORDED_BOOST, 1.0))


def _draw_skills(rng: Generator, group: Ints, pool: Flags, popular: Floats) -> Flags:
    counts = np.where(group >= 0, draw_counts(rng, figures.SKILLS_OF_A_PROGRAMME, len(group)), 0)
    rows, columns = choose_columns(rng, pool[group] * popular, counts)
    develops = np.zeros((len(group), pool.shape[1]), dtype=bool)
    develops[rows, columns] = True
    return develops


def _draw_occupations(rng: Generator, group: Ints, occupation_group: Ints) -> Flags:
    """Return programmes × occupations: each leads to one or more of its group."""
    same = (group[:, None] == occupation_group) & (group >= 0)[:, None]
    counts = np.where(group >= 0, rng.integers(1, figures.OCCUPATIONS_OF_A_GROUP, size=len(group), endpoint=True), 0)
    rows, columns = choose_columns(rng, same.astype(np.float64), counts)
    targets = np.zeros(same.shape, dtype=bool)
    targets[rows, columns] = True
    return targets


def _draw_technologies(rng: Generator, technologies: int, pool: Flags, popular: Floats) -> Flags:
    group = rng.integers(0, len(pool), size=technologies)
    counts = np.full(technologies, figures.SKILLS_OF_A_TECHNOLOGY)
    rows, columns = choose_columns(rng, pool[group] * popular, counts)
    needs = np.zeros((technologies, pool.shape[1]), dtype=bool)
    needs[rows, columns] = True
    return needs
