"use strict";
/* Where the picture stands: its middle as a part of the bounds, and its scale as a multiple of the whole's, so that it
   means much the same in a window of another size. */

const FLIGHT_MS = 320;

function placeOf(stage, bounds) {
  const { x, y } = middleOf(stage);
  const part = (value, low, high) => Number(((value - low) / (high - low)).toFixed(4));
  const zoom = Number((stage.view.scale / stage.scaleOf(bounds)).toFixed(3));
  return [part(x, bounds.left, bounds.right), part(y, bounds.top, bounds.bottom), zoom];
}

function goToPlace(stage, bounds, [x, y, zoom]) {
  const along = (part, low, high) => low + part * (high - low);
  stage.flight = null;
  stage.centre(along(x, bounds.left, bounds.right), along(y, bounds.top, bounds.bottom), zoom * stage.scaleOf(bounds));
}

/* The point of the picture in the middle of what no sheet covers. */
function middleOf(stage) {
  return stage.toPicture(...stage.middle());
}

/* Moves the picture to a point and a scale, in a short flight where motion is welcome. */
function flyTo(stage, x, y, scale) {
  const start = { ...middleOf(stage), scale: stage.view.scale };
  const began = performance.now();
  const flight = matchMedia("(prefers-reduced-motion: reduce)").matches ? null : {};
  stage.flight = flight;
  if (!flight) {
    stage.centre(x, y, scale);
    return;
  }
  const step = (now) => {
    if (stage.flight !== flight) return;
    const done = Math.min(1, (now - began) / FLIGHT_MS);
    const eased = 1 - (1 - done) ** 3;
    if (done === 1) {
      stage.flight = null;
      stage.centre(x, y, scale);
    } else {
      moveTo(stage, start, { x, y, scale }, eased);
      requestAnimationFrame(step);
    }
  };
  requestAnimationFrame(step);
}

/* Part of the way from one view to another; the painted picture is moved, not painted anew. */
function moveTo(stage, from, to, part) {
  const mix = (name) => from[name] + part * (to[name] - from[name]);
  stage.aim(mix("x"), mix("y"), from.scale * (to.scale / from.scale) ** part);
  stage.panBy(0, 0);
}

/* Whoever takes the picture in hand ends a flight. */
function listenToFlights(stage) {
  for (const hand of ["pointerdown", "wheel", "keydown"]) {
    stage.element.addEventListener(hand, () => (stage.flight = null), { capture: true, passive: true });
  }
}
