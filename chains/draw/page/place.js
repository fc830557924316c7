"use strict";
/* Where the picture stands: its middle as a part of the bounds, and its scale as a multiple of the whole's, so that it
   means much the same in a window of another size. */

const FLIGHT_MS = 320;

function placeOf(stage, bounds) {
  const { x, y } = middleOf(stage);
  const part = (value, low, high) => Number(((value - low) / (high - low)).toFixed(4));
  const zoom = Number((stage.view.scale / wholeScale(stage, bounds)).toFixed(3));
  return [part(x, bounds.left, bounds.right), part(y, bounds.top, bounds.bottom), zoom];
}

function goToPlace(stage, bounds, [x, y, zoom]) {
  const along = (part, low, high) => low + part * (high - low);
  stage.flight = null;
  stage.centre(along(x, bounds.left, bounds.right), along(y, bounds.top, bounds.bottom), zoom * wholeScale(stage, bounds));
}

/* The point of the picture in the middle of what no sheet covers. */
function middleOf(stage) {
  const box = stage.element.getBoundingClientRect();
  const free = stage.freeArea();
  return stage.toPicture(box.left + free.left + free.width / 2, box.top + free.top + free.height / 2);
}

function wholeScale(stage, { left, right, top, bottom }) {
  const free = stage.freeArea();
  return Math.min(free.width / (right - left), free.height / (bottom - top));
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
  const box = stage.element.getBoundingClientRect();
  const free = stage.freeArea();
  const scale = from.scale * (to.scale / from.scale) ** part;
  const [dx, dy] = [box.width / 2 - free.width / 2, box.height / 2 - free.height / 2];
  stage.view = { x: mix("x") + dx / scale, y: mix("y") + dy / scale, scale };
  stage.panBy(0, 0);
}

/* Whoever takes the picture in hand ends a flight. */
function listenToFlights(stage) {
  for (const hand of ["pointerdown", "wheel", "keydown"]) {
    stage.element.addEventListener(hand, () => (stage.flight = null), { capture: true, passive: true });
  }
}
