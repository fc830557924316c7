"use strict";
/* The overview: bubbles and links come ready from pyvis; filters hide some of them and narrow the links. */

function bubbleOf(id) {
  return String(id).split(":").map(Number);
}

function bubblePasses(tile, slot) {
  return !filters.slots.has(slot) && (filters.tile < 0 || filters.tile === tile);
}

/* Links behind each pair of bubbles: all, and those whose kind passes the filters. */
function pairCounts(graph) {
  const totals = graph.overview.pairs.map(() => ({ all: 0, left: 0 }));
  for (const [pair, kind, number] of graph.overview.counts) {
    totals[pair].all += number;
    if (!filters.kinds.has(kind)) totals[pair].left += number;
  }
  return totals;
}

function overviewNodes(graph) {
  return graph.overview.nodes.map(({ label, ...node }) => ({ ...node, hidden: !bubblePasses(...bubbleOf(node.id)) }));
}

function overviewEdges(graph) {
  const totals = pairCounts(graph);
  return graph.overview.edges.map((edge) => {
    const shown = bubblePasses(...bubbleOf(edge.from)) || bubblePasses(...bubbleOf(edge.to));
    const ends = [edge.from, edge.to].every((end) => !filters.slots.has(bubbleOf(end)[1]));
    const [sort, number] = edge.id.split(":");
    if (sort === "gap") return { ...edge, hidden: !(shown && ends) };
    const { all, left } = totals[Number(number)];
    return { ...edge, width: edge.width * Math.sqrt(left / all), hidden: !(shown && ends) || left === 0 };
  });
}

const TILE = 184;

function overviewBounds(graph) {
  const { x, y } = graph.tiles;
  const shown = x.map((_, tile) => tile).filter((tile) => filters.tile < 0 || tile === filters.tile);
  const half = TILE / 2 + 10;
  return {
    left: Math.min(...shown.map((tile) => x[tile])) - half,
    right: Math.max(...shown.map((tile) => x[tile])) + half,
    top: Math.min(...shown.map((tile) => y[tile])) - half,
    bottom: Math.max(...shown.map((tile) => y[tile])) + half,
  };
}

function tileAt(graph, x, y) {
  return graph.tiles.x.findIndex(
    (centre, tile) => Math.abs(centre - x) <= TILE / 2 && Math.abs(graph.tiles.y[tile] - y) <= TILE / 2,
  );
}

/* The cards under the bubbles, with the names of the places. */
function drawTiles(ctx, graph, chosen) {
  graph.tiles.x.forEach((x, tile) => {
    const y = graph.tiles.y[tile];
    ctx.globalAlpha = filters.tile < 0 || filters.tile === tile ? 1 : 0.35;
    ctx.beginPath();
    ctx.roundRect(x - TILE / 2, y - TILE / 2, TILE, TILE, 12);
    ctx.fillStyle = graph.tiles.kind[tile] === "city" ? "#fff" : "#f0f2f5";
    ctx.fill();
    ctx.strokeStyle = tile === chosen ? colour("accent") : "#d3dae4";
    ctx.lineWidth = tile === chosen ? 4 : 1.5;
    ctx.stroke();
    drawTileName(ctx, nameIn(graph.tiles, tile), x, y);
    ctx.globalAlpha = 1;
  });
}

function drawTileName(ctx, name, x, y) {
  ctx.fillStyle = colour("ink");
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  let size = 26;
  ctx.font = font(size, 600);
  const width = ctx.measureText(name).width;
  if (width > TILE - 16) ctx.font = font(Math.max((size *= (TILE - 16) / width), 15), 600);
  ctx.fillText(fitText(ctx, name, TILE - 12), x, y - TILE / 2 + 24);
}

/* How many things a bubble holds, written into it where there is room. */
function drawCounts(ctx, graph, scale) {
  if (16 * scale < 8.5) return;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  graph.overview.nodes.forEach((node, number) => {
    const [tile, slot, located, linked] = graph.overview.bubbles[number];
    if (!bubblePasses(tile, slot)) return;
    const size = Math.min(16, 0.66 * node.size);
    if (size * scale < 8) return;
    ctx.font = font(size, 600);
    ctx.fillStyle = "#fff";
    ctx.fillText(count(located + linked), node.x, node.y + (node.shape === "triangle" ? 0.3 * node.size : 0.5));
  });
}
