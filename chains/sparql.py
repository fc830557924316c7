"""The text of a SPARQL query: its parameters, what it may not do, and where it is wrong.

A parameter is a variable written with a dollar sign, ``$city``.  To SPARQL ``$city`` and ``?city`` are the same
variable, so a query with parameters is plain SPARQL and runs anywhere; there ``$city`` stands for every city.  Here
the value takes the parameter's place in all of the query, sub-queries and negations included, as SHACL does with
pre-bound variables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from chains.errors import QueryError, Text, nearest_names
from chains.names import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph as ox

__all__ = ["bind_parameters", "check_query", "find_parameters", "syntax_error"]

_TOKEN: Final = re.compile(
    r"""
      (?P<iri><[^<>"{}|^`\\\s]*>)
    | (?P<comment>\#[^\n\r]*)
    | (?P<text>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    | (?P<parameter>\$\w+)
    | (?P<variable>\?\w+)
    | (?P<name>(?:[^\W\d_][\w.\-]*)?:(?:[\w:\-%]|\.(?=[\w:\-%.])|\\.)*)
    | (?P<word>[^\W\d]\w*)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_FORMS: Final = ("SELECT", "CONSTRUCT", "DESCRIBE", "ASK")
_UPDATES: Final = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
_PLACE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_LONGEST_HINT: Final = 80
_LONGEST_END: Final = 30
_NEVER_MEANT: Final = frozenset({"LATERAL", "SERVICE", "{|", "~"})


def _tokens(sparql: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(sparql):
        yield match.lastgroup or "other", match[0]


def find_parameters(sparql: str) -> tuple[str, ...]:
    """Return the names of the parameters in a query, in the order of their first use.

    >>> find_parameters("SELECT ?x { ?x ch:inRegion $city # not $this\\n FILTER(LANG(?x) = $lang) }")
    ('city', 'lang')
    """
    return tuple(dict.fromkeys(token[1:] for kind, token in _tokens(sparql) if kind == "parameter"))


def bind_parameters(sparql: str, values: Mapping[str, ox.NamedNode | ox.Literal]) -> str:
    """Return the query with the values in the place of its parameters; a parameter without a value stays a variable.

    Comments, texts, and variables that are written with a question mark are left as they are.

    Raises:
        QueryError: a value is given for a parameter that the query does not have.

    >>> import pyoxigraph as ox
    >>> bind_parameters("ASK { ?x ?label $name }", {"name": ox.Literal("数控", language="zh")})
    'ASK { ?x ?label "数控"@zh }'
    """
    known = find_parameters(sparql)
    for name in values:
        if name not in known:
            raise _no_parameter(name, known)
    parts = (
        str(values[token[1:]]) if kind == "parameter" and token[1:] in values else token
        for kind, token in _tokens(sparql)
    )
    return "".join(parts)


def _no_parameter(name: str, known: tuple[str, ...]) -> QueryError:
    listed = ", ".join(f"${one}" for one in known)
    return QueryError(
        Text(f"查询里没有参数 ${name}", f"the query has no parameter ${name}"),
        remedy=Text(f"它的参数：{listed}", f"its parameters are {listed}") if known else None,
    )


def check_query(sparql: str, *, where: str = "") -> None:
    """Do nothing for a query that only reads this graph.

    Raises:
        QueryError: it is an update, or it asks another server (SERVICE), or it is no query at all.
    """
    tokens = [(kind, token) for kind, token in _tokens(sparql) if kind != "comment"]
    words = [token.upper() for kind, token in tokens if kind == "word"]
    first = next((word for word in words if word not in {"PREFIX", "BASE"}), "")
    if first in _UPDATES:
        raise QueryError(
            Text(f"不接受更新语句（{first}）：图谱只读", f"updates ({first}) are refused: the graph is read only"),
            where=where,
            remedy=Text("请改表中的数据，然后重新构建", "change the tables, and build the graph again"),
        )
    if first not in _FORMS and not any(first.startswith(form) for form in _FORMS):
        raise _no_form(first, where)
    if any(kind in {"word", "name"} and "SERVICE" in token.partition(":")[0].upper() for kind, token in tokens):
        raise QueryError(
            Text("不接受 SERVICE：查询不会访问网络", "SERVICE is refused: a query makes no request over the network"),
            where=where,
            remedy=Text("请删去 SERVICE 部分", "take the SERVICE part out"),
        )


def _no_form(first: str, where: str) -> QueryError:
    near = nearest_names(first, _FORMS, 1) if first else []
    forms = near[0] if near else ", ".join(_FORMS)
    return QueryError(
        Text("这不是 SPARQL 查询", "this is no SPARQL query"),
        where=where,
        remedy=Text(
            f"查询以 {forms} 开头；不带参数的 chains query 列出可用的名称",
            f"a query begins with {forms}; `chains query` alone lists the queries that have a name",
        ),
    )


def syntax_error(sparql: str, message: str, *, where: str = "") -> QueryError:
    """Return the error that tells a person where a query is wrong, from the message of the SPARQL parser.

    The place is given as ``line:column``, both from 1, and with the text that stands there.
    """
    found = _PLACE.search(message)
    if found is None:
        return QueryError(Text(f"查询无法执行：{message}", f"the query cannot be answered: {message}"), where=where)
    line, column, expected = int(found[1]), int(found[2]), found[3]
    near = _text_at(sparql, line, column)
    words = " ".join(sparql.split())
    last = words if len(words) <= _LONGEST_END else f"…{words[-_LONGEST_END:]}"
    here = Text(f"“{near}”处", f"at “{near}”") if near else Text(f"查询末尾“{last}”之后", f"at the end, after “{last}”")
    return QueryError(
        Text(
            f"{here.zh}有语法错误（第 {line} 行第 {column} 列）",
            f"syntax error {here.en} (line {line}, column {column})",
        ),
        where=f"{where or 'query'}:{line}:{column}",
        remedy=_undeclared(sparql) or _unclosed(sparql) or _hint(expected),
    )


def _text_at(sparql: str, line: int, column: int) -> str:
    lines = sparql.splitlines() or [""]
    rest = lines[line - 1][column - 1 :] if line <= len(lines) else ""
    token = rest.split(maxsplit=1)[0] if rest.strip() else ""
    return token if token or line >= len(lines) else "\\n"


def _undeclared(sparql: str) -> Text | None:
    tokens = [(kind, token) for kind, token in _tokens(sparql) if kind != "comment" and not token.isspace()]
    declared = set(PREFIXES)
    declared |= {name.partition(":")[0] for (_, word), (_, name) in pairwise(tokens) if word.upper() == "PREFIX"}
    used = (token.partition(":")[0] for kind, token in tokens if kind == "name")
    unknown = next((prefix for prefix in used if prefix not in declared), None)
    if unknown is None:
        return None
    near = ", ".join(f"{name}:" for name in nearest_names(unknown, sorted(declared)) or sorted(PREFIXES))
    return Text(
        f"前缀 {unknown}: 未声明；已知的前缀：{near}", f"the prefix {unknown}: is not declared; known prefixes: {near}"
    )


def _unclosed(sparql: str) -> Text | None:
    marks = [token for kind, token in _tokens(sparql) if kind == "other"]
    if '"' in marks or "'" in marks:
        return Text("有一个引号没有闭合", "a quote is not closed")
    for opening, closing in (("{", "}"), ("(", ")")):
        missing = marks.count(opening) - marks.count(closing)
        if missing > 0:
            return Text(f"少了 {missing} 个 {closing}", f"{missing} {closing} missing")
        if missing < 0:
            return Text(f"多了 {-missing} 个 {closing}", f"{-missing} {closing} too many")
    return None


def _hint(expected: str) -> Text:
    marks = expected.removeprefix("expected ").removeprefix("one of ").split(", ")
    sentence = next((mark for mark in marks if re.match(r"[A-Z].* ", mark)), None)
    if sentence:
        return Text(f"引擎的说明：{sentence}", f"the engine says: {sentence}")
    plain = [mark for mark in marks if mark[:2] not in {"[_", "['", "[^"} and mark not in _NEVER_MEANT]
    shown = " ".join(mark.strip('"') for mark in plain)
    if not plain or len(shown) > _LONGEST_HINT:
        return Text("请检查括号、引号和句点", "check brackets, quotes and full stops")
    return Text(f"此处可以是 {shown}", f"here may stand {shown}")
