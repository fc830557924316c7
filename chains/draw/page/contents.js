"use strict";
/* Contents: the same as the map shows, as a table or a list that keyboards and screen readers can use. */

function overviewContents(app) {
  const { graph } = app;
  const { bubbles } = overviewCounts(graph);
  const counts = new Map(graph.overview.bubbles.map(([tile, slot], number) => [`${tile}:${slot}`, bubbles[number][0] + bubbles[number][1]]));
  const slots = graph.chains.id.map((_, slot) => slot).filter((slot) => !filters.slots.has(slot));
  const cell = (tile, slot) => {
    const number = counts.get(`${tile}:${slot}`);
    const label = `${nameIn(graph.tiles, tile)}, ${nameIn(graph.chains, slot)}: ${count(number ?? 0)}`;
    const open = () => app.go({ kind: "bubble", tile, slot });
    return el("td", { class: "number" }, number ? button(count(number), open, { class: "link", "aria-label": label }) : "–");
  };
  const tiles = graph.tiles.x.map((_, tile) => tile).filter(tilePasses);
  return [
    el("h2", {}, say("places")),
    el(
      "table",
      { class: "places" },
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, say("place")), slots.map((slot) => columnHead(graph, slot)))),
      el("tbody", {}, tiles.map((tile) => el("tr", {}, el("th", { scope: "row" }, tileButton(app, tile)), slots.map((slot) => cell(tile, slot))))),
    ),
  ];
}

function columnHead(graph, slot) {
  const name = nameIn(graph.chains, slot);
  return el("th", { scope: "col", class: "number", title: name }, mark(graph, slot), el("span", { class: "visually-hidden" }, name));
}

function sceneContents(app, scene) {
  const { graph } = app;
  if (!scene.nodes.length) return el("p", { class: "muted" }, say("nothing_left"));
  const groups = new Map();
  for (const node of scene.nodes) {
    const cls = graph.nodes.class[node];
    if (!groups.has(cls)) groups.set(cls, []);
    groups.get(cls).push(node);
  }
  const sections = [...groups].sort(([one], [other]) => one - other).map(([cls, nodes]) => classSection(app, scene, cls, nodes));
  return [cutNote(scene), ...sections];
}

function classSection(app, scene, cls, nodes) {
  const { graph } = app;
  const collator = new Intl.Collator(language.current === "zh" ? "zh-CN" : "en");
  const named = nodes.map((node) => [nameIn(graph.nodes, node), node]).sort(([one], [other]) => collator.compare(one, other));
  const entry = ([, node]) => el("li", {}, button([mark(graph, graph.nodes.slot[node]), el("span", {}, labelOf(graph, node, homeOf(graph, scene)))], () => app.reach(node), { class: "link thing" }));
  return el(
    "details",
    { open: nodes.length <= 40 || scene.nodes.length <= 80 },
    el("summary", {}, nameIn(graph.nodes.classes, cls), " ", el("span", { class: "muted" }, count(nodes.length))),
    pagedList(named, entry),
  );
}
