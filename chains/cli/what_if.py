"""``chains what-if``."""

from __future__ import annotations

import click

from chains.cli.console import Data, data_option, lang_option, network_of, open_data, write_list
from chains.errors import Lang


@click.command("what-if")
@click.argument("actions", nargs=-1, required=True, metavar="ACTIONS")
@data_option
@click.option(
    "--first", type=click.IntRange(min=1), default=None, metavar="N", help="Only the first N actions of a plan."
)
@click.option("--city", default=None, metavar="C", help="Only tell of this city or province: name or code.")
@click.option(
    "--format", "format_", type=click.Choice(["md", "json"]), default="md", show_default=True, help="How to write it."
)
@click.option("-o", "--output", default="-", metavar="FILE", help="Write to a file.")
@lang_option
def command(
    data: Data | None,
    actions: tuple[str, ...],
    first: int | None,
    city: str | None,
    format_: str,
    output: str,
    lang: Lang,
) -> None:
    """Work out again what does not connect, if some actions were taken.

    假如采取这些措施：重新计算全部断点和指标。设想不写入图谱。

    ACTIONS is a folder that `chains plan -o` wrote, its plan.json, or actions as KIND:ACTOR:THING.

    \b
    chains what-if plan/
    chains what-if plan/ --first 3 --city 常州
    chains what-if partnership:常州大学:朗新科技集团股份有限公司
    """
    from chains.gaps.keeping import gaps_of
    from chains.plan.asking import read_actions
    from chains.plan.scope import set_scope
    from chains.plan.what_if import find_consequences
    from chains.report.plans.consequences import format_consequences

    graph = open_data(data)
    network = network_of(graph)
    read = read_actions(network, actions)[:first]
    gaps = gaps_of(graph)
    cities = set_scope(network, gaps, city=city).cities
    found = find_consequences(network, gaps, read, cities=cities)
    write_list(format_consequences(network, found, format_, lang), format_, output)
