"""An explanation as text for a terminal, as Markdown, or as JSON."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Final

from chains.errors import Lang, Text
from chains.explain.explanation import SHOWN_ROWS, Explanation
from chains.explain.facts import FactTable
from chains.explain.record import explanation_record
from chains.explain.sources import Reference
from chains.naming import name_code
from chains.tabulate import dump_json, escape_markdown, format_rows, require_format
from chains.terminal import wrap_text

__all__ = ["EXPLAIN_FORMATS", "format_explanation"]

EXPLAIN_FORMATS: Final = ("text", "md", "json")

_OTHERS: Final = 6
"""So many sources are named beside those of the facts shown."""
_INDENT: Final = "  "
_SEEN: Final = Text("看到了什么", "What was seen")
_EXPECTED: Final = Text("本来预期怎样，依据是什么", "What was expected, and why")
_CERTAINTY: Final = Text("有多大把握", "How sure it is")
_FACTS: Final = Text("依据哪些事实", "Which facts")
_SOURCES_TITLE: Final = Text("事实来自哪里", "From which sources")
_OVERTURN: Final = Text("什么会推翻它", "What would overturn it")
_CLOSING: Final = Text("补上哪些链接可以弥合", "Links that would close it")
_CHECK: Final = Text("自己核对", "Check it yourself")
_EMPTY: Final = Text(
    "查询没有返回任何一行：图谱里没有这样的记录，这正是断点所在。",
    "The query gives no row: nothing of the sort is on record, and that is the gap.",
)
_NONE: Final = Text("数据没有给出建议。", "The data suggest none.")
_SOURCE: Final = Text("来源", "from")


def format_explanation(
    explanation: Explanation,
    format: str = "text",  # noqa: A002  # the word that `--format` uses
    lang: Lang = "en",
    *,
    width: int = 100,
    command: str = "",
) -> str:
    """Return an explanation in one language, ending with a line end.

    Args:
        explanation: what there is to say.
        format: ``text`` (wrapped to *width* columns), ``md``, or ``json`` (both languages, all rows and sources).
        lang: language of ``text`` and ``md``.
        width: columns of the terminal.
        command: the command that runs the evidence query.

    Raises:
        UnknownName: there is no such format.
    """
    require_format(format, EXPLAIN_FORMATS)
    if format == "json":
        return dump_json(explanation_record(explanation))
    page = _Markdown(explanation, lang) if format == "md" else _Terminal(explanation, lang, width)
    return page.write(command)


class _Page(ABC):
    """The parts of an explanation, in their order; how each looks is the page's own."""

    def __init__(self, explanation: Explanation, lang: Lang) -> None:
        self._told = explanation
        self._lang: Lang = lang
        self._numbers = {
            reference.source.iri: number
            for number, reference in enumerate(explanation.references, start=1)
            if reference.cited
        }

    def write(self, command: str) -> str:
        told = self._told
        parts = [
            self.title(self._say(told.title), self._headline()),
            self.part(_SEEN, self.sentences(told.seen)),
            self.part(_EXPECTED, self.sentences(told.expected)),
            self.part(_CERTAINTY, self.items([self._say(text) for text in told.certainty])),
            self.part(_FACTS, self._facts()),
            self.part(_SOURCES_TITLE, self._sources()),
            self.part(_OVERTURN, self.sentences([told.overturn])),
            self.part(_CLOSING, self._closing()),
            self.part(_CHECK, self._check(command)),
        ]
        return "\n".join(parts)

    @abstractmethod
    def title(self, title: str, below: str) -> str: ...

    @abstractmethod
    def part(self, title: Text, body: str) -> str: ...

    @abstractmethod
    def paragraph(self, text: str) -> str: ...

    @abstractmethod
    def items(self, texts: Sequence[str], marks: Sequence[str] | None = None) -> str: ...

    @abstractmethod
    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str: ...

    @abstractmethod
    def code(self, text: str) -> str: ...

    def _say(self, text: Text) -> str:
        return text.say(self._lang)

    def sentences(self, texts: Sequence[Text]) -> str:
        return "".join(self.paragraph(self._say(text)) for text in texts)

    def _headline(self) -> str:
        told = self._told
        kind = Text(f"{told.kind.zh}：{told.kind_means.zh}", f"{told.kind.en}: {told.kind_means.en}")
        chains = Text(f"涉及{told.chains.zh}", f"chains: {told.chains.en}")
        return "\n".join([self._say(kind), f"{told.gap.id} · {self._say(chains)}", self._say(told.rank)])

    def _facts(self) -> str:
        if not self._told.facts:
            return self.paragraph(self._say(_EMPTY))
        return "\n".join(self._fact_table(table) for table in self._told.facts)

    def _fact_table(self, table: FactTable) -> str:
        shown = table.rows[:SHOWN_ROWS]
        header = [self._say(title) for title in table.header]
        rows = [[self._say(cell) for cell in fact.cells] for fact in shown]
        if any(fact.sources for fact in shown):
            header.append(self._say(_SOURCE))
            rows = [[*row, self._cite(fact.sources)] for row, fact in zip(rows, shown, strict=True)]
        count = len(table.rows)
        if table.title is None:
            title = Text(f"共 {count:,} 行", f"{count:,} row{'' if count == 1 else 's'}")
        else:
            title = Text(f"{table.title.zh}（{count:,} 行）", f"{table.title.en} ({count:,})")
        more = Text(f"……另有 {count - len(shown):,} 行", f"… and {count - len(shown):,} more")
        rest = self.paragraph(self._say(more)) if count > len(shown) else ""
        return self.paragraph(self._say(title)) + self.table(header, rows) + rest

    def _cite(self, sources: Sequence[str]) -> str:
        return "".join(f"[{number}]" for number in sorted(self._numbers[iri] for iri in sources))

    def _sources(self) -> str:
        cited = [one for one in self._told.references if one.cited]
        others = [one for one in self._told.references if not one.cited]
        # Sheets of one collection have one title: the first stands for them.
        distinct = {one.source.title.say(self._lang): one for one in reversed(others)}
        shown = [one for one in others if distinct[one.source.title.say(self._lang)] is one][:_OTHERS]
        marks = [f"[{self._numbers[one.source.iri]}]" for one in cited] + ["·"] * len(shown)
        listed = self.items([self._refer(one) for one in [*cited, *shown]], marks)
        more = len(others) - len(shown)
        rest = Text(
            f"这一测度还读了另外 {more:,} 个来源（--format json 全部列出）。",
            f"The measure read {more:,} more sources (--format json has them all).",
        )
        return listed + (self.paragraph(self._say(rest)) if more else "")

    def _refer(self, reference: Reference) -> str:
        source = reference.source
        confidence = self._say(name_code("confidence-classes", source.confidence))
        # Many a title begins with its publisher.
        publisher = "" if reference.publisher in source.title.say(self._lang) else reference.publisher
        facts = [part for part in (publisher, reference.date, source.url or "") if part]
        if self._lang == "zh":
            return f"{source.title.zh}（{confidence}）" + ("，".join(["", *facts]) if facts else "")
        return f"{source.title.en} ({confidence})" + (", ".join(["", *facts]) if facts else "")

    def _closing(self) -> str:
        closing = self._told.closing
        if not closing:
            return self.paragraph(self._say(_NONE))
        return self.items(
            [self._say(link) for link in closing], [f"{number}." for number in range(1, len(closing) + 1)]
        )

    def _check(self, command: str) -> str:
        run = Text("运行下面的命令，即得到上面的事实：", "This command gives the facts above:")
        query = Text("它运行的查询：", "The query that it runs:")
        parts = (
            [self.paragraph(self._say(run)), self.code(command), self.paragraph(self._say(query))] if command else []
        )
        return "".join([*parts, self.code(self._told.gap.evidence.strip())])


class _Terminal(_Page):
    def __init__(self, explanation: Explanation, lang: Lang, width: int) -> None:
        super().__init__(explanation, lang)
        self._width = max(width, 40)

    def title(self, title: str, below: str) -> str:
        return "".join(f"{line}\n" for part in (title, *below.split("\n")) for line in wrap_text(part, self._width))

    def part(self, title: Text, body: str) -> str:
        return f"{self._say(title)}\n{body}"

    def paragraph(self, text: str) -> str:
        return "".join(f"{_INDENT}{line}\n" for line in wrap_text(text, self._width - len(_INDENT)))

    def items(self, texts: Sequence[str], marks: Sequence[str] | None = None) -> str:
        return "".join(self._item(text, mark) for text, mark in zip(texts, marks or ["·"] * len(texts), strict=True))

    def _item(self, text: str, mark: str) -> str:
        lead = f"{_INDENT}{mark} "
        first, *rest = wrap_text(text, self._width - len(lead))
        return f"{lead}{first}\n" + "".join(f"{' ' * len(lead)}{line}\n" for line in rest)

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        lines = format_rows(header, rows, "table", width=self._width - len(_INDENT), whole=[len(header) - 1])
        return "".join(f"{_INDENT}{line}\n" for line in lines.splitlines())

    def code(self, text: str) -> str:
        return "".join(f"{_INDENT * 2}{line}\n" for line in text.splitlines())


class _Markdown(_Page):
    def title(self, title: str, below: str) -> str:
        return (
            f"# {escape_markdown(title)}\n\n" + "\n\n".join(escape_markdown(line) for line in below.split("\n")) + "\n"
        )

    def part(self, title: Text, body: str) -> str:
        return f"## {self._say(title)}\n\n{body.rstrip()}\n"

    def paragraph(self, text: str) -> str:
        return f"{escape_markdown(text)}\n\n"

    def items(self, texts: Sequence[str], marks: Sequence[str] | None = None) -> str:
        plain = [mark if mark != "·" else "" for mark in marks or [""] * len(texts)]
        leads = ["*" if not mark else mark if mark.endswith(".") else f"* {escape_markdown(mark)}" for mark in plain]
        return "".join(f"{lead} {escape_markdown(text)}\n" for lead, text in zip(leads, texts, strict=True)) + "\n"

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        return format_rows(header, rows, "md") + "\n"

    def code(self, text: str) -> str:
        return "".join(f"    {line}\n" for line in text.splitlines()) + "\n"
