"use strict";
/* The keyboard on the map.  Enter takes up the mark nearest to the middle; then the arrows go from mark to mark, Enter
   tells of it and, a second time, opens it; Esc lets go, and then leads back.  Without a mark the arrows move the
   picture (gestures.js). */

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function listenToKeys(app) {
  const { element } = app.stage;
  element.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !pressOnMap(app, event.key)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    { capture: true },
  );
  element.addEventListener("blur", () => setCursor(app, null));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") escape(app, event);
    if (event.key !== "/" || /^(input|select|textarea)$/i.test(event.target.tagName)) return;
    event.preventDefault();
    app.search.input.focus();
  });
}

/* Returns whether the key was for a mark. */
function pressOnMap(app, key) {
  if (key === "Enter") {
    if (app.cursor) openCursor(app);
    else setCursor(app, markNear(app, middleOf(app.stage)));
    return true;
  }
  if (!app.cursor || !(key in ARROWS)) return false;
  setCursor(app, nextMark(app, app.cursor, ARROWS[key]) ?? app.cursor);
  return true;
}

/* The marks that are shown: {id, x, y}. */
function shownMarks({ graph, scene, layout }) {
  if (scene) return scene.nodes.map((node) => ({ id: node, ...layout.at.get(node) }));
  return overviewNodes(graph).filter(({ hidden }) => !hidden);
}

function markNear(app, { x, y }) {
  return closest(shownMarks(app), (mark) => Math.hypot(mark.x - x, mark.y - y));
}

/* The next mark in a direction: what lies straight ahead counts as nearer than what lies aside. */
function nextMark(app, cursor, step) {
  return closest(shownMarks(app), (mark) => {
    const [ahead, aside] = waysTo(cursor, mark, step);
    return mark.id === cursor.id || ahead < 1 || aside > 2 * ahead ? Infinity : ahead + 2 * aside;
  });
}

/* How far one point lies from another along a step and across it. */
function waysTo(from, to, [right, down]) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  return [dx * right + dy * down, Math.abs(dx * down) + Math.abs(dy * right)];
}

function closest(marks, distance) {
  let [best, found] = [Infinity, null];
  for (const mark of marks) {
    const away = distance(mark);
    if (away < best) [best, found] = [away, mark];
  }
  return found;
}

function setCursor(app, mark) {
  if (!mark && !app.cursor) return;
  app.cursor = mark;
  hoverAt(app, null);
  if (!mark) return;
  keepInSight(app.stage, mark);
  if (app.scene) pointOut(app, mark.id);
  else app.overlay.draw((ctx, scale) => drawRing(ctx, mark, scale));
  const lines = tipLines(app, { node: mark.id });
  showTip(app.stage.toWindow(mark.x, mark.y), lines);
  document.getElementById("said").textContent = lines.join("，");
}

function drawRing(ctx, { x, y, size = 20 }, scale) {
  ctx.strokeStyle = colour("focus");
  ctx.lineWidth = 3 / scale;
  ctx.beginPath();
  ctx.arc(x, y, size + 6, 0, 2 * Math.PI);
  ctx.stroke();
}

function keepInSight(stage, { x, y }) {
  const at = stage.toWindow(x, y);
  const box = stage.element.getBoundingClientRect();
  const free = stage.freeArea();
  const inside = at.x > box.left + 40 && at.x < box.left + free.width - 120 && at.y > box.top + 40 && at.y < box.top + free.height - 40;
  if (!inside) stage.centre(x, y);
}

function openCursor(app) {
  const { cursor, scene, chosen } = app;
  if (!scene) {
    const [tile, slot] = bubbleOf(cursor.id);
    app.go({ kind: "bubble", tile, slot });
  } else if (chosen?.node === cursor.id) {
    app.go({ kind: "thing", node: cursor.id });
  } else {
    app.choose({ node: cursor.id });
  }
}

/* Esc closes what is open, the innermost first; on the map itself it leads back at last. */
function escape(app, event) {
  const leads = event.target === app.stage.element && app.route.kind !== "overview";
  if (!app.search.list.hidden) app.search.close();
  else if (app.cursor) setCursor(app, null);
  else if (app.chosen && !(leads && isOwnChoice(app))) [app.choose(null), app.panel.open("contents", { raise: false })];
  else if (leads) app.back();
  else app.panel.raise(false);
}
