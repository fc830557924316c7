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

/* Links between two places show only for the place that was chosen, or they would cover the map. */
function overviewEdges(graph, chosen) {
  const totals = pairCounts(graph);
  return graph.overview.edges.map((edge) => {
    const [from, to] = [bubbleOf(edge.from)[0], bubbleOf(edge.to)[0]];
    if (from !== to && chosen !== from && chosen !== to && filters.tile < 0) return { ...edge, hidden: true };
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
    ctx.fillStyle = colour(graph.tiles.kind[tile] === "city" ? "tile" : "tile-other");
    ctx.fill();
    ctx.strokeStyle = tile === chosen ? colour("accent") : colour("tile-line");
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
  ctx.font = font(24, 600);
  const size = Math.min((24 * (TILE - 18)) / ctx.measureText(name).width, 24);
  ctx.font = font(Math.max(size, 17), 600);
  const lines = wrapText(ctx, name, TILE - 12, size < 16 ? 2 : 1);
  lines.forEach((line, number) => ctx.fillText(line, x, y - TILE / 2 + 23 + (number - (lines.length - 1) / 2) * 18));
}

/* How many things a bubble holds, written into it where there is room. */
function drawCounts(ctx, graph, scale) {
  if (16 * scale < 8.5) return;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  graph.overview.nodes.forEach((node, number) => {
    const [tile, slot, located, linked] = graph.overview.bubbles[number];
    if (!bubblePasses(tile, slot)) return;
    const [triangle, text] = [node.shape === "triangle", count(located + linked)];
    const size = Math.min(17, (triangle ? 0.56 : 0.7) * node.size);
    ctx.font = font(size, 600);
    const room = (triangle ? 1.45 : node.shape === "diamond" ? 1.3 : 1.7) * node.size;
    if (size * scale < 7.5 || ctx.measureText(text).width > room) return;
    ctx.fillStyle = colour("on-mark");
    ctx.fillText(text, node.x, node.y + (triangle ? 0.36 * node.size : 0.5));
  });
}
