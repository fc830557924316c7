"use strict";
/* Some things and their links in front: over a faded picture when they were chosen, over the plain one while the
   pointer rests on them. */

function fade(ctx, window) {
  ctx.fillStyle = faint("ground", 0.82);
  ctx.fillRect(window.left, window.top, window.right - window.left, window.bottom - window.top);
}

/* chosen has nodes, edges and missing links (gaps). */
function drawSpotlight(ctx, graph, scene, layout, scale, chosen) {
  const near = new Set(chosen.nodes);
  ctx.strokeStyle = chosen.edges.length > 30 ? faint("edge-front", 0.6) : colour("edge-front");
  ctx.lineWidth = 1.2 / Math.min(scale, 1);
  for (const edge of chosen.edges) {
    const [from, to] = [graph.edges.source[edge], graph.edges.target[edge]];
    strokeLink(ctx, layout, from, to);
    near.add(from).add(to);
  }
  drawMissing(ctx, graph, layout, chosen.gaps);
  for (const { from, to } of chosen.gaps) near.add(from).add(to);
  for (const edge of chosen.named ?? []) drawLinkName(ctx, graph, layout, scale, edge);
  drawNear(ctx, graph, scene, layout, scale, chosen, near);
}

/* The kind of a link, on its middle. */
function drawLinkName(ctx, graph, layout, scale, edge) {
  const { source, target, kind, kinds } = graph.edges;
  const [from, to] = [layout.at.get(source[edge]), layout.at.get(target[edge])];
  const size = Math.min(12 / scale, layout.row / 3);
  ctx.font = font(size);
  const text = nameIn(kinds, kind[edge]);
  const x = from.x === to.x ? from.x + 2 * size : (from.x + to.x) / 2 - ctx.measureText(text).width / 2;
  drawPlate(ctx, text, x, (from.y + to.y) / 2, size);
}

/* The marks and names of the things in front, as large as can be read at this scale; the chosen ones first. */
function drawNear(ctx, graph, scene, layout, scale, chosen, near) {
  const taken = new Set();
  const size = Math.min(LABEL / scale, 1.6 * layout.row);
  const step = Math.ceil((1.25 * size) / layout.row);
  const first = new Set(chosen.nodes);
  const home = homeOf(graph, scene);
  const ordered = [...near].sort((one, other) => first.has(other) - first.has(one) || graph.degree(other) - graph.degree(one));
  for (const node of ordered) drawFrontMark(ctx, graph, scene, layout, node, first.has(node));
  for (const node of ordered) {
    const { x, y, column, row } = layout.at.get(node);
    if (!takeRow(taken, column, row, step)) continue;
    ctx.font = font(size, first.has(node) ? 700 : 400);
    const text = fitText(ctx, labelOf(graph, node, home), first.has(node) ? Math.min(3 * layout.column, layout.bounds.right - x - layout.size - 10) : layout.column - 24);
    drawPlate(ctx, text, x + layout.size + 6, y, size);
  }
}

/* Text on a plate, over whatever is there. */
function drawPlate(ctx, text, x, y, size) {
  ctx.fillStyle = faint("surface", 0.92);
  ctx.fillRect(x - 0.15 * size, y - 0.66 * size, ctx.measureText(text).width + 0.3 * size, 1.32 * size);
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.fillStyle = colour("ink");
  ctx.fillText(text, x, y + 0.5);
}

function drawFrontMark(ctx, graph, scene, layout, node, first) {
  const chain = graph.chainId(graph.nodes.slot[node]);
  const { x, y } = layout.at.get(node);
  traceShape(ctx, graph.overview.options.groups[chain].shape, x, y, layout.size + (first ? 3 : 0));
  ctx.fillStyle = scene.focus.has(node) ? colour(chain) : colour("surface");
  ctx.strokeStyle = first ? colour("ink") : colour(chain);
  ctx.lineWidth = 2;
  ctx.fill();
  ctx.stroke();
}

/* A canvas above the map for what the pointer rests on: the map itself need not be painted again. */
class Overlay {
  constructor(canvas, stage) {
    this.canvas = canvas;
    this.stage = stage;
    this.empty = true;
  }

  clear() {
    if (!this.empty) this.canvas.width = this.canvas.width;
    this.empty = true;
  }

  /* Draws in the coordinates of the picture. */
  draw(action) {
    const { width, height } = this.stage.element.getBoundingClientRect();
    const ratio = window.devicePixelRatio || 1;
    const { x, y, scale } = this.stage.view;
    Object.assign(this.canvas, { width: width * ratio, height: height * ratio });
    const ctx = this.canvas.getContext("2d");
    ctx.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * (width / 2 - x * scale), ratio * (height / 2 - y * scale));
    action(ctx, scale);
    this.empty = false;
  }
}
