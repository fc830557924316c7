"""A drawn region as tables: the frames that ``chains check`` and ``chains build`` read, every cell as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from chains.errors import Text
from chains.resources import ontology_folder
from chains.schema import load_schema
from chains.simulate import figures
from chains.simulate.draft import Bond, Draft, Kind
from chains.simulate.keys import keys
from chains.simulate.labels import AREA, city_name, numbered, province_name

if TYPE_CHECKING:
    from chains.simulate.draft import Flags, Ints

__all__ = ["list_tables"]

_YEAR: Final = "2024"
_SOURCE: Final = "simulated"
_POSTINGS: Final = "simulated-postings"
_KINDS: Final = {
    Kind.UNIVERSITY: ("university", "虚构大学", "Invented University"),
    Kind.COLLEGE: ("vocational_college", "虚构职业学院", "Invented Vocational College"),
    Kind.ENTERPRISE: ("enterprise", "虚构企业", "Invented Enterprise"),
    Kind.INSTITUTE: ("research_institute", "虚构研究院", "Invented Research Institute"),
}

Columns = Mapping[str, Iterable[str | None]]


class _Keys:
    """The key of every thing of a draft, by its number."""

    def __init__(self, draft: Draft) -> None:
        words = draft.vocabulary
        self.cities = keys("city", range(draft.cities))
        self.provinces = keys("province", range(int(draft.province.max()) + 1))
        self.chains = keys("chain", range(words.chains))
        self.segments = keys("segment", range(len(words.segment_chain)))
        self.groups = keys("group", range(words.groups))
        self.occupations = keys("occupation", range(len(words.occupation_group)))
        self.skills = keys("skill", range(words.develops.shape[1]))
        self.programmes = keys("programme", range(len(words.programme_group)))
        self.organisations = keys("organisation", range(len(draft.organisations.kind)))
        self.bonds = keys("bond", range(len(draft.ties.bond_kind)))
        self.technologies = keys("technology", range(len(words.technology_weight)))


def list_tables(draft: Draft) -> dict[str, pl.DataFrame]:
    """Return the tables of a draft by name, in the order of the schema, each with all columns of the schema.

    Rows are sorted by their key.
    """
    names, schema = _Keys(draft), load_schema(ontology_folder())
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


def _with_source(columns: Columns, source: str = _SOURCE) -> Columns:
    count = len(list(next(iter(columns.values()))))
    return {**columns, "source": [source] * count}


def _numbered(ids: list[str], zh: str, en: str) -> dict[str, list[str]]:
    texts = [numbered(zh, en, number) for number in range(1, len(ids) + 1)]
    return {"id": ids, "name_zh": [text.zh for text in texts], "name_en": [text.en for text in texts]}


def _pairs(first: str, keys: list[str], second: str, others: list[str], pairs: Ints | Flags) -> Columns:
    """Return two columns of keys from two rows of numbers, or from where a matrix is true."""
    rows, columns = np.nonzero(pairs) if pairs.dtype == bool else pairs
    found = {first: [keys[row] for row in rows.tolist()], second: [others[column] for column in columns.tolist()]}
    return _with_source(found)


def _sources(draft: Draft, _names: _Keys) -> Columns:
    method = Text(
        f"由 chains simulate 按种子 {draft.seed} 生成的虚构数据，不涉及任何真实地区或单位",
        f"invented by chains simulate from seed {draft.seed}; it speaks of no real place or organisation",
    )
    titles = (Text("虚构区域", "Invented region"), Text("虚构招聘样本", "Invented sample of postings"))
    return {
        "id": [_SOURCE, _POSTINGS],
        "title_zh": [title.zh for title in titles],
        "title_en": [title.en for title in titles],
        "publisher": ["chains simulate"] * 2,
        "confidence": ["derived"] * 2,
        "method_zh": [method.zh] * 2,
        "method_en": [method.en] * 2,
    }


def _regions(draft: Draft, names: _Keys) -> Columns:
    provinces = [province_name(place) for place in range(len(names.provinces))]
    cities = [city_name(place) for place in range(draft.cities)]
    area = Text(f"虚构区域（种子 {draft.seed}）", f"Invented Region (seed {draft.seed})")
    nothing: list[str | None] = [None] * (1 + len(provinces))
    return _with_source(
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


def _organisations(draft: Draft, names: _Keys) -> Columns:
    kinds = [_KINDS[Kind(kind)] for kind in draft.organisations.kind.tolist()]
    cities = [city_name(place) for place in draft.organisations.city.tolist()]
    rows = list(zip(kinds, cities, range(1, len(kinds) + 1), strict=True))
    return _with_source(
        {
            "id": names.organisations,
            "kind": [kind for kind, _, _ in kinds],
            "name_zh": [f"{city.zh.removesuffix('市')}第{number}{kind[1]}" for kind, city, number in rows],
            "name_en": [f"{city.en} {kind[2]} {number}" for kind, city, number in rows],
            "region": [names.cities[place] for place in draft.organisations.city.tolist()],
        }
    )


def _programmes(draft: Draft, names: _Keys) -> Columns:
    levels = ["bachelor" if high else "voc_associate" for high in draft.vocabulary.bachelor.tolist()]
    return _with_source({**_numbered(names.programmes, "虚构专业", "Invented programme"), "level": levels})


def _offerings(draft: Draft, names: _Keys) -> Columns:
    pairs = _pairs("institution", names.organisations, "programme", names.programmes, draft.offers)
    return {**pairs, "year": [_YEAR] * draft.offers.shape[1]}


def _skills(_draft: Draft, names: _Keys) -> Columns:
    kinds = ["technology"] * len(names.skills)
    return _with_source({**_numbered(names.skills, "虚构技能", "Invented skill"), "kind": kinds})


def _occupations(draft: Draft, names: _Keys) -> Columns:
    groups = _numbered(names.groups, "虚构职业小类", "Invented group of occupations")
    single = _numbered(names.occupations, "虚构职业", "Invented occupation")
    broader = [names.groups[group] for group in draft.vocabulary.occupation_group.tolist()]
    return _with_source(
        {
            **{column: groups[column] + single[column] for column in groups},
            "level": ["minor"] * len(names.groups) + ["unit"] * len(names.occupations),
            "broader": [*([None] * len(names.groups)), *broader],
        }
    )


def _occupation_skills(draft: Draft, names: _Keys) -> Columns:
    """Return the skills that each occupation's postings name most."""
    ranks = np.argsort(np.argsort(-draft.named, axis=1, kind="stable"), axis=1, kind="stable")
    required = (ranks < figures.REQUIRED_SKILLS) & (draft.named > 0)
    return _pairs("occupation", names.occupations, "skill", names.skills, required)


def _demands(draft: Draft, names: _Keys) -> Columns:
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
        "year": [_YEAR] * size,
        "count": [str(count) for count in counts],
        "unit": ["postings"] * size,
        "sample_zh": [sample.zh] * size,
        "sample_en": [sample.en] * size,
    }
    return _with_source(columns, _POSTINGS)


def _segments(draft: Draft, names: _Keys) -> Columns:
    chain = draft.vocabulary.segment_chain
    place = np.arange(len(chain)) - np.searchsorted(chain, chain)
    share = place / np.maximum(np.bincount(chain)[chain] - 1, 1)
    positions = np.select([share < 1 / 3, share < 2 / 3], ["upstream", "midstream"], "downstream").tolist()
    owner = [names.chains[number] for number in chain.tolist()]
    texts = _numbered(names.segments, "虚构环节", "Invented segment")
    return _with_source({**texts, "industry_chain": owner, "position": positions})


def _segment_supplies(draft: Draft, names: _Keys) -> Columns:
    """Return the links from each segment to the next of its industry chain."""
    chain = draft.vocabulary.segment_chain
    first = np.flatnonzero(chain[:-1] == chain[1:])
    return _pairs("segment", names.segments, "to", names.segments, np.stack([first, first + 1]))


def _organisation_chains(draft: Draft, names: _Keys) -> Columns:
    rows = np.flatnonzero(draft.organisations.chain >= 0)
    segments = draft.organisations.segment[rows].tolist()
    return _with_source(
        {
            "organisation": [names.organisations[row] for row in rows.tolist()],
            "industry_chain": [names.chains[chain] for chain in draft.organisations.chain[rows].tolist()],
            "segment": [names.segments[segment] if segment >= 0 else None for segment in segments],
        }
    )


def _bonds_of(draft: Draft, kind: Bond) -> Ints:
    """Return the bonds of a kind that have a member."""
    return np.intersect1d(np.flatnonzero(draft.ties.bond_kind == kind), draft.ties.bond)


def _rows_of(draft: Draft, kind: Bond) -> Ints:
    """Return bonds and members of a kind, two rows of numbers, by bond and then member."""
    chosen = draft.ties.bond_kind[draft.ties.bond] == kind
    rows = np.stack([draft.ties.bond[chosen], draft.ties.member[chosen]])
    return rows[:, np.lexsort((rows[1], rows[0]))]


def _named_bonds(draft: Draft, names: _Keys, kind: Bond, zh: str, en: str, code: str) -> dict[str, list[str]]:
    bonds = _bonds_of(draft, kind).tolist()
    texts = [numbered(zh, en, number) for number in range(1, len(bonds) + 1)]
    return {
        "id": [names.bonds[bond] for bond in bonds],
        "name_zh": [text.zh for text in texts],
        "name_en": [text.en for text in texts],
        "kind": [code] * len(bonds),
    }


def _partnerships(draft: Draft, names: _Keys) -> Columns:
    bond, member = _rows_of(draft, Bond.PARTNERSHIP)
    school = draft.organisations.education[member]
    pairs = dict(zip(bond[school].tolist(), member[school].tolist(), strict=True))
    firms = zip(bond[~school].tolist(), member[~school].tolist(), strict=True)
    rows = [(number, pairs[number], firm) for number, firm in firms if number in pairs]
    return _with_source(
        {
            "id": [names.bonds[number] for number, _, _ in rows],
            "institution": [names.organisations[owner] for _, owner, _ in rows],
            "enterprise": [names.organisations[firm] for _, _, firm in rows],
            "kind": ["industry_college"] * len(rows),
            "status": ["established"] * len(rows),
            "year": [_YEAR] * len(rows),
        }
    )


def _projects(draft: Draft, names: _Keys) -> Columns:
    found = _named_bonds(draft, names, Bond.PROJECT, "虚构项目", "Invented project", "national_programme")
    return _with_source({**found, "year": [_YEAR] * len(found["id"])})


def _participations(draft: Draft, names: _Keys) -> Columns:
    bond, member = _rows_of(draft, Bond.PROJECT)
    first = np.concatenate([[True], np.diff(bond) > 0]) if len(bond) else np.zeros(0, bool)
    pairs = _pairs("project", names.bonds, "organisation", names.organisations, np.stack([bond, member]))
    return {**pairs, "role": ["lead" if leads else "participant" for leads in first.tolist()]}


def _platforms(draft: Draft, names: _Keys) -> Columns:
    found = _named_bonds(draft, names, Bond.PLATFORM, "虚构平台", "Invented platform", "key_laboratory")
    cities = draft.ties.bond_city[_bonds_of(draft, Bond.PLATFORM)].tolist()
    return _with_source({**found, "region": [names.cities[city] for city in cities]})


def _platform_hosts(draft: Draft, names: _Keys) -> Columns:
    return _pairs("platform", names.bonds, "organisation", names.organisations, _rows_of(draft, Bond.PLATFORM))


def _alliances(draft: Draft, names: _Keys) -> Columns:
    found = _named_bonds(draft, names, Bond.ALLIANCE, "虚构联盟", "Invented alliance", "other")
    cities = draft.ties.bond_city[_bonds_of(draft, Bond.ALLIANCE)].tolist()
    return _with_source({**found, "region": [names.cities[city] if city >= 0 else None for city in cities]})


def _memberships(draft: Draft, names: _Keys) -> Columns:
    rows = _rows_of(draft, Bond.ALLIANCE)
    pairs = _pairs("alliance", names.bonds, "member", names.organisations, rows)
    return {**pairs, "role": ["member"] * rows.shape[1]}


def _works(kind: Bond, name: str) -> Callable[[Draft, _Keys], Columns]:
    def make(draft: Draft, names: _Keys) -> Columns:
        known = np.isin(draft.works[0], _bonds_of(draft, kind))
        return _pairs(name, names.bonds, "technology", names.technologies, draft.works[:, known])

    return make


def _technologies(_draft: Draft, names: _Keys) -> Columns:
    kinds = ["field"] * len(names.technologies)
    return _with_source({**_numbered(names.technologies, "虚构技术", "Invented technology"), "kind": kinds})


_TABLES: Final[Mapping[str, Callable[[Draft, _Keys], Columns]]] = {
    "sources": _sources,
    "regions": _regions,
    "organisations": _organisations,
    "programmes": _programmes,
    "offerings": _offerings,
    "programme_skills": lambda draft, names: _pairs(
        "programme", names.programmes, "skill", names.skills, draft.vocabulary.develops
    ),
    "programme_occupations": lambda draft, names: _pairs(
        "programme", names.programmes, "occupation", names.occupations, draft.vocabulary.targets
    ),
    "skills": _skills,
    "occupations": _occupations,
    "occupation_skills": _occupation_skills,
    "demands": _demands,
    "industry_chains": lambda _draft, names: _with_source(
        _numbered(names.chains, "虚构产业链", "Invented industry chain")
    ),
    "segments": _segments,
    "segment_supplies": _segment_supplies,
    "organisation_chains": _organisation_chains,
    "partnerships": _partnerships,
    "projects": _projects,
    "participations": _participations,
    "platforms": _platforms,
    "platform_hosts": _platform_hosts,
    "alliances": _alliances,
    "memberships": _memberships,
    "technologies": _technologies,
    "project_technologies": _works(Bond.PROJECT, "project"),
    "platform_technologies": _works(Bond.PLATFORM, "platform"),
    "technology_skills": lambda draft, names: _pairs(
        "technology", names.technologies, "skill", names.skills, draft.vocabulary.technology_skills
    ),
}
"""Makes the columns of each table that an invented region has."""
