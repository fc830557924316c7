"""Classifications as their keepers publish them: ISCO-08, ISCED-F 2013, NACE Rev. 2, ISIC Rev. 4."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from chains.errors import Text, UnreadableInput
from chains.imports.layout import read_columns, read_sheet
from chains.imports.result import Imported, make_source

__all__ = ["EU_LICENCE", "isco_columns", "read_isced", "read_isco", "read_isic", "read_nace"]

_OCCUPATION_LEVELS: Final = {1: "major", 2: "sub_major", 3: "minor", 4: "unit"}
_INDUSTRY_LEVELS: Final = {1: "section", 2: "division", 3: "group", 4: "class"}
_FILE: Final = Text("官方文件，原样读取", "its file as published")
EU_LICENCE: Final = "reuse with attribution (Commission Decision 2011/833/EU)"


def read_isco(path: Path) -> Imported:
    """Return the groups of ISCO-08 as occupations: ILO's “Structure and definitions”, .xlsx or saved as CSV.

    Keys are ``isco-<code>``, the same as those of ESCO's import; links lead to the IRIs that ESCO gives ISCO groups.

    Raises:
        UnreadableInput: the file cannot be read, a column is missing, or a code is not one of ISCO.
    """
    rows = read_sheet(path, ("Level", "ISCO 08 Code", "Title EN")).rename(
        {"ISCO 08 Code": "code", "Title EN": "name_en"}
    )
    # A spreadsheet program turns the codes of the armed forces (0, 01, 0110) into numbers.
    padded = rows.drop_nulls("code").with_columns(
        code=pl.col("code").str.zfill(pl.col("Level").cast(pl.Int64, strict=False).fill_null(1))
    )
    groups = _coded(padded.select("code", "name_en"), r"^[0-9]{1,4}$", path)
    source = pl.lit("isco-08").alias("source")
    table = groups.select(source, "name_en", name_zh="name_en", **isco_columns())
    links = groups.select(
        source,
        occupation=pl.lit("isco-") + pl.col("code"),
        same_as=pl.lit("http://data.europa.eu/esco/isco/C") + pl.col("code"),
    )
    described = make_source(
        "isco-08",
        Text("国际标准职业分类 ISCO-08", "International Standard Classification of Occupations, ISCO-08"),
        url="https://isco.ilo.org/en/isco-08/",
        publisher="International Labour Organization",
        licence="not stated",
        date="2008",
        method=_FILE,
    )
    return Imported({"sources": described, "occupations": table, "occupation_matches": links})


def isco_columns() -> dict[str, pl.Expr]:
    """Return the columns id, level and broader of the ISCO groups whose codes stand in the column ``code``."""
    code, length = pl.col("code"), pl.col("code").str.len_chars()
    return {
        "id": pl.lit("isco-") + code,
        "level": length.replace_strict(_OCCUPATION_LEVELS, default=None, return_dtype=pl.String),
        "broader": pl.when(length > 1).then(pl.lit("isco-") + code.str.slice(0, length - 1)),
    }


def read_isced(path: Path) -> Imported:
    """Return the fields of education of ISCED-F 2013 as skills of the kind ``knowledge``, as ESCO has them.

    Reads ESCO's ``skillGroups_en.csv`` (``conceptUri``, ``preferredLabel``, ``code``; other groups are passed over), or a
    table with the columns ``Code`` and ``Description``, as UNESCO's document lists them.  Keys are ``isced-<code>``.

    Raises:
        UnreadableInput: the file cannot be read, a column is missing, or a code is not one of ISCED-F.
    """
    rows = _read_isced_rows(path)
    fields = _coded(rows, r"^[0-9]{2,4}$", path)
    length = pl.col("code").str.len_chars()
    known = fields.get_column("code")
    above = pl.col("code").str.slice(0, length - 1)
    source = pl.lit("isced-f-2013").alias("source")
    table = fields.select(
        source,
        "name_en",
        id=pl.lit("isced-") + pl.col("code"),
        name_zh="name_en",
        kind=pl.lit("knowledge"),
        broader=pl.when(above.is_in(known.implode())).then(pl.lit("isced-") + above),
    )
    links = fields.select(
        source,
        skill=pl.lit("isced-") + pl.col("code"),
        same_as=pl.lit("http://data.europa.eu/esco/isced-f/") + pl.col("code"),
    )
    described = make_source(
        "isced-f-2013",
        Text("国际教育标准分类：教育与培训领域 2013", "ISCED Fields of Education and Training 2013"),
        url="https://uis.unesco.org/en/topic/international-standard-classification-education-isced",
        publisher="UNESCO Institute for Statistics",
        licence="CC BY-SA 3.0 IGO",
        date="2014",
        method=_FILE,
    )
    return Imported({"sources": described, "skills": table, "skill_matches": links})


def _read_isced_rows(path: Path) -> pl.DataFrame:
    if path.name.lower().startswith("skillgroups"):
        rows = read_columns(path, ("conceptUri", "preferredLabel", "code"))
        fields = rows.filter(pl.col("conceptUri").str.contains("/isced-f/", literal=True))
        return fields.select("code", name_en="preferredLabel")
    return read_sheet(path, ("Code", "Description")).select(code="Code", name_en="Description").drop_nulls("code")


def read_nace(path: Path) -> Imported:
    """Return NACE Rev. 2 as industries: Eurostat's CSV (``Order``, ``Level``, ``Code``, ``Parent``, ``Description``, …).

    Keys are ``nace-<code>`` with the points that NACE writes; links lead to the IRIs of the European Union.

    Raises:
        UnreadableInput: the file cannot be read, a column is missing, or a code is not one of NACE.
    """
    rows = read_columns(path, ("Level", "Code", "Parent", "Description")).rename(
        {"Code": "code", "Description": "name_en"}
    )
    classes = _coded(rows, r"^([A-V]|[0-9]{2}(\.[0-9]{1,2})?)$", path)
    levels = {str(number): name for number, name in _INDUSTRY_LEVELS.items()}
    source = pl.lit("nace-rev-2").alias("source")
    table = classes.select(
        source,
        "name_en",
        id=pl.lit("nace-") + pl.col("code"),
        name_zh="name_en",
        level=pl.col("Level").replace_strict(levels, default=None, return_dtype=pl.String),
        broader=pl.lit("nace-") + pl.col("Parent"),
    )
    links = classes.select(
        source,
        industry=pl.lit("nace-") + pl.col("code"),
        same_as=pl.lit("http://data.europa.eu/ux2/nace2/") + pl.col("code").str.replace(".", "", literal=True),
    )
    described = make_source(
        "nace-rev-2",
        Text("欧盟经济活动统计分类 NACE Rev. 2", "Statistical classification of economic activities, NACE Rev. 2"),
        url="https://ec.europa.eu/eurostat/web/nace",
        publisher="Eurostat",
        licence=EU_LICENCE,
        date="2008",
        method=_FILE,
    )
    return Imported({"sources": described, "industries": table, "industry_matches": links})


def read_isic(path: Path) -> Imported:
    """Return ISIC Rev. 4 as industries: the text file of the United Nations (``Code``, ``Description``).

    Keys are ``isic-<code>``.  A division lies in the section that stands before it in the file.

    Raises:
        UnreadableInput: the file cannot be read, a column is missing, or a code is not one of ISIC.
    """
    rows = read_columns(path, ("Code", "Description")).rename({"Code": "code", "Description": "name_en"})
    classes = _coded(rows, r"^([A-V]|[0-9]{2,4})$", path)
    length = pl.col("code").str.len_chars()
    letter = pl.col("code").str.contains("^[A-V]$")
    section = pl.when(letter).then("code").forward_fill()
    parent = pl.col("code").str.slice(0, length - 1)
    # A division (two digits) lies in a section, whose letter its code does not have.
    above = pl.when(letter).then(None).when(parent.str.len_chars() == 1).then(section).otherwise(parent)
    table = classes.select(
        "name_en",
        id=pl.lit("isic-") + pl.col("code"),
        name_zh="name_en",
        level=length.replace_strict(_INDUSTRY_LEVELS, return_dtype=pl.String),
        broader=pl.lit("isic-") + above,
        source=pl.lit("isic-rev-4"),
    )
    described = make_source(
        "isic-rev-4",
        Text("国际标准产业分类 ISIC Rev. 4", "International Standard Industrial Classification, ISIC Rev. 4"),
        url="https://unstats.un.org/unsd/classifications/Econ/isic",
        publisher="United Nations Statistics Division",
        licence="not stated",
        date="2008",
        method=_FILE,
    )
    return Imported({"sources": described, "industries": table})


def _coded(rows: pl.DataFrame, pattern: str, path: Path) -> pl.DataFrame:
    """Return the rows, each ``code`` once.

    Raises:
        UnreadableInput: there are none, or a code is not of the pattern.
    """
    odd = rows.filter(~pl.col("code").str.contains(pattern).fill_null(value=False)).get_column("code")
    if odd.len() or not rows.height:
        shown = str(odd[0] or "–") if odd.len() else "–"
        raise UnreadableInput(
            Text(f"“{shown}”不是这个分类的代码", f"“{shown}” is no code of this classification"),
            where=str(path),
            remedy=Text(
                "请用发布者原样的文件；表格软件可能删去了代码前面的 0",
                "give the file as published; a spreadsheet program may have dropped zeros before a code",
            ),
        )
    return rows.unique("code", keep="first", maintain_order=True)
