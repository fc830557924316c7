"use strict";
/* The network as tables: the same things, links and missing links that the picture shows. */

/* Fills the host with the tables of the scene or of the overview. */
function showTable(app) {
  const host = document.getElementById("host");
  const parts = app.scene ? sceneTables(app) : overviewTables(app);
  const table = ([title, content]) =>
    el("section", { class: "network-table" }, el("h2", {}, say(title), " ", el("span", { class: "muted" }, count(content.rows.length))), viewTable(app, content));
  host.dataset.view = "network";
  const filled = parts.filter(([, { rows }]) => rows.length);
  refill(host, filled.length ? filled.map(table) : el("p", { class: "muted" }, say(app.graph.things ? "nothing_left" : "empty")));
}

function sceneTables(app) {
  const { scene } = app;
  return [
    ["table_things", { header: ["name", "class", "chain", "place", "links", "confidence"].map((key) => say(key)), rows: scene.byRank.map((node) => thingRow(app, node)) }],
    ["table_links", { header: ["from", "link", "to", "facts", "stated_by", "confidence"].map((key) => say(key)), rows: scene.edges.map((edge) => linkRow(app, edge)) }],
    ["table_missing", { header: ["from", "link", "to", "gap", "severity"].map((key) => say(key)), rows: scene.gaps.map((link) => missingRow(app, link)) }],
  ];
}

function thingCell(app, node) {
  return { text: nameIn(app.graph.nodes, node), go: () => app.reach(node) };
}

function placeCell(app, tile) {
  return tile < 0 ? null : { text: nameIn(app.graph.tiles, tile), go: () => app.goTile(tile) };
}

function thingRow(app, node) {
  const { nodes, chains } = app.graph;
  const source = nodes.source[node];
  return [
    thingCell(app, node),
    nameIn(nodes.classes, nodes.class[node]),
    nameIn(chains, nodes.slot[node]),
    placeCell(app, nodes.tile[node]),
    masksOf(app.graph).degrees[node],
    source < 0 ? null : confidenceOf(app.graph, source),
  ];
}

function linkRow(app, edge) {
  const { edges, sources } = app.graph;
  const source = edges.stated[edge];
  return [
    thingCell(app, edges.source[edge]),
    { text: nameIn(edges.kinds, edges.kind[edge]), go: () => app.choose({ edge }) },
    thingCell(app, edges.target[edge]),
    linkFacts(app.graph, edge),
    source < 0 ? null : nameIn(sources, source),
    source < 0 ? null : confidenceOf(app.graph, source),
  ];
}

function missingRow(app, { gap, from, kind, to }) {
  const { gaps, edges } = app.graph;
  const name = `${pick(gaps[gap].kind)} · ${pick(gaps[gap].label)}`;
  return [
    thingCell(app, from),
    kind < 0 ? say("missing") : nameIn(edges.kinds, kind),
    thingCell(app, to),
    { text: name, go: () => app.go({ kind: "gap", gap, table: true }) },
    `${Math.round(100 * gaps[gap].severity)} %`,
  ];
}

function overviewTables(app) {
  const { graph } = app;
  const { bubbles } = overviewCounts(graph);
  const things = graph.overview.bubbles
    .map(([tile, slot], number) => [tile, slot, ...bubbles[number]])
    .filter(([tile, slot, located, linked]) => bubblePasses(tile, slot) && located + linked > 0)
    .map(([tile, slot, located, linked]) => [
      placeCell(app, tile),
      { text: nameIn(graph.chains, slot), go: () => app.go({ kind: "bubble", tile, slot, table: true }) },
      located,
      linked,
    ]);
  return [
    ["table_things", { header: ["place", "chain", "here", "linked"].map((key) => say(key)), rows: things }],
    ["table_links", { header: ["place", "chain", "other_place", "other_chain", "links", "gaps"].map((key) => say(key)), rows: pairRows(app) }],
  ];
}

/* Pairs of bubbles with the links and the gaps between them. */
function pairRows(app) {
  const { graph } = app;
  const rows = new Map();
  pairCounts(graph).forEach(({ left }, number) => rows.set(graph.overview.pairs[number].join(), [graph.overview.pairs[number], left, 0]));
  for (const [pair, numbers] of graph.overview.gaps) {
    if (!rows.has(pair.join())) rows.set(pair.join(), [pair, 0, 0]);
    rows.get(pair.join())[2] = numbers.length;
  }
  const ends = ([tile, slot, other, second]) => [placeCell(app, tile), nameIn(graph.chains, slot), placeCell(app, other), nameIn(graph.chains, second)];
  return [...rows.values()]
    .filter(([pair, links, gaps]) => links + gaps > 0 && pairPasses(pair))
    .map(([pair, links, gaps]) => [...ends(pair), links, gaps]);
}
