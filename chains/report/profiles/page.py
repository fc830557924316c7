"""Profiles as pages: one HTML file in both languages, with its pictures inside and a policy that lets nothing else in."""

from __future__ import annotations

from functools import cache
from typing import Final

import jinja2
from markupsafe import Markup

from chains.draw.palette import shared_script, shared_stylesheet
from chains.draw.templates import write_policy
from chains.errors import Lang
from chains.report.profiles.context import Context
from chains.report.profiles.making import make_profile
from chains.report.profiles.profile import Profile
from chains.report.profiles.svg import thing_link
from chains.report.templates import make_environment, read_page_file

__all__ = ["alliance_page", "chain_page", "city_page", "fill_profile"]

_SHOWN: Final = 8
_MOST: Final = 60


def city_page(context: Context, region: str, lang: Lang = "zh") -> str:
    """Return the page of a city, by its IRI; it opens in *lang* and holds both languages.

    Raises:
        KeyError: there is no such city.
    """
    return fill_profile(make_profile(context, "city", region), context, lang)


def chain_page(context: Context, chain: str, lang: Lang = "zh") -> str:
    """Return the page of an industry chain, by its IRI, as :func:`city_page` does."""
    return fill_profile(make_profile(context, "chain", chain), context, lang)


def alliance_page(context: Context, alliance: str, lang: Lang = "zh") -> str:
    """Return the page of an alliance, by its IRI, as :func:`city_page` does."""
    return fill_profile(make_profile(context, "alliance", alliance), context, lang)


def fill_profile(profile: Profile, context: Context, lang: Lang) -> str:
    """Return the page of a profile.

    Every name goes through the template's escaping, or through that of the pictures.
    """
    return _template().render(
        page=profile,
        names=context.names,
        linked=not context.alone,
        lang=lang,
        samples=context.samples,
        shown=_SHOWN,
        most=_MOST,
        head_script=Markup(shared_script()),  # noqa: S704  # a file of ours
        sheet=Markup(_sheet()),  # noqa: S704
        policy=_policy(),
    )


@cache
def _sheet() -> str:
    return "".join([shared_stylesheet(), *map(read_page_file, ("index.css", "profile.css"))])


@cache
def _policy() -> str:
    return write_policy((shared_script(),), [_sheet()])


@cache
def _template() -> jinja2.Template:
    environment = make_environment()
    environment.filters |= {
        "thing": thing_link,
        "percent": lambda share: f"{share:.0%}",
        "p": _say_p,
    }
    return environment.get_template("profile.html.j2")


def _say_p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"= {value:.3f}"  # noqa: PLR2004  # three digits are enough to read
