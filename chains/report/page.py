"""The first page of an atlas: one HTML file that needs nothing else, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

import jinja2
from markupsafe import Markup

from chains.draw.palette import shared_script, shared_stylesheet, style_of
from chains.draw.templates import write_policy
from chains.errors import Lang, Text
from chains.names import compact_id
from chains.report.entries import Entry, Listing
from chains.report.overview import Overview
from chains.report.profiles.directory import Group
from chains.report.templates import make_environment, read_page_file

__all__ = ["fill_index"]


def fill_index(
    overview: Overview,
    files: Sequence[tuple[str, int]],
    *,
    lang: Lang,
    directory: Sequence[Group] = (),
    plan: bool = False,
) -> str:
    """Return the page.

    *files* has the paths and sizes in bytes of what it links to beside map and lists, *directory* the pages of cities,
    industry chains and alliances; with *plan* it links to ``plan/index.html``.

    Every name goes through the template's escaping.  The content security policy allows the page's own script and
    stylesheet by their hashes, and nothing from anywhere else.
    """
    script, sheet = read_page_file("index.js"), shared_stylesheet() + read_page_file("index.css")
    return _template().render(
        view=overview,
        names=overview.names,
        files=dict(files),
        directory=directory,
        plan=plan,
        pages={link.iri: link.href for group in directory for link in group.links},
        lang=lang,
        head_script=Markup(shared_script()),  # noqa: S704  # a file of ours
        script=Markup(script),  # noqa: S704
        sheet=Markup(sheet),  # noqa: S704
        policy=write_policy((shared_script(), script), [sheet]),
    )


def _template() -> jinja2.Template:
    environment = make_environment()
    environment.globals |= {"chain_class": lambda chain: style_of(chain).name}
    environment.filters |= {
        "size": _say_size,
        "short": compact_id,
        "preview": _preview,
    }
    return environment.get_template("index.html.j2")


def _preview(listing: Listing, most: int = 3) -> list[Entry]:
    """Return the first entries of a list that are about different things."""
    firsts: dict[Text, Entry] = {}
    for entry in listing.entries:
        firsts.setdefault(entry.what, entry)
        if len(firsts) == most:
            break
    return list(firsts.values())


def _say_size(size: int) -> str:
    """Return a size in bytes for people, in decimal units."""
    for unit, scale in (("MB", 1_000_000), ("kB", 1_000)):
        if size >= scale:
            return f"{size / scale:.1f} {unit}"
    return f"{size} B"
