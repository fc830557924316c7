"use strict";
/* Which part of the picture a view opens on. */

const PHONE = matchMedia("(max-width: 760px)");

function boundsOf({ graph, layout }) {
  return layout ? layout.bounds : overviewBounds(graph);
}

function fitPicture(app) {
  const { stage, layout } = app;
  stage.flight = null;
  if (layout) stage.fit(layout.bounds, { farthest: legibleScale(app), first: focusBounds(app) });
  else stage.fit(boundsOf(app), { farthest: PHONE.matches ? 0.5 : 0 });
}

/* On a phone a view opens on what it is about, large enough to read. */
function legibleScale({ route }) {
  if (!PHONE.matches) return 0;
  return route.kind === "gap" ? 0.3 : 0.42;
}

/* Where the things that the view is about stand. */
function focusBounds({ scene, layout, route }) {
  const ends = scene.gaps.flatMap(({ from, to }) => [from, to]);
  const shown = route.kind === "gap" && ends.length ? ends : [...scene.focus];
  const places = shown.map((node) => layout.at.get(node));
  if (!places.length) return layout.bounds;
  const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
  return { left: Math.min(...xs) - 30, right: Math.max(...xs) + layout.column, top: layout.bounds.top, bottom: Math.max(...ys) + 40 };
}
