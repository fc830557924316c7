"""Text on the map in a real browser: no two texts of a picture lie on each other, and none leaves the picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import READY, visit, wait_until
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SCENES = ("#overview", "#in=region/320400&chain=education", "#in=region/310100&chain=industry", "#gap=1")
WIDTHS = {1440: 900, 390: 844}

# The boxes of all texts that one painting of the map leaves on its canvas, in pixels of the window, and where the
# canvas and the picture reach.
TEXTS = """() => new Promise((done) => {
  const boxes = [];
  const write = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    write.call(this, text, x, y);
    if (this.canvas !== map.stage.canvas) return;
    const { a, e, f } = this.getTransform();
    const { width, actualBoundingBoxLeft: before, actualBoundingBoxAscent: up, actualBoundingBoxDescent: down } = this.measureText(text);
    if (!text.trim()) return;
    boxes.push({ text, left: a * (x - before) + e, right: a * (x - before + width) + e, top: a * (y - up) + f, bottom: a * (y + down) + f });
  };
  map.stage.network.once("afterDrawing", () => setTimeout(() => {
    CanvasRenderingContext2D.prototype.fillText = write;
    const { a, e, f } = map.stage.canvas.getContext("2d").getTransform();
    const { left, right, top, bottom } = boundsOf(map);
    const { x, y, scale } = map.stage.view;
    const [halfWidth, halfHeight] = [map.stage.canvas.width / 2, map.stage.canvas.height / 2];
    const at = (value, middle, half) => (value - middle) * scale + half;
    done({ boxes, picture: { left: at(left, x, halfWidth), right: at(right, x, halfWidth), top: at(top, y, halfHeight), bottom: at(bottom, y, halfHeight) } });
  }, 0));
  map.stage.repaint();
})"""


@pytest.fixture(scope="module", params=WIDTHS)
def page(request: pytest.FixtureRequest, chromium: Browser, region_page: Path) -> Iterator[Page]:
    """The page of one visit at each width."""
    with visit(chromium, width=request.param, height=WIDTHS[request.param]) as guest:
        wait_until(guest.open(region_page), READY)
        yield guest.page
        assert guest.complaints == []


def texts_of(page: Page) -> dict[str, Any]:
    """Return the texts of the picture and its bounds."""
    wait_until(page, "!map.stage.moving && !map.stage.flight && (!map.crowd || map.crowd.links.ready)")
    found: dict[str, Any] = page.evaluate(TEXTS)
    return found


def overlaps(boxes: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return the pairs of texts of which one covers more than a pixel of the other in both directions."""
    ordered = sorted(boxes, key=lambda box: box["left"])
    hits = []
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 :]:
            if other["left"] >= one["right"] - 1:
                break
            if min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]) > 1:
                hits.append((one["text"], other["text"]))
    return hits


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("fragment", SCENES)
def test_texts_keep_apart_and_inside(page: Page, fragment: str, lang: str):
    """At the view that an address opens, and closer up, texts neither touch nor reach beyond the picture."""
    page.evaluate("([hash, lang]) => { language.set(lang); location.hash = hash; }", [fragment, lang])
    wait_until(page, f"map.followed.startsWith('{fragment}') && language.current === '{lang}'")
    page.evaluate("map.fit()")
    for zoom in (1, 1.6, 1.6):
        page.evaluate("(zoom) => zoom > 1 && map.stage.zoomBy(zoom, 200, 400)", zoom)
        found = texts_of(page)
        assert len(found["boxes"]) > 2
        assert overlaps(found["boxes"]) == []
        picture = found["picture"]
        beyond = [
            box["text"]
            for box in found["boxes"]
            if box["left"] < picture["left"] - 1 or box["right"] > picture["right"] + 1
        ]
        assert beyond == []
