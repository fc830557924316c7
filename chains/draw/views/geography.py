"""Geography: the cities at their schematic places, what each has, and the links between them by pair of chains.

The links are those of the cooperation layer (:mod:`chains.gaps.reading.layers`): two organisations that are partners,
take part in the same project or alliance, or a platform and its host.  No boundary is drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl

from chains.draw.views import Material, View
from chains.errors import Text
from chains.gaps.reading.layers import cooperation_ties
from chains.gaps.reading.passages import Passage
from chains.gaps.reading.places import Places
from chains.measures.metapath import join_ends
from chains.summary import CHAINS

__all__ = ["VIEW", "count_city_links"]

_PAIR: Final = ("city_a", "city_b", "chain_a", "chain_b")


def count_city_links(material: Material, places: Places) -> pl.DataFrame:
    """Return the links between cities, and within each.

    Columns: ``city_a`` ≤ ``city_b`` (IRIs), ``chain_a`` and ``chain_b`` (in the order of the chains), ``links`` (pairs of
    things that cooperate).  Sorted; organisations that lie in no city do not count.
    """
    nodes = material.network.nodes.select("chain", "region", node=pl.int_range(pl.len(), dtype=pl.UInt32))
    nodes = nodes.filter(pl.col("region").is_in(places.cities))
    pairs = cooperation_ties(material.network).select("first", "second").unique()
    both = pairs.join(nodes, left_on="first", right_on="node").join(
        nodes, left_on="second", right_on="node", suffix="_b"
    )
    order = {chain: number for number, chain in enumerate(CHAINS)}
    rank = [pl.col(name).replace_strict(order, default=len(order)) for name in ("chain", "chain_b")]
    city, chain = pl.col("region") > pl.col("region_b"), rank[0] > rank[1]
    ordered = both.select(
        city_a=pl.when(city).then("region_b").otherwise("region"),
        city_b=pl.when(city).then("region").otherwise("region_b"),
        chain_a=pl.when(chain).then("chain_b").otherwise("chain"),
        chain_b=pl.when(chain).then("chain").otherwise("chain_b"),
    )
    return ordered.group_by(_PAIR).agg(links=pl.len()).sort(_PAIR)


def _data(material: Material) -> Mapping[str, Any] | None:
    places = material.survey.places
    number = material.tile_numbers
    cities = [city for city in places.cities if city in number]
    if not cities:
        return None
    links = count_city_links(material, places)
    place = {city: at for at, city in enumerate(cities)}
    kept = links.filter(pl.col("city_a").is_in(cities) & pl.col("city_b").is_in(cities))
    return {
        "tiles": [number[city] for city in cities],
        "measures": _measure_cities(material, cities),
        "arcs": {
            "a": [place[city] for city in kept.get_column("city_a")],
            "b": [place[city] for city in kept.get_column("city_b")],
            "pair": [f"{first}-{second}" for first, second in kept.select("chain_a", "chain_b").iter_rows()],
            "links": kept.get_column("links").to_list(),
        },
    }


def _measure_cities(material: Material, cities: Sequence[str]) -> dict[str, list[float | None]]:
    """Return the measures by name, each with a value for each city in its order."""
    nodes = material.network.nodes.group_by("region", "chain").len()
    things = {(region, chain): count for region, chain, count in nodes.iter_rows()}
    gaps = Counter(gap.region for gap in material.gaps)
    passages = [material.survey.passages.through_region(city) for city in cities]
    offers = material.survey.passages.offers
    return {
        "institutions": [things.get((city, "education"), 0) for city in cities],
        "enterprises": [things.get((city, "industry"), 0) for city in cities],
        "innovation": [things.get((city, "innovation"), 0) for city in cities],
        "offerings": [offers[passage.institutions].nnz for passage in passages],
        "postings": [float(passage.postings.sum()) for passage in passages],
        "joined": [_share_joined(passage) for passage in passages],
        "gaps": [gaps[city] for city in cities],
    }


def _share_joined(passage: Passage) -> float | None:
    """Return the share, in per cent, of pairs of a programme and an outcome that are joined; ``None`` without pairs."""
    possible = len(passage.programmes) * len(passage.outcomes)
    return round(100 * join_ends(passage.layers).nnz / possible, 2) if possible else None


VIEW: Final = View(
    "geography",
    Text("地理", "Geography"),
    {
        "geography_size": Text("大小", "Size"),
        "geography_tint": Text("深浅", "Shade"),
        "geography_pair": Text("连线", "Arcs"),
        "geography_all_pairs": Text("全部跨链", "All pairs of chains"),
        "geography_institutions": Text("院校", "Institutions"),
        "geography_enterprises": Text("企业与产业组织", "Enterprises and other bodies of industry"),
        "geography_innovation": Text("创新机构与平台", "Bodies and platforms of innovation"),
        "geography_offerings": Text("开设的专业（院校 × 专业）", "Offerings (institution × programme)"),
        "geography_postings": Text("招聘样本中的岗位", "Postings in the samples"),
        "geography_joined": Text("贯通率（专业—项目，%）", "Complete-chain share (programme to project), %"),
        "geography_gaps": Text("断点", "Gaps"),
        "geography_inside": Text("市内联系", "Links within"),
        "geography_outside": Text("与其他城市的联系", "Links with other cities"),
        "geography_compare": Text("比较", "Compare"),
        "geography_with": Text("与", "with"),
        "geography_none": Text("（选一个城市）", "(choose a city)"),
        "geography_between": Text("两地之间的联系", "Links between the two"),
        "geography_kind": Text("测度", "Measure"),
        "geography_how": Text(
            "城市在示意位置，不画边界。圆的面积与深浅各表示一个测度；弧线是两地单位之间的合作（伙伴、同一项目或联盟、平台与依托单位），"
            "越粗越多。点一个城市看它与各地的联系，再点一个即可比较。",
            "Cities stand at schematic places; no boundary is drawn. The area of a circle is one measure, its shade another; an arc "
            "is cooperation of organisations in two cities (partners, the same project or alliance, a platform and its "
            "host), wider for more. Click a city to see its links, and another to compare the two.",
        ),
        "geography_city": Text("城市", "City"),
        "geography_unknown": Text("无记录", "nothing on record"),
    },
    _data,
)
