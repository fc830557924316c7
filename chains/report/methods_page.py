"""The methods page of an atlas: one HTML file that needs nothing else, in both languages."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from chains.draw.palette import shared_script, shared_stylesheet, style_of
from chains.draw.templates import write_policy
from chains.errors import Lang, Text
from chains.gaps.contract import GRADE_WEIGHTS
from chains.records import COVERAGE_GRADES
from chains.report.methods import Methods
from chains.report.methods_words import say_weights
from chains.report.templates import make_environment, read_page_file

__all__ = ["fill_methods"]

_COMMANDS: Final = (
    (
        "chains explain {gap}",
        Text("用通俗的话说明这一处断点、依据与来源", "this gap in plain words, with its facts and sources"),
    ),
    (
        "chains explain {gap} --query | chains query -",
        Text("运行它的证据查询，看到底下的事实", "runs its evidence query and shows the facts beneath"),
    ),
    ("chains gaps --kind {kind} --format json", Text("这一类断点的完整记录", "the full records of this kind")),
    (
        "chains measure {table} --columns",
        Text("这张测度表每一列的含义", "what each column of this measure table means"),
    ),
    (
        "chains measure {table} --format csv -o {table}.csv",
        Text("全部数字，含不显著的", "all numbers, the insignificant too"),
    ),
    ("chains check FOLDER", Text("检查您自己的数据", "checks your own data")),
)


def fill_methods(methods: Methods, *, lang: Lang) -> str:
    """Return the page; it opens in *lang* and holds both languages.

    Every name goes through the template's escaping.  The content security policy allows the page's own stylesheet and
    the script that every page shares by their hashes, and nothing from anywhere else.
    """
    sheet = shared_stylesheet() + read_page_file("index.css") + read_page_file("methods.css")
    environment = make_environment()
    environment.filters |= {"percent": _say_percent, "least": lambda grade: f"{COVERAGE_GRADES[grade]:.0%}"}
    return environment.get_template("methods.html.j2").render(
        view=methods,
        lang=lang,
        grades=list(COVERAGE_GRADES),
        weights=say_weights(GRADE_WEIGHTS),
        checks=_list_checks(methods),
        chains=[style_of(chain).name for chain in ("education", "talent", "industry", "innovation")],
        head_script=Markup(shared_script()),  # noqa: S704  # a file of ours
        sheet=Markup(sheet),  # noqa: S704
        policy=write_policy((shared_script(),), [sheet]),
    )


def _list_checks(methods: Methods) -> list[tuple[str, Text]]:
    """Return commands with what they tell, about the first kind that has a gap here."""
    kind = next((kind for kind in methods.kinds if kind.example and kind.tables), None)
    if kind is None:
        return [_COMMANDS[-1]]
    table = kind.tables[0]
    return [(words.format(gap=kind.example, kind=kind.notation, table=table), about) for words, about in _COMMANDS]


def _say_percent(share: float | None) -> str:
    """Return a share as a percentage, a dash for none."""
    return "–" if share is None else f"{100 * share:.0f} %"
