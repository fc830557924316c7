"""The map against plain pyvis: the same 3,000 things of the region, the same positions, the same headless Chromium.

    python tests/bench/bench_map.py [things] [seconds]

Both pages are measured by the same script: the time until the canvas holds a picture, and, while the mouse drags it,
the frames that show the picture in a new place.  These are counted twice, in the page (animation frames in which the
view had changed) and in the browser's own trace (frames that its compositor drew); the smaller ratio counts.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import polars as pl
from browser import Visit, open_browser, visit, wait_until
from playwright.sync_api import Browser
from pyvis.network import Network as PyvisNetwork

from chains.draw import draw_map
from chains.draw.palette import style_of
from chains.graph import open_graph
from chains.network import Network

GOAL_FRAMES = 5
GOAL_PICTURE = 0.5
ROUNDS = 3

# Runs in both pages before anything else.
WATCH = """
window.firstPicture = null;
(function look() {
  const canvas = [...document.querySelectorAll("canvas")].find((one) => one.width > 300 && one.id !== "overlay");
  if (canvas) {
    const small = new OffscreenCanvas(64, 64).getContext("2d");
    small.drawImage(canvas, 0, 0, 64, 64);
    if (small.getImageData(0, 0, 64, 64).data.some((value, at) => at % 4 === 3 && value > 0)) {
      window.firstPicture = performance.now();
      return;
    }
  }
  requestAnimationFrame(look);
})();
"""
COUNT = """(view) => {
  window.shown = 0;
  window.counting = true;
  let last = "";
  const look = view === "map" ? () => { const { x, y } = map.stage.view; return x + "," + y; }
    : () => { const { x, y } = network.getViewPosition(); return x + "," + y; };
  (function tick() {
    const now = look();
    if (now !== last) window.shown += 1;
    last = now;
    if (window.counting) requestAnimationFrame(tick);
  })();
}"""


def choose_things(network: Network, count: int) -> Network:
    """Return the best linked things and the links among them."""
    ends = pl.concat([network.edges["source"], network.edges["target"]]).value_counts().rename({"source": "index"})
    regions = network.regions["iri"]
    ranked = (
        network.nodes.with_row_index()
        .join(ends, on="index", how="left")
        .filter(~pl.col("iri").is_in(regions.implode()))
    )
    kept = ranked.sort(pl.col("count").fill_null(0), "index", descending=[True, False]).head(count).sort("index")
    numbers = dict(zip(kept["index"], range(kept.height), strict=True))
    both = pl.col("source").is_in(list(numbers)) & pl.col("target").is_in(list(numbers))
    edges = network.edges.filter(both).with_columns(
        pl.col("source", "target").replace_strict(numbers, return_dtype=pl.UInt32)
    )
    return Network(
        kept.select(network.nodes.columns),
        edges.unique(["source", "target", "kind"], maintain_order=True),
        network.regions,
    )


def draw_plain(network: Network, places: dict[str, list[float]]) -> str:
    """Return the page that pyvis itself makes of the same things at the same places."""
    picture = PyvisNetwork(height="900px", width="100%", directed=True, cdn_resources="in_line")
    picture.toggle_physics(status=False)
    for number, row in enumerate(network.nodes.iter_rows(named=True)):
        style, (x, y) = style_of(row["chain"]), places[str(number)]
        node = {"id": number, "label": row["label_zh"], "x": x, "y": y}
        picture.nodes.append(node | {"shape": style.shape, "color": style.colour, "size": 6.5})
    for source, target in network.edges.select("source", "target").iter_rows():
        picture.edges.append({"from": source, "to": target, "arrows": "to"})
    return picture.generate_html()


def measure(browser: Browser, path: Path, kind: str, seconds: float) -> dict[str, float]:
    """Return the first picture in ms, and frames per second while dragging, counted in two ways."""
    with visit(browser) as guest:
        guest.page.add_init_script(WATCH)
        guest.open(path, "#all" if kind == "map" else "")
        wait_until(guest.page, "window.firstPicture !== null", 120)
        first = guest.page.evaluate("window.firstPicture")
        guest.page.wait_for_timeout(500)
        moved, drawn = _drag(browser, guest, kind, seconds)
    return {"first": first, "moved": moved, "drawn": drawn}


def _drag(browser: Browser, guest: Visit, kind: str, seconds: float) -> tuple[float, float]:
    """Return frames per second while dragging: those with a moved view, and those that the compositor drew."""
    page = guest.page
    page.mouse.move(920, 700)
    page.mouse.down()
    browser.start_tracing(
        page=page, categories=["disabled-by-default-devtools.timeline.frame", "devtools.timeline.frame"]
    )
    page.evaluate(COUNT, kind)
    start = time.perf_counter()
    step = 0
    while (spent := time.perf_counter() - start) < seconds:
        step += 1
        # Far enough that the map must paint anew on the way.
        sway = abs(step % 160 - 80)
        page.mouse.move(200 + 9 * sway, 300 + 5 * sway)
    shown = page.evaluate("(window.counting = false, window.shown)")
    events = json.loads(browser.stop_tracing())["traceEvents"]
    page.mouse.up()
    return shown / spent, sum(event["name"] == "DrawFrame" for event in events) / spent


def run(things: int, seconds: float) -> dict[str, float]:
    """Measure both pages and return the ratios."""
    graph = open_graph()
    network = choose_things(graph.network(), things)
    folder = Path(tempfile.mkdtemp())
    ours, plain = folder / "map.html", folder / "plain.html"
    ours.write_text(draw_map(network, [], lang="zh", title=graph.title, sources=graph.sources()), encoding="utf-8")
    with open_browser() as browser:
        with visit(browser) as guest:
            page = guest.open(ours, "#all")
            wait_until(page, "performance.getEntriesByName('first-picture').length > 0")
            places = page.evaluate("Object.fromEntries([...map.layout.at].map(([node, { x, y }]) => [node, [x, y]]))")
        plain.write_text(draw_plain(network, places), encoding="utf-8")
        rounds = [
            {kind: measure(browser, path, kind, seconds) for kind, path in (("map", ours), ("plain", plain))}
            for _ in range(ROUNDS)
        ]
    return report(network, rounds)


def report(network: Network, rounds: list[dict[str, dict[str, float]]]) -> dict[str, float]:
    """Print medians and return the ratios."""
    middle = {
        kind: {name: statistics.median(one[kind][name] for one in rounds) for name in ("first", "moved", "drawn")}
        for kind in ("map", "plain")
    }
    print(f"{network.nodes.height:,} things, {network.edges.height:,} links; medians of {ROUNDS} rounds")
    for kind, values in middle.items():
        print(
            f"{kind:6} first picture {values['first']:6.0f} ms   frames/s while dragging: "
            f"{values['moved']:5.1f} with a moved view, {values['drawn']:5.1f} drawn by the compositor"
        )
    frames = min(middle["map"][way] / middle["plain"][way] for way in ("moved", "drawn"))
    picture = middle["map"]["first"] / middle["plain"]["first"]
    print(f"frames × {frames:.1f} (goal ≥ {GOAL_FRAMES}), first picture × {picture:.2f} (goal < {GOAL_PICTURE})")
    return {"frames": frames, "picture": picture}


if __name__ == "__main__":
    given = [float(word) for word in sys.argv[1:]]
    ratios = run(int(given[0]) if given else 3000, given[1] if len(given) > 1 else 4.0)
    sys.exit(0 if ratios["frames"] >= GOAL_FRAMES and ratios["picture"] < GOAL_PICTURE else 1)
