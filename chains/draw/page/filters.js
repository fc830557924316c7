"use strict";
/* The form of the filters, and the legend, whose chains are the same switches. */

function filterForm(app) {
  const { graph } = app;
  const part = (key, ...content) => el("fieldset", {}, el("legend", {}, say(key)), content);
  const buttons = (...given) => el("p", { class: "buttons" }, given);
  return [
    buttons(button(say("reset"), () => app.filter(openFilters), { disabled: !filtersOn() })),
    el("label", { class: "field" }, el("span", {}, say("filter_city")), cityChoice(app)),
    graph.industries.node.length ? el("label", { class: "field" }, el("span", {}, say("filter_industry")), industryChoice(app)) : null,
    part("filter_chains", graph.chains.id.map((_, slot) => chainBox(app, slot))),
    yearsOf(graph) ? part("filter_years", yearChoice(app)) : null,
    part("filter_confidence", confidenceInUse(graph).map(([name, number]) => confidenceBox(app, name, number))),
    el("label", { class: "field" }, el("span", {}, say("filter_degree")), degreeChoice(app)),
    part(
      "filter_kinds",
      buttons(button(say("all"), () => setKinds(app, false)), button(say("none"), () => setKinds(app, true))),
      kindsInUse(graph).map(([kind, number]) => kindBox(app, kind, number)),
    ),
  ];
}

function choice(id, chosen, options, change) {
  const option = ([value, name]) => el("option", { value, selected: value === chosen }, name);
  return el("select", { id, onchange: (event) => change(Number(event.target.value)) }, options.map(option));
}

function cityChoice(app) {
  const { graph } = app;
  const tiles = graph.tiles.x.map((_, tile) => tile).filter((tile) => graph.tiles.id[tile]);
  const options = [[-1, say("all_cities")], ...tiles.map((tile) => [tile, nameIn(graph.tiles, tile)])];
  return choice("filter-city", filters.tile, options, (tile) => app.filter(() => (filters.tile = tile)));
}

function industryChoice(app) {
  const { graph } = app;
  const options = [[-1, say("all_industries")], ...graph.industries.node.map((node, number) => [number, nameIn(graph.nodes, node)])];
  return choice("filter-industry", filters.industry, options, (number) => app.filter(() => (filters.industry = number)));
}

/* The first and the last year of links; null if none has a year. */
function yearsOf(graph) {
  graph.years ??= graph.edges.year.reduce(
    (ends, year) => (year === null ? ends : [Math.min(ends?.[0] ?? year, year), Math.max(ends?.[1] ?? year, year)]),
    null,
  );
  return graph.years;
}

function yearChoice(app) {
  const [first, last] = yearsOf(app.graph);
  const years = Array.from({ length: last - first + 1 }, (_, at) => [first + at, String(first + at)]);
  const [from, to] = filters.years ?? [first, last];
  const set = (ends) => app.filter(() => (filters.years = ends.join() === [first, last].join() && filters.undated ? null : ends));
  const undated = () => app.filter(() => {
    filters.undated = !filters.undated;
    filters.years = filters.undated && from === first && to === last ? null : [from, to];
  });
  return [
    el(
      "p",
      { class: "years" },
      el("label", {}, say("year_from"), " ", choice("filter-from", from, years, (year) => set([year, Math.max(year, to)]))),
      el("label", {}, say("year_to"), " ", choice("filter-to", to, years, (year) => set([Math.min(year, from), year]))),
    ),
    checkbox(filters.undated, undated, say("undated")),
  ];
}

function degreeChoice(app) {
  const options = [0, 1, 2, 3, 5, 10, 20, 50].map((least) => [least, least ? say("at_least", quantity(least)) : say("any_number")]);
  if (!options.some(([least]) => least === filters.degree)) options.push([filters.degree, say("at_least", quantity(filters.degree))]);
  return choice("filter-degree", filters.degree, options, (least) => app.filter(() => (filters.degree = least)));
}

function checkbox(checked, toggle, ...label) {
  return el("label", { class: "check" }, el("input", { type: "checkbox", checked, onchange: toggle }), label);
}

function countedBox(checked, toggle, name, number) {
  return checkbox(checked, toggle, el("span", {}, name), el("span", { class: "muted number" }, count(number)));
}

function chainBox(app, slot) {
  const { graph } = app;
  const box = checkbox(!filters.slots.has(slot), () => toggleChain(app, slot), mark(graph, slot), nameIn(graph.chains, slot));
  box.dataset.chain = graph.chainId(slot);
  return box;
}

function toggleChain(app, slot) {
  app.filter(() => flip(filters.slots, slot));
}

function flip(set, value) {
  if (!set.delete(value)) set.add(value);
}

/* Links between things by a key of theirs; places are no things. */
function countDrawn(graph, keyOf) {
  const numbers = new Map();
  for (let edge = 0; edge < graph.edges.kind.length; edge += 1) {
    if (!graph.isThing(graph.edges.source[edge]) || !graph.isThing(graph.edges.target[edge])) continue;
    const key = keyOf(edge);
    numbers.set(key, (numbers.get(key) ?? 0) + 1);
  }
  return numbers;
}

/* Kinds of link between things, with their numbers. */
function kindsInUse(graph) {
  graph.kindNumbers ??= [...countDrawn(graph, (edge) => graph.edges.kind[edge])].sort(([, one], [, other]) => other - one);
  return graph.kindNumbers;
}

const SUREST_FIRST = ["stated", "reported", "derived"];

/* The confidence classes, the surest first, with the numbers of links that rest on them. */
function confidenceInUse(graph) {
  graph.confidenceNumbers ??= countDrawn(graph, (edge) => graph.sources.confidence[graph.edges.stated[edge]]);
  const names = Object.keys(graph.confidence).sort((one, other) => SUREST_FIRST.indexOf(one) - SUREST_FIRST.indexOf(other));
  return names.map((name) => [name, graph.confidenceNumbers.get(name) ?? 0]);
}

function confidenceBox(app, name, number) {
  const toggle = () => app.filter(() => flip(filters.unsure, name));
  const box = countedBox(!filters.unsure.has(name), toggle, pick(app.graph.confidence[name]), number);
  box.dataset.confidence = name;
  return box;
}

function kindBox(app, kind, number) {
  const { graph } = app;
  const toggle = () => app.filter(() => flip(filters.kinds, kind));
  const box = countedBox(!filters.kinds.has(kind), toggle, nameIn(graph.edges.kinds, kind), number);
  box.dataset.kind = graph.edges.kinds.id[kind];
  return box;
}

function setKinds(app, off) {
  app.filter(() => kindsInUse(app.graph).forEach(([kind]) => (off ? filters.kinds.add(kind) : filters.kinds.delete(kind))));
}

/* The legend: what marks and lines mean; chains can be hidden there. */
function legend(app) {
  const { graph } = app;
  const inOverview = !app.scene;
  const used = new Set(graph.overview.bubbles.map(([, slot]) => slot));
  const chains = graph.chains.id.map((_, slot) => slot).filter((slot) => used.has(slot));
  const line = (kind, text) => el("li", {}, sampleLine(kind), text);
  return [
    el("div", { class: "legend-chains", role: "group", "aria-label": say("legend_things") }, chains.map((slot) => legendChain(app, slot))),
    el(
      "ul",
      {},
      line("link", say(inOverview ? "legend_link" : "legend_link_one")),
      graph.gaps.length ? line("gap", say("legend_gap")) : null,
      inOverview ? el("li", {}, say("legend_size")) : [el("li", {}, say("legend_here")), el("li", {}, say("legend_linked"))],
    ),
  ];
}

function legendChain(app, slot) {
  const { graph } = app;
  const shown = !filters.slots.has(slot);
  const label = [mark(graph, slot), nameIn(graph.chains, slot)];
  return button(label, () => toggleChain(app, slot), { class: "chain", "aria-pressed": String(shown), title: say("legend_things") });
}
