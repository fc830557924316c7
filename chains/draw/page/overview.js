"use strict";
/* The overview: bubbles and links come ready from pyvis; filters hide some of them and narrow the links. */

function bubbleOf(id) {
  return String(id).split(":").map(Number);
}

function bubblePasses(tile, slot) {
  return !filters.slots.has(slot) && tilePasses(tile);
}

/* What the overview counts through the filters: for each of its bubbles [located, linked], and the links as
   [pair, kind, number].  The counts that came ready hold while only whole chains, kinds or places are filtered. */
function overviewCounts(graph) {
  if (!filtersDeep()) return { bubbles: graph.overview.bubbles.map(([, , located, linked]) => [located, linked]), links: graph.overview.counts };
  const masks = masksOf(graph);
  masks.counts ??= { bubbles: countBubbles(graph, masks), links: countLinks(graph, masks) };
  return masks.counts;
}

function countBubbles(graph, masks) {
  return graph.overview.bubbles.map(([tile, slot]) => {
    const passing = graph.inBubble.get(`${tile}:${slot}`).filter((node) => masks.things[node]);
    const located = passing.filter((node) => graph.nodes.tile[node] >= 0).length;
    return [located, passing.length - located];
  });
}

/* Pairs of linked things behind each pair of bubbles: in one place both belong to, or between the places they lie in. */
function countLinks(graph, masks) {
  const { source, target, kind } = graph.edges;
  const { slot, tile } = graph.nodes;
  const numberOf = new Map(graph.overview.pairs.map((pair, number) => [pair.join(), number]));
  const totals = new Map();
  const add = (ends, of) => {
    const pair = numberOf.get(ends.sort(([place, chain], [other, second]) => place - other || chain - second).join());
    if (pair === undefined) return;
    const key = pair * graph.edges.kinds.id.length + of;
    totals.set(key, (totals.get(key) ?? 0) + 1);
  };
  const seen = new Set();
  for (let edge = 0; edge < source.length; edge += 1) {
    const [from, to] = [source[edge], target[edge]];
    if (!masks.links[edge] || !masks.things[from] || !masks.things[to]) continue;
    const key = (kind[edge] * graph.size + from) * graph.size + to;
    if (seen.has(key)) continue;
    seen.add(key);
    const places = new Set(graph.tilesOf(from));
    if (slot[from] !== slot[to]) {
      for (const place of graph.tilesOf(to)) if (places.has(place)) add([[place, slot[from]], [place, slot[to]]], kind[edge]);
    }
    if (tile[from] >= 0 && tile[to] >= 0 && tile[from] !== tile[to]) add([[tile[from], slot[from]], [tile[to], slot[to]]], kind[edge]);
  }
  const kinds = graph.edges.kinds.id.length;
  return [...totals].sort(([one], [other]) => one - other).map(([key, number]) => [Math.floor(key / kinds), key % kinds, number]);
}

/* Links behind each pair of bubbles: all, and those that the filters let through. */
function pairCounts(graph) {
  const totals = graph.overview.pairs.map(() => ({ all: 0, left: 0 }));
  for (const [pair, , number] of graph.overview.counts) totals[pair].all += number;
  for (const [pair, kind, number] of overviewCounts(graph).links) if (!filters.kinds.has(kind)) totals[pair].left += number;
  return totals;
}

function overviewNodes(graph) {
  const { bubbles } = overviewCounts(graph);
  return graph.overview.nodes.map(({ label, ...node }, number) => {
    const [, , located, linked] = graph.overview.bubbles[number];
    const left = bubbles[number][0] + bubbles[number][1];
    const size = Math.max(node.size * Math.sqrt(left / (located + linked)), Math.min(node.size, 6));
    return { ...node, size, hidden: !bubblePasses(...bubbleOf(node.id)) || left === 0 };
  });
}

/* Links between two places show only for the place that was chosen, or they would cover the map. */
function overviewEdges(graph, chosen) {
  const totals = pairCounts(graph);
  return graph.overview.edges.map((edge) => {
    const pair = [...bubbleOf(edge.from), ...bubbleOf(edge.to)];
    const [from, , to] = pair;
    if (from !== to && chosen !== from && chosen !== to && filters.tile < 0) return { ...edge, hidden: true };
    const shown = pairPasses(pair);
    const [sort, number] = edge.id.split(":");
    if (sort === "gap") return { ...edge, hidden: !(shown && graph.overview.gaps[Number(number)][1].some((gap) => gapConcerns(graph, gap))) };
    const { all, left } = totals[Number(number)];
    return { ...edge, width: edge.width * Math.sqrt(left / all), hidden: !shown || left === 0 };
  });
}

const TILE = 184;

function overviewBounds(graph) {
  const { x, y } = graph.tiles;
  const shown = x.map((_, tile) => tile).filter(tilePasses);
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
    ctx.globalAlpha = tilePasses(tile) ? 1 : 0.35;
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
  ctx.fillStyle = colour("on-mark");
  const { bubbles } = overviewCounts(graph);
  overviewNodes(graph).forEach((node, number) => {
    if (node.hidden) return;
    const text = count(bubbles[number][0] + bubbles[number][1]);
    const triangle = node.shape === "triangle";
    const size = Math.min(17, (triangle ? 0.56 : 0.7) * node.size);
    ctx.font = font(size, 600);
    const room = (triangle ? 1.45 : node.shape === "diamond" ? 1.3 : 1.7) * node.size;
    if (size * scale < 7.5 || ctx.measureText(text).width > room) return;
    ctx.fillText(text, node.x, node.y + (triangle ? 0.36 * node.size : 0.5));
  });
}
