"use strict";
/* The address: all that a person sees stands after the # in it, so that a link brings it back.  First comes the route
   (what the page shows), then how it is looked at: as table, with which neighbourhoods, through which filters, what is
   chosen, where the picture stands, in which language. */

const FEW_THINGS = 150; // so few open at once, without an overview

/* A name and its value; slashes stay, as the identifiers are full of them. */
function term(name, value) {
  return `${name}=${encodeURIComponent(value).replaceAll("%2F", "/").replaceAll("%2C", ",")}`;
}

const ROUTES = {
  overview: () => ["overview"],
  all: () => ["all"],
  bubble: (graph, { tile, slot }) => [term("in", graph.tiles.id[tile]), term("chain", graph.chainId(slot))],
  thing: (graph, { node }) => [term("thing", graph.nodes.id[node])],
  gap: (graph, { gap }) => [term("gap", gap + 1)],
  path: (graph, { from, to }) => [term("from", graph.nodes.id[from]), term("to", graph.nodes.id[to])],
  view: (graph, { view, params }) => [viewAddress(view, params)],
};

/* The address of a route; chosen is {node}, {edge} or {tile}, at the place of the picture (see placeOf). */
function writeAddress(graph, route, { chosen = null, at = null } = {}) {
  const terms = ROUTES[route.kind](graph, route);
  if (route.kind !== "view") {
    if (route.table) terms.push("as=table");
    for (const node of route.with ?? []) terms.push(term("with", graph.nodes.id[node]));
    terms.push(...filterTerms(graph), ...chosenTerms(graph, chosen));
    if (at) terms.push(`at=${at.join(",")}`);
  }
  for (const [name, value] of Object.entries(choices.named())) terms.push(`${name}=${value}`);
  return terms.join("&");
}

function filterTerms(graph) {
  const terms = [];
  const list = (name, numbers, names) => numbers.size && terms.push(term(name, [...numbers].map((n) => names[n]).sort().join(",")));
  list("hide", filters.slots, graph.chains.id);
  list("without", filters.kinds, graph.edges.kinds.id);
  if (filters.unsure.size) terms.push(term("unsure", [...filters.unsure].sort().join(",")));
  if (filters.tile >= 0) terms.push(term("city", graph.tiles.id[filters.tile]));
  if (filters.industry >= 0) terms.push(term("industry", graph.nodes.id[graph.industries.node[filters.industry]]));
  if (filters.years) terms.push(`years=${filters.years.join("-")}`);
  if (filters.years && !filters.undated) terms.push("undated=no");
  if (filters.degree) terms.push(`links=${filters.degree}`);
  if (gapFilter.kind) terms.push(term("gaps", gapFilter.kind));
  return terms;
}

function chosenTerms(graph, chosen) {
  const { edges, nodes } = graph;
  if (chosen?.node !== undefined) return [term("see", nodes.id[chosen.node])];
  if (chosen?.tile !== undefined) return [term("place", graph.tiles.id[chosen.tile])];
  if (chosen?.edge === undefined) return [];
  const [from, to] = [edges.source[chosen.edge], edges.target[chosen.edge]];
  return [term("line", nodes.id[from]), term("line", edges.kinds.id[edges.kind[chosen.edge]]), term("line", nodes.id[to])];
}

function readTerms(hash) {
  return new URLSearchParams(hash.replace(/^#/, "").replaceAll("+", "%2B"));
}

/* What an address shows; if it means nothing, the overview, or everything where that is little. */
function readRoute(graph, hash) {
  const given = readTerms(hash);
  const view = given.get("view");
  if (views.has(view) && graph.views[view]) {
    for (const name of ["view", ...Object.keys(choices.KNOWN)]) given.delete(name);
    return { kind: "view", view, params: given };
  }
  const numbers = (name) => given.getAll(name).map((id) => graph.numberOf.get(id)).filter((node) => node !== undefined && graph.isThing(node));
  return { ...networkRoute(graph, given, numbers), table: given.get("as") === "table", with: numbers("with") };
}

function networkRoute(graph, given, numbers) {
  const [thing, from, to] = ["thing", "from", "to"].map((name) => numbers(name)[0]);
  if (given.has("all") && graph.things <= MOST_THINGS) return { kind: "all" };
  if (from !== undefined && to !== undefined) return { kind: "path", from, to };
  if (thing !== undefined) return { kind: "thing", node: thing };
  const [tile, slot] = [graph.tileOf.get(given.get("in")), graph.chains.id.indexOf(given.get("chain"))];
  if (tile !== undefined && slot >= 0) return { kind: "bubble", tile, slot };
  const gap = Number(given.get("gap")) - 1;
  if (Number.isInteger(gap) && gap in graph.gaps) return { kind: "gap", gap };
  return { kind: given.has("overview") || graph.things > FEW_THINGS ? "overview" : "all" };
}

/* Sets the filters as an address names them; what it does not name is not filtered. */
function readFilters(graph, hash) {
  const given = readTerms(hash);
  const names = (name) => (given.get(name) ?? "").split(",").filter(Boolean);
  const numbers = (name, known) => names(name).map((one) => known.indexOf(one)).filter((number) => number >= 0);
  openFilters();
  for (const slot of numbers("hide", graph.chains.id)) filters.slots.add(slot);
  for (const kind of numbers("without", graph.edges.kinds.id)) filters.kinds.add(kind);
  for (const name of names("unsure")) if (name in graph.confidence) filters.unsure.add(name);
  filters.tile = graph.tileOf.get(given.get("city") || null) ?? -1;
  filters.industry = graph.industries.node.indexOf(graph.numberOf.get(given.get("industry")) ?? -1);
  const years = /^(\d{4})-(\d{4})$/.exec(given.get("years") ?? "");
  filters.years = years && [Number(years[1]), Number(years[2])].sort((one, other) => one - other);
  filters.undated = given.get("undated") !== "no";
  filters.degree = Math.max(0, Math.floor(Number(given.get("links")) || 0));
  gapFilter.kind = graph.gaps.some(({ kind }) => kind[0] === given.get("gaps")) ? given.get("gaps") : "";
}

/* What an address has chosen, and where its picture stands. */
function readLook(graph, hash) {
  const given = readTerms(hash);
  const at = (given.get("at") ?? "").split(",").map(Number);
  return {
    chosen: readChosen(graph, given),
    at: at.length === 3 && at.every(Number.isFinite) && at[2] > 0 ? at : null,
  };
}

function readChosen(graph, given) {
  const node = graph.numberOf.get(given.get("see"));
  if (node !== undefined && graph.isThing(node)) return { node };
  const tile = graph.tileOf.get(given.get("place"));
  if (tile !== undefined) return { tile };
  const [from, kind, to] = given.getAll("line");
  const { edges, numberOf } = graph;
  const ends = [numberOf.get(from), edges.kinds.id.indexOf(kind), numberOf.get(to)];
  if (ends[0] === undefined || ends[2] === undefined) return null;
  const edge = graph.links(ends[0]).find((one) => edges.source[one] === ends[0] && edges.kind[one] === ends[1] && edges.target[one] === ends[2]);
  return edge === undefined ? null : { edge };
}

/* What a route has chosen by itself; it need not stand in the address. */
function ownChoice(route) {
  return { thing: { node: route.node }, gap: { gap: route.gap }, path: { path: true } }[route.kind] ?? null;
}

function isOwnChoice({ route, chosen }) {
  const own = ownChoice(route);
  return own !== null && Object.entries(own).every(([name, value]) => chosen?.[name] === value);
}
