"use strict";
/* What lies under the pointer, and what a click on it means. */

/* Returns {node}, {edge} (a missing link or a line of the overview), {link}, or nothing. */
function pickAt(app, x, y) {
  const { stage, scene, lines } = app;
  const found = pickMark(app, x, y);
  if (!scene || found.node !== undefined || found.edge !== undefined) return found;
  const at = stage.toPicture(x, y);
  const line = nearestLink(lines, at.x, at.y, stage.view.scale);
  return line < 0 ? {} : { link: scene.edges[line] };
}

function pickMark(app, x, y) {
  if (!app.crowd) return app.stage.pick(x, y);
  const at = app.stage.toPicture(x, y);
  return pickInCrowd(app, at.x, at.y, app.stage.view.scale);
}

function clickAt(app, x, y) {
  const found = pickAt(app, x, y);
  app.cursor = null;
  if (app.scene) app.choose(choiceOf(app, found));
  else clickOverview(app, found, app.stage.toPicture(x, y));
}

function choiceOf({ scene }, { node, edge, link }) {
  if (node !== undefined) return { node };
  if (edge !== undefined) return { gap: scene.gaps[Number(edge.slice(1))].gap };
  return link === undefined ? null : { edge: link };
}

function clickOverview(app, { node, edge }, at) {
  if (node !== undefined) {
    const [tile, slot] = bubbleOf(node);
    app.go({ kind: "bubble", tile, slot });
    return;
  }
  const tile = tileAt(app.graph, at.x, at.y);
  const [sort, number] = edge ? edge.split(":") : [];
  if (sort === "link") app.choose({ pair: Number(number) });
  else if (sort === "gap") chooseGaps(app, app.graph.overview.gaps[Number(number)]);
  else app.choose(tile < 0 ? null : { tile });
}

function chooseGaps(app, [pair, numbers]) {
  const known = app.graph.overview.pairs.findIndex((other) => other.every((value, at) => value === pair[at]));
  if (numbers.length === 1 || known < 0) app.go({ kind: "gap", gap: numbers[0] });
  else app.choose({ pair: known });
}

function enterAt(app, x, y) {
  const { node } = pickMark(app, x, y);
  if (app.scene && node !== undefined) app.go({ kind: "thing", node });
}

function hoverAt(app, at) {
  const found = at && pickAt(app, at.x, at.y);
  const lines = found && tipLines(app, found);
  const { overlay, scene, chosen } = app;
  overlay.clear();
  if (scene && found?.node !== undefined && found.node !== chosen?.node) pointOut(app, found.node);
  app.stage.element.classList.toggle("pointing", Boolean(lines));
  showTip(at, lines);
}

/* Draws a thing and its links in front, over the picture. */
function pointOut(app, node) {
  const { overlay, graph, scene, layout } = app;
  const front = frontOf(app, { node });
  overlay.draw((ctx, scale) => drawSpotlight(ctx, graph, scene, layout, scale, front));
}

/* What stands in front while something is chosen: {nodes, edges, gaps}; nothing for what has no place in the scene. */
function frontOf({ graph, scene }, { node, edge, path }) {
  const { source, target } = graph.edges;
  if (path) return scene.path ? pathFront(scene) : null;
  if (node !== undefined) {
    const touching = (link) => link.from === node || link.to === node;
    const links = scene.edges.filter((link) => source[link] === node || target[link] === node);
    return scene.has.has(node) ? { nodes: [node], edges: links, gaps: scene.gaps.filter(touching) } : null;
  }
  if (edge !== undefined && scene.edges.includes(edge)) return { nodes: [source[edge], target[edge]], edges: [edge], gaps: [] };
  return null;
}

/* A path; one that is alone in its scene has its links named, and nothing behind it. */
function pathFront({ path, nodes }) {
  const alone = nodes.length === path.nodes.length;
  return { nodes: path.nodes, edges: path.steps.flat(), gaps: [], named: alone ? path.steps.map(([first]) => first) : null };
}
