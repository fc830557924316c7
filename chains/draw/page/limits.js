"use strict";
/* Limits: a scene draws no more things and links than a person can follow and a browser can move.  Beyond them each
   class shows its best linked things under a title that counts all; the whole region is summed up in the overview. */

const MOST_THINGS = 5000;
const MOST_LINKS = 20_000;

/* Returns a scene's things and links within the limits: {nodes, edges}, and as `cut` what there would be without them,
   {things, links, classes}, classes counting the things of each; cut is null where everything is there.  What was asked
   for by name stays, then the best linked. */
function keepWithin(graph, nodes, edges, kept) {
  if (nodes.length <= MOST_THINGS && edges.length <= MOST_LINKS) return { nodes, edges, cut: null };
  const rank = (node) => (kept.has(node) ? 1e9 : 0) + graph.degree(node);
  const ranked = [...nodes].sort((one, other) => rank(other) - rank(one) || one - other);
  const room = Math.max(Math.min(MOST_THINGS, thingsWithLinks(graph, ranked, edges)), kept.size);
  const left = new Set(ranked.slice(0, room));
  const { source, target } = graph.edges;
  return {
    nodes: nodes.filter((node) => left.has(node)),
    edges: edges.filter((edge) => left.has(source[edge]) && left.has(target[edge])).slice(0, MOST_LINKS),
    cut: { things: nodes.length, links: edges.length, classes: countClasses(graph, nodes) },
  };
}

/* How many of the first things have no more links among them than the limit. */
function thingsWithLinks(graph, ranked, edges) {
  const place = new Map(ranked.map((node, at) => [node, at]));
  const added = new Uint32Array(ranked.length);
  for (const edge of edges) added[Math.max(place.get(graph.edges.source[edge]), place.get(graph.edges.target[edge]))] += 1;
  let links = 0;
  const first = added.findIndex((number) => (links += number) > MOST_LINKS);
  return first < 0 ? ranked.length : first;
}

function countClasses(graph, nodes) {
  const classes = new Map();
  for (const node of nodes) classes.set(graph.nodes.class[node], (classes.get(graph.nodes.class[node]) ?? 0) + 1);
  return classes;
}

/* Writes the whole numbers into the titles of a layout: how many there are (of) beside how many are shown. */
function countAll(graph, scene, layout) {
  if (!scene.cut) return;
  const { slot: slots } = graph.nodes.classes;
  for (const block of layout.blocks) block.of = scene.cut.classes.get(block.class);
  for (const lane of layout.lanes) {
    lane.of = 0;
    for (const [cls, number] of scene.cut.classes) if (slots[cls] === lane.slot) lane.of += number;
  }
}

function shownOf({ count: shown, of }) {
  return of === undefined || of === shown ? count(shown) : `${count(shown)} / ${count(of)}`;
}

/* What a page says of a scene that is cut; nothing of others. */
function cutNote({ nodes, cut }) {
  if (!cut) return null;
  return el("p", { class: "muted cut" }, say("cut", { things: count(cut.things), links: count(cut.links), shown: count(nodes.length) }));
}
