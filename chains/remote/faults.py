"""What can be wrong with an endpoint, in words."""

from __future__ import annotations

from typing import Final

from chains.errors import EndpointError, MissingSoftware, Text

__all__ = [
    "ASK_LESS",
    "TRY_AGAIN",
    "blank_node",
    "cut_answer",
    "failed_status",
    "missing_library",
    "no_results",
    "nothing_known",
    "odd_media",
    "too_large",
    "too_many",
    "unreached",
    "web_page",
]

TRY_AGAIN: Final = Text(
    "稍后再运行同一命令：已读的部分会保留，从中断处继续",
    "run the same command again later: what was read is kept, and it goes on from there",
)
ASK_LESS: Final = Text(
    "请端点的管理者放宽限制，或请其提供 RDF 文件", "ask who runs the endpoint for wider limits, or for an RDF file"
)
_ADDRESS: Final = Text("请检查地址是否为 SPARQL 端点", "check that the address is that of a SPARQL endpoint")
_RDF_FILE: Final = Text(
    "下载其 RDF 文件，用 --data 给出该文件", "download it as an RDF file and give that file with --data"
)
_SECRET: Final = Text(
    "请检查口令：写在地址里（https://user:password@host/…），或放在环境变量 FOURCHAINS_TOKEN 里",
    "check the credentials: in the address (https://user:password@host/…), or a token in the environment variable "
    "FOURCHAINS_TOKEN",
)


def missing_library() -> MissingSoftware:
    """Return the error of an installation that cannot ask over HTTP."""
    return MissingSoftware(
        Text("缺少读取 SPARQL 端点所需的软件包", "the package that asks SPARQL endpoints is missing"),
        remedy=Text('运行 pip install "fourchains[remote]"', 'run pip install "fourchains[remote]"'),
    )


def unreached(where: str, what: Text, remedy: Text, *, transient: bool = False, smaller: bool = False) -> EndpointError:
    """Return the error of an endpoint from which no answer came."""
    return EndpointError(what, where=where, remedy=remedy, transient=transient, smaller=smaller)


_REMEDIES: Final = {
    400: Text(
        "请检查地址是否为 SPARQL 1.1 端点（查询，而非更新）",
        "check that the address is that of a SPARQL 1.1 endpoint for queries, not for updates",
    ),
    401: _SECRET,
    403: _SECRET,
    404: _ADDRESS,
    405: _ADDRESS,
    407: Text("请检查代理的设置", "check the settings of the proxy"),
}
_TRANSIENT: Final = frozenset({408, 425, 429, 502, 503, 504})
_SMALLER: Final = frozenset({400, 408, 413, 414, 431, 500, 502, 503, 504})


def failed_status(where: str, status: int, told: str, *, wait: float | None = None) -> EndpointError:
    """Return the error of an answer with a status that is no success; *told* is what the endpoint says of it."""
    more = Text(f"：{told}", f": {told}") if told else Text("", "")
    return EndpointError(
        Text(f"端点回答 {status}{more.zh}", f"the endpoint answers {status}{more.en}"),
        where=where,
        remedy=_REMEDIES.get(status, TRY_AGAIN),
        status=status,
        transient=status in _TRANSIENT,
        smaller=status in _SMALLER,
        wait=wait,
    )


def web_page(where: str, told: str) -> EndpointError:
    """Return the error of an answer that is a page for people, though its status says success."""
    return EndpointError(
        Text(
            f"端点回答的是网页，不是查询结果：{told}",
            f"it answers with a web page, not with results of a query: {told}",
        ),
        where=where,
        remedy=Text(
            "请检查地址：网页的地址往往不是端点的地址；若需登录，请给出口令",
            "check the address: that of a query page is often not that of the endpoint; give credentials if it wants them",
        ),
    )


def odd_media(where: str, media: str) -> EndpointError:
    """Return the error of an answer of a type that was not asked for."""
    return EndpointError(
        Text(f"端点回答的类型是 {media or '（无）'}", f"the answer has the type {media or '(none)'}"),
        where=where,
        remedy=Text(
            "端点须能给出 SPARQL 1.1 JSON 或 XML 结果；请检查地址",
            "an endpoint must give SPARQL 1.1 results in JSON or XML; check the address",
        ),
    )


def no_results(where: str, reason: str) -> EndpointError:
    """Return the error of an answer that breaks off or is not what its type says."""
    return EndpointError(
        Text(f"回答不完整或不合格式：{reason}", f"the answer is cut off or malformed: {reason}"),
        where=where,
        remedy=TRY_AGAIN,
        transient=True,
        smaller=True,
    )


def too_large(where: str, most: int) -> EndpointError:
    """Return the error of an answer that goes on beyond the limit."""
    size = f"{most / (1 << 20):.4g} MiB"
    return EndpointError(
        Text(
            f"一次回答超过 {size}：端点可能不理会 LIMIT，或压缩内容异常",
            f"one answer is larger than {size}: the endpoint seems to ignore LIMIT, or sends a compression bomb",
        ),
        where=where,
        remedy=_RDF_FILE,
        smaller=True,
    )


def too_many(where: str, statements: int, most: int, variable: str) -> EndpointError:
    """Return the error of an endpoint that has more than may be read."""
    return EndpointError(
        Text(
            f"端点有 {statements:,} 条属于本词汇的陈述，上限为 {most:,}",
            f"it has {statements:,} statements of our vocabulary, and at most {most:,} are read",
        ),
        where=where,
        remedy=Text(
            f"用环境变量 {variable} 放宽上限，或下载其 RDF 文件",
            f"allow more with the environment variable {variable}, or download it as an RDF file",
        ),
    )


def nothing_known(where: str) -> EndpointError:
    """Return the error of an endpoint that has no thing of our vocabulary."""
    return EndpointError(
        Text("端点里没有四链词汇的任何事物", "it has not one thing of the Four Chains vocabulary"),
        where=where,
        remedy=Text(
            "请检查地址、其数据集，以及数据是否用 https://w3id.org/fourchains/ontology# 的类",
            "check the address and its dataset, and that the data use the classes of "
            "https://w3id.org/fourchains/ontology#",
        ),
    )


def blank_node(where: str, of: str) -> EndpointError:
    """Return the error of things without an IRI, which are other ones in each answer."""
    return EndpointError(
        Text(
            f"含有没有 IRI 的节点（空白节点）：{of}；分页读取时无法辨认",
            f"it has nodes without an IRI (blank nodes): {of}; over several answers they cannot be told apart",
        ),
        where=where,
        remedy=Text(f"给它们 IRI，或{_RDF_FILE.zh}", f"give them IRIs, or {_RDF_FILE.en}"),
    )


def cut_answer(where: str, rows: int) -> EndpointError:
    """Return the error of an endpoint that silently gives fewer rows than there are, however few are asked for."""
    return EndpointError(
        Text(
            f"端点悄悄截断回答：只给出 {rows:,} 行，而还有更多",
            f"the endpoint silently cuts its answers: {rows:,} rows came, and there are more",
        ),
        where=where,
        remedy=ASK_LESS,
        smaller=True,
    )
