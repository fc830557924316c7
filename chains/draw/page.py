"""The page of the map: one HTML file with its styles, scripts and data inside, and a policy that lets nothing else in."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import jinja2
import pyvis
from markupsafe import Markup

from chains.draw.palette import CHAIN_STYLES, NEUTRAL, PAGE_FOLDER, shared_script, shared_stylesheet, svg_mark
from chains.draw.templates import make_environment, write_policy
from chains.draw.views import load_views
from chains.draw.words import WORDS
from chains.errors import Lang, Text

__all__ = ["fill_page", "pack_data", "vis_files"]

_SCRIPTS: Final = (
    "graph",
    "words",
    "shapes",
    "theme",
    "lanes",
    "passing",
    "address",
    "paths",
    "limits",
    "scenes",
    "overview",
    "labels",
    "spotlight",
    "links",
    "link_layer",
    "crowd",
    "stage",
    "place",
    "fitting",
    "gestures",
    "keys",
    "build",
    "paint",
    "pointer",
    "tips",
    "header",
    "panel",
    "details",
    "gaps",
    "contents",
    "filters",
    "sounds",
    "search",
    "ends",
    "export",
    "views",
    "marks",
    "views/skills_labels",
    "views/skills_panel",
    "views/balance_panel",
    "views/balance_years",
    "heat",
    "heat_marks",
    "views/matrix_pairs",
    "views/matrix_skills",
    "views/matrix_skill_cells",
    "tables",
    "picture",
    "drawing",
    "paper",
)


def fill_page(data: Mapping[str, Any], *, lang: Lang, title: Text) -> str:
    """Return the page.

    The content security policy names the hash of every script and stylesheet in it; everything else, above all the
    network, is closed.  Names come in as data and are put into the page as text, never as markup.
    """
    vis_script, vis_sheet = vis_files()
    own = [f"views/{view.notation}" for view in load_views()]
    scripts = [vis_script, *(_read(f"{name}.js") for name in (*_SCRIPTS, *own, "main"))]
    sheets = [vis_sheet, shared_stylesheet(), _read("map.css"), *(_read(f"{name}.css") for name in own)]
    return _template().render(
        lang=lang,
        title=title,
        words=WORDS,
        marks={style.name: Markup(svg_mark(style.name, 14)) for style in (*CHAIN_STYLES.values(), NEUTRAL)},  # noqa: S704
        head_script=Markup(shared_script()),  # noqa: S704  # a file of ours
        scripts=[Markup(script) for script in scripts],  # noqa: S704  # files of ours and of pyvis
        sheets=[Markup(sheet) for sheet in sheets],  # noqa: S704
        policy=write_policy([shared_script(), *scripts], sheets),
        data=pack_data(data),
    )


def pack_data(data: Mapping[str, Any]) -> str:
    """Return data as JSON, compressed with gzip, in base64: a third of the size, and safe inside any element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(gzip.compress(text.encode(), compresslevel=6, mtime=0)).decode("ascii")


@cache
def _template() -> jinja2.Template:
    return make_environment(PAGE_FOLDER).get_template("map.html.j2")


def _read(name: str) -> str:
    return (PAGE_FOLDER / name).read_text(encoding="utf-8")


@cache
def vis_files() -> tuple[str, str]:
    """Return the script and the stylesheet of vis-network that pyvis ships, the newest if there are several.

    Raises:
        FileNotFoundError: pyvis no longer ships them.
    """
    folders = sorted(Path(pyvis.__file__).parent.glob("lib/vis-*"), key=lambda path: _version(path.name))
    if not folders:
        raise FileNotFoundError(pyvis.__file__)
    script, sheet = (folders[-1] / f"vis-network.{kind}" for kind in ("min.js", "css"))
    return script.read_text(encoding="utf-8"), sheet.read_text(encoding="utf-8")


def _version(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in name.removeprefix("vis-").split(".") if part.isdigit())
