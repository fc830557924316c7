"""``chains plan``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from chains.cli.console import Data, data_option, lang_option, network_of, open_data, say, terminal_width, write_output
from chains.errors import Lang, Text

if TYPE_CHECKING:
    from chains.plan.planning import Plan
    from chains.plan.telling import Step


@click.command("plan")
@data_option
@click.option("--budget", type=float, default=None, metavar="B", help="What all actions may cost (by default in 万元).")
@click.option(
    "--objective",
    default="gaps",
    show_default=True,
    metavar="O",
    help="What is to be closed: gaps, skills or isolated; or a mix such as skills=2,gaps=1.",
)
@click.option("--city", default=None, metavar="C", help="Only what is missing in this city or province.")
@click.option("--chain", default=None, metavar="I", help="Only what is missing in this industry chain.")
@click.option("--top", type=click.IntRange(min=1), default=None, metavar="N", help="At most N actions.")
@click.option(
    "--per-actor",
    type=click.IntRange(min=0),
    default=2,
    show_default=True,
    metavar="P",
    help="At most P actions of one actor; 0 for no limit.",
)
@click.option(
    "--quota",
    "quotas",
    multiple=True,
    metavar="Q",
    help="NAME>=N, NAME<=N or NAME=N of a region (that gains or acts), a kind of action or an actor; may be given again.",
)
@click.option(
    "--must",
    "musts",
    multiple=True,
    metavar="A",
    help="An action that must be chosen: identifier, or KIND:ACTOR:THING.",
)
@click.option(
    "--exclude",
    "excluded",
    multiple=True,
    metavar="A",
    help="An action, a kind of action, an actor, a thing or a region that is to be left out; may be given again.",
)
@click.option(
    "--costs",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    metavar="FILE",
    help="CSV with the columns kind and cost; without it shipped assumptions are taken.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0),
    default=10.0,
    show_default=True,
    help="How long to search for the best plan.",
)
@click.option(
    "-o", "--output", default=None, metavar="FOLDER", help="Write the plan there: page, CSV, Markdown, Turtle, curve."
)
@lang_option
def command(
    data: Data | None,
    budget: float | None,
    objective: str,
    city: str | None,
    chain: str | None,
    top: int | None,
    per_actor: int,
    quotas: tuple[str, ...],
    musts: tuple[str, ...],
    excluded: tuple[str, ...],
    costs: Path | None,
    seconds: float,
    output: str | None,
    lang: Lang,
) -> None:
    """Say what to do first: the actions that close most under a budget, and how good the choice is.

    在预算之内先做什么：能补上最多缺口的措施，并说明离最优有多远。

    \b
    chains plan --city 常州 --budget 200
    chains plan --objective skills --budget 1000 --top 10
    chains plan --chain 集成电路 --budget 300 --exclude join-alliance
    chains plan --budget 500 --quota "淮南>=2" --must "partnership:常州大学:朗新科技集团股份有限公司"
    chains plan --city 常州 --budget 200 -o plan/

    Costs are assumptions until you give your own (--costs).
    """
    from chains.gaps.keeping import gaps_of
    from chains.plan.costs import DEFAULT_COSTS
    from chains.plan.running import Wish, find_plan
    from chains.plan.telling import Teller

    if budget is None and top is None:
        raise click.UsageError("Give a --budget, or how many actions at most (--top).")
    graph = open_data(data)
    network = network_of(graph)
    gaps = gaps_of(graph)
    wish = Wish(
        objective, budget, top, city, chain, per_actor or None, quotas, musts, excluded, costs or DEFAULT_COSTS, seconds
    )
    plan = find_plan(network, gaps, wish)
    steps = Teller(network, gaps).tell(plan)
    if output is None:
        write_output(_format(plan, steps, wish.objective, lang), "-")
        return
    from chains.report.plans.files import write_plan

    written = write_plan(graph, gaps, plan, wish, Path(output), lang=lang)
    say(Text(f"已写入 {output}（{len(written)} 个文件）", f"Written to {output} ({len(written)} files)"))


def _format(plan: Plan, steps: list[Step], objective: str, lang: Lang) -> str:
    from chains.plan.telling import say_certificate, say_money
    from chains.tabulate import format_rows

    header = [text.say(lang) for text in _HEADER]
    rows = [
        (
            step.rank,
            step.sentence.say(lang),
            say_money(step.cost),
            f"{step.gain:.3g}",
            f"{100 * step.share:.1f} %",
            step.closes.say(lang),
            step.id,
        )
        for step in steps
    ]
    table = format_rows(header, rows, "table", width=terminal_width(), whole=(6,))
    return f"{table}\n{say_certificate(plan, objective).say(lang)}\n"


_HEADER = (
    Text("序", "no."),
    Text("措施", "action"),
    Text("费用", "cost"),
    Text("新增", "gain"),
    Text("累计", "closed"),
    Text("补上", "what it closes"),
    Text("标识", "id"),
)
