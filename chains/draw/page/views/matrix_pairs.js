"use strict";
/* The heat map of chain pairs and cities: z of the links between two chains, against shuffled chain labels. */

const PAIR_CUTS = [1, 2, 4];
const PAIR_SURE = 0.05;

/* What the address says, with the data: which layer, which order, which cell. */
function pairState(app, params) {
  const data = app.graph.views.matrix;
  const { graph } = app;
  const every = data.pairs.a.map((a, pair) => ({ pair, a, b: data.pairs.b[pair], layer: data.pairs.layer[pair], id: `${graph.chainId(a)}-${graph.chainId(data.pairs.b[pair])}` }));
  const layers = [...new Set(data.pairs.layer)];
  const layer = layers.includes(params.get("layer")) ? params.get("layer") : "";
  const columns = every.filter((one) => !layer || one.layer === layer);
  const sort = ["province", ...columns.map(({ id }) => id)].includes(params.get("sort")) ? params.get("sort") : "";
  const values = { of: "pairs", layer, sort, place: params.get("place"), pair: params.get("pair"), as: params.get("as") };
  const state = { data, columns, layers, layer, sort, go: (change) => app.goView("matrix", { ...values, ...change }) };
  state.rows = orderPlaces(state);
  const chosen = [state.rows.findIndex((place) => data.places.id[place] === params.get("place")), columns.findIndex(({ id }) => id === params.get("pair"))];
  state.chosen = chosen.every((one) => one >= 0) ? chosen : null;
  return state;
}

/* The whole area stays first. */
function orderPlaces({ data, columns, sort }) {
  const { places, cells, area } = data;
  const by = (table) => (one, other) => nameIn(table, one).localeCompare(nameIn(table, other), language.current);
  const pair = columns.find(({ id }) => id === sort);
  const z = (place) => cells.z[cellOf(data, place, pair.pair)] ?? Infinity;
  const order = places.id.map((_, place) => place).slice(area).sort(by(places));
  if (sort === "province") order.sort(by(places.province));
  if (pair) order.sort((one, other) => (z(one) === z(other) ? 0 : z(one) - z(other)));
  return [...places.id.map((_, place) => place).slice(0, area), ...order];
}

function cellOf(data, place, pair) {
  return place * data.pairs.a.length + pair;
}

function pairControls(app, state) {
  const layers = [["", "all"], ...state.layers.map((layer) => [layer, layer])].map(([value, name]) => [value, say(`matrix_layer_${name}`)]);
  const sorts = [["", say("matrix_by_name")], ["province", say("matrix_by_province")], ...state.columns.map((column) => [column.id, say("matrix_by_pair", { pair: chainPairName(app, column) })])];
  return [picker(say("matrix_layer"), layers, state.layer, (layer) => state.go({ layer })), picker(say("matrix_sort"), sorts, state.sort, (sort) => state.go({ sort }))];
}

/* The name of a chain without the word for chain. */
function shortChain(app, slot) {
  return nameIn(app.graph.chains, slot).replace(/链$| chain$/, "");
}

function chainPairName(app, { a, b }) {
  return say("matrix_pair", { a: shortChain(app, a), b: shortChain(app, b) });
}

function isWeakPair({ cells }, at) {
  return cells.grade[at] === "D";
}

function isFewPair({ cells }, at) {
  return cells.z[at] !== null && cells.z[at] < 0 && cells.p_adjusted[at] <= PAIR_SURE;
}

function pairWhy(app, data, { a, b }, at) {
  const { n_a: first, n_b: second, m } = data.cells;
  const missing = [first[at] ? -1 : a, second[at] ? -1 : b].filter((slot) => slot >= 0);
  if (missing.some((slot) => app.graph.chainId(slot) === "talent")) return say("matrix_none_postings");
  if (missing.length) return say("matrix_none_things", { chain: nameIn(app.graph.chains, missing[0]).toLowerCase() });
  return say(m[at] ? "matrix_none_spread" : "matrix_none_links");
}

function fillPairs(app, box, state) {
  const { data, columns, rows } = state;
  const { places, cells } = data;
  const cell = (row, column) => {
    const at = cellOf(data, rows[row], columns[column].pair);
    const z = cells.z[at];
    const title = `${nameIn(places, rows[row])} · ${chainPairName(app, columns[column])}`;
    if (z === null) return { level: null, said: [title, pairWhy(app, data, columns[column], at)] };
    const look = { level: -heatLevel(z, PAIR_CUTS), text: signed(z), dot: isFewPair(data, at), weak: isWeakPair(data, at) };
    return { ...look, said: [title, ...pairSaid(app, data, at)] };
  };
  const named = (place) => (state.sort === "province" && nameIn(places.province, place) ? `${nameIn(places.province, place)} · ${nameIn(places, place)}` : nameIn(places, place));
  fillHeat(box, {
    key: `pairs ${state.layer} ${state.sort}`,
    name: say("matrix_pairs_picture"),
    corner: say("matrix_city"),
    legend: {
      title: say("matrix_pairs_key"),
      low: say("matrix_key_few"),
      high: say("matrix_key_many"),
      levels: heatSteps(PAIR_CUTS, "low"),
      notes: [["dot", say("matrix_pairs_dot").replace("● ", "")], ["weak", say("matrix_pairs_weak")], ["none", say("matrix_key_none")]],
    },
    groups: state.layers.map((layer) => ({ layer, at: columns.flatMap((one, at) => (one.layer === layer ? [at] : [])) })).filter(({ at }) => at.length).map(({ layer, at }) => ({ name: say(`matrix_layer_${layer}`), from: at[0], to: at.at(-1) + 1 })),
    columns: columns.map((column) => ({
      lines: [shortChain(app, column.a), shortChain(app, column.b)],
      full: `${chainPairName(app, column)} (${say(`matrix_layer_${column.layer}`)})`,
      current: column.id === state.sort,
      press: () => state.go({ sort: column.id === state.sort ? "" : column.id }),
    })),
    rows: rows.map((place, row) => ({ name: named(place), rule: (row === data.area && row > 0) || (state.sort === "province" && row > data.area && places.province.zh[place] !== places.province.zh[rows[row - 1]]) })),
    cell,
    open: (row, column) => state.go({ place: places.id[rows[row]], pair: columns[column].id }),
    chosen: state.chosen,
  });
}

/* A cell in short: links, what chance would give, z, p, and on how much it rests. */
function pairSaid(app, { cells }, at) {
  const sure = isFewPair({ cells }, at) ? ` (${say("matrix_significant").toLowerCase()})` : "";
  return [
    `${say("matrix_observed")}: ${count(cells.observed[at])}`,
    `${say("matrix_expected")}: ${measure(cells.mean[at])}`,
    `${say("matrix_z")}: ${signed(cells.z[at])}`,
    `${say("matrix_p")}: ${measure(cells.p_adjusted[at])}${sure}`,
    `${say("matrix_n")}: ${count(cells.n[at])}`,
    `${say("matrix_grade")}: ${say("matrix_grade_of", { grade: cells.grade[at] })}`,
  ];
}

function tellPair(app, state) {
  if (!state.chosen) return;
  const { data, rows, columns } = state;
  const [place, column] = [rows[state.chosen[0]], columns[state.chosen[1]]];
  const at = cellOf(data, place, column.pair);
  const gap = data.cells.gap[at];
  const tile = data.places.tile[place];
  const name = nameIn(data.places, place);
  app.tell(
    `${name} · ${chainPairName(app, column)}`,
    el("p", { class: "lead" }, data.cells.z[at] === null ? pairWhy(app, data, column, at) : gap >= 0 ? tell(app.graph.gaps[gap].sentence) : pairSentence(app, data, place, column, at)),
    pairFacts(app, data, column, at),
    el(
      "div",
      { class: "buttons" },
      gap >= 0 ? button(say("matrix_open_gap"), () => app.go({ kind: "gap", gap })) : [],
      tile >= 0 ? button(say("matrix_open_city", { place: name }), () => app.goTile(tile)) : [],
    ),
  );
}

function pairSentence(app, { places, cells }, place, { a, b }, at) {
  const chain = (slot) => nameIn(app.graph.chains, slot).replace(/^[A-Z]/, (letter) => letter.toLowerCase());
  const numbers = { n_a: count(cells.n_a[at]), n_b: count(cells.n_b[at]), m: count(cells.m[at]), mean: measure(cells.mean[at]) };
  const verdict = isFewPair({ cells }, at) ? "matrix_few_sure" : cells.observed[at] < cells.mean[at] ? "matrix_few_unsure" : "matrix_many";
  const { count: observed, s } = quantity(cells.observed[at]);
  const sentence = say("matrix_pairs_said", { place: nameIn(places, place), a: chain(a), b: chain(b), observed, s, ...numbers });
  return [sentence, say(verdict)].join(language.current === "zh" ? "" : " ");
}

function pairFacts(app, { cells }, column, at) {
  const tested = cells.z[at] !== null;
  const facts = [
    [say("matrix_layer"), say(`matrix_layer_${column.layer}`)],
    [say("matrix_possible"), count(cells.n_a[at] * cells.n_b[at])],
  ];
  if (!tested) return factList(facts);
  const { thin, recorded, fragility } = cells;
  return factList([
    [say("matrix_observed"), count(cells.observed[at])],
    [say("matrix_expected"), measure(cells.mean[at])],
    [say("matrix_z"), signed(cells.z[at])],
    [say("matrix_p"), `${measure(cells.p_adjusted[at])} · ${say("matrix_significant")}${language.current === "zh" ? "：" : ": "}${say(isFewPair({ cells }, at) ? "matrix_yes" : "matrix_no")}`],
    [say("matrix_n"), count(cells.n[at])],
    ...facts,
    thin[at] >= 0 ? [say("matrix_recorded"), say("matrix_recorded_of", { share: measure(100 * recorded[at]), chain: nameIn(app.graph.chains, thin[at]) })] : null,
    [say("matrix_grade"), say("matrix_grade_of", { grade: cells.grade[at] })],
    fragility[at] ? [say("matrix_overturn"), count(fragility[at])] : null,
  ]);
}

function pairTable(app, state) {
  const { data, columns, rows } = state;
  const { places, cells } = data;
  const keys = ["city", "province", "pair", "layer", "observed", "possible", "expected", "z", "p", "significant", "n", "grade", "why"];
  const line = (place, column) => {
    const at = cellOf(data, place, column.pair);
    const tested = cells.z[at] !== null;
    return [
      { text: nameIn(places, place), go: () => state.go({ place: places.id[place], pair: column.id, as: "" }) },
      nameIn(places.province, place),
      chainPairName(app, column),
      say(`matrix_layer_${column.layer}`),
      cells.observed[at],
      cells.n_a[at] * cells.n_b[at],
      cells.mean[at],
      cells.z[at],
      cells.p_adjusted[at],
      tested ? say(isFewPair(data, at) ? "matrix_yes" : "matrix_no") : null,
      cells.n[at],
      cells.grade[at],
      tested ? null : pairWhy(app, data, column, at),
    ];
  };
  return { header: keys.map((key) => say(`matrix_${key}`)), rows: rows.flatMap((place) => columns.map((column) => line(place, column))) };
}
