"""A plan as files: list as CSV and Markdown in both languages, curve, comparison, Turtle."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from chains.atomic import replace_folder
from chains.draw import draw_map
from chains.errors import Lang, Text
from chains.export.turtle import write_quads
from chains.naming import Citations
from chains.plan.asking import PLAN_FILE, write_actions
from chains.plan.planning import Plan, list_curve, list_plans, score_stability
from chains.plan.rivals import list_rivals, measure_ways
from chains.plan.running import Wish, read_objective
from chains.plan.scope import set_scope
from chains.plan.supposing import Action
from chains.plan.telling import Step, Teller, say_certificate, say_money
from chains.report.plans.page import fill_plan
from chains.report.plans.rdf import plan_to_quads
from chains.report.plans.ticks import list_ticks
from chains.tabulate import Cell, format_rows

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph
    from chains.network import Network
    from chains.records import Gap

__all__ = ["join_gaps", "list_columns", "list_rows", "say_summary", "write_plan"]

_COLUMNS: Final = (
    Text("序", "no."),
    Text("措施", "action"),
    Text("费用", "cost"),
    Text("新增", "gain"),
    Text("累计费用", "spent"),
    Text("累计补上（%）", "closed so far (%)"),
    Text("补上", "what it closes"),
    Text("断点", "gaps"),
    Text("留存率", "stays"),
    Text("来源", "sources"),
    Text("标识", "id"),
)
RIVALS: Final = {
    "largest": Text("先补最大的缺口", "largest gap first"),
    "cheapest": Text("先做最便宜的", "cheapest first"),
    "nearest": Text("先与最近的合作", "nearest partner first"),
    "random": Text("随机选择（20 次平均）", "at random (mean of 20)"),
}
"""Names of the simple rules that a plan is compared with."""


def list_columns(lang: Lang) -> list[str]:
    """Return the titles of the columns of a plan's list."""
    return [text.say(lang) for text in _COLUMNS]


def list_rows(steps: Sequence[Step], citations: Citations, lang: Lang) -> list[list[Cell]]:
    """Return the rows of a plan's list."""
    return [
        [
            step.rank,
            step.sentence.say(lang),
            step.cost,
            float(f"{step.gain:.4g}"),
            step.spent,
            round(100 * step.share, 2),
            step.closes.say(lang),
            " ".join(step.gaps),
            step.stays,
            citations.join(step.sources, lang),
            step.id,
        ]
        for step in steps
    ]


def say_summary(plan: Plan, objective: str, network: Network, *, seed: int = 0) -> list[Text]:
    """Return what a plan gains for certain, beside simple rules, and what the last money buys, in sentences."""
    rivals = list_rivals(plan, measure_ways(plan.setting.actions, network), seed=seed)
    parts = {name: 100 * gain / plan.solution.gain if plan.solution.gain else 0.0 for name, gain in rivals.items()}
    rules = Text(
        "，".join(f"{RIVALS[name].zh} {part:.0f} %" for name, part in parts.items()),
        ", ".join(f"{RIVALS[name].en} {part:.0f} %" for name, part in parts.items()),
    )
    told = [
        say_certificate(plan, objective),
        Text(
            f"同样的条件下按简单的办法选，只补上本方案所补的：{rules.zh}。",
            f"Of what the plan closes, simple rules close within the same limits: {rules.en}.",
        ),
    ]
    if len(plan.solution.items) > 1:
        cost, gain = plan.costs[-1], plan.solution.gains[-1]
        told.append(
            Text(
                f"最后一项措施（费用 {say_money(cost)}）补上全部缺口的 {100 * gain / plan.open:.2g} %。",
                f"The last action (cost {say_money(cost)}) closes {100 * gain / plan.open:.2g} % of all that is open.",
            )
        )
    return told


def write_plan(
    graph: KnowledgeGraph,
    gaps: Sequence[Gap],
    plan: Plan,
    wish: Wish,
    folder: Path,
    *,
    lang: Lang,
    home: str | None = None,
) -> list[str]:
    """Write a plan into a folder, which is replaced only when all is written; return the names of the files.

    The folder gets ``index.html`` (the plan for every budget up to its own), ``map.html`` (its actions as missing links
    of the network), the list as CSV and Markdown in both languages and as Turtle, the curve as CSV,
    and ``plan.json``, which ``chains what-if`` reads.  The page links to *home*, if there is one.

    Raises:
        OutputError: the folder cannot be written, or holds what is no plan.
    """
    plans = list_plans(plan)
    teller, stays = Teller(graph.network(), gaps), score_stability(plan)
    steps, curve = teller.tell(plan, stays), list_curve(plans)
    summary, citations = say_summary(plan, wish.objective, graph.network()), Citations(graph.sources())
    files: dict[str, str] = {}
    for language in ("zh", "en"):
        header, rows = list_columns(language), list_rows(steps, citations, language)
        files[f"plan.{language}.csv"] = "\ufeff" + format_rows(header, rows, "csv")
        lead = "\n\n".join(text.say(language) for text in summary)
        title = Text("行动方案", "Plan").say(language)
        files[f"plan.{language}.md"] = f"# {title}\n\n{lead}\n\n{format_rows(header, rows, 'md')}"
    points = [(round(point.budget, 6), round(point.gain, 6), round(point.bound, 6)) for point in curve]
    files["curve.csv"] = format_rows(["budget", "gain", "bound"], points, "csv")
    scope = set_scope(graph.network(), gaps, city=wish.city, chain=wish.chain)
    ticks = list_ticks(scope, plan, read_objective(wish.objective))
    files["plan.ttl"] = _write_turtle(plan_to_quads(graph, plan, wish, steps))
    files[PLAN_FILE] = write_actions([(step.id, _to_action(step)) for step in steps])
    told = [*(teller.tell(one) for one in plans[:-1]), steps]
    files["index.html"] = fill_plan(
        graph.title, scope.names, wish, plan, plans, told, summary, ticks, lang=lang, home=home
    )
    files["map.html"] = draw_map(
        graph.network(), join_gaps(gaps, steps), lang=lang, title=graph.title, sources=graph.sources()
    )
    with replace_folder(folder, lambda there: (there / "curve.csv").is_file(), Text("行动方案", "a plan")) as work:
        for name, text in files.items():
            (work / name).write_text(text, encoding="utf-8", newline="")
    return sorted(files)


def _write_turtle(quads: Sequence[ox.Quad]) -> str:
    out = io.BytesIO()
    write_quads(quads, out, ox.RdfFormat.TURTLE)
    return out.getvalue().decode()


def _to_action(step: Step) -> Action:
    return Action(step.kind, step.actor, step.thing, step.skill, step.city)


def join_gaps(gaps: Sequence[Gap], steps: Sequence[Step]) -> list[Gap]:
    """Return the gaps that a plan answers, each closed by the links of the plan that answer it: so a map shows them."""
    links: dict[str, list[tuple[str, str, str]]] = {}
    for step in steps:
        for name in step.gaps:
            links.setdefault(name, []).append(step.link)
    return [replace(gap, closing=tuple(links[gap.id])) for gap in gaps if gap.id in links]
