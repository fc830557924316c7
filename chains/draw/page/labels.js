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

function drawLaneHeads(ctx, graph, layout, scale, kinds) {
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  for (const lane of layout.lanes) drawLaneHead(ctx, graph, lane, scale, kinds);
  const size = Math.min(Math.max(12, 11 / scale), 26);
  for (const block of layout.blocks) {
    ctx.font = font(size, 600);
    ctx.fillStyle = colour("muted");
    const text = `${nameIn(graph.nodes.classes, block.class)}  ${count(block.count)}`;
    if (size * scale >= 7) halo(ctx, fitText(ctx, text, COLUMN - 8), block.x - 6, block.y, 3);
  }
}

function drawLaneHead(ctx, graph, lane, scale) {
  const size = Math.min(Math.max(18, 14 / scale), 44);
  const x = lane.left + 12;
  const y = lane.top + 24;
  ctx.fillStyle = colour(graph.chainId(lane.slot));
  ctx.font = font(size, 700);
  const name = nameIn(graph.chains, lane.slot);
  ctx.fillText(fitText(ctx, lane.count ? `${name}  ${count(lane.count)}` : name, lane.width - 20), x, y);
  if (lane.count) return;
  ctx.fillStyle = colour("muted");
  ctx.font = font(Math.min(Math.max(13, 11 / scale), 22));
  ctx.fillText(fitText(ctx, say("none_linked"), lane.width - 20), x, ROW);
}

function halo(ctx, text, x, y, width) {
  if (!text) return;
  ctx.lineJoin = "round";
  ctx.lineWidth = width;
  ctx.strokeStyle = "rgba(255,255,255,.9)";
  ctx.strokeText(text, x, y);
  ctx.fillText(text, x, y);
}

/* The name of a thing; what lies elsewhere is followed by its place. */
function labelOf(graph, node, home) {
  const name = nameIn(graph.nodes, node);
  const tile = graph.nodes.tile[node];
  if (tile < 0 || tile === home) return name;
  const place = nameIn(graph.tiles, tile);
  return language.current === "zh" ? `${name}（${place}）` : `${name} (${place})`;
}

function drawNames(ctx, graph, scene, layout, scale, window) {
  const pitch = ROW * scale;
  if ((COLUMN - 26) * scale < 44) return;
  const size = Math.min(Math.max(pitch * 0.62, LEAST_LABEL), LABEL) / scale;
  const step = Math.ceil((1.15 * size * scale) / pitch);
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.font = font(size);
  ctx.fillStyle = colour("ink");
  const home = scene.route.kind === "bubble" ? scene.route.tile : -1;
  const taken = new Set();
  for (const node of scene.byRank) {
    const [x, y] = [layout.x.get(node), layout.y.get(node)];
    if (x > window.right || x + COLUMN < window.left || y < window.top || y > window.bottom) continue;
    if (!takeRow(taken, layout.column.get(node), Math.round(y / ROW), step)) continue;
    const text = fitText(ctx, labelOf(graph, node, home), COLUMN - 28);
    halo(ctx, text, x + NODE_SIZE + 5, y + 0.5, 3 / scale);
  }
}

/* Whether no label stands within so many rows in this column; if so, this one does now. */
function takeRow(taken, column, row, step) {
  for (let near = row - step + 1; near < row + step; near += 1) if (taken.has(column * 10000 + near)) return false;
  taken.add(column * 10000 + row);
  return true;
}

/* One thing and its links in front, everything else faded. */
function drawSpotlight(ctx, graph, scene, layout, scale, window, chosen) {
  ctx.fillStyle = "rgba(246,247,249,.82)";
  ctx.fillRect(window.left, window.top, window.right - window.left, window.bottom - window.top);
  const near = new Set(chosen.nodes);
  ctx.strokeStyle = "#33415c";
  ctx.lineWidth = 1.4 / Math.min(scale, 1);
  for (const edge of chosen.edges) {
    const [from, to] = [graph.edges.source[edge], graph.edges.target[edge]];
    strokeLink(ctx, layout, from, to);
    near.add(from).add(to);
  }
  for (const { from, to, gap } of chosen.gaps) {
    ctx.save();
    ctx.strokeStyle = colour("gap");
    ctx.lineWidth = graph.gaps[gap].width;
    ctx.setLineDash([8, 6]);
    strokeLink(ctx, layout, from, to);
    ctx.restore();
    near.add(from).add(to);
  }
  drawNear(ctx, graph, scene, layout, scale, chosen, near);
}

function strokeLink(ctx, layout, from, to) {
  const [x1, y1, x2, y2] = [layout.x.get(from), layout.y.get(from), layout.x.get(to), layout.y.get(to)];
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  if (x1 === x2) ctx.quadraticCurveTo(x1 - 0.3 * Math.abs(y2 - y1) - 8, (y1 + y2) / 2, x2, y2);
  else ctx.lineTo(x2, y2);
  ctx.stroke();
}

function drawNear(ctx, graph, scene, layout, scale, chosen, near) {
  const taken = new Set();
  const size = Math.min(LABEL / scale, Math.max(LABEL, 0.9 * COLUMN / 8));
  const step = Math.ceil((1.2 * size) / ROW);
  const first = (node) => (chosen.nodes.includes(node) ? 0 : 1);
  for (const node of [...near].sort((one, other) => first(one) - first(other))) {
    const [x, y] = [layout.x.get(node), layout.y.get(node)];
    const chain = graph.chainId(graph.nodes.slot[node]);
    traceShape(ctx, graph.overview.options.groups[chain].shape, x, y, NODE_SIZE + (first(node) ? 0 : 3));
    ctx.fillStyle = scene.focus.has(node) ? colour(chain) : "#fff";
    ctx.strokeStyle = first(node) ? colour(chain) : colour("ink");
    ctx.lineWidth = 2;
    ctx.fill();
    ctx.stroke();
    if (!takeRow(taken, layout.column.get(node), Math.round(y / ROW), step)) continue;
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    ctx.fillStyle = colour("ink");
    ctx.font = font(size, first(node) ? 400 : 700);
    const text = labelOf(graph, node, scene.route.kind === "bubble" ? scene.route.tile : -1);
    halo(ctx, fitText(ctx, text, COLUMN - 28), x + NODE_SIZE + 6, y + 0.5, 3 / scale);
  }
}
