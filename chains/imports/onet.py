"""O*NET, the American database of occupations: its tab-separated text files as published."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from chains.errors import Text
from chains.imports.layout import find_file, find_optional_file, find_release, read_columns
from chains.imports.result import Imported, make_source

__all__ = ["LEAST_IMPORTANCE", "read_onet"]

LEAST_IMPORTANCE: Final = 3.0
"""O*NET rates the importance of a skill from 1 (not important) to 5 (extremely important); 3 is “important”."""

_CODE: Final = "O*NET-SOC Code"
_RATED: Final = (_CODE, "Element ID", "Element Name", "Scale ID", "Data Value")
_WEAK: Final = ("Recommend Suppress", "Not Relevant")


def read_onet(folder: Path, release: str | None = None, least_importance: float = LEAST_IMPORTANCE) -> Imported:
    """Return the occupations and skills of O*NET: the folder of its text files.

    Read are ``Occupation Data.txt`` and ``Skills.txt``, and where they are there ``Knowledge.txt``, ``Technology
    Skills.txt`` and ``Alternate Titles.txt``.  An occupation requires a skill or field of knowledge whose importance
    (scale IM, 1 to 5) is at least *least_importance* and which O*NET does not advise to suppress.  Keys are
    ``onet-<code>``; software has the key ``onet-tool-<name>`` below its class of the UNSPSC.

    Raises:
        UnreadableInput: a file or a column is missing; the error names it.

    Source: O*NET Resource Center, "Database dictionary", 25.0 to 30.1.
    """
    version = find_release(folder, release)
    key = f"onet-{version}" if version else "onet"
    occupations = _read_occupations(folder, key)
    rated = [_read_rated(find_file(folder, "Skills.txt"), "transversal", least_importance)]
    knowledge = find_optional_file(folder, "Knowledge.txt")
    if knowledge is not None:
        rated.append(_read_rated(knowledge, "knowledge", least_importance))
    tools = find_optional_file(folder, "Technology Skills.txt")
    skills, links = [one for one, _ in rated], [one for _, one in rated]
    if tools is not None:
        more, uses = _read_tools(tools)
        skills.append(more)
        links.append(uses)
    source = pl.lit(key).alias("source")
    known = occupations.get_column("id").implode()
    used = pl.concat(links).unique()
    kept = used.filter(pl.col("occupation").is_in(known))
    titles = find_optional_file(folder, "Alternate Titles.txt")
    tables = {
        "sources": _describe(key, version, least_importance),
        "occupations": occupations,
        "skills": pl.concat(skills)
        .unique("id", keep="first", maintain_order=True)
        .with_columns(source, name_zh=pl.col("name_en")),
        "occupation_skills": kept.with_columns(source),
        "occupation_matches": occupations.select(
            source,
            occupation="id",
            same_as=pl.lit("https://www.onetonline.org/link/summary/") + pl.col("id").str.strip_prefix("onet-"),
        ),
    }
    if titles is not None:
        tables["occupation_aliases"] = _read_titles(titles, occupations, key)
    return Imported(tables, tuple(_notes(used.height - kept.height)))


def _notes(lost: int) -> list[Text]:
    if not lost:
        return []
    return [
        Text(
            f"{lost:,} 条关系指向 Occupation Data.txt 中没有的职业，未采用",
            f"{lost:,} relations name occupations that Occupation Data.txt does not have; left out",
        )
    ]


def _describe(key: str, version: str | None, least: float) -> pl.DataFrame:
    return make_source(
        key,
        Text(f"O*NET {version or ''} 数据库".replace("  ", " "), f"O*NET {version or ''} Database".replace("  ", " ")),
        url="https://www.onetcenter.org/database.html",
        publisher="U.S. Department of Labor, Employment and Training Administration",
        licence="CC BY 4.0",
        method=Text(
            f"官方文本文件；重要性（IM）不低于 {least:g} 的技能视为职业所需",
            f"its text files as published; a skill whose importance (IM) is {least:g} or more counts as required",
        ),
    )


def _read_occupations(folder: Path, key: str) -> pl.DataFrame:
    """Return the occupations; a code that does not end in .00 lies below the one that does."""
    rows = read_columns(find_file(folder, "Occupation Data.txt"), (_CODE, "Title")).unique(
        _CODE, keep="first", maintain_order=True
    )
    whole = pl.col(_CODE).str.slice(0, 7) + ".00"
    below = ~pl.col(_CODE).str.ends_with(".00") & whole.is_in(rows.get_column(_CODE).implode())
    return rows.select(
        id=pl.lit("onet-") + pl.col(_CODE),
        name_zh="Title",
        name_en="Title",
        level=pl.when(below).then(pl.lit("work_type")).otherwise(pl.lit("unit")),
        broader=pl.when(below).then(pl.lit("onet-") + whole),
        source=pl.lit(key),
    )


def _read_rated(path: Path, kind: str, least: float) -> tuple[pl.DataFrame, pl.DataFrame]:
    rows = read_columns(path, _RATED, _WEAK)
    value = pl.col("Data Value").cast(pl.Float64, strict=False)
    weak = pl.any_horizontal((pl.col(name) == "Y").fill_null(value=False) for name in _WEAK)
    kept = rows.filter((pl.col("Scale ID") == "IM") & (value >= least) & ~weak)
    skills = rows.select(
        id=pl.lit("onet-") + pl.col("Element ID"),
        name_en="Element Name",
        kind=pl.lit(kind),
        broader=pl.lit(None, pl.String),
    )
    links = kept.select(occupation=pl.lit("onet-") + pl.col(_CODE), skill=pl.lit("onet-") + pl.col("Element ID"))
    return skills.unique("id", keep="first", maintain_order=True), links


def _read_tools(path: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return software and the classes of the UNSPSC above it as skills, and which occupation uses which software."""
    rows = read_columns(path, (_CODE, "Example", "Commodity Code", "Commodity Title")).drop_nulls()
    tool = pl.lit("onet-tool-") + pl.col("Example").str.replace_all(" ", "-", literal=True)
    group = pl.lit("unspsc-") + pl.col("Commodity Code")
    kind = pl.lit("technology").alias("kind")
    groups = rows.select(kind, id=group, name_en="Commodity Title", broader=pl.lit(None, pl.String))
    # The same software stands under several classes; the first by code is its broader skill.
    named = rows.select(kind, id=tool, name_en="Example", broader=group).sort("id", "broader")
    both = pl.concat([frame.select("id", "name_en", "kind", "broader") for frame in (groups, named)])
    return both.unique("id", keep="first", maintain_order=True), rows.select(
        occupation=pl.lit("onet-") + pl.col(_CODE), skill=tool
    )


def _read_titles(path: Path, occupations: pl.DataFrame, key: str) -> pl.DataFrame:
    rows = read_columns(path, (_CODE, "Alternate Title")).drop_nulls()
    named = rows.select(occupation=pl.lit("onet-") + pl.col(_CODE), alias="Alternate Title").join(
        occupations.select(occupation="id", name="name_en"), on="occupation"
    )
    kept = named.filter(pl.col("alias") != pl.col("name")).unique(["occupation", "alias"])
    return kept.select("occupation", "alias", lang=pl.lit("en"), reason=pl.lit("synonym"), source=pl.lit(key))
