"""The map against plain pyvis: the same graph, the same positions, the same headless Chromium, rounds in turn.

    python tests/bench/bench_map.py [--rounds 3] [--seconds 4] [--limit 120] [things ...]

Prints, as Markdown, for 1,000, 5,000 and 20,000 things with four links for each: the time that the page takes to make,
its size, the time to its first picture, frames while dragging and while zooming, and the longest task that held up the
main thread, each the median over the rounds.  The exit code is 1 if a goal is missed.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from browser import READY, open_browser, visit, wait_until
from map_graphs import Places, choose_network, draw_plain, spread_things
from map_watch import WATCH, longest_task, now_in, pan, stop_zoom, wait_for_picture, watch_motion, zoom
from playwright.sync_api import Browser, Page

from chains.draw import draw_map
from chains.network import Network

# At 1,000 things pyvis shows so many frames that no page could show five times as many: a screen has 60 a second.
GOAL_FRAMES = {5000: 15.0}
GOAL_TASK_MS = 200
GOAL_PAGE_MB = 5.0
COLUMNS = ("made s", "page MB", "first picture ms", "pan frames/s", "pan ms", "pan p95", "zoom frames/s", "zoom ms")
COLUMNS = (*COLUMNS, "zoom p95", "longest task ms: after first picture", "pan", "zoom", "filter", "search")

Row = dict[str, float | None]


def measure(browser: Browser, path: Path, kind: str, seconds: float, limit: float) -> Row:
    """Return what one visit to a page shows; only the first picture, empty, if it does not come in time."""
    with visit(browser) as guest:
        page = guest.page
        page.set_default_timeout(1000 * limit)
        page.add_init_script(WATCH)
        guest.open(path, "#all" if kind == "map" else "")
        first = wait_for_picture(page, limit)
        if first is None:
            return {"first": None}
        row: Row = {"first": first, "after": longest_task(page, first, 2500)}
        for name, motion in (("pan", pan), ("zoom", zoom)):
            found = watch_motion(page, kind, motion(page), seconds)
            page.mouse.up()
            stop_zoom(page)
            row |= {f"{name} {key}": value for key, value in found.items()}
        if kind == "map":
            row |= {"filter": _task_of(page, _filter), "search": _task_of(page, _search)}
        return row


def _task_of(page: Page, act: Callable[[Page], None]) -> float:
    start = now_in(page)
    act(page)
    return longest_task(page, start, 1500)


def _filter(page: Page) -> None:
    """Hide a chain, and show it again."""
    for _ in range(2):
        page.locator("#legend .chain").nth(1).click()
        page.wait_for_timeout(700)


def _search(page: Page) -> None:
    """Search by a name, and by sound."""
    for words in ("软件", "ruanj"):
        page.locator("#search").fill("")
        page.locator("#search").press_sequentially(words, delay=30)


def make_pages(network: Network, folder: Path, browser: Browser) -> tuple[dict[str, Path], dict[str, Row]]:
    """Write both pages and return them, with the seconds each took to make and its size."""
    paths = {kind: folder / f"{kind}{network.nodes.height}.html" for kind in ("map", "plain")}
    made: dict[str, Row] = {}
    made["map"] = _write(paths["map"], lambda: draw_map(network, [], lang="zh"))
    places = _places_in(browser, paths["map"]) or spread_things(network)
    made["plain"] = _write(paths["plain"], lambda: draw_plain(network, places))
    return paths, made


def _write(path: Path, make: Callable[[], str]) -> Row:
    start = time.perf_counter()
    text = make()
    seconds = time.perf_counter() - start
    path.write_text(text, encoding="utf-8")
    return {"made": seconds, "size": path.stat().st_size / 1e6}


def _places_in(browser: Browser, path: Path) -> Places:
    """Return where our page puts each thing; nothing if it shows them summed up."""
    with visit(browser) as guest:
        page = guest.open(path, "#all")
        wait_until(page, READY, 60)
        script = "Object.fromEntries([...(map.layout?.at ?? [])].map(([node, { x, y }]) => [node, [x, y]]))"
        places: Places = page.evaluate(script)
        return places if len(places) == page.evaluate("map.graph.things") else {}


def run(things: int, asked: argparse.Namespace) -> dict[str, Row]:
    """Measure both pages in turn and return the medians."""
    network = choose_network(things)
    with tempfile.TemporaryDirectory() as folder, open_browser() as browser:
        paths, made = make_pages(network, Path(folder), browser)
        rounds: dict[str, list[Row]] = {kind: [] for kind in paths}
        for _ in range(asked.rounds):
            for kind, path in paths.items():
                if {"first": None} not in rounds[kind]:
                    rounds[kind].append(measure(browser, path, kind, asked.seconds, asked.limit))
    print(f"\n{network.nodes.height:,} things, {network.edges.height:,} links\n")
    return {kind: made[kind] | _medians(rows) for kind, rows in rounds.items()}


def _medians(rows: list[Row]) -> Row:
    if any(row["first"] is None for row in rows):
        return {"first": None}
    return {name: statistics.median(row[name] or 0.0 for row in rows) for name in rows[0]}


CELLS = ("made", "size", "first", "pan frames", "pan median", "pan slow", "zoom frames", "zoom median", "zoom slow")
CELLS = (*CELLS, "after", "pan task", "zoom task", "filter", "search")


def print_table(found: dict[str, Row], limit: float) -> None:
    """Print one table: a line for each page, and the ratios of what both were measured by."""
    print("| | " + " | ".join(COLUMNS) + " |\n|---|" + "---:|" * len(COLUMNS))
    for kind, row in found.items():
        cells = [_cell(row.get(name), name) for name in CELLS]
        if row["first"] is None:
            cells[2] = f"none in {limit:g} s"
        print(f"| {'Four Chains' if kind == 'map' else 'plain pyvis'} | " + " | ".join(cells) + " |")
    ratios = [_ratio(found, name) for name in CELLS]
    print("| ratio | " + " | ".join("–" if ratio is None else f"× {ratio:.2g}" for ratio in ratios) + " |")


def _cell(value: Any, name: str) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if name in {"made", "size"} else f"{value:.1f}" if "frames" in name else f"{value:,.0f}"


def _ratio(found: dict[str, Row], name: str) -> float | None:
    ours, plain = (found[kind].get(name) for kind in ("map", "plain"))
    return ours / plain if ours is not None and plain else None


def missed(things: int, found: dict[str, Row]) -> list[str]:
    """Return the goals that were missed."""
    ours, faults = found["map"], []
    tasks = {name: ours.get(name) or 0.0 for name in ("after", "pan task", "zoom task", "filter", "search")}
    faults += [
        f"a task of {ms:.0f} ms ({name}; goal ≤ {GOAL_TASK_MS})" for name, ms in tasks.items() if ms > GOAL_TASK_MS
    ]
    for name in ("pan frames", "zoom frames"):
        ratio = _ratio(found, name)
        if ratio is not None and ratio < GOAL_FRAMES.get(things, 0.0):
            faults.append(f"{name} × {ratio:.1f} (goal ≥ {GOAL_FRAMES[things]:g})")
    if (ours["size"] or 0) > GOAL_PAGE_MB:
        faults.append(f"a page of {ours['size']:.1f} MB")
    return faults


def main() -> int:
    """Run what was asked for and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("things", nargs="*", type=int, default=[1000, 5000, 20000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--limit", type=float, default=120.0)
    asked = parser.parse_args()
    faults = []
    for things in asked.things:
        found = run(things, asked)
        print_table(found, asked.limit)
        faults += [f"{things:,} things: {fault}" for fault in missed(things, found)]
    print("\n" + ("\n".join(faults) or "Every goal is met."))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
