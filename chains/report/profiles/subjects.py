"""Finds what a person asks a report of: a city, an industry chain or an alliance, by any of its names."""

from __future__ import annotations

from collections.abc import Iterator

from chains.errors import InputError, Text, UnknownName
from chains.names import compact_id
from chains.report.profiles.context import Context
from chains.report.profiles.paths import Kind

__all__ = ["find_subject"]


def find_subject(context: Context, name: str) -> tuple[Kind, str]:
    """Return the kind and the IRI of a subject by its name in Chinese (with or without 市) or English, code or IRI.

    Raises:
        UnknownName: nothing is called so; carries the nearest names.
        InputError: several cities are.
    """
    wanted = name.strip().casefold()
    known = list(_subjects(context))
    found = [(kind, iri) for kind, iri in known if wanted in _names(context, iri)]
    cities = [iri for kind, iri in found if kind == "city"]
    if len(cities) > 1:
        both = [context.names(iri) for iri in cities]
        raise InputError(
            Text(
                f"“{name}”可指{'、'.join(one.zh for one in both)}",
                f"“{name}” may be {' or '.join(one.en for one in both)}",
            ),
            remedy=Text("请给出中文名或代码", "give the whole name or the code"),
        )
    if not found:
        labels = {label for _, iri in known for label in (_short(context.names(iri).zh), context.names(iri).en)}
        raise UnknownName(name, labels, kind=Text("城市、产业链或联盟", "city, industry chain or alliance"))
    return found[0]


def _subjects(context: Context) -> Iterator[tuple[Kind, str]]:
    yield from (("city", iri) for iri in context.survey.places.cities)
    yield from (("chain", iri) for iri in context.chains)
    yield from (("alliance", iri) for iri in context.alliances)


def _names(context: Context, iri: str) -> set[str]:
    label = context.names(iri)
    names = (
        label.zh,
        _short(label.zh),
        label.en,
        label.en.split(" (")[0],
        iri,
        compact_id(iri),
        iri.rsplit("/", 1)[-1],
    )
    return {name.casefold() for name in names}


def _short(name: str) -> str:
    return name.removesuffix("市")
