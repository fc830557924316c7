"""Who belongs to what together, as tables: partnerships, projects, platforms and alliances."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from chains.simulate.columns import YEAR, Columns, Keys, pair_columns, with_source
from chains.simulate.draft import Bond, Draft
from chains.simulate.labels import numbered

if TYPE_CHECKING:
    from chains.simulate.draft import Ints

__all__ = ["BOND_TABLES"]


def _bonds_of(draft: Draft, kind: Bond) -> Ints:
    """Return the bonds of a kind that have a member."""
    return np.intersect1d(np.flatnonzero(draft.ties.bond_kind == kind), draft.ties.bond)


def _rows_of(draft: Draft, kind: Bond) -> Ints:
    """Return bonds and members of a kind, two rows of numbers, by bond and then member."""
    chosen = draft.ties.bond_kind[draft.ties.bond] == kind
    rows = np.stack([draft.ties.bond[chosen], draft.ties.member[chosen]])
    return rows[:, np.lexsort((rows[1], rows[0]))]


def _named_bonds(draft: Draft, names: Keys, kind: Bond, zh: str, en: str, code: str) -> dict[str, list[str]]:
    bonds = _bonds_of(draft, kind).tolist()
    texts = [numbered(zh, en, number) for number in range(1, len(bonds) + 1)]
    return {
        "id": [names.bonds[bond] for bond in bonds],
        "name_zh": [text.zh for text in texts],
        "name_en": [text.en for text in texts],
        "kind": [code] * len(bonds),
    }


def _partnerships(draft: Draft, names: Keys) -> Columns:
    bond, member = _rows_of(draft, Bond.PARTNERSHIP)
    school = draft.organisations.education[member]
    pairs = dict(zip(bond[school].tolist(), member[school].tolist(), strict=True))
    firms = zip(bond[~school].tolist(), member[~school].tolist(), strict=True)
    rows = [(number, pairs[number], firm) for number, firm in firms if number in pairs]
    return with_source(
        {
            "id": [names.bonds[number] for number, _, _ in rows],
            "institution": [names.organisations[owner] for _, owner, _ in rows],
            "enterprise": [names.organisations[firm] for _, _, firm in rows],
            "kind": ["industry_college"] * len(rows),
            "status": ["established"] * len(rows),
            "year": [YEAR] * len(rows),
        }
    )


def _projects(draft: Draft, names: Keys) -> Columns:
    found = _named_bonds(draft, names, Bond.PROJECT, "虚构项目", "Invented project", "national_programme")
    return with_source({**found, "year": [YEAR] * len(found["id"])})


def _participations(draft: Draft, names: Keys) -> Columns:
    bond, member = _rows_of(draft, Bond.PROJECT)
    first = np.concatenate([[True], np.diff(bond) > 0]) if len(bond) else np.zeros(0, bool)
    pairs = pair_columns("project", names.bonds, "organisation", names.organisations, np.stack([bond, member]))
    return {**pairs, "role": ["lead" if leads else "participant" for leads in first.tolist()]}


def _platforms(draft: Draft, names: Keys) -> Columns:
    found = _named_bonds(draft, names, Bond.PLATFORM, "虚构平台", "Invented platform", "key_laboratory")
    cities = draft.ties.bond_city[_bonds_of(draft, Bond.PLATFORM)].tolist()
    return with_source({**found, "region": [names.cities[city] for city in cities]})


def _platform_hosts(draft: Draft, names: Keys) -> Columns:
    return pair_columns("platform", names.bonds, "organisation", names.organisations, _rows_of(draft, Bond.PLATFORM))


def _alliances(draft: Draft, names: Keys) -> Columns:
    found = _named_bonds(draft, names, Bond.ALLIANCE, "虚构联盟", "Invented alliance", "other")
    cities = draft.ties.bond_city[_bonds_of(draft, Bond.ALLIANCE)].tolist()
    return with_source({**found, "region": [names.cities[city] if city >= 0 else None for city in cities]})


def _memberships(draft: Draft, names: Keys) -> Columns:
    rows = _rows_of(draft, Bond.ALLIANCE)
    pairs = pair_columns("alliance", names.bonds, "member", names.organisations, rows)
    return {**pairs, "role": ["member"] * rows.shape[1]}


def _works(kind: Bond, name: str) -> Callable[[Draft, Keys], Columns]:
    def make(draft: Draft, names: Keys) -> Columns:
        known = np.isin(draft.works[0], _bonds_of(draft, kind))
        return pair_columns(name, names.bonds, "technology", names.technologies, draft.works[:, known])

    return make


BOND_TABLES: Final[Mapping[str, Callable[[Draft, Keys], Columns]]] = {
    "partnerships": _partnerships,
    "projects": _projects,
    "participations": _participations,
    "platforms": _platforms,
    "platform_hosts": _platform_hosts,
    "alliances": _alliances,
    "memberships": _memberships,
    "project_technologies": _works(Bond.PROJECT, "project"),
    "platform_technologies": _works(Bond.PLATFORM, "platform"),
}
"""Makes the columns of each table of bonds."""
