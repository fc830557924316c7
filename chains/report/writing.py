"""The lists of the atlas as files: each as CSV for a spreadsheet and as Markdown, in Chinese and in English.

The CSV files begin with a byte order mark, because Excel takes UTF-8 without one for the encoding of its own country
and garbles Chinese; other programs skip it.  A text that a spreadsheet would run as a formula is disarmed with an
apostrophe (:mod:`chains.tabulate`).
"""

from __future__ import annotations

import codecs
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from chains.errors import Lang, Text
from chains.naming import Citations, Names, name_code
from chains.records import Source
from chains.report.entries import Entry, Listing
from chains.report.rows import entry_header, entry_row, write_markdown_notes
from chains.tabulate import escape_markdown, format_rows

__all__ = ["LANGS", "city_file", "format_listing", "write_cities", "write_lists", "write_sources"]

LANGS: Final[tuple[Lang, ...]] = ("zh", "en")


def write_lists(listings: Sequence[Listing], folder: Path, names: Names, citations: Citations) -> None:
    """Write each list in both languages as CSV and Markdown, with a README that says what is what."""
    for listing in listings:
        for lang in LANGS:
            for suffix in ("csv", "md"):
                text = format_listing(listing, suffix, lang, names, citations)
                _write(folder / f"{listing.name}.{lang}.{suffix}", text)
    _write(folder / "README.md", _readme(listings))


def _write(path: Path, text: str) -> None:
    mark = codecs.BOM_UTF8 if path.suffix == ".csv" else b""
    path.write_bytes(mark + text.encode())


def format_listing(listing: Listing, suffix: str, lang: Lang, names: Names, citations: Citations) -> str:
    """Return a list as ``csv`` or ``md``; the Markdown has a table to read and the evidence below it."""
    if suffix == "csv":
        return _format_entries(listing.entries, lang, names, citations)
    count = len(listing.entries)
    total = f"共 {count:,} 条。" if lang == "zh" else f"{count:,} {'entry' if count == 1 else 'entries'}."
    head = f"# {escape_markdown(listing.title.say(lang))}\n\n{escape_markdown(listing.about.say(lang))}\n\n{total}\n"
    if not count:
        return head
    return f"{head}\n{_table(listing.entries, lang, names)}\n{write_markdown_notes(listing.entries, names, citations, lang)}"


def _format_entries(entries: Sequence[Entry], lang: Lang, names: Names, citations: Citations) -> str:
    rows = [entry_row(number, entry, names, citations, lang) for number, entry in enumerate(entries, start=1)]
    return format_rows(entry_header(entries, lang), rows, "csv")


def _table(entries: Sequence[Entry], lang: Lang, names: Names) -> str:
    titles = (
        Text("序号", "no."),
        Text("地点", "place"),
        Text("对象", "what"),
        Text("理由", "reason"),
        Text("建议", "what would help"),
    )
    rows = [
        (
            number,
            names.place(entry.place).say(lang),
            entry.what.say(lang),
            entry.reason.say(lang),
            entry.action.say(lang),
        )
        for number, entry in enumerate(entries, start=1)
    ]
    return format_rows([title.say(lang) for title in titles], rows, "md")


def city_file(city: str, lang: Lang) -> str:
    """Return the name of a city's own list, below the folder of lists."""
    return f"cities/{city.rsplit('/', 1)[-1]}.{lang}.csv"


def write_cities(
    listings: Iterable[Listing], cities: Iterable[str], folder: Path, names: Names, citations: Citations
) -> None:
    """Write for each city what the lists say of it, as one CSV in each language; lists without the city are left out."""
    found: dict[str, list[tuple[Listing, Entry]]] = defaultdict(list)
    for listing in listings:
        for entry in listing.entries:
            found[entry.place or ""].append((listing, entry))
    (folder / "cities").mkdir()
    for city in cities:
        for lang in LANGS:
            _write(folder / city_file(city, lang), _format_city(found[city], lang, names, citations))


def _format_city(rows: Sequence[tuple[Listing, Entry]], lang: Lang, names: Names, citations: Citations) -> str:
    title = Text("清单", "list").say(lang)
    header = [title, *entry_header((), lang)]
    cells = [
        (listing.title.say(lang), *entry_row(number, _plain(entry), names, citations, lang))
        for number, (listing, entry) in enumerate(rows, start=1)
    ]
    return format_rows(header, cells, "csv")


def _plain(entry: Entry) -> Entry:
    """Return an entry without the columns of its own list."""
    return Entry(
        entry.place,
        entry.what,
        entry.reason,
        entry.action,
        entry.overturn,
        entry.evidence,
        entry.sources,
        entry.coverage,
        subject=entry.subject,
    )


def write_sources(sources: Iterable[tuple[Source, int]], folder: Path) -> None:
    """Write the sources with the number of statements that each makes, as one CSV in each language."""
    titles = (
        Text("来源", "source"),
        Text("可信等级", "confidence"),
        Text("陈述数", "statements"),
        Text("网址", "URL"),
        Text("标识", "IRI"),
    )
    ranked = sorted(sources, key=lambda pair: (-pair[1], pair[0].iri))
    for lang in LANGS:
        rows = [
            (
                source.title.say(lang),
                name_code("confidence-classes", source.confidence).say(lang),
                count,
                source.url,
                source.iri,
            )
            for source, count in ranked
        ]
        _write(folder / f"sources.{lang}.csv", format_rows([title.say(lang) for title in titles], rows, "csv"))


def _readme(listings: Sequence[Listing]) -> str:
    rows = [
        (
            f"{listing.name}.*.csv · .md",
            listing.title.zh,
            listing.title.en,
            len(listing.entries),
        )
        for listing in listings
    ]
    return _README + format_rows(("file", "清单", "list", "rows"), rows, "md")


_README: Final = """# 清单 · Lists

每个清单有中文（`.zh`）和英文（`.en`）两份，各有 CSV 与 Markdown；每行都有理由、证据（SPARQL 查询）与来源。CSV 为带 BOM 的 UTF-8，
Excel 双击即可正确显示中文；以 =、+、-、@ 开头的文字前加了单引号，不会被当作公式运行。`cities/` 是按城市汇总的清单，
`sources.*.csv` 是全部来源。图谱没有记录不等于事实不存在：每行都写明什么会推翻它。

Each list exists in Chinese (`.zh`) and English (`.en`), as CSV and as Markdown; every row has its reason, its evidence
(a SPARQL query) and its sources. The CSV files are UTF-8 with a byte order mark, so that Excel opens Chinese text
correctly by a double click; a text that begins with =, +, - or @ has an apostrophe before it, so that no spreadsheet
runs it as a formula. `cities/` has the same by city, `sources.*.csv` all sources. What the graph does not record may
still be so: every row says what would overturn it.

"""
