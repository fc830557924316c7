"""The list of spans: one row for each skill in a text, with the place that is the evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from chains.errors import Lang, Text
from chains.tabulate import format_rows
from chains.tagging import SkillDictionary, Tag, tag_text
from chains.tagging.rows import Columns, SourceText
from chains.tagging.tally import Tally
from chains.tagging.texts import TABLES, read_texts

__all__ = ["HEADER", "SpanList"]

HEADER: Final = ("document", "row", "id", "start", "end", "text", "skill", "label", "polarity", "rule")
_CHUNK: Final = 2_000

Row = tuple[str | int, ...]


class SpanList:
    """Reads texts, tags them, and keeps count.

    Args:
        skills: what is looked for.
        columns: which columns of tables are read.
        tally: counts demand or supply as the texts go by.
        lang: the language of the labels.
        each_line: a line or paragraph is a text of its own, not the whole file.
    """

    def __init__(
        self,
        skills: SkillDictionary,
        columns: Columns | None = None,
        tally: Tally | None = None,
        lang: Lang = "zh",
        *,
        each_line: bool = False,
    ) -> None:
        self._skills = skills
        self._columns = columns
        self._tally = tally
        self._lang = lang
        self._each_line = each_line
        self._texts = self._hits = self._asked = self._negated = 0
        self._seen: set[str] = set()

    def chunks(self, files: Iterable[Path], progress: Callable[[int], None]) -> Iterator[str]:
        """Iterate over the list as CSV, its header first, some thousand rows at a time.

        *progress* is told how many bytes more were read.

        Raises:
            UnreadableInput, UnknownName: see :func:`~chains.tagging.texts.read_texts`.
        """
        header = format_rows(HEADER, [], "csv")
        yield header
        rows = self._rows(files, progress)
        while chunk := list(islice(rows, _CHUNK)):
            yield format_rows(HEADER, chunk, "csv").removeprefix(header)

    def _rows(self, files: Iterable[Path], progress: Callable[[int], None]) -> Iterator[Row]:
        for path in files:
            whole = not self._each_line and path.suffix.lower() not in TABLES
            for text in read_texts(path, self._columns, progress):
                tags = tag_text(text.text, self._skills)
                self._count(text, tags, whole=whole)
                yield from self._spans(text, tags)

    def _spans(self, text: SourceText, tags: Iterable[Tag]) -> Iterator[Row]:
        for tag in tags:
            zh, en = self._skills.labels[tag.skill]
            label = zh if self._lang == "zh" else en
            polarity = "negative" if tag.negated else "positive"
            place = (text.document, text.row, text.key, tag.start, tag.end)
            yield (*place, tag.text, tag.skill, label, polarity, tag.rule)

    def _count(self, text: SourceText, tags: Sequence[Tag], *, whole: bool) -> None:
        named = [tag.skill for tag in tags if not tag.negated]
        self._texts += 1
        self._hits += bool(named)
        self._asked += len(named)
        self._negated += len(tags) - len(named)
        self._seen.update(named)
        if self._tally is not None:
            self._tally.add(text, named, whole=whole)

    def summary(self) -> list[Text]:
        """Return what was found, and what could not be placed, as sentences."""
        found = Text(
            f"{self._texts:,} 段文本，{self._hits:,} 段提到技能：{self._asked:,} 处，{len(self._seen):,} 种；"
            f"另有 {self._negated:,} 处为否定",
            f"Texts: {self._texts:,}, with skills: {self._hits:,}; mentions: {self._asked:,} of {len(self._seen):,} "
            f"skills, and {self._negated:,} that are taken back",
        )
        tally = self._tally
        if tally is None or not tally.unplaced:
            return [found]
        shown = "、".join(f"“{name}”" for name in tally.examples)
        what = Text("地区", "region") if tally.kind == "demand" else Text("专业或课程", "programme or course")
        left = Text(
            f"{tally.unplaced:,} 条文本的{what.zh}在图谱里找不到，未计入：{shown}",
            f"Texts left out, as the graph has no such {what.en}: {tally.unplaced:,}, e.g. {shown}",
        )
        return [found, left]
