"use strict";
/* Crowds: a scene with more marks or links than vis-network paints fluidly is painted by the page itself, on the same
   canvas and in the same look: many marks to a path, and links in slices, so that no task is long. */

const CROWD_MARKS = 600;
const CROWD_LINKS = 3000;
const MARKS_PER_PATH = 100;
const LEAST_SHAPE_PX = 2; // a smaller mark is a point: its shape cannot be seen

function isCrowd({ nodes, edges }) {
  return nodes.length > CROWD_MARKS || edges.length > CROWD_LINKS;
}

/* The marks by their look: {slot, filled, places}, places holding x and y of each. */
function makeCrowd(graph, scene, layout) {
  const groups = new Map();
  for (const node of scene.nodes) {
    const [slot, filled] = [graph.nodes.slot[node], scene.focus.has(node)];
    const name = `${slot}:${filled}`;
    if (!groups.has(name)) groups.set(name, { slot, filled, places: [] });
    const { x, y } = layout.at.get(node);
    groups.get(name).places.push(x, y);
  }
  return { groups: [...groups.values()], links: new LinkLayer() };
}

function drawCrowd(ctx, { graph, scene, layout, crowd }, scale, window) {
  drawMissing(ctx, graph, layout, scene.gaps);
  for (const group of crowd.groups) drawMarks(ctx, graph, layout.size, group, scale, window);
}

function drawMarks(ctx, graph, size, { slot, filled, places }, scale, window) {
  const chain = graph.chainId(slot);
  const { shape } = graph.overview.options.groups[chain];
  const seen = [];
  for (let at = 0; at < places.length; at += 2) {
    const [x, y] = [places[at], places[at + 1]];
    if (x > window.left - size && x < window.right + size && y > window.top - size && y < window.bottom + size) seen.push(x, y);
  }
  if (size * scale < LEAST_SHAPE_PX) {
    ctx.fillStyle = filled ? colour(chain) : faint(chain, 0.55);
    for (let at = 0; at < seen.length; at += 2) ctx.fillRect(seen[at] - size, seen[at + 1] - size, 2 * size, 2 * size);
    return;
  }
  ctx.fillStyle = filled ? colour(chain) : colour("surface");
  ctx.strokeStyle = filled ? colour("surface") : colour(chain);
  ctx.lineWidth = filled ? 1 : 2;
  for (let start = 0; start < seen.length; start += 2 * MARKS_PER_PATH) {
    ctx.beginPath();
    const end = Math.min(start + 2 * MARKS_PER_PATH, seen.length);
    for (let at = start; at < end; at += 2) addShape(ctx, shape, seen[at], seen[at + 1], size);
    ctx.fill();
    ctx.stroke();
  }
}

/* What lies at a point of a crowd, as vis-network would name it: {node}, {edge} or neither. */
function pickInCrowd({ scene, layout }, x, y, scale) {
  const reach = Math.max(layout.size, 5 / scale);
  for (const node of scene.byRank) {
    const at = layout.at.get(node);
    if (Math.abs(at.x - x) <= reach && Math.abs(at.y - y) <= reach) return { node };
  }
  const near = ({ from, to }) => {
    const [one, other] = [layout.at.get(from), layout.at.get(to)];
    return distanceToLink(x, y, one.x, one.y, other.x, other.y) < NEAR_PX / scale;
  };
  const missing = scene.gaps.findIndex(near);
  return { node: undefined, edge: missing < 0 ? undefined : `g${missing}` };
}
