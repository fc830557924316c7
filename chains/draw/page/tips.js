"use strict";
/* What the pointer rests on, in a few words beside it. */

function showTip(at, lines) {
  const tip = document.getElementById("tip");
  tip.hidden = !lines;
  if (!lines) return;
  tip.replaceChildren(...lines.map((line, number) => el(number ? "span" : "b", {}, line)));
  const left = Math.min(at.x + 14, window.innerWidth - tip.offsetWidth - 8);
  const top = at.y + 18 + tip.offsetHeight > window.innerHeight ? at.y - tip.offsetHeight - 10 : at.y + 18;
  Object.assign(tip.style, { left: `${left}px`, top: `${top}px` });
}

/* Returns the lines for what was found (see pickAt); nothing where there is nothing to say. */
function tipLines({ graph, scene }, { node, edge, link }) {
  if (!scene) return node === undefined ? pairTip(graph, edge) : bubbleTip(graph, ...bubbleOf(node));
  if (node !== undefined) return thingTip(graph, node);
  if (link !== undefined) return linkTip(graph, link);
  return edge === undefined ? null : missingTip(graph, scene.gaps[Number(edge.slice(1))]);
}

function thingTip(graph, node) {
  const tile = graph.nodes.tile[node];
  const place = tile < 0 ? "" : ` · ${nameIn(graph.tiles, tile)}`;
  const kind = nameIn(graph.nodes.classes, graph.nodes.class[node]);
  const sure = graph.nodes.source[node] < 0 ? "" : ` · ${confidenceOf(graph, graph.nodes.source[node])}`;
  return [nameIn(graph.nodes, node), kind + place, say("links_count", quantity(graph.degree(node))) + sure];
}

function ends(graph, from, to) {
  return `${nameIn(graph.nodes, from)} → ${nameIn(graph.nodes, to)}`;
}

function missingTip(graph, { from, to, gap: number }) {
  const gap = graph.gaps[number];
  return [say("missing"), ends(graph, from, to), pick(gap.kind), tell(gap.sentence), tell(gap.overturn)];
}

function linkTip(graph, link) {
  const { source, target, kind } = graph.edges;
  return [nameIn(graph.edges.kinds, kind[link]), ends(graph, source[link], target[link]), linkFactsSure(graph, link)].filter(Boolean);
}

function bubbleTip(graph, tile, slot) {
  const number = graph.overview.bubbles.findIndex(([place, chain]) => place === tile && chain === slot);
  return [bubbleName(graph, tile, slot), tally(...overviewCounts(graph).bubbles[number])];
}

/* How many things lie in a place, and how many shared ones are linked to them. */
function tally(located, linked) {
  const parts = [located ? say("things_here", { count: count(located) }) : null];
  if (linked) parts.push(say("things_linked", { count: count(linked) }));
  return parts.filter(Boolean).join(" · ");
}

function bubbleName(graph, tile, slot) {
  return `${nameIn(graph.tiles, tile)} · ${nameIn(graph.chains, slot)}`;
}

function pairTip(graph, edge) {
  if (edge === undefined) return null;
  const [sort, number] = edge.split(":");
  const pair = sort === "gap" ? graph.overview.gaps[number][0] : graph.overview.pairs[number];
  const between = `${bubbleName(graph, pair[0], pair[1])} — ${bubbleName(graph, pair[2], pair[3])}`;
  if (sort === "gap") return [say("missing"), between, say("gaps_count", quantity(graph.overview.gaps[number][1].length))];
  return [say("links"), between, say("links_count", quantity(pairCounts(graph)[number].left))];
}
