"use strict";
/* Details: what is known of a thing, a link, a place, a gap, each with its sources. */

const SHOWN_LINKS = 8;

/* app has graph, go(route), choose(node). */
function thingDetails(app, node) {
  const { graph } = app;
  const tile = graph.nodes.tile[node];
  const places = graph.tilesOf(node).filter((place) => graph.tiles.id[place]);
  const facts = [
    tile >= 0 ? [say("lies_in"), tileButton(app, tile)] : null,
    tile < 0 && places.length ? [say("belongs_to"), placeButtons(app, places)] : null,
    [say("identifier"), el("code", { class: "iri" }, graph.iri(node))],
    graph.nodes.source[node] >= 0 ? [say("stated_by"), sourceLine(graph, graph.nodes.source[node])] : null,
  ];
  return [
    heading(graph, graph.nodes.slot[node], nameIn(graph.nodes.classes, graph.nodes.class[node]), nameIn(graph.nodes, node)),
    otherName(graph, node),
    factList(facts),
    thingActions(app, node),
    linkGroups(app, node),
  ];
}

/* What can be done with a thing: its own view, its neighbourhood in this one, a path from it or to it. */
function thingActions(app, node) {
  const { route, scene } = app;
  const opened = route.with?.includes(node);
  const hidden = scene && !opened ? hiddenNeighbours(app.graph, scene, node).length : 0;
  return el(
    "div",
    { class: "buttons" },
    route.kind === "thing" && route.node === node ? null : button(say("only_links"), () => app.go({ kind: "thing", node })),
    opened ? button(say("collapse"), () => app.expand(node)) : null,
    hidden ? button(say("expand", { count: count(hidden) }), () => app.expand(node)) : null,
    button(say("from_here"), () => app.ends.choose("from", node)),
    button(say("to_here"), () => app.ends.choose("to", node)),
  );
}

function heading(graph, slot, kind, name) {
  return el("header", { class: "head" }, el("p", { class: "kind" }, slot === null ? null : mark(graph, slot), kind), el("h2", {}, name));
}

/* The name in the other language, where there is one. */
function otherName(graph, node) {
  const other = language.current === "zh" ? graph.nodes.en[node] : graph.nodes.zh[node];
  return other && other !== nameIn(graph.nodes, node) ? el("p", { class: "muted" }, other) : null;
}

function factList(facts) {
  const rows = facts.filter(Boolean).map(([term, value]) => [el("dt", {}, term), el("dd", {}, value)]);
  return el("dl", { class: "facts" }, rows);
}

function tileButton(app, tile) {
  return button(nameIn(app.graph.tiles, tile), () => app.goTile(tile), { class: "link" });
}

function placeButtons(app, places) {
  const shown = places.slice(0, 6).map((place) => [tileButton(app, place), " "]);
  return [shown, places.length > 6 ? say("and_more", { count: places.length - 6 }) : null];
}

/* How sure a source is, in a word. */
function confidenceOf(graph, source) {
  const name = graph.sources.confidence[source];
  return graph.confidence[name] ? pick(graph.confidence[name]) : name;
}

/* A source: its title, how sure it is, and its address as a link if it is a web address. */
function sourceLine(graph, source) {
  const url = graph.sources.url[source];
  const safe = /^https?:\/\//i.test(url);
  return el(
    "span",
    { class: "source" },
    nameIn(graph.sources, source),
    " ",
    el("span", { class: "chip" }, confidenceOf(graph, source)),
    url ? el("br") : null,
    url && safe ? el("a", { href: url, rel: "noopener noreferrer nofollow", target: "_blank" }, url) : url || null,
  );
}

/* The links of a thing, grouped by kind and direction, the largest groups last read best first. */
function linkGroups(app, node) {
  const { graph } = app;
  const groups = new Map();
  for (const edge of graph.links(node)) {
    if (isOwnPlace(graph, node, graph.otherEnd(edge, node))) continue;
    const out = graph.edges.source[edge] === node;
    const key = 2 * graph.edges.kind[edge] + (out ? 0 : 1);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(edge);
  }
  if (!groups.size) return el("p", { class: "muted" }, say("no_links"));
  return [...groups].sort(([one], [other]) => one - other).map(([key, edges]) => linkGroup(app, node, key, edges));
}

/* Where a thing lies was already said. */
function isOwnPlace(graph, node, other) {
  return !graph.isThing(other) && graph.nodes.tile[other] === graph.nodes.tile[node];
}

function linkGroup(app, node, key, edges) {
  const { graph } = app;
  const title = nameIn(graph.edges.kinds, key >> 1) + (key % 2 ? say("incoming") : "");
  const sorted = [...edges].sort((one, other) => (graph.edges.weight[other] ?? 0) - (graph.edges.weight[one] ?? 0));
  const list = el("ul", { class: "entries" }, sorted.slice(0, SHOWN_LINKS).map((edge) => linkEntry(app, node, edge)));
  const rest = sorted.length - SHOWN_LINKS;
  const more = button(say("and_more", { count: count(rest) }), () => {
    list.append(...sorted.slice(SHOWN_LINKS).map((edge) => linkEntry(app, node, edge)));
    more.remove();
  }, { class: "more" });
  return el("section", {}, el("h3", {}, title, " ", el("span", { class: "muted" }, count(edges.length))), list, rest > 0 ? more : null);
}

function linkEntry(app, node, edge) {
  const { graph } = app;
  const other = graph.otherEnd(edge, node);
  return el(
    "li",
    {},
    thingButton(app, other),
    el("span", { class: "muted small" }, linkFactsSure(graph, edge)),
    button("ⓘ", () => app.choose({ edge }), { class: "info", "aria-label": say("details"), title: say("details") }),
  );
}

function thingButton(app, node) {
  const { graph } = app;
  const open = () => (graph.isThing(node) ? app.reach(node) : app.goTile(graph.nodes.tile[node]));
  return button([mark(graph, graph.nodes.slot[node]), el("span", {}, nameIn(graph.nodes, node))], open, { class: "link thing" });
}

/* Kind, status, year and amount of a link, as far as they are known. */
function linkFacts(graph, edge) {
  const { qualifier, status, year, weight } = graph.edges;
  const words = [qualifier[edge], status[edge]].filter((code) => code >= 0).map((code) => nameIn(graph.codes, code));
  if (year[edge] !== null) words.push(String(year[edge]));
  if (weight[edge] !== null) words.push(`× ${measure(weight[edge])}`);
  return words.join(" · ");
}

/* The same, and how sure its source is. */
function linkFactsSure(graph, edge) {
  const source = graph.edges.stated[edge];
  return [linkFacts(graph, edge), source < 0 ? "" : confidenceOf(graph, source)].filter(Boolean).join(" · ");
}

function edgeDetails(app, edge) {
  const { graph } = app;
  const { source, target, kind, stated } = graph.edges;
  const same = [...graph.links(source[edge])].filter(
    (other) => source[other] === source[edge] && target[other] === target[edge] && kind[other] === kind[edge],
  );
  const facts = [
    [say("from"), thingButton(app, source[edge])],
    [say("to"), thingButton(app, target[edge])],
    ...same.flatMap((other) => [
      linkFacts(graph, other) ? ["", linkFacts(graph, other)] : null,
      stated[other] >= 0 ? [say("stated_by"), sourceLine(graph, stated[other])] : null,
    ]),
  ];
  return [heading(graph, null, say("links"), nameIn(graph.edges.kinds, kind[edge])), factList(facts)];
}

/* The links behind a line of the overview, by kind. */
function pairDetails(app, pair) {
  const { graph } = app;
  const [tile, slot, otherTile, otherSlot] = graph.overview.pairs[pair];
  const rows = overviewCounts(graph).links.filter(([number, kind]) => number === pair && !filters.kinds.has(kind)).sort((one, other) => other[2] - one[2]);
  const title = tile === otherTile
    ? `${nameIn(graph.chains, slot)} — ${nameIn(graph.chains, otherSlot)}`
    : `${bubbleName(graph, tile, slot)} — ${bubbleName(graph, otherTile, otherSlot)}`;
  return [
    heading(graph, null, tile === otherTile ? nameIn(graph.tiles, tile) : say("links"), title),
    el("table", {}, el("tbody", {}, rows.map(([, kind, number]) =>
      el("tr", {}, el("td", {}, nameIn(graph.edges.kinds, kind)), el("td", { class: "number" }, count(number)))))),
    gapsBetween(app, [tile, slot, otherTile, otherSlot]),
  ];
}

function gapsBetween(app, pair) {
  const { graph } = app;
  const found = graph.overview.gaps.find(([other]) => other.every((value, at) => value === pair[at]));
  if (!found) return null;
  return [el("h3", {}, say("gaps")), el("ul", { class: "entries gaps" }, found[1].map((gap) => gapEntry(app, gap)))];
}

/* A place: what lies there by chain, and its gaps. */
function tileDetails(app, tile) {
  const { graph } = app;
  const { bubbles } = overviewCounts(graph);
  const rows = graph.overview.bubbles.map(([place, slot], number) => place !== tile ? null :
    el("li", {}, button([mark(graph, slot), el("span", {}, nameIn(graph.chains, slot))], () => app.go({ kind: "bubble", tile, slot }), { class: "link thing" }),
      el("span", { class: "muted small" }, tally(...bubbles[number]))));
  const gaps = [...graph.gaps.keys()].filter((gap) => graph.gaps[gap].tile === tile);
  return [
    heading(graph, null, say("place"), nameIn(graph.tiles, tile)),
    el("ul", { class: "entries" }, rows),
    linksElsewhere(app, tile),
    gaps.length ? [el("h3", {}, say("gaps"), " ", el("span", { class: "muted" }, count(gaps.length))), pagedList(gaps, (gap) => gapEntry(app, gap))] : null,
  ];
}

/* Links of what lies in a place with what lies in others. */
function linksElsewhere(app, tile) {
  const { graph } = app;
  const places = new Map();
  overviewCounts(graph).links.forEach(([pair, kind, number]) => {
    if (filters.kinds.has(kind)) return;
    const [one, , other] = graph.overview.pairs[pair];
    const away = one === tile ? other : other === tile ? one : tile;
    if (away !== tile) places.set(away, (places.get(away) ?? 0) + number);
  });
  const rows = [...places].sort(([, one], [, other]) => other - one);
  const entry = ([place, number]) => el("li", {}, tileButton(app, place), el("span", { class: "muted small" }, say("links_count", quantity(number))));
  return rows.length ? [el("h3", {}, say("links_elsewhere")), pagedList(rows, entry)] : null;
}
