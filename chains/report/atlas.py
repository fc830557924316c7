"""Writes an atlas into a folder, whole or not at all."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
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
    from chains.part import Part
    from chains.plan.running import Wish
    from chains.records import Gap
    from chains.report.contents import Contents
    from chains.report.entries import Listing
    from chains.report.findings import Finding
    from chains.report.profiles import Group

__all__ = ["ATLAS_STEPS", "Atlas", "write_atlas"]

Progress = Callable[[Text], None]
Measured = tuple["Sequence[Gap]", "Sequence[Listing]"]
"""The gaps of the whole graph, and the lists that were made of them."""

ATLAS_STEPS: Final = 7
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


def write_atlas(
    graph: KnowledgeGraph,
    folder: Path,
    *,
    lang: Lang = "en",
    progress: Progress | None = None,
    part: Part | None = None,
    wish: Wish | None = None,
) -> Atlas:
    """Write the atlas of a graph into *folder*: one map and N lists.

    The folder gets ``index.html`` (the overview), ``map.html``, ``methods.html`` (how everything was measured, and
    what the data lack) and ``ontology.html`` (what every term means), which open in *lang* and hold both languages;
    ``cities/``, ``chains/`` and ``alliances/`` with a page for each and its inventories as CSV;
    ``lists/`` with each list in Chinese and English as CSV and Markdown; ``graph.ttl`` and ``graph.trig``;
    ``gaps.json`` and ``gaps.ttl`` with the full record of every gap; and ``catalogue.ttl`` (VoID and DCAT), which
    describes it all.  An earlier atlas is replaced when the new one is complete; whatever interrupts leaves it as it
    was.  The same graph gives the same bytes.

    Args:
        graph: the graph.
        folder: where to write; it may not exist yet, be empty, or hold an earlier atlas.
        lang: the language that the pages open in.
        progress: is told each of the :data:`ATLAS_STEPS` steps.
        wish: write the plan that it asks for, too, into ``plan/``; ``progress`` is told one step more.
        part: write the atlas of this part of *graph*.  Pages, lists, files and catalogue are of the part; gaps and lists
            are measured on the whole graph and chosen afterwards, so their numbers are those of its atlas.

    Raises:
        EmptyGraph: the graph has nothing to show.
        QueryError: the wish cannot be met.
        OutputError: the folder cannot be written, or holds other things.
    """
    tell = progress or _silent
    require_nodes(graph.network(), graph.name)
    with replace_folder(folder, _is_atlas, Text("图集", "an atlas")) as work, _without_collection():
        return _write(graph, part, work, folder, lang, tell, wish)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Let Python look for no garbage in cycles: half a million statements are made here, and none is in a cycle."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _is_atlas(folder: Path) -> bool:
    return all((folder / name).exists() for name in _OURS)


def _write(
    graph: KnowledgeGraph,
    part: Part | None,
    work: Path,
    folder: Path,
    lang: Lang,
    tell: Progress,
    wish: Wish | None,
) -> Atlas:
    # Heavy modules are imported here, so that a list of gaps in the terminal does not wait for them.
    from chains.gaps.keeping import gaps_of
    from chains.report.collection import collect_lists
    from chains.report.contents import count_contents

    tell(Text("查找断点", "finding the gaps"))
    gaps = gaps_of(graph)
    tell(Text("汇总清单", "writing the lists"))
    listings = collect_lists(graph, gaps)
    if wish is not None:
        tell(Text("选择措施", "choosing actions"))
        _write_plan(graph, gaps, wish, work / "plan", lang)
    whole = (gaps, listings)
    if part is not None:
        from chains.report.parts import choose_entries

        gaps, listings = part.choose(gaps), choose_entries(listings, part)
    shown = graph if part is None else part.graph
    contents = count_contents(shown)
    # The files of the graph wait for nothing, and their writer leaves the interpreter free for a part of the time.
    with ThreadPoolExecutor(1) as beside:
        graphs = beside.submit(_write_graphs, shown, work)
        _write_lists(graph, listings, contents, work / "lists", part)
        _write_gaps(graph, gaps, work)
        tell(Text("绘制地图", "drawing the map"))
        _write_map(graph, gaps, work / "map.html", lang, part)
        tell(Text("写出各城市、产业链与联盟的页面", "writing the pages of cities, chains and alliances"))
        directory = _write_profiles(graph, whole, gaps, work, lang, part)
        tell(Text("写出 Turtle 与 TriG", "writing Turtle and TriG"))
        graphs.result()
    tell(Text("写出概览", "writing the overview"))
    sources = contents.sources if part is None else count_contents(graph).sources
    _write_methods(graph, gaps, sources, work / "methods.html", lang, part)
    _write_ontology(work / "ontology.html", lang)
    findings = _write_index(shown, gaps, listings, contents, work, lang, part, directory)
    tell(Text("写出目录", "writing the catalogue"))
    _write_catalogue(shown, contents, work, part)
    return Atlas(folder, findings, tuple(listings), len(gaps))


def _write_lists(
    graph: KnowledgeGraph, listings: Sequence[Listing], contents: Contents, folder: Path, part: Part | None
) -> None:
    from chains.naming import Citations, Names
    from chains.report.parts import choose_sources
    from chains.report.writing import write_cities, write_lists, write_sources

    folder.mkdir()
    network, sources = graph.network(), graph.sources()
    names, citations = Names(network), Citations(sources)
    write_lists(listings, folder, names, citations)
    cities = network.regions.filter(network.regions["kind"] == "city").get_column("iri").sort()
    write_cities(listings, cities if part is None else part.cities, folder, names, citations)
    listed = sources if part is None else choose_sources(listings, part)
    write_sources(((source, contents.sources.get(iri, 0)) for iri, source in listed.items()), folder)


def _write_gaps(graph: KnowledgeGraph, gaps: Sequence[Gap], work: Path) -> None:
    from chains.export.gap_files import write_gaps
    from chains.naming import Names
    from chains.report.lists import gap_record

    names = Names(graph.network())
    records = [gap_record(gap, names) for gap in gaps]
    (work / "gaps.json").write_bytes(dump_json(records).encode())
    write_gaps(gaps, graph, work / "gaps.ttl")


def _write_plan(graph: KnowledgeGraph, gaps: Sequence[Gap], wish: Wish, folder: Path, lang: Lang) -> None:
    from chains.plan.running import find_plan
    from chains.report.plans.files import write_plan

    plan = find_plan(graph.network(), gaps, wish)
    write_plan(graph, gaps, plan, wish, folder, lang=lang, home="../index.html")


def _write_map(graph: KnowledgeGraph, gaps: Sequence[Gap], path: Path, lang: Lang, part: Part | None) -> None:
    from chains.draw import draw_map

    shown, title = (graph, graph.title) if part is None else (part.graph, part.title)
    page = draw_map(shown.network(), gaps, lang=lang, title=title, sources=graph.sources())
    path.write_bytes(page.encode())


def _write_profiles(
    graph: KnowledgeGraph,
    whole: Measured,
    on_map: Sequence[Gap],
    work: Path,
    lang: Lang,
    part: Part | None,
) -> Sequence[Group]:
    from chains.report.profiles import Context, choose_subjects, list_pages, write_profiles

    context = Context(graph, *whole, on_map=on_map, subjects=None if part is None else choose_subjects(part))
    write_profiles(context, work, lang)
    return list_pages(context)


def _write_graphs(graph: KnowledgeGraph, work: Path) -> None:
    from chains.export import write_graph

    for name in ("graph.ttl", "graph.trig"):
        write_graph(graph, work / name)


def _write_methods(
    graph: KnowledgeGraph, gaps: Sequence[Gap], sources: Mapping[str, int], path: Path, lang: Lang, part: Part | None
) -> None:
    from chains.report.methods import gather_methods
    from chains.report.methods_page import fill_methods

    title = graph.title if part is None else part.title
    methods = gather_methods(graph, gaps, sources, title)
    path.write_bytes(fill_methods(methods, lang=lang).encode())


def _write_ontology(path: Path, lang: Lang) -> None:
    from chains.report.ontology import fill_ontology
    from chains.resources import ontology_folder

    path.write_bytes(fill_ontology(ontology_folder(), lang=lang, home="index.html").encode())


def _write_index(
    graph: KnowledgeGraph,
    gaps: Sequence[Gap],
    listings: Sequence[Listing],
    contents: Contents,
    work: Path,
    lang: Lang,
    part: Part | None,
    directory: Sequence[Group],
) -> tuple[Finding, ...]:
    from chains.report.overview import gather_overview
    from chains.report.page import fill_index

    overview = gather_overview(graph, gaps, listings, contents.sources, part)
    sizes = [(path.name, path.stat().st_size) for path in sorted(work.iterdir()) if path.is_file()]
    (work / "index.html").write_bytes(
        fill_index(overview, sizes, lang=lang, directory=directory, plan=(work / "plan").is_dir()).encode()
    )
    return overview.findings


def _write_catalogue(graph: KnowledgeGraph, contents: Contents, work: Path, part: Part | None) -> None:
    from chains.report.catalogue import describe_files, write_catalogue

    text = write_catalogue(graph, contents, describe_files(work), part)
    (work / _MARK).write_bytes(text.encode())
