"""How a graph is cited: as a sentence, and as a ``CITATION.cff`` (Citation File Format 1.2.0)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from chains.errors import Text
from chains.export.statements import digest_graph
from chains.inputs import package_version

if TYPE_CHECKING:
    from chains.graph import KnowledgeGraph

__all__ = ["AUTHORS", "DIGEST_NAME", "graph_title", "write_citation", "write_citation_file"]

AUTHORS: Final = "The Four Chains authors"
DIGEST_NAME: Final = "SHA-256 of the canonical form (RDFC-1.0)"


def graph_title(graph: KnowledgeGraph) -> Text:
    """Return the title of a graph as a publication."""
    title = graph.title
    return Text(f"{title.zh}四链知识图谱", f"Knowledge graph of the four chains: {title.en}")


def write_citation(graph: KnowledgeGraph, day: str, *, shipped: bool) -> Text:
    """Return a sentence that cites a graph published on a day; of one that is not ours the author is left out."""
    title, digest = graph_title(graph), digest_graph(graph)
    who = f"{AUTHORS} ({day[:4]}). " if shipped else ""
    what = f"{title.en} (version {package_version()}) [data set]" if shipped else f"{title.en} ({day[:4]}) [data set]"
    zh = f"{AUTHORS}，{day[:4]}，" if shipped else f"{day[:4]}，"
    return Text(
        f"{zh}{title.zh}（版本 {package_version()}）[数据集]，规范形式（RDFC-1.0）的 SHA-256：{digest}。",
        f"{who}{what}. {DIGEST_NAME}: {digest}.",
    )


def write_citation_file(graph: KnowledgeGraph, day: str) -> str:
    """Return the ``CITATION.cff`` of the shipped graph, or of a part of it, published on a day."""
    title = graph_title(graph)
    facts = {
        "cff-version": "1.2.0",
        "message": "If you use this data set, please cite it as below. 使用本数据集请按下列信息引用。",
        "type": "dataset",
        "title": f"{title.en} ({title.zh})",
        "version": package_version(),
        "date-released": day,
        "license": "Apache-2.0",
    }
    # JSON strings are YAML strings.
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in facts.items()]
    lines += ["authors:", f'  - name: "{AUTHORS}"', "identifiers:", "  - type: other"]
    lines += [f'    value: "sha256:{digest_graph(graph)}"', f'    description: "{DIGEST_NAME}"']
    return "\n".join(lines) + "\n"
