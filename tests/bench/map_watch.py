"""What the benchmark of the map runs inside a page, ours or pyvis' own: when it shows, how it moves, what holds it up."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from itertools import pairwise

from browser import wait_until
from playwright.sync_api import Page

# Runs before anything else of a page: notes its first picture, its long tasks, and every frame.
WATCH = """
window.firstPicture = null;
window.tasks = [];
new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ startTime, duration }) => [startTime, duration])))
  .observe({ type: "longtask", buffered: true });
(function look() {
  const canvas = [...document.querySelectorAll("canvas")].find((one) => one.width > 300 && one.id !== "overlay");
  if (canvas) {
    const small = new OffscreenCanvas(64, 64).getContext("2d", { willReadFrequently: true });
    small.drawImage(canvas, 0, 0, 64, 64);
    if (small.getImageData(0, 0, 64, 64).data.some((value, at) => at % 4 === 3 && value > 0)) {
      window.firstPicture = performance.now();
      return;
    }
  }
  setTimeout(look, 50);
})();
"""

# The times of the frames that show the picture in a new place or at a new scale.
COUNT = """(kind) => {
  window.frames_ = [];
  window.counting = true;
  let last = "";
  const look = kind === "map"
    ? () => { const { x, y, scale } = map.stage.view; return [x, y, scale].join(); }
    : () => { const { x, y } = network.getViewPosition(); return [x, y, network.getScale()].join(); };
  (function tick(now) {
    const seen = look();
    if (seen !== last && now !== undefined) frames_.push(now);
    last = seen;
    if (window.counting) requestAnimationFrame(tick);
  })();
}"""

Motion = Callable[[int], None]


def now_in(page: Page) -> float:
    """Return the page's own clock, in ms."""
    return float(page.evaluate("performance.now()"))


def longest_task(page: Page, start: float, settle: int = 600) -> float:
    """Return the longest task of the main thread that began after *start*, in ms; 0 if none took 50 ms or more."""
    page.wait_for_timeout(settle)
    return float(
        page.evaluate("(start) => Math.max(0, ...tasks.filter(([at]) => at >= start).map(([, ms]) => ms))", start)
    )


def watch_motion(page: Page, kind: str, move: Motion, seconds: float) -> dict[str, float]:
    """Return frames per second, the median and 95th percentile between frames in ms, and the longest task in ms.

    *move* is called with 1, 2, … for so many seconds.  A page that shows fewer than two frames has no time between
    them; it counts as the whole time.
    """
    start = now_in(page)
    page.evaluate(COUNT, kind)
    began, step = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        step += 1
        move(step)
    times = page.evaluate("(window.counting = false, frames_)")
    spent = 1000 * (time.perf_counter() - began)
    gaps = sorted(after - before for before, after in pairwise(times)) or [spent]
    return {
        "frames": 1000 * len(times) / spent,
        "median": statistics.median(gaps),
        "slow": gaps[min(int(0.95 * len(gaps)), len(gaps) - 1)],
        "task": longest_task(page, start),
    }


def pan(page: Page) -> Motion:
    """Return a motion that drags the picture to and fro, so far that new parts must be painted."""
    page.mouse.move(920, 700)
    page.mouse.down()

    def move(step: int) -> None:
        sway = abs(step % 160 - 80)
        page.mouse.move(200 + 9 * sway, 300 + 5 * sway)

    return move


# Turns the wheel in and out again about one point, from inside the page: a browser hands a driver's own turns of the
# wheel on only at every other frame, which would hide how fast a page is.  So
# gently that our page comes to neither end of its scales, where the picture would stand still.
TURN = """() => {
  const start = performance.now();
  window.turning = setInterval(() => {
    const now = performance.now();
    const deltaY = (now - start) % 1300 < 650 ? -30 : 30;
    const at = document.elementFromPoint(600, 450);
    at.dispatchEvent(new WheelEvent("wheel", { deltaY, clientX: 600, clientY: 450, bubbles: true, cancelable: true }));
  }, 16);
}"""


def zoom(page: Page) -> Motion:
    """Return a motion that zooms in and out again about one point."""
    page.mouse.move(600, 450)
    page.evaluate(TURN)
    return lambda _: page.wait_for_timeout(50)


def stop_zoom(page: Page) -> None:
    """End the motion."""
    page.evaluate("clearInterval(window.turning)")


def wait_for_picture(page: Page, seconds: float) -> float | None:
    """Return the time of the first picture in ms; ``None`` if there is none in time."""
    try:
        wait_until(page, "window.firstPicture !== null", seconds)
    except TimeoutError:
        return None
    return float(page.evaluate("window.firstPicture"))
