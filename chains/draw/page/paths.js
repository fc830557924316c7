"use strict";
/* Paths: the shortest way between two things over the links that the filters let through, in either direction of a
   link.  Places are no stations: through a city everything would be two steps from everything. */

/* Returns {nodes, steps, count, near}: the things of one shortest path, for each step its links, how many shortest paths
   there are, and the things on any of them.  Of several, the one through the least linked things is taken, so that a
   hub is the last resort.  Returns null if there is no path. */
function findPath(graph, from, to) {
  const layers = layersFrom(graph, from, to);
  if (!layers) return null;
  const { distance, order } = layers;
  const back = wayBack(graph, distance, order, from, to);
  const nodes = [from];
  while (nodes.at(-1) !== to) nodes.push(back.next.get(nodes.at(-1)));
  const steps = nodes.slice(1).map((node, at) => stepLinks(graph, nodes[at], node));
  return { nodes, steps, count: back.count.get(from), near: [...back.next.keys(), to] };
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

const MOST_NEAR = 80; // things on other shortest paths that are shown beside the one

function pathParts(graph, { from, to }) {
  const path = findPath(graph, from, to);
  const focus = path ? path.nodes : [...new Set([from, to])];
  return { focus, linked: path && path.near.length <= MOST_NEAR ? path.near : [], kept: [from, to], path };
}

/* The neighbourhoods that were opened by hand. */
function expand(graph, nodes, opened) {
  for (const node of opened) {
    nodes.add(node);
    for (const other of neighbours(graph, node)) if (thingPasses(graph, other)) nodes.add(other);
  }
}

/* Things that a neighbourhood would add to a scene. */
function hiddenNeighbours(graph, scene, node) {
  return [...new Set(neighbours(graph, node))].filter((other) => thingPasses(graph, other) && !scene.has.has(other));
}
