"use strict";
/* Names on the canvas.  They never lie on each other: all are written where the rows are far enough apart, else the
   best linked of each column that leave each other room; closer up there are more. */

const LEAST_LABEL = 11;
const LABEL = 13;

function drawLanes(ctx, graph, layout) {
  for (const lane of layout.lanes) {
    ctx.fillStyle = colour(`${graph.chainId(lane.slot)}-tint`);
    ctx.globalAlpha = 0.6;
    ctx.beginPath();
    ctx.roundRect(lane.left, lane.top, lane.width, lane.height, 14);
    ctx.fill();
    ctx.globalAlpha = 1;
  }
}

function drawLaneHeads(ctx, graph, layout, scale) {
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  for (const lane of layout.lanes) drawLaneHead(ctx, graph, layout, lane, scale);
  const size = Math.min(Math.max(12, 11 / scale), layout.row);
  for (const block of layout.blocks) {
    ctx.font = font(size, 600);
    ctx.fillStyle = colour("muted");
    const text = `${nameIn(graph.nodes.classes, block.class)}  ${shownOf(block)}`;
    if (size * scale >= 7) halo(ctx, fitText(ctx, text, layout.column - 8), block.x - 6, block.y, 3);
  }
}

function drawLaneHead(ctx, graph, layout, lane, scale) {
  // Seen from far away a name covers the first marks of its lane, rather than be too small to read.
  const size = Math.min(Math.max(18, 14 / scale), Math.max(44, lane.width / 8));
  const x = lane.left + 12;
  const y = lane.top + Math.max(24, 0.7 * size);
  ctx.fillStyle = colour(graph.chainId(lane.slot));
  ctx.font = font(size, 700);
  const name = nameIn(graph.chains, lane.slot);
  halo(ctx, fitText(ctx, lane.count ? `${name}  ${shownOf(lane)}` : name, Math.min(lane.width + LANE_GAP - 30, layout.bounds.right - x - 4)), x, y, 0.25 * size);
  if (lane.count) return;
  ctx.fillStyle = colour("muted");
  ctx.font = font(Math.min(Math.max(13, 11 / scale), 22));
  ctx.fillText(fitText(ctx, say("none_linked"), lane.width - 20), x, TITLE_ROWS * layout.row);
}

function halo(ctx, text, x, y, width) {
  if (!text) return;
  ctx.lineJoin = "round";
  ctx.lineWidth = width;
  ctx.strokeStyle = faint("surface", 0.9);
  ctx.strokeText(text, x, y);
  ctx.fillText(text, x, y);
}

/* The name of a thing; what lies elsewhere is followed by its place. */
function labelOf(graph, node, home) {
  const name = nameIn(graph.nodes, node);
  const tile = graph.nodes.tile[node];
  if (tile < 0 || tile === home) return name;
  return `${name} · ${nameIn(graph.tiles, tile)}`;
}

/* The place that a scene is about, whose name need not be repeated; -1 if there is none. */
function homeOf(graph, { route }) {
  if (route.kind === "gap") return graph.gaps[route.gap].tile;
  return route.kind === "bubble" ? route.tile : -1;
}

/* While the picture moves, only so many names are written as keep it fluid; of a crowd, more at rest. */
const MOST_NAMES = { moving: 80, rest: 600 };

function drawNames(ctx, graph, scene, layout, scale, window, { moving = false } = {}) {
  const pitch = layout.row * scale;
  if ((layout.column - 26) * scale < 44) return;
  const size = Math.min(Math.max(pitch * 0.62, LEAST_LABEL), LABEL) / scale;
  const step = Math.ceil((1.08 * size * scale) / pitch);
  const lines = pitch > 2.6 * size * scale ? 2 : 1;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.font = font(size);
  ctx.fillStyle = colour("ink");
  const home = homeOf(graph, scene);
  const taken = new Set();
  const most = moving ? MOST_NAMES.moving : MOST_NAMES.rest;
  for (const node of scene.byRank) {
    if (taken.size >= most) break;
    const { x, y, column, row } = layout.at.get(node);
    if (x > window.right || x + layout.column < window.left || y < window.top || y > window.bottom) continue;
    if (!takeRow(taken, column, row, step)) continue;
    const text = wrapName(labelOf(graph, node, home), (layout.column - 28) / size, lines);
    text.forEach((line, number) => {
      const dy = (number - (text.length - 1) / 2) * 1.2 * size;
      // Without links behind it a name needs no halo, which costs more than the name.
      if (moving) ctx.fillText(line, x + layout.size + 5, y + dy + 0.5);
      else halo(ctx, line, x + layout.size + 5, y + dy + 0.5, 3 / scale);
    });
  }
}

/* Whether no label stands within so many rows in this column; if so, this one does now. */
function takeRow(taken, column, row, step) {
  for (let near = row - step + 1; near < row + step; near += 1) if (taken.has(column * 10000 + near)) return false;
  taken.add(column * 10000 + row);
  return true;
}
