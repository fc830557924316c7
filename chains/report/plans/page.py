"""The page of a plan: what every budget buys, with a slider between them; one HTML file, in both languages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from chains.draw.palette import shared_script, shared_stylesheet, style_of
from chains.draw.templates import write_policy
from chains.errors import Lang, Text
from chains.naming import name_code
from chains.plan.costs import read_costs
from chains.plan.planning import Plan, list_curve
from chains.plan.telling import Step, say_certificate, say_money
from chains.report.templates import make_environment, read_page_file

if TYPE_CHECKING:
    from chains.plan.planning import Point
    from chains.plan.running import Wish

__all__ = ["fill_plan"]

_WIDTH: Final = 680
_HEIGHT: Final = 260
_EDGE: Final = 44


def fill_plan(
    title: Text,
    about: Sequence[Text],
    wish: Wish,
    plan: Plan,
    plans: Sequence[Plan],
    told: Sequence[Sequence[Step]],
    summary: Sequence[Text],
    ticks: Sequence[dict[str, Any]],
    *,
    lang: Lang,
    home: str | None = None,
) -> str:
    """Return the page; it opens in *lang* and holds both languages.

    Args:
        title: what the graph is about.
        about: names of the region and industry chain that are to gain, if not all are.
        wish: what was asked for.
        plan: the plan for the whole budget.
        plans: those between which the slider goes, the last for the whole budget.
        told: the actions of each of them, in words.
        summary: sentences about the plan.
        ticks: what each action closes of every objective (:func:`~chains.report.plans.ticks.list_ticks`).
        lang: the language that the page opens in.
        home: where the brand links to, if anywhere.
    """
    sheet = shared_stylesheet() + read_page_file("index.css") + read_page_file("plan.css")
    script = read_page_file("plan.js")
    environment = make_environment()
    environment.filters |= {"money": say_money, "percent": lambda share: f"{100 * share:.1f} %"}
    curve = list_curve(plans)
    return environment.get_template("plan.html.j2").render(
        title=_join_title([title, *about]),
        wish=wish,
        summary=summary,
        ticks=ticks,
        data=json.dumps(ticks, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/"),
        lists=[
            {
                "point": point,
                "steps": steps,
                "share": one.solution.gain / plan.open if plan.open else 0.0,
                "verdict": say_certificate(one, wish.objective),
            }
            for point, one, steps in zip(curve, plans, told, strict=True)
        ],
        curve=_draw_curve(curve, plan.open),
        width=_WIDTH,
        height=_HEIGHT,
        costs=[(name_code("action-kinds", kind), cost) for kind, cost in read_costs(wish.costs).items()],
        assumed=wish.costs == type(wish)().costs,
        lang=lang,
        home=home,
        chains=[style_of(chain).name for chain in ("education", "talent", "industry", "innovation")],
        head_script=Markup(shared_script()),  # noqa: S704  # a file of ours
        script=Markup(script),  # noqa: S704
        sheet=Markup(sheet),  # noqa: S704
        policy=write_policy((shared_script(), script), [sheet]),
    )


def _join_title(names: Sequence[Text]) -> Text:
    return Text("，".join(name.zh for name in names), ", ".join(name.en for name in names))


def _draw_curve(curve: Sequence[Point], whole: float) -> dict[str, object]:
    """Return where the points of a curve lie in the picture, with its ends and the line that no plan can exceed."""
    most = max((point.budget for point in curve), default=0.0)
    top = min(max((point.bound for point in curve), default=0.0), whole)
    right, bottom = _WIDTH - _EDGE - 3 * _EDGE, _HEIGHT - _EDGE

    def place(budget: float, gain: float) -> tuple[float, float]:
        x = _EDGE + right * (budget / most if most else 0.0)
        return round(x, 1), round(bottom - (bottom - _EDGE / 2) * (gain / top if top else 0.0), 1)

    start = place(0.0, 0.0)
    dots = [place(point.budget, point.gain) for point in curve]
    bounds = [place(point.budget, min(point.bound, top)) for point in curve]
    return {
        "dots": dots,
        "line": " ".join(f"{x},{y}" for x, y in [start, *dots]),
        "bound": " ".join(f"{x},{y}" for x, y in bounds),
        "left": _EDGE,
        "right": _EDGE + right,
        "bottom": bottom,
        "top": _EDGE / 2,
        "most": most,
        "share": top / whole if whole else 0.0,
    }
