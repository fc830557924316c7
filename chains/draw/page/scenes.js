"use strict";
/* Scenes: what one view shows.  A scene has the things it is about (focus), the things linked to them, and the links
   among all of these that the filters let through. */

/* Returns the scene of a route; null for the overview and for a gap that joins no things.  What was asked for by name
   (kept) is there whatever the filters say. */
function makeScene(graph, route) {
  const parts = { bubble: bubbleParts, thing: thingParts, gap: gapParts, path: pathParts, all: allParts }[route.kind]?.(graph, route);
  if (!parts) return null;
  const kept = new Set(parts.kept);
  const focus = new Set(parts.focus.filter((node) => kept.has(node) || thingPasses(graph, node)));
  const nodes = new Set(focus);
  for (const node of parts.linked) if (thingPasses(graph, node)) nodes.add(node);
  expand(graph, nodes, route.with ?? []);
  const shown = keepWithin(graph, [...nodes], linksAmong(graph, nodes), kept);
  const has = shown.cut ? new Set(shown.nodes) : nodes;
  const about = shown.cut ? new Set(shown.nodes.filter((node) => focus.has(node))) : focus;
  return { route, focus: about, ...shown, has, gaps: closingLinks(graph, route, has), path: parts.path };
}

/* A bubble: its things, and what is linked to them in this place; elsewhere only what is linked to something here. */
function bubbleParts(graph, { tile, slot }) {
  const focus = graph.inBubble.get(`${tile}:${slot}`) ?? [];
  const linked = new Set();
  for (const node of focus) {
    const lies = graph.nodes.tile[node] >= 0;
    for (const edge of graph.links(node)) {
      const other = graph.otherEnd(edge, node);
      if (!linkPasses(graph, edge)) continue;
      if (graph.belongsTo(other, tile) || (lies && graph.nodes.tile[other] >= 0)) linked.add(other);
    }
  }
  return { focus, linked };
}

function neighbours(graph, node) {
  return [...graph.links(node)].filter((edge) => linkPasses(graph, edge)).map((edge) => graph.otherEnd(edge, node));
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

function thingParts(graph, { node }) {
  return { focus: [node], linked: neighbours(graph, node), kept: [node] };
}

function gapParts(graph, { gap }) {
  const { about, closing, tile } = graph.gaps[gap];
  const focus = [...new Set([...about, ...closing.flatMap(([from, , to]) => [from, to])])].filter((n) => graph.isThing(n));
  if (!focus.length) return null;
  const near = about.filter((node) => graph.isThing(node)).flatMap((node) => neighbours(graph, node));
  return { focus, linked: tile < 0 ? near : near.filter((node) => graph.belongsTo(node, tile)) };
}

function allParts(graph) {
  const things = graph.nodes.thing.flatMap((thing, node) => (thing ? [node] : []));
  return { focus: things, linked: [] };
}

function linksAmong(graph, nodes) {
  const found = [];
  const pairs = new Set();
  for (const node of nodes) {
    for (const edge of graph.links(node)) {
      const { source, target, kind } = graph.edges;
      if (source[edge] !== node || !nodes.has(target[edge]) || !linkPasses(graph, edge)) continue;
      const pair = (kind[edge] * graph.size + node) * graph.size + target[edge];
      if (!pairs.has(pair)) found.push(edge);
      pairs.add(pair);
    }
  }
  return found.sort((one, other) => one - other);
}

/* The missing links of a scene: those of its gap, or of every gap both of whose ends are shown. */
function closingLinks(graph, route, nodes) {
  const numbers = route.kind === "gap" ? [route.gap] : graph.gaps.keys();
  const found = new Map();
  for (const gap of numbers) {
    for (const [from, kind, to] of graph.gaps[gap].closing) {
      const pair = `${from}>${to}:${kind}`;
      if (nodes.has(from) && nodes.has(to) && !found.has(pair)) found.set(pair, { gap, from, kind, to });
    }
  }
  return [...found.values()];
}
