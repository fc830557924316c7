"use strict";
/* The links of a scene.  There can be tens of thousands, so they are no objects of vis-network: they are drawn on its
   canvas, under the marks, many to a stroke.  Missing links are few, and are its edges. */

const FEW_LINKS = 400;
const MANY_LINKS = 2500;
const LINKS_PER_STROKE = 100;
const NEAR_PX = 6;
const MISSING_DASHES = [8, 6];

/* Both ends of every link, as x and y, once for each scene: lines[4 * n] … lines[4 * n + 3]. */
function lineEnds(graph, scene, layout) {
  const lines = new Float32Array(4 * scene.edges.length);
  scene.edges.forEach((edge, number) => {
    const [from, to] = [layout.at.get(graph.edges.source[edge]), layout.at.get(graph.edges.target[edge])];
    lines.set([from.x, from.y, to.x, to.y], 4 * number);
  });
  return lines;
}

/* Many links are drawn paler: single ones are told apart by resting on a thing. */
function styleLinks(ctx, number, scale) {
  const opacity = number < FEW_LINKS ? 0.6 : number < MANY_LINKS ? 0.2 : 0.09;
  ctx.strokeStyle = faint("edge", opacity);
  ctx.lineWidth = Math.min(1, 0.75 / scale);
}

function drawLinks(ctx, lines, scale) {
  styleLinks(ctx, lines.length / 4, scale);
  strokeLinks(ctx, lines, 0, lines.length);
}

/* Strokes the lines from one place in their array to another. */
function strokeLinks(ctx, lines, from, to) {
  for (let start = from; start < to; start += 4 * LINKS_PER_STROKE) {
    ctx.beginPath();
    const end = Math.min(start + 4 * LINKS_PER_STROKE, to);
    for (let at = start; at < end; at += 4) traceLink(ctx, lines[at], lines[at + 1], lines[at + 2], lines[at + 3]);
    ctx.stroke();
  }
}

function strokeLink(ctx, layout, from, to) {
  const [{ x: x1, y: y1 }, { x: x2, y: y2 }] = [layout.at.get(from), layout.at.get(to)];
  ctx.beginPath();
  traceLink(ctx, x1, y1, x2, y2);
  ctx.stroke();
}

/* Missing links, as vis-network draws them. */
function drawMissing(ctx, graph, layout, gaps) {
  ctx.save();
  ctx.strokeStyle = colour("gap");
  ctx.setLineDash(MISSING_DASHES);
  for (const { gap, from, to } of gaps) {
    ctx.lineWidth = graph.gaps[gap].width;
    ctx.globalAlpha = graph.gaps[gap].opacity;
    strokeLink(ctx, layout, from, to);
  }
  ctx.restore();
}

/* A link within a column would lie on the marks between its ends, so it is bent. */
function traceLink(ctx, x1, y1, x2, y2) {
  ctx.moveTo(x1, y1);
  if (x1 === x2) ctx.quadraticCurveTo(bendOf(x1, y1, y2), (y1 + y2) / 2, x2, y2);
  else ctx.lineTo(x2, y2);
}

function bendOf(x, y1, y2) {
  return x - Math.min(0.3 * Math.abs(y2 - y1) + 10, 0.5 * LANE_GAP);
}

/* The place in the scene of the link nearest to a point; -1 if none is near. */
function nearestLink(lines, x, y, scale) {
  let [best, found] = [NEAR_PX / scale, -1];
  for (let at = 0; at < lines.length; at += 4) {
    const away = distanceToLink(x, y, lines[at], lines[at + 1], lines[at + 2], lines[at + 3]);
    if (away < best) [best, found] = [away, at / 4];
  }
  return found;
}

function distanceToLink(x, y, x1, y1, x2, y2) {
  if (x1 !== x2) return distanceToLine(x, y, x1, y1, x2, y2);
  // A bent link is followed in two straight halves, close enough for a pointer.
  const [middle, half] = [(x1 + bendOf(x1, y1, y2)) / 2, (y1 + y2) / 2];
  return Math.min(distanceToLine(x, y, x1, y1, middle, half), distanceToLine(x, y, middle, half, x2, y2));
}

function distanceToLine(x, y, x1, y1, x2, y2) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const along = Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}
