"""Writes an atlas into a folder, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from chains.atomic import replace_folder
from chains.errors import Lang, Text
from chains.network import require_nodes
from chains.tabulate import dump_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chains.graph import KnowledgeGraph
    from chains.records import Gap
    from chains.report.contents import Contents
    from chains.report.entries import Listing
    from chains.report.findings import Finding

__all__ = ["ATLAS_STEPS", "Atlas", "write_atlas"]

Progress = Callable[[Text], None]

ATLAS_STEPS: Final = 6
"""How many steps :func:`write_atlas` tells of."""

_MARK: Final = "catalogue.ttl"
_OURS: Final = frozenset({"index.html", "map.html", "lists", "graph.ttl", "graph.trig", _MARK})


@dataclass(frozen=True, slots=True)
class Atlas:
    """What an atlas holds: its folder, its headline findings, its lists, and the names by which it calls places."""

    folder: Path
    findings: tuple[Finding, ...]
    listings: tuple[Listing, ...]
    gaps: int


def _silent(_step: Text) -> None:
    """Tell nobody."""


def write_atlas(graph: KnowledgeGraph, folder: Path, *, lang: Lang = "en", progress: Progress | None = None) -> Atlas:
    """Write the atlas of a graph into *folder*: one map and N lists.

    The folder gets ``index.html`` (the overview) and ``map.html``, which open in *lang* and hold both languages;
    ``lists/`` with each list in Chinese and English as CSV and Markdown; ``graph.ttl`` and ``graph.trig``;
    ``gaps.json`` and ``gaps.ttl`` with the full record of every gap; and ``catalogue.ttl`` (VoID and DCAT), which
    describes it all.  An earlier atlas is replaced when the new one is complete; whatever interrupts leaves it as it
    was.  The same graph gives the same bytes.

    Args:
        graph: the graph.
        folder: where to write; it may not exist yet, be empty, or hold an earlier atlas.
        lang: the language that the pages open in.
        progress: is told each of the :data:`ATLAS_STEPS` steps.

    Raises:
        EmptyGraph: the graph has nothing to show.
        OutputError: the folder cannot be written, or holds other things.
    """
    tell = progress or _silent
    require_nodes(graph.network(), graph.name)
    with replace_folder(folder, _is_atlas, Text("图集", "an atlas")) as work:
        return _write(graph, work, folder, lang, tell)


def _is_atlas(folder: Path) -> bool:
    return all((folder / name).exists() for name in _OURS)


def _write(graph: KnowledgeGraph, work: Path, folder: Path, lang: Lang, tell: Progress) -> Atlas:
    # Heavy modules are imported here, so that a list of gaps in the terminal does not wait for them.
    from chains.gaps.keeping import gaps_of
    from chains.report.collection import collect_lists
    from chains.report.contents import count_contents

    tell(Text("查找断点", "finding the gaps"))
    gaps = gaps_of(graph)
    tell(Text("汇总清单", "writing the lists"))
    listings = collect_lists(graph, gaps)
    contents = count_contents(graph)
    _write_lists(graph, listings, contents, work / "lists")
    _write_gaps(graph, gaps, work)
    tell(Text("绘制地图", "drawing the map"))
    _write_map(graph, gaps, work / "map.html", lang)
    tell(Text("写出 Turtle 与 TriG", "writing Turtle and TriG"))
    _write_graphs(graph, work)
    tell(Text("写出概览", "writing the overview"))
    findings = _write_index(graph, gaps, listings, contents, work, lang)
    tell(Text("写出目录", "writing the catalogue"))
    _write_catalogue(graph, contents, work)
    return Atlas(folder, findings, tuple(listings), len(gaps))


def _write_lists(graph: KnowledgeGraph, listings: Sequence[Listing], contents: Contents, folder: Path) -> None:
    from chains.naming import Citations, Names
    from chains.report.writing import write_cities, write_lists, write_sources

    folder.mkdir()
    network, sources = graph.network(), graph.sources()
    names, citations = Names(network), Citations(sources)
    write_lists(listings, folder, names, citations)
    cities = network.regions.filter(network.regions["kind"] == "city").get_column("iri").sort()
    write_cities(listings, cities, folder, names, citations)
    write_sources(((source, contents.sources.get(iri, 0)) for iri, source in sources.items()), folder)


def _write_gaps(graph: KnowledgeGraph, gaps: Sequence[Gap], work: Path) -> None:
    from chains.export.gap_files import write_gaps
    from chains.naming import Names
    from chains.report.lists import gap_record

    names = Names(graph.network())
    records = [gap_record(gap, names) for gap in gaps]
    (work / "gaps.json").write_bytes(dump_json(records).encode())
    write_gaps(gaps, graph, work / "gaps.ttl")


def _write_map(graph: KnowledgeGraph, gaps: Sequence[Gap], path: Path, lang: Lang) -> None:
    from chains.draw import draw_map

    page = draw_map(graph.network(), gaps, lang=lang, title=graph.title, sources=graph.sources())
    path.write_bytes(page.encode())


def _write_graphs(graph: KnowledgeGraph, work: Path) -> None:
    from chains.export import write_graph

    for name in ("graph.ttl", "graph.trig"):
        write_graph(graph, work / name)


def _write_index(
    graph: KnowledgeGraph,
    gaps: Sequence[Gap],
    listings: Sequence[Listing],
    contents: Contents,
    work: Path,
    lang: Lang,
) -> tuple[Finding, ...]:
    from chains.report.overview import gather_overview
    from chains.report.page import fill_index

    overview = gather_overview(graph, gaps, listings, contents.sources)
    sizes = [(path.name, path.stat().st_size) for path in sorted(work.iterdir()) if path.is_file()]
    (work / "index.html").write_bytes(fill_index(overview, sizes, lang=lang).encode())
    return overview.findings


def _write_catalogue(graph: KnowledgeGraph, contents: Contents, work: Path) -> None:
    from chains.report.catalogue import describe_files, write_catalogue

    text = write_catalogue(graph, contents, describe_files(work))
    (work / _MARK).write_bytes(text.encode())
