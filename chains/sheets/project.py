"""A new project folder: workbook and CSV templates, settings, and a page that says how to go on."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from chains.atomic import replace_folder
from chains.errors import Lang, OutputError, Text
from chains.sheets.settings import SETTINGS
from chains.sheets.template import TemplateTable, template_tables
from chains.sheets.template_workbook import write_workbook
from chains.sheets.toml_files import quote_toml
from chains.sheets.vocabulary import Vocabulary

__all__ = ["WORKBOOK", "write_project"]

WORKBOOK: Final = "tables.xlsx"
_TEMPLATES: Final = "templates"


def write_project(folder: Path, words: Vocabulary, lang: Lang, *, name: str = "") -> list[str]:
    """Write a new project into a new or empty folder, and return the names of what was written.

    *name* is what the whole area is called.

    Raises:
        OutputError: the folder holds something, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(
            Text("文件夹里已有内容，不会改动", "something is there already, and it is left as it is"),
            where=str(folder),
            remedy=Text("请给一个新的或空的文件夹", "give a new or an empty folder"),
        )
    tables = template_tables(words, lang)
    files = {WORKBOOK: write_workbook(tables, lang)}
    files[SETTINGS] = settings_text(lang, name).encode()
    files["README.md"] = _README.say(lang).encode()
    files |= {f"{_TEMPLATES}/{table.table.name}.csv": _write_csv(table, lang) for table in tables}
    _write_files(folder, files)
    return sorted(files)


def _write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    with replace_folder(folder, lambda _: False, Text("项目", "a project")) as work:
        (work / _TEMPLATES).mkdir()
        for name, data in files.items():
            (work / name).write_bytes(data)


def _write_csv(table: TemplateTable, lang: Lang) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.header for column in table.columns])
    writer.writerow(table.explanation(lang))
    writer.writerows(table.rows())
    # Excel takes a file without a byte order mark for one in the system's own encoding.
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def settings_text(lang: Lang, name: str = "") -> str:
    """Return the settings' file of a new project, every key explained in both languages."""
    zh, en = ("", name) if name.isascii() else (name, "")
    return _SETTINGS.format(lang=lang, zh=quote_toml(zh), en=quote_toml(en))


_SETTINGS: Final = """\
# 本项目的设置。改好后重新运行 chains check 或 chains atlas 即可生效。
# The settings of this project; they act the next time `chains check`, `chains atlas`, … run.

# 名称和句子的语言（zh 或 en）；命令行的 --lang 优先。
# Language of names and sentences (zh or en), unless --lang says otherwise.
language = "{lang}"

[region]
# 整个区域的名称，用作图集标题；没有写上级地区的省和市都归入它。空着则用文件夹名。
# Name of the whole area: the title of the atlas; provinces and cities that name no place above them lie in it.
name_zh = {zh}
name_en = {en}

[source]
# 没有写来源的行：由谁发布，许可，可信等级（stated 官方所述，reported 转述，derived 推导）。
# For rows that name no source: who publishes them, under what licence, and how sure they are.
publisher = ""
licence = ""
confidence = "reported"
# chains export --public 不导出的来源：文件名、来源标识或标题。
# What `chains export --public` leaves out: names of files, ids or titles of sources.
# private = ["校企合作.xlsx"]

[defaults]
# 空单元格的默认值：表.列 = 值（代码见 chains terms --codes）。
# What an empty cell means: table.column = value (`chains terms --codes` lists the codes).
partnerships.status = "established"
demands.unit = "postings"
# demands.year = "2025"
# programmes.level = "voc_associate"

[new]
# 其他表提到、本表没有的名称，自动成为本表的新行，并取这些值。删去一行，这类名称就会被拒绝并说明。
# Names that other tables mention and these do not have become rows of them, with these values.  Without its line here
# such a name is rejected, and said.
regions = {{ kind = "city" }}
occupations = {{ level = "job_title" }}
skills = {{ kind = "technology" }}
technologies = {{ kind = "keyword" }}
courses = {{}}
# organisations = {{ kind = "enterprise" }}

[reading]
# 被拒绝的行超过这个比例就不生成图谱（0 到 1）。
# If more than this share of the rows is rejected, no graph is built (0 to 1).
most_rejected = 0.5

[gaps]
# 严重程度低于此值的断点不列出（0 到 1）。
# Gaps of a severity below this are left out (0 to 1).
least_severity = 0.0
# chains measure passages 所走的元路径。
# The metapath that `chains measure passages` follows.
metapath = "education>talent>industry>innovation"

[gaps.weights]
# 各类断点的权重：严重程度乘以它，最高仍为 1；0 表示不列出（类别见 chains terms --codes gap-kinds）。
# Weights of kinds of gap: the severity is multiplied by it, up to 1; 0 leaves the kind out
# (`chains terms --codes gap-kinds` lists them).
# skill_shortage = 1.5
# skill_surplus = 0
"""

_README: Final = Text(
    """\
# 您自己的区域

1. 打开 `tables.xlsx`，先看“说明”，再填前面几张表。已有的表格（.xlsx、.csv）直接放进本文件夹。
2. `chains map-columns 本文件夹` 列出程序怎样理解每张表、每一列，并写出 `columns.toml`；有误就改。
3. `chains check 本文件夹` 说明每一处错误；没有采用的行和单元格列在 `rejected.csv`。
   可能是已知名称的写法列在 `names-to-decide.xlsx`：选“相同、新的、其他”，保存后再运行。
   `chains check 本文件夹 --fix 新文件夹` 另存一份改正了空格、全角数字等的副本。
4. `chains atlas 本文件夹` 写出图集，`chains gaps --data 本文件夹` 列出断点。

`chains.toml` 是设置，每一项都有说明。`templates/` 里是同样的表的 CSV 模板：要用哪张，就复制到本文件夹。
""",
    """\
# Your own region

1. Open `tables.xlsx`, read its first sheet, and fill the sheets after it. Spreadsheets you have (.xlsx, .csv) go into this folder as they are.
2. `chains map-columns FOLDER` tells how each sheet and column is understood and writes `columns.toml`; correct it where it is wrong.
3. `chains check FOLDER` tells every fault; rows and cells that were not used are listed in `rejected.csv`.
   Names that may be known ones are in `names-to-decide.xlsx`: choose same, new or other, save, and run again.
   `chains check FOLDER --fix COPY` writes a copy with spaces, full-width digits and the like put right.
4. `chains atlas FOLDER` writes the atlas, `chains gaps --data FOLDER` lists the gaps.

`chains.toml` has the settings, each of them explained. `templates/` has the same tables as CSV: copy the ones you want into this folder.
""",
)
