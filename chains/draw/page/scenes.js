"use strict";
/* Scenes: what one view shows.  A scene has the things it is about (focus), the things linked to them, and the links
   among all of these that the filters let through. */

const filters = { slots: new Set(), kinds: new Set(), tile: -1 };

function filtersOn() {
  return filters.slots.size > 0 || filters.kinds.size > 0 || filters.tile >= 0;
}

/* Routes, as they stand after the # in the address. */
const FEW_THINGS = 150; // so few open at once, without an overview
const MOST_THINGS = 6000; // more are never shown at once
const ROUTES = {
  overview: () => "overview",
  all: () => "all",
  bubble: (graph, { tile, slot }) => `in=${graph.tiles.id[tile]}&chain=${graph.chainId(slot)}`,
  thing: (graph, { node }) => `thing=${encodeURIComponent(graph.nodes.id[node])}`,
  gap: (graph, { gap }) => `gap=${gap + 1}`,
  view: (graph, { view, params }) => viewAddress(view, params),
};

function writeRoute(graph, route) {
  return ROUTES[route.kind](graph, route);
}

/* What an address means; if it means nothing, the overview, or everything where that is little. */
function readRoute(graph, hash) {
  const given = new URLSearchParams(hash.replace(/^#/, "").replaceAll("+", "%2B"));
  const view = given.get("view");
  if (views.has(view) && graph.views[view]) {
    given.delete("view");
    given.delete("lang");
    given.delete("theme");
    return { kind: "view", view, params: given };
  }
  const node = graph.numberOf.get(given.get("thing"));
  if (given.has("all") && graph.things <= MOST_THINGS) return { kind: "all" };
  if (node !== undefined && graph.isThing(node)) return { kind: "thing", node };
  const [tile, slot] = [graph.tileOf.get(given.get("in")), graph.chains.id.indexOf(given.get("chain"))];
  if (tile !== undefined && slot >= 0) return { kind: "bubble", tile, slot };
  const gap = Number(given.get("gap")) - 1;
  if (Number.isInteger(gap) && gap in graph.gaps) return { kind: "gap", gap };
  return { kind: given.has("overview") || graph.things > FEW_THINGS ? "overview" : "all" };
}

function linkPasses(graph, edge) {
  return !filters.kinds.has(graph.edges.kind[edge]);
}

function thingPasses(graph, node) {
  if (!graph.isThing(node) || filters.slots.has(graph.nodes.slot[node])) return false;
  return filters.tile < 0 || graph.belongsTo(node, filters.tile);
}

/* Returns the scene of a route; null for the overview and for a gap that joins no things. */
function makeScene(graph, route) {
  const parts = { bubble: bubbleParts, thing: thingParts, gap: gapParts, all: allParts }[route.kind]?.(graph, route);
  if (!parts) return null;
  const focus = new Set(parts.focus.filter((node) => thingPasses(graph, node)));
  const nodes = new Set(focus);
  for (const node of parts.linked) if (thingPasses(graph, node)) nodes.add(node);
  const gaps = closingLinks(graph, route, nodes);
  return { route, focus, nodes: [...nodes], has: nodes, edges: linksAmong(graph, nodes), gaps };
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

function thingParts(graph, { node }) {
  return { focus: [node], linked: neighbours(graph, node) };
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
      const pair = `${node}>${target[edge]}:${kind[edge]}`;
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
