"""The SPARQL 1.1 Protocol: what a request asks, and what is wrong with it.

W3C Recommendation of 21 March 2013, section 2.1 (query operation).  Updates are refused: the graph is read only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from chains.errors import Lang, Text
from chains.serve.messages import Job

__all__ = ["LONGEST_REQUEST", "Refusal", "read_get", "read_post"]

LONGEST_REQUEST: Final = 1 << 18
"""Bytes that a query may have, with its parameters."""

_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_UTF_8: Final = frozenset({"utf-8", "utf8"})
_MOST_PARAMETERS: Final = 1000


@dataclass
class Refusal(Exception):
    """The request is wrong: an HTTP status, and what is wrong."""

    status: int
    what: Text


def read_get(parameters: bytes, headers: Mapping[str, str], lang: Lang) -> Job:
    """Return the job of a request by GET, whose parameters stand in the address.

    Raises:
        Refusal: the parameters are not those of one query.
    """
    return _read(_parse(parameters), headers, lang)


def read_post(parameters: bytes, body: bytes, headers: Mapping[str, str], lang: Lang) -> Job:
    """Return the job of a request by POST: a form, or the query itself; the dataset may stand in the address.

    Raises:
        Refusal: the body is of another type (415), in another encoding than UTF-8, or not one query (400).
    """
    media, _, rest = headers.get("content-type", "").partition(";")
    kind = media.strip().lower()
    if kind == _UPDATE:
        raise _read_only()
    if kind not in {_FORM, _QUERY}:
        raise Refusal(
            415,
            Text(
                f"不支持的内容类型：{media or '（无）'}；应为 {_FORM} 或 {_QUERY}",
                f"the content type must be {_FORM} or {_QUERY}, not {media or 'none'}",
            ),
        )
    _require_utf_8(rest)
    given = _parse(parameters)
    own = _parse(body) if kind == _FORM else [("query", _decode(body))]
    return _read([*own, *given], headers, lang)


def _require_utf_8(parameters: str) -> None:
    pairs = dict(part.strip().lower().partition("=")[::2] for part in parameters.split(";") if part.strip())
    if pairs.get("charset", "utf-8").strip('"') not in _UTF_8:
        raise _no_text()


def _decode(text: bytes) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _no_text() from error


def _no_text() -> Refusal:
    return Refusal(400, Text("请求必须是 UTF-8 文本", "a request must be text in UTF-8"))


def _parse(parameters: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(_decode(parameters), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except ValueError as error:
        raise Refusal(
            400, Text("参数不是 UTF-8 文本，或者太多", "the parameters are no text in UTF-8, or too many")
        ) from error


def _read(given: Sequence[tuple[str, str]], headers: Mapping[str, str], lang: Lang) -> Job:
    if any(name == "update" for name, _ in given):
        raise _read_only()
    queries = [value for name, value in given if name == "query"]
    if len(queries) != 1:
        raise Refusal(
            400,
            Text(
                f"应有一个参数 query，现有 {len(queries)} 个",
                f"there must be one parameter “query”, not {len(queries)}",
            ),
        )
    sets = {
        name: tuple(value for key, value in given if key == name) for name in ("default-graph-uri", "named-graph-uri")
    }
    # A dataset in the protocol stands in the place of the query's own, whole: what it does not name is empty.
    named = any(sets.values())
    return Job(
        queries[0],
        sets["default-graph-uri"] if named else None,
        sets["named-graph-uri"] if named else None,
        headers.get("accept"),
        lang,
    )


def _read_only() -> Refusal:
    return Refusal(
        403,
        Text(
            "图谱只读，不接受更新；请改表中的数据，然后重新构建",
            "the graph is read only and takes no update; change its tables and build it again",
        ),
    )
