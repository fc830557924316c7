"""ESCO, the European classification of skills, competences and occupations: its CSV files in English, as published."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from chains.errors import Text, UnreadableInput
from chains.imports.classifications import EU_LICENCE, isco_columns
from chains.imports.layout import find_file, find_optional_file, find_release, read_columns
from chains.imports.result import Imported, make_source

__all__ = ["read_esco"]

_PAGE: Final = "https://esco.ec.europa.eu/en/use-esco/download"
_ISCED: Final = "http://data.europa.eu/esco/isced-f/"
_LANGUAGES: Final = "languageSkillsCollection_en.csv"


def read_esco(folder: Path, release: str | None = None) -> Imported:
    """Return the occupations, skills and relations of ESCO: the folder of its CSV files in English.

    ISCO groups have the keys ``isco-<code>``, occupations ``esco-<code>``, skills ``esco-<uuid>`` (skills have no code),
    fields of ISCED-F ``isced-<code>``.  Essential and optional skills of occupations are two sources.  Only what has the
    status ``released`` is read.  Skills of skills are left out: the ontology has no such link.

    Raises:
        UnreadableInput: a file or a column is missing; the error names it.

    Source: ESCO, "ESCO dataset, classification, CSV", columns of v1.1 to v1.2.
    """
    version = find_release(folder, release)
    key = f"esco-{version}" if version else "esco"
    occupations, groups = _read_occupations(folder), _read_groups(folder)
    skills = _read_skills(folder)
    relations, unknown = _relations(folder, occupations, skills, key)
    first, more = _broader_skills(folder, skills, key)
    source = pl.lit(key).alias("source")
    above = _broader_occupations(folder, occupations)
    all_occupations = pl.concat(
        [
            groups.select("id", "name_en", "level", "broader"),
            occupations.join(above, on="id", how="left").select(
                "id", "name_en", level=pl.lit("work_type"), broader="broader"
            ),
        ]
    )
    tables = {
        "sources": _sources(key, version),
        "occupations": all_occupations.with_columns(source, name_zh=pl.col("name_en")),
        "occupation_aliases": _aliases(occupations, "occupation", key),
        "occupation_matches": _matches(
            pl.concat([groups.select("id", "uri"), occupations.select("id", "uri")]), "occupation", key
        ),
        "skills": skills.join(first, on="id", how="left").select(
            "id", "name_en", "kind", "broader", source, name_zh=pl.col("name_en")
        ),
        "skill_aliases": _aliases(skills, "skill", key),
        "skill_broader": more,
        "skill_matches": _matches(skills, "skill", key),
        "occupation_skills": relations,
    }
    return Imported(tables, tuple(_notes(unknown)))


def _notes(unknown: int) -> list[Text]:
    if not unknown:
        return []
    return [
        Text(
            f"{unknown:,} 条职业—技能关系指向文件中没有的职业或技能，未采用",
            f"{unknown:,} relations of occupations and skills name something that the files do not have; left out",
        )
    ]


def _sources(key: str, version: str | None) -> pl.DataFrame:
    named = f" v{version}" if version else ""
    parts = {
        key: (Text("", ""), Text("官方 CSV 文件，原样读取", "its CSV files as published")),
        f"{key}-essential": (
            Text("：必备技能", ": essential skills"),
            Text("职业—技能关系，类型为 essential", "relations of occupations and skills of the type “essential”"),
        ),
        f"{key}-optional": (
            Text("：可选技能", ": optional skills"),
            Text("职业—技能关系，类型为 optional", "relations of occupations and skills of the type “optional”"),
        ),
    }
    return pl.concat(
        [
            make_source(
                name,
                Text(f"ESCO{named}{title.zh}", f"ESCO{named}{title.en}"),
                url=_PAGE,
                publisher="European Commission",
                licence=EU_LICENCE,
                method=method,
            )
            for name, (title, method) in parts.items()
        ]
    )


def _released(path: Path, needed: tuple[str, ...], optional: tuple[str, ...] = ()) -> pl.DataFrame:
    frame = read_columns(path, ("conceptUri", "preferredLabel", *needed), ("status", *optional))
    kept = frame.filter(pl.col("status").is_null() | (pl.col("status") == "released"))
    return kept.unique("conceptUri", keep="first", maintain_order=True).rename(
        {"conceptUri": "uri", "preferredLabel": "name_en"}
    )


def _read_occupations(folder: Path) -> pl.DataFrame:
    frame = _released(find_file(folder, "occupations_en.csv"), ("code", "iscoGroup", "altLabels"))
    return frame.with_columns(id=pl.lit("esco-") + pl.col("code"))


def _read_groups(folder: Path) -> pl.DataFrame:
    return _released(find_file(folder, "ISCOGroups_en.csv"), ("code",)).with_columns(**isco_columns())


def _broader_occupations(folder: Path, occupations: pl.DataFrame) -> pl.DataFrame:
    """Return id and broader of each occupation: the occupation above it, else its ISCO group."""
    rows = read_columns(
        find_file(folder, "broaderRelationsOccPillar_en.csv"),
        ("conceptType", "conceptUri", "broaderType", "broaderUri"),
    ).filter((pl.col("conceptType") == "Occupation") & (pl.col("broaderType") == "Occupation"))
    ids = occupations.select("uri", "id")
    above = rows.join(ids.rename({"uri": "broaderUri", "id": "broader"}), on="broaderUri").sort("conceptUri", "broader")
    chosen = above.unique("conceptUri", keep="first", maintain_order=True).select("conceptUri", "broader")
    named = occupations.join(chosen, left_on="uri", right_on="conceptUri", how="left")
    return named.select("id", broader=pl.coalesce("broader", pl.lit("isco-") + pl.col("iscoGroup")))


def _read_skills(folder: Path) -> pl.DataFrame:
    """Return the skills and the groups above them: id, uri, name_en, kind, altLabels."""
    skills = _released(find_file(folder, "skills_en.csv"), ("skillType", "reuseLevel", "altLabels"))
    groups = _released(find_file(folder, "skillGroups_en.csv"), ("code",), ("altLabels",))
    spoken = _language_skills(folder)
    kind = (
        pl.when(pl.col("skillType") == "knowledge")
        .then(pl.lit("knowledge"))
        .when(pl.col("uri").is_in(spoken))
        .then(pl.lit("language"))
        .when(pl.col("reuseLevel") == "transversal")
        .then(pl.lit("transversal"))
        .otherwise(pl.lit("work_function"))
    )
    letters = {"T": "transversal", "A": "transversal", "L": "language", "S": "work_function"}
    group_kind = pl.col("code").str.slice(0, 1).replace_strict(letters, default="knowledge", return_dtype=pl.String)
    last = pl.col("uri").str.extract(r"([^/]+)$", 1)
    columns = ("id", "uri", "name_en", "kind", "altLabels")
    both = pl.concat(
        [
            groups.with_columns(
                id=pl.when(pl.col("uri").str.starts_with(_ISCED))
                .then(pl.lit("isced-") + last)
                .otherwise(pl.lit("esco-") + pl.col("code")),
                kind=group_kind,
            ).select(columns),
            skills.with_columns(id=pl.lit("esco-") + last, kind=kind).select(columns),
        ]
    )
    return both.unique("id", keep="first", maintain_order=True)


def _language_skills(folder: Path) -> list[str]:
    path = find_optional_file(folder, _LANGUAGES)
    if path is None:
        return []
    return read_columns(path, ("conceptUri",)).get_column("conceptUri").drop_nulls().to_list()


def _broader_skills(folder: Path, skills: pl.DataFrame, key: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return id and broader with the first broader skill of each, and all further ones as a table."""
    rows = read_columns(find_file(folder, "broaderRelationsSkillPillar_en.csv"), ("conceptUri", "broaderUri"))
    ids = skills.select("uri", "id")
    pairs = (
        rows.join(ids, left_on="conceptUri", right_on="uri")
        .join(ids.rename({"id": "broader"}), left_on="broaderUri", right_on="uri")
        .select("id", "broader")
        .unique()
        .sort("id", "broader")
    )
    first = pairs.unique("id", keep="first", maintain_order=True)
    more = pairs.join(first, on=["id", "broader"], how="anti").sort("id", "broader")
    return first, more.select("broader", skill="id", source=pl.lit(key))


def _relations(folder: Path, occupations: pl.DataFrame, skills: pl.DataFrame, key: str) -> tuple[pl.DataFrame, int]:
    path = find_file(folder, "occupationSkillRelations_en.csv")
    rows = read_columns(path, ("occupationUri", "relationType", "skillUri"))
    odd = rows.filter(~pl.col("relationType").is_in(["essential", "optional"]).fill_null(value=False)).get_column(
        "relationType"
    )
    if odd.len():
        raise UnreadableInput(
            Text(f"不认识的关系类型“{odd[0]}”", f"the type of relation “{odd[0]}” is not known"),
            where=str(path),
            remedy=Text("relationType 应为 essential 或 optional", "relationType is “essential” or “optional”"),
        )
    joined = rows.join(occupations.select(occupationUri="uri", occupation="id"), on="occupationUri").join(
        skills.select(skillUri="uri", skill="id"), on="skillUri"
    )
    table = joined.select("occupation", "skill", source=pl.lit(f"{key}-") + pl.col("relationType")).unique()
    return table, rows.height - joined.height


def _aliases(things: pl.DataFrame, column: str, key: str) -> pl.DataFrame:
    # The full download separates labels by line ends, the collections and earlier releases by bars.
    split = things.select("name_en", pl.col("id").alias(column), alias=pl.col("altLabels").str.split("\n")).explode(
        "alias"
    )
    parted = (
        split.with_columns(pl.col("alias").str.split(" | "))
        .explode("alias")
        .with_columns(pl.col("alias").str.strip_chars())
    )
    kept = parted.filter((pl.col("alias") != "") & (pl.col("alias") != pl.col("name_en")))
    return kept.select(column, "alias", lang=pl.lit("en"), reason=pl.lit("synonym"), source=pl.lit(key)).unique(
        [column, "alias"]
    )


def _matches(things: pl.DataFrame, column: str, key: str) -> pl.DataFrame:
    return things.select(pl.col("id").alias(column), same_as="uri", source=pl.lit(key))
