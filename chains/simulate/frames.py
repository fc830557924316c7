"""A drawn region as tables: the frames that ``chains check`` and ``chains build`` read, every cell as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import polars as pl

from chains.errors import Text
from chains.resources import ontology_folder
from chains.schema import load_schema
from chains.simulate import figures
from chains.simulate.columns import SOURCE, YEAR, Columns, Keys, numbered_names, pair_columns, with_source
from chains.simulate.draft import Draft, Kind
from chains.simulate.frames_bonds import BOND_TABLES
from chains.simulate.frames_indicators import INDICATOR_TABLES
from chains.simulate.labels import AREA, city_name, province_name

__all__ = ["list_tables"]

_POSTINGS: Final = "simulated-postings"
_KINDS: Final = {
    Kind.UNIVERSITY: ("university", "虚构大学", "Invented University"),
    Kind.COLLEGE: ("vocational_college", "虚构职业学院", "Invented Vocational College"),
    Kind.ENTERPRISE: ("enterprise", "虚构企业", "Invented Enterprise"),
    Kind.INSTITUTE: ("research_institute", "虚构研究院", "Invented Research Institute"),
}


def list_tables(draft: Draft) -> dict[str, pl.DataFrame]:
    """Return the tables of a draft by name, in the order of the schema, each with all columns of the schema.

    Rows are sorted by their key.
    """
    names, schema = Keys(draft), load_schema(ontology_folder())
    made = {name: make(draft, names) for name, make in _TABLES.items()}
    frames = {}
    for name, table in schema.items():
        if name in made:
            columns = {column: list(values) for column, values in made[name].items()}
            height = len(next(iter(columns.values())))
            blank = pl.DataFrame({column: [None] * height for column in (field.name for field in table.fields)})
            whole = blank.cast(pl.String).with_columns(pl.Series(c, v, pl.String) for c, v in columns.items())
            frames[name] = whole.sort(*table.key, nulls_last=True)
    return frames


def _sources(draft: Draft, _names: Keys) -> Columns:
    method = Text(
        f"由 chains simulate 按种子 {draft.seed} 生成的虚构数据，不涉及任何真实地区或单位",
        f"invented by chains simulate from seed {draft.seed}; it speaks of no real place or organisation",
    )
    titles = (Text("虚构区域", "Invented region"), Text("虚构招聘样本", "Invented sample of postings"))
    return {
        "id": [SOURCE, _POSTINGS],
        "title_zh": [title.zh for title in titles],
        "title_en": [title.en for title in titles],
        "publisher": ["chains simulate"] * 2,
        "confidence": ["derived"] * 2,
        "method_zh": [method.zh] * 2,
        "method_en": [method.en] * 2,
    }


def _regions(draft: Draft, names: Keys) -> Columns:
    provinces = [province_name(place) for place in range(len(names.provinces))]
    cities = [city_name(place) for place in range(draft.cities)]
    area = Text(f"虚构区域（种子 {draft.seed}）", f"Invented Region (seed {draft.seed})")
    nothing: list[str | None] = [None] * (1 + len(provinces))
    return with_source(
        {
            "id": [AREA, *names.provinces, *names.cities],
            "kind": ["area"] + ["province"] * len(provinces) + ["city"] * len(cities),
            "name_zh": [text.zh for text in (area, *provinces, *cities)],
            "name_en": [text.en for text in (area, *provinces, *cities)],
            "part_of": [None, *([AREA] * len(provinces)), *(names.provinces[place] for place in draft.province)],
            "latitude": nothing + [f"{value:.5f}" for value in draft.latitude],
            "longitude": nothing + [f"{value:.5f}" for value in draft.longitude],
        }
    )


def _organisations(draft: Draft, names: Keys) -> Columns:
    kinds = [_KINDS[Kind(kind)] for kind in draft.organisations.kind.tolist()]
    cities = [city_name(place) for place in draft.organisations.city.tolist()]
    rows = list(zip(kinds, cities, range(1, len(kinds) + 1), strict=True))
    return with_source(
        {
            "id": names.organisations,
            "kind": [kind for kind, _, _ in kinds],
            "name_zh": [f"{city.zh.removesuffix('市')}第{number}{kind[1]}" for kind, city, number in rows],
            "name_en": [f"{city.en} {kind[2]} {number}" for kind, city, number in rows],
            "region": [names.cities[place] for place in draft.organisations.city.tolist()],
        }
    )


def _programmes(draft: Draft, names: Keys) -> Columns:
    levels = ["bachelor" if high else "voc_associate" for high in draft.vocabulary.bachelor.tolist()]
    return with_source({**numbered_names(names.programmes, "虚构专业", "Invented programme"), "level": levels})


def _offerings(draft: Draft, names: Keys) -> Columns:
    pairs = pair_columns("institution", names.organisations, "programme", names.programmes, draft.offers)
    return {**pairs, "year": [YEAR] * draft.offers.shape[1]}


def _skills(_draft: Draft, names: Keys) -> Columns:
    kinds = ["technology"] * len(names.skills)
    return with_source({**numbered_names(names.skills, "虚构技能", "Invented skill"), "kind": kinds})


def _occupations(draft: Draft, names: Keys) -> Columns:
    groups = numbered_names(names.groups, "虚构职业小类", "Invented group of occupations")
    single = numbered_names(names.occupations, "虚构职业", "Invented occupation")
    broader = [names.groups[group] for group in draft.vocabulary.occupation_group.tolist()]
    return with_source(
        {
            **{column: groups[column] + single[column] for column in groups},
            "level": ["minor"] * len(names.groups) + ["unit"] * len(names.occupations),
            "broader": [*([None] * len(names.groups)), *broader],
        }
    )


def _occupation_skills(draft: Draft, names: Keys) -> Columns:
    """Return the skills that each occupation's postings name most."""
    ranks = np.argsort(np.argsort(-draft.named, axis=1, kind="stable"), axis=1, kind="stable")
    required = (ranks < figures.REQUIRED_SKILLS) & (draft.named > 0)
    return pair_columns("occupation", names.occupations, "skill", names.skills, required)


def _demands(draft: Draft, names: Keys) -> Columns:
    cities, occupations = np.nonzero(draft.postings)
    callers, skills = np.nonzero(draft.named)
    chains = draft.posting_chain[cities, occupations].tolist()
    places = [names.cities[city] for city in cities.tolist()]
    wanted = [names.occupations[occupation] for occupation in occupations.tolist()]
    asking = [names.occupations[occupation] for occupation in callers.tolist()]
    named = [names.skills[skill] for skill in skills.tolist()]
    size = len(places) + len(asking)
    counts = [*draft.postings[cities, occupations].tolist(), *draft.named[callers, skills].tolist()]
    ids = [f"D-{place}-{wanted}" for place, wanted in zip(places, wanted, strict=True)]
    ids += [f"D-{caller}-{skill}" for caller, skill in zip(asking, named, strict=True)]
    sample = Text("虚构的招聘样本", "an invented sample of postings")
    columns: Columns = {
        "id": ids,
        "region": places + [AREA] * len(asking),
        "occupation": wanted + asking,
        "skill": [*([None] * len(places)), *named],
        "industry_chain": [names.chains[chain] if chain >= 0 else None for chain in chains] + [None] * len(asking),
        "year": [YEAR] * size,
        "count": [str(count) for count in counts],
        "unit": ["postings"] * size,
        "sample_zh": [sample.zh] * size,
        "sample_en": [sample.en] * size,
    }
    return with_source(columns, _POSTINGS)


def _segments(draft: Draft, names: Keys) -> Columns:
    chain = draft.vocabulary.segment_chain
    place = np.arange(len(chain)) - np.searchsorted(chain, chain)
    share = place / np.maximum(np.bincount(chain)[chain] - 1, 1)
    positions = np.select([share < 1 / 3, share < 2 / 3], ["upstream", "midstream"], "downstream").tolist()
    owner = [names.chains[number] for number in chain.tolist()]
    texts = numbered_names(names.segments, "虚构环节", "Invented segment")
    return with_source({**texts, "industry_chain": owner, "position": positions})


def _segment_supplies(draft: Draft, names: Keys) -> Columns:
    """Return the links from each segment to the next of its industry chain."""
    chain = draft.vocabulary.segment_chain
    first = np.flatnonzero(chain[:-1] == chain[1:])
    return pair_columns("segment", names.segments, "to", names.segments, np.stack([first, first + 1]))


def _organisation_chains(draft: Draft, names: Keys) -> Columns:
    rows = np.flatnonzero(draft.organisations.chain >= 0)
    segments = draft.organisations.segment[rows].tolist()
    return with_source(
        {
            "organisation": [names.organisations[row] for row in rows.tolist()],
            "industry_chain": [names.chains[chain] for chain in draft.organisations.chain[rows].tolist()],
            "segment": [names.segments[segment] if segment >= 0 else None for segment in segments],
        }
    )


def _technologies(_draft: Draft, names: Keys) -> Columns:
    kinds = ["field"] * len(names.technologies)
    return with_source({**numbered_names(names.technologies, "虚构技术", "Invented technology"), "kind": kinds})


_TABLES: Final[Mapping[str, Callable[[Draft, Keys], Columns]]] = {
    "sources": _sources,
    "regions": _regions,
    "organisations": _organisations,
    "programmes": _programmes,
    "offerings": _offerings,
    "programme_skills": lambda draft, names: pair_columns(
        "programme", names.programmes, "skill", names.skills, draft.vocabulary.develops
    ),
    "programme_occupations": lambda draft, names: pair_columns(
        "programme", names.programmes, "occupation", names.occupations, draft.vocabulary.targets
    ),
    "skills": _skills,
    "occupations": _occupations,
    "occupation_skills": _occupation_skills,
    "demands": _demands,
    "industry_chains": lambda _draft, names: with_source(
        numbered_names(names.chains, "虚构产业链", "Invented industry chain")
    ),
    "segments": _segments,
    "segment_supplies": _segment_supplies,
    "organisation_chains": _organisation_chains,
    "technologies": _technologies,
    **BOND_TABLES,
    **INDICATOR_TABLES,
    "technology_skills": lambda draft, names: pair_columns(
        "technology", names.technologies, "skill", names.skills, draft.vocabulary.technology_skills
    ),
}
"""Makes the columns of each table that an invented region has."""
