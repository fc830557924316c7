"""``chains simulate``."""

from __future__ import annotations

from pathlib import Path

import click

from chains.cli.console import lang_option, say
from chains.errors import Lang, Text


@click.command("simulate")
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FOLDER", help="Folder to write."
)
@click.option("--seed", required=True, type=click.IntRange(min=0), metavar="N", help="The same seed, the same region.")
@click.option("--cities", type=click.IntRange(min=1), default=41, show_default=True, help="Number of cities.")
@click.option(
    "--scale",
    type=click.FloatRange(min=0, min_open=True),
    default=1.0,
    show_default=True,
    help="Size of the cities beside those of the shipped region.",
)
@click.option(
    "--plant",
    "plants",
    multiple=True,
    metavar="KIND[=N][@EFFECT]",
    help="Plant N gaps of a kind, of an effect above 0 and at most 1; may be given again. By default some of every kind.",
)
@click.option("--none", "nothing", is_flag=True, help="Plant nothing: a region in which nothing is broken.")
@lang_option
def command(
    output: Path, seed: int, cities: int, scale: float, plants: tuple[str, ...], nothing: bool, lang: Lang
) -> None:
    """Invent a region whose gaps are known: tables, and beside them truth.json, which tells what was planted.

    生成一个断点已知的虚构区域：各张表，以及记录植入内容的 truth.json。

    Kinds: skill_shortage, skill_surplus, sparse_chain_pair, dead_end, broken_chain, weakest_step, thin_passage, isolated,
    single_point_of_failure, lone_broker, coordination_conflict, absent_related_field, missing_partnership.

    \b
    chains simulate -o invented --seed 1
    chains simulate -o invented --seed 1 --plant isolated --plant skill_shortage=5@0.75
    chains simulate -o invented --seed 1 --none --cities 10
    chains gaps --data invented
    """
    from chains.simulate import parse_order, simulate_region, write_region

    if plants and nothing:
        raise click.UsageError("Give --plant or --none, not both.")
    orders = () if nothing else tuple(map(parse_order, plants)) or None
    region = simulate_region(seed, cities=cities, scale=scale, orders=orders)
    write_region(region, output)
    rows = sum(frame.height for frame in region.tables.values())
    count = len(region.truth.plants)
    say(
        Text(
            f"已写入 {output}：{len(region.tables)} 张表，{rows:,} 行，植入 {count} 处断点",
            f"Written to {output}: {len(region.tables)} tables, {rows:,} rows, {count} gap{'' if count == 1 else 's'} planted",
        )
    )
