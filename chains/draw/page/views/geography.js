"use strict";
/* Geography: circles for cities, arcs for links between them; two cities side by side. */

/* Every measure, with the chain whose colour it wears. */
const GEO_LOOK = { institutions: "education", enterprises: "industry", innovation: "innovation", offerings: "education", postings: "talent", joined: "none", gaps: "gap" };
const GEO_MEASURES = Object.keys(GEO_LOOK);

addView({
  id: "geography",

  controls(app, params) {
    const state = geoState(app, params);
    const pairs = [...new Set(state.arcs.pair)].filter((pair) => pair.split("-")[0] !== pair.split("-")[1]).sort();
    const names = GEO_MEASURES.map((name) => [name, say(`geography_${name}`)]);
    return [
      picker(say("geography_size"), names, state.size, (size) => state.go({ size })),
      picker(say("geography_tint"), names, state.tint, (tint) => state.go({ tint })),
      picker(say("geography_pair"), [["", say("geography_all_pairs")], ...pairs.map((pair) => [pair, pairName(app, pair)])], state.pair, (pair) => state.go({ pair })),
      cityPicker(app, state, "a", say("geography_compare")),
      cityPicker(app, state, "b", say("geography_with")),
    ];
  },

  draw(app, host, params) {
    const state = geoState(app, params);
    const parts = [el("div", { class: "geo-frame" }, geoPicture(app, state))];
    if (state.a >= 0) parts.push(comparison(app, state));
    host.append(el("div", { class: "geo-parts" }, parts), el("p", { class: "muted small flow-how" }, say("geography_how")));
  },

  table(app, params) {
    const state = geoState(app, params);
    const header = [say("geography_city"), ...GEO_MEASURES.map((name) => say(`geography_${name}`)), say("geography_inside"), say("geography_outside")];
    const rows = state.tiles.map((tile, city) => [
      { text: nameIn(app.graph.tiles, tile), go: () => state.go({ a: app.graph.tiles.id[tile], as: "" }) },
      ...GEO_MEASURES.map((name) => state.measures[name][city]),
      linksOf(state, city, true),
      linksOf(state, city, false),
    ]);
    return { header, rows };
  },
});

/* What the address says, with the data: sizes, the pair of chains, and the cities a and b (-1: none). */
function geoState(app, params) {
  const data = app.graph.views.geography;
  const city = (name) => data.tiles.findIndex((tile) => app.graph.tiles.id[tile] === params.get(name));
  const known = (name, otherwise) => (GEO_MEASURES.includes(params.get(name)) ? params.get(name) : otherwise);
  const size = known("size", "institutions");
  const tint = known("tint", size);
  const state = { ...data, size, tint, pair: params.get("pair") ?? "", a: city("a"), b: city("b") };
  const values = { size: params.get("size"), tint: params.get("tint"), pair: state.pair, a: params.get("a"), b: params.get("b") };
  state.go = (change) => app.goView("geography", { ...values, ...change });
  return state;
}

function pairName(app, pair) {
  return pair
    .split("-")
    .map((chain) => nameIn(app.graph.chains, app.graph.chains.id.indexOf(chain)))
    .join(" – ");
}

function picker(label, options, chosen, change) {
  const choice = ([value, name]) => el("option", { value, selected: value === chosen }, name);
  return el("label", { class: "pick" }, label, el("select", { onchange: (event) => change(event.target.value) }, options.map(choice)));
}

function cityPicker(app, state, side, label) {
  const { tiles } = app.graph;
  const known = state.tiles.map((tile) => [tiles.id[tile], nameIn(tiles, tile)]).sort((one, other) => one[1].localeCompare(other[1], language.current));
  return picker(label, [["", say("geography_none")], ...known], state[side] >= 0 ? tiles.id[state.tiles[state[side]]] : "", (city) => state.go({ [side]: city }));
}

function arcShown(state, at) {
  const [first, second] = state.arcs.pair[at].split("-");
  return state.pair ? state.arcs.pair[at] === state.pair : first !== second;
}

/* Links within a city, or with others; of the pair that is shown. */
function linksOf(state, city, inside) {
  let sum = 0;
  state.arcs.a.forEach((a, at) => {
    const b = state.arcs.b[at];
    if (arcShown(state, at) && (inside ? a === city && b === city : (a === city) !== (b === city))) sum += state.arcs.links[at];
  });
  return sum;
}

function geoPicture(app, state) {
  const { tiles } = app.graph;
  const at = state.tiles.map((tile) => ({ x: tiles.x[tile], y: tiles.y[tile] }));
  const [xs, ys] = [at.map(({ x }) => x), at.map(({ y }) => y)];
  const box = [Math.min(...xs) - 120, Math.min(...ys) - 90, Math.max(...xs) - Math.min(...xs) + 240, Math.max(...ys) - Math.min(...ys) + 200];
  const picture = svg("svg", { class: "picture geo-picture", viewBox: box.join(" "), role: "group", "aria-label": say(`geography_${state.size}`) });
  const chosen = [state.a, state.b].filter((city) => city >= 0);
  picture.append(...arcShapes(app, state, at, chosen));
  state.tiles.forEach((tile, city) => picture.append(cityShape(app, state, city, at[city], chosen)));
  return picture;
}

function arcShapes(app, state, at, chosen) {
  const sums = new Map();
  state.arcs.a.forEach((a, number) => {
    const b = state.arcs.b[number];
    if (a !== b && arcShown(state, number)) {
      const key = `${a},${b}`;
      sums.set(key, [a, b, (sums.get(key)?.[2] ?? 0) + state.arcs.links[number]]);
    }
  });
  const most = Math.max(...[...sums.values()].map(([, , links]) => links), 1);
  return [...sums.values()]
    .sort((one, other) => one[2] - other[2])
    .map(([a, b, links]) => {
      const [from, to] = [at[a], at[b]];
      const bend = { x: (from.x + to.x) / 2 + (to.y - from.y) * 0.18, y: (from.y + to.y) / 2 - (to.x - from.x) * 0.18 };
      const apart = chosen.length && !chosen.includes(a) && !chosen.includes(b);
      const name = `${nameIn(app.graph.tiles, state.tiles[a])} – ${nameIn(app.graph.tiles, state.tiles[b])}: ${say("links_count", quantity(links))}`;
      const width = 1 + 11 * Math.sqrt(links / most);
      const line = { d: `M${from.x} ${from.y} Q${bend.x} ${bend.y} ${to.x} ${to.y}`, "stroke-width": width };
      return svg("path", { ...line, class: `geo-arc${apart ? " apart" : ""}` }, svg("title", {}, name));
    });
}

/* A measure of a city as a share of the greatest. */
function geoShare(state, name, city) {
  return (state.measures[name][city] ?? 0) / Math.max(...state.measures[name].map((value) => value ?? 0), 1e-9);
}

function cityShape(app, state, city, { x, y }, chosen) {
  const value = state.measures[state.size][city];
  const radius = 6 + 48 * Math.sqrt(geoShare(state, state.size, city));
  const name = nameIn(app.graph.tiles, state.tiles[city]);
  const also = state.tint === state.size ? "" : ` · ${measure(state.measures[state.tint][city])}`;
  const said = value === null ? say("geography_unknown") : measure(value) + also;
  const pick = () => state.go(pickCity(app, state, city));
  const here = chosen.includes(city);
  return svg(
    "g",
    { class: `geo-city${here ? " chosen" : ""}${value === null ? " unknown" : ""}`, ...asButton(`${name}: ${said}`, pick), "aria-pressed": String(here) },
    svg("circle", { cx: x, cy: y, r: radius, class: GEO_LOOK[state.tint], "fill-opacity": 0.12 + 0.8 * geoShare(state, state.tint, city) }),
    svg("text", { x, y: y + radius + 22, class: "geo-name" }, name),
    svg("text", { x, y: y + radius + 44, class: "geo-value" }, said),
  );
}

/* The first click chooses a city, the second another beside it, a click on a chosen one lets it go. */
function pickCity(app, state, city) {
  const id = (number) => (number >= 0 ? app.graph.tiles.id[state.tiles[number]] : "");
  if (city === state.a) return { a: id(state.b), b: "" };
  if (city === state.b) return { b: "" };
  return state.a < 0 ? { a: id(city) } : { b: id(city) };
}

function comparison(app, state) {
  const cities = [state.a, state.b].filter((city) => city >= 0);
  const tile = (city) => state.tiles[city];
  const rows = [
    ...GEO_MEASURES.map((name) => [say(`geography_${name}`), cities.map((city) => state.measures[name][city])]),
    [say("geography_inside"), cities.map((city) => linksOf(state, city, true))],
    [say("geography_outside"), cities.map((city) => linksOf(state, city, false))],
    ...gapRows(app, cities.map(tile)),
  ];
  const head = el("tr", {}, el("th", { scope: "col" }, say("geography_kind")), cities.map((city) => el("th", { scope: "col", class: "number" }, tileButton(app, tile(city)))));
  const bar = (value, most) => el("meter", { min: 0, max: most || 1, value: value ?? 0, class: "geo-bar", "aria-hidden": "true" });
  const line = ([name, values]) => {
    const most = Math.max(...values.map((value) => value ?? 0));
    return el("tr", {}, el("th", { scope: "row" }, name), values.map((value) => el("td", { class: "number" }, bar(value, most), " ", value === null ? "–" : measure(value))));
  };
  const between = cities.length === 2 && el("p", {}, `${say("geography_between")}: ${count(linksBetween(state, ...cities))}`);
  return el("div", { class: "card geo-compare" }, el("table", {}, el("thead", {}, head), el("tbody", {}, rows.map(line))), between || null);
}

function linksBetween(state, one, other) {
  return state.arcs.a.reduce((sum, a, at) => {
    const b = state.arcs.b[at];
    const joins = (a === one && b === other) || (a === other && b === one);
    return sum + (joins && arcShown(state, at) ? state.arcs.links[at] : 0);
  }, 0);
}

/* How many gaps of each kind each place has. */
function gapRows(app, tiles) {
  const here = app.graph.gaps.filter((gap) => tiles.includes(gap.tile));
  const kinds = new Map(here.map((gap) => [gap.kind[0], gap.kind]));
  const number = (kind, tile) => here.filter((gap) => gap.tile === tile && gap.kind[0] === kind).length;
  return [...kinds].map(([kind, pair]) => [pick(pair), tiles.map((tile) => number(kind, tile))]);
}
