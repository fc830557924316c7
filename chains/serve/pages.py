"""Pages of the server, filled and with the policy that belongs to each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup
from starlette.responses import HTMLResponse

from chains.draw.palette import shared_script, shared_stylesheet
from chains.draw.templates import make_environment, write_policy
from chains.errors import Lang, Text
from chains.serve.negotiation import VARY

__all__ = ["fill_page", "make_response"]

_FOLDER: Final = Path(__file__).parent / "page"


def fill_page(
    template: str,
    title: Text,
    *,
    lang: Lang,
    scripts: Sequence[str] = (),
    sheets: Sequence[str] = (),
    **values: Any,
) -> HTMLResponse:
    """Return a page made from a template, with the scripts and stylesheets of these names beside those of every page.

    All names go through the template's escaping.  The content security policy lets the page run its own scripts, ask
    this server, and nothing else.
    """
    read_scripts = [_read(name) for name in scripts]
    read_sheets = [shared_stylesheet(), _read("shell.css"), *(_read(name) for name in sheets)]
    body = (
        _environment()
        .get_template(template)
        .render(
            title=title,
            lang=lang,
            head_script=Markup(shared_script()),  # noqa: S704  # files of ours and of CodeMirror
            scripts=[Markup(script) for script in read_scripts],  # noqa: S704
            sheets=[Markup(sheet) for sheet in read_sheets],  # noqa: S704
            **values,
        )
    )
    policy = write_policy([shared_script(), *read_scripts], read_sheets)
    return make_response(body, f"{policy}; connect-src 'self'")


def make_response(page: str, policy: str) -> HTMLResponse:
    """Return the response that carries a page; nobody may frame it, whatever else its policy says."""
    return HTMLResponse(page, headers={"Content-Security-Policy": f"{policy}; frame-ancestors 'none'", "Vary": VARY})


@cache
def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


@cache
def _environment() -> jinja2.Environment:
    return make_environment(_FOLDER)
