"use strict";
/* Paths: the shortest way between two things over the links that the filters let through, in either direction of a
   link.  Places are no stations: through a city everything would be two steps from everything. */

/* Returns {nodes, steps, count}: the things of one shortest path, for each step its links, and how many shortest paths
   there are.  Of several, the one through the least linked things is taken, so that a hub is the last resort.  Returns
   null if there is no path. */
function findPath(graph, from, to) {
  const layers = layersFrom(graph, from, to);
  if (!layers) return null;
  const { distance, order } = layers;
  const back = wayBack(graph, distance, order, from, to);
  const nodes = [from];
  while (nodes.at(-1) !== to) nodes.push(back.next.get(nodes.at(-1)));
  const steps = nodes.slice(1).map((node, at) => stepLinks(graph, nodes[at], node));
  return { nodes, steps, count: back.count.get(from) };
}

function stationPasses(graph, node, to) {
  return node === to || thingPasses(graph, node);
}

/* Breadth first from one thing until the other is reached: distances, and the things in the order of finding. */
function layersFrom(graph, from, to) {
  const distance = new Int32Array(graph.size).fill(-1);
  distance[from] = 0;
  const order = [from];
  for (let at = 0; at < order.length; at += 1) {
    const node = order[at];
    if (distance[to] >= 0 && distance[node] >= distance[to]) break;
    for (const edge of graph.links(node)) {
      const other = graph.otherEnd(edge, node);
      if (distance[other] >= 0 || !linkPasses(graph, edge) || !stationPasses(graph, other, to)) continue;
      distance[other] = distance[node] + 1;
      order.push(other);
    }
  }
  return distance[to] < 0 ? null : { distance, order };
}

/* For each thing on a shortest path: the next one, and how many shortest paths lead from it to the end. */
function wayBack(graph, distance, order, from, to) {
  const [count, cost, next] = [new Map([[to, 1]]), new Map([[to, 0]]), new Map()];
  for (const node of [...order].reverse()) {
    if (node === to) continue;
    const ahead = new Set();
    for (const edge of graph.links(node)) {
      const other = graph.otherEnd(edge, node);
      if (distance[other] === distance[node] + 1 && count.has(other) && linkPasses(graph, edge)) ahead.add(other);
    }
    if (!ahead.size) continue;
    const best = [...ahead].sort((one, other) => cost.get(one) - cost.get(other) || one - other)[0];
    next.set(node, best);
    cost.set(node, cost.get(best) + (node === from ? 0 : Math.log(1 + graph.degree(node))));
    count.set(node, [...ahead].reduce((sum, other) => sum + count.get(other), 0));
  }
  return { count, next };
}

/* The links between two things that the filters let through, one for each kind and direction. */
function stepLinks(graph, one, other) {
  const found = new Map();
  for (const edge of graph.links(one)) {
    if (graph.otherEnd(edge, one) !== other || !linkPasses(graph, edge)) continue;
    const key = `${graph.edges.kind[edge]}:${graph.edges.source[edge] === one}`;
    if (!found.has(key)) found.set(key, edge);
  }
  return [...found.values()].sort((first, second) => first - second);
}

function pathParts(graph, { from, to }) {
  const path = findPath(graph, from, to);
  return { focus: path ? path.nodes : [...new Set([from, to])], linked: [], kept: [from, to], path };
}

const PATH_LANE = 240;
const PATH_ROW = { least: 56, most: 96 };

/* The layout of a path alone (see placeLanes): a lane for each chain that it passes, and a row for each thing, so that it
   is read from top to bottom and no name covers another. */
function placePath(graph, { nodes }, aspect) {
  const slots = [...new Set(nodes.map((node) => graph.nodes.slot[node]))].sort((one, other) => one - other);
  const width = slots.length * (PATH_LANE + LANE_GAP) - LANE_GAP;
  const row = Math.min(Math.max((width / aspect - HEAD) / (nodes.length + 1), PATH_ROW.least), PATH_ROW.most);
  const height = (nodes.length + 1) * row;
  const left = (slot) => slots.indexOf(slot) * (PATH_LANE + LANE_GAP);
  const place = (node, at) => ({ x: left(graph.nodes.slot[node]), y: (at + 1) * row, column: slots.indexOf(graph.nodes.slot[node]), row: at + 1 });
  return {
    at: new Map(nodes.map((node, at) => [node, place(node, at)])),
    lanes: slots.map((slot) => ({
      slot, left: left(slot) - PAD, width: PATH_LANE + PAD, top: -HEAD, height: height + HEAD,
      count: nodes.filter((node) => graph.nodes.slot[node] === slot).length,
    })),
    blocks: [],
    row,
    column: PATH_LANE,
    size: 10,
    bounds: { left: -PAD - 12, top: -HEAD - 14, right: width + 12, bottom: height + 14 },
  };
}
