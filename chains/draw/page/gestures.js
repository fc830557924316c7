"use strict";
/* What hands do on the stage: pan, zoom with wheel, fingers or keys, click, rest the pointer on something. */

const CLICK_PX = 5;
const KEY_STEP = 80;

function listenToGestures(stage, { click, enter, hover, fit }) {
  const fingers = new Map();
  let travelled = 0;
  let spread = 0;
  const { element } = stage;

  element.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    element.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size === 1) travelled = 0;
    spread = distance(fingers);
    hover(null);
  });

  element.addEventListener("pointermove", (event) => {
    const last = fingers.get(event.pointerId);
    if (!last) {
      if (event.pointerType === "mouse") askHover(event);
      return;
    }
    const [dx, dy] = [event.clientX - last.x, event.clientY - last.y];
    travelled += Math.abs(dx) + Math.abs(dy);
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (travelled <= CLICK_PX) return;
    stage.panBy(dx / fingers.size, dy / fingers.size);
    if (fingers.size === 2) pinch();
  });

  function pinch() {
    const now = distance(fingers);
    const [one, other] = [...fingers.values()];
    if (spread > 0) stage.zoomBy(now / spread, (one.x + other.x) / 2, (one.y + other.y) / 2);
    spread = now;
  }

  for (const ending of ["pointerup", "pointercancel"]) {
    element.addEventListener(ending, (event) => {
      const held = fingers.delete(event.pointerId);
      spread = distance(fingers);
      if (held && ending === "pointerup" && travelled <= CLICK_PX && !fingers.size) click(event.clientX, event.clientY);
    });
  }

  element.addEventListener("dblclick", (event) => enter(event.clientX, event.clientY));
  element.addEventListener("pointerleave", () => hover(null));

  element.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const pixels = event.deltaY * [1, 30, 400][event.deltaMode];
      stage.zoomBy(Math.exp(-Math.max(-240, Math.min(240, pixels)) * (event.ctrlKey ? 0.008 : 0.0018)), event.clientX, event.clientY);
      hover(null);
    },
    { passive: false },
  );

  let asked = null;
  function askHover(event) {
    if (stage.moving) return;
    if (!asked) requestAnimationFrame(() => [hover(asked), (asked = null)]);
    asked = { x: event.clientX, y: event.clientY };
  }

  element.addEventListener("keydown", (event) => {
    const action = keyActions(stage, fit)[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  });
}

function keyActions(stage, fit) {
  const box = stage.element.getBoundingClientRect();
  const zoom = (factor) => () => stage.zoomBy(factor, box.left + box.width / 2, box.top + box.height / 2);
  return {
    ArrowLeft: () => stage.panBy(KEY_STEP, 0),
    ArrowRight: () => stage.panBy(-KEY_STEP, 0),
    ArrowUp: () => stage.panBy(0, KEY_STEP),
    ArrowDown: () => stage.panBy(0, -KEY_STEP),
    "+": zoom(1.25),
    "=": zoom(1.25),
    "-": zoom(0.8),
    0: fit,
  };
}

function distance(fingers) {
  if (fingers.size !== 2) return 0;
  const [one, other] = [...fingers.values()];
  return Math.hypot(one.x - other.x, one.y - other.y);
}
