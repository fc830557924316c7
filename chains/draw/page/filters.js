"use strict";
/* Filters: city, chain and kind of link; the legend's chains are the same switches. */

function filterForm(app) {
  const { graph } = app;
  return [
    el("label", { class: "field" }, el("span", {}, say("filter_city")), cityChoice(app)),
    el("fieldset", {}, el("legend", {}, say("filter_chains")), graph.chains.id.map((_, slot) => chainBox(app, slot))),
    el(
      "fieldset",
      {},
      el("legend", {}, say("filter_kinds")),
      el("p", { class: "buttons" }, button(say("all"), () => setKinds(app, false)), button(say("none"), () => setKinds(app, true))),
      kindsInUse(graph).map(([kind, number]) => kindBox(app, kind, number)),
    ),
    el("p", { class: "buttons" }, button(say("reset"), () => app.clearFilters(), { disabled: !filtersOn() })),
  ];
}

function cityChoice(app) {
  const { graph } = app;
  const options = graph.tiles.x.map((_, tile) => tile).filter((tile) => graph.tiles.id[tile]);
  const choose = (event) => app.filter(() => (filters.tile = Number(event.target.value)));
  return el(
    "select",
    { id: "filter-city", onchange: choose },
    el("option", { value: -1 }, say("all_cities")),
    options.map((tile) => el("option", { value: tile, selected: filters.tile === tile }, nameIn(graph.tiles, tile))),
  );
}

function checkbox(checked, toggle, ...label) {
  return el("label", { class: "check" }, el("input", { type: "checkbox", checked, onchange: toggle }), label);
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

/* Kinds of link between things, with their numbers; places are no things. */
function kindsInUse(graph) {
  const numbers = new Map();
  graph.edges.kind.forEach((kind, edge) => {
    const drawn = graph.isThing(graph.edges.source[edge]) && graph.isThing(graph.edges.target[edge]);
    if (drawn) numbers.set(kind, (numbers.get(kind) ?? 0) + 1);
  });
  return [...numbers].sort(([, one], [, other]) => other - one);
}

function kindBox(app, kind, number) {
  const { graph } = app;
  const label = [el("span", {}, nameIn(graph.edges.kinds, kind)), el("span", { class: "muted number" }, count(number))];
  const box = checkbox(!filters.kinds.has(kind), () => app.filter(() => flip(filters.kinds, kind)), label);
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
