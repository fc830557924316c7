"use strict";
/* Coordination: the cities that disagree, what the panel tells of a place, notes and tables. */

/* The cities that disagree, by finding, the farthest apart first, each with its sentence. */
function disagreeing(app, state) {
  const { places } = state.level;
  const odd = state.year.rows
    .map((row, at) => ({ row, at }))
    .filter(({ row }) => BALANCE_ODD.includes(row.finding))
    .sort((one, other) => BALANCE_ODD.indexOf(one.row.finding) - BALANCE_ODD.indexOf(other.row.finding) || Math.abs(other.row.difference[0]) - Math.abs(one.row.difference[0]));
  const entry = ({ row, at }) => el("li", {}, button(pick(places[at].name), () => balanceChoose(state, at), { class: "link" }), " ", el("span", { class: "muted small" }, say(`balance_${row.finding}`)), el("p", {}, tell(row.sentence)));
  const list = odd.length ? el("ul", {}, odd.map(entry)) : el("p", { class: "muted" }, say("balance_disagree_none"));
  return el("section", { class: "card balance-list" }, el("h3", {}, `${say("balance_disagree")} · ${state.year.year}`), list);
}

function balanceNotes(app, state) {
  const { basis, compared } = state.year;
  const chain = (notation) => nameIn(app.graph.chains, app.graph.chains.id.indexOf(notation));
  const parts = basis.map((one) => (one.only ? say("balance_basis_one", { chain: chain(one.chain), only: pick(one.only) }) : say("balance_basis_many", { chain: chain(one.chain), count: count(one.count) })));
  const alone = basis.filter(({ only }) => only).map((one) => say("balance_one_education", { chain: chain(one.chain) }));
  const list = parts.join(language.current === "zh" ? "，" : ", ");
  const chance = compared ? el("p", { class: "balance-note balance-warn" }, say("balance_chance", { compared: count(compared), by_chance: count(Math.round(compared / 20)) })) : [];
  return [
    chance,
    el("p", { class: "balance-note" }, say("balance_basis", { list }), " ", alone.map((text) => el("strong", {}, text))),
    el("p", { class: "muted small balance-note" }, say(state.level.id === "city" ? "balance_how" : "balance_how_years")),
  ].flat();
}

function banded(value, word) {
  if (!value || value[0] === null) return "–";
  return value[1] === null ? word(value[0]) : say("balance_banded", { value: word(value[0]), low: word(value[1]), high: word(value[2]) });
}

function tellBalance(app, state, at) {
  const place = state.level.places[at];
  const row = state.year.rows[at];
  const open = [];
  if (place.gap >= 0 && row.finding === "links_missing") open.push(button(say("balance_open_gap"), () => app.go({ kind: "gap", gap: place.gap })));
  if (place.tile >= 0) open.push(button(say("balance_open_city"), () => app.goTile(place.tile)));
  const facts = [
    [say("balance_year"), String(state.year.year)],
    [say("balance_degree"), banded([row.d, row.low, row.high], measure)],
    row.d === null ? null : [say("balance_grade"), pick(gradeOf(state, row.d))],
    row.organisations === undefined ? null : [say("balance_organisations"), count(row.organisations)],
    row.share ? [say("balance_share"), `${count(row.linked)} · ${banded(row.share, percent)}`] : null,
    row.statistics ? [say("balance_statistics"), banded(row.statistics, percent)] : null,
    row.links ? [say("balance_links"), banded(row.links, percent)] : null,
    row.difference ? [say("balance_difference"), banded(row.difference, percent)] : null,
    row.finding ? [say("balance_finding"), say(`balance_${row.finding}`)] : null,
    row.why ? [say("balance_why"), pick(row.why)] : null,
  ];
  app.tell(
    pick(place.name),
    row.sentence ? el("p", { class: "lead" }, tell(row.sentence)) : [],
    factList(facts),
    open.length ? el("div", { class: "buttons closing" }, open) : [],
    el("h3", {}, say("balance_scores")),
    chainScores(app, row),
  );
}

function chainScores(app, row) {
  const { chains } = app.graph;
  const line = (chain, at) => {
    const slot = chains.id.indexOf(chain);
    const bar = el("meter", { min: 0, max: 1, value: row.u[at] ?? 0, class: "geo-bar", "aria-hidden": "true" });
    return el("tr", {}, el("th", { scope: "row" }, mark(app.graph, slot), " ", nameIn(chains, slot)), el("td", {}, bar), el("td", { class: "number" }, row.u[at] === null ? "–" : row.u[at].toFixed(2)));
  };
  return el("table", { class: "balance-scores" }, el("tbody", {}, BALANCE_CHAINS.map(line)));
}

function scoreHeader({ chains }) {
  return BALANCE_CHAINS.map((chain) => `U ${nameIn(chains, chains.id.indexOf(chain))}`);
}

function rowStart(state, row, at) {
  return [{ text: pick(state.level.places[at].name), go: () => balanceChoose(state, at) }, row.d, row.low, row.high, row.d === null ? null : pick(gradeOf(state, row.d)), ...row.u];
}

function startHeader(app) {
  return [say("balance_place"), "D", `D ${say("balance_low")}`, `D ${say("balance_high")}`, say("balance_grade"), ...scoreHeader(app.graph)];
}

function cityTable(app, state) {
  const bands = ["statistics", "links", "difference"];
  const header = [...startHeader(app), say("balance_organisations"), say("balance_linked"), say("balance_share_percent"), say("balance_low"), say("balance_high")];
  bands.forEach((name) => header.push(`${say(`balance_${name}`)} %`, say("balance_low"), say("balance_high")));
  header.push(say("balance_finding"));
  const spread = (value) => (value ?? [null, null, null]).map((one) => (one === null ? null : Math.round(1000 * one) / 10));
  const rows = state.year.rows.map((row, at) => [
    ...rowStart(state, row, at),
    row.organisations,
    row.linked,
    ...spread(row.share),
    ...bands.flatMap((name) => spread(row[name])),
    row.finding ? say(`balance_${row.finding}`) : row.why && pick(row.why),
  ]);
  return { header, rows };
}

function provinceTable(app, state) {
  const header = [...startHeader(app), say("balance_year"), say("balance_why")];
  const rows = [...state.level.years].reverse().flatMap(({ year, rows: all }) => all.map((row, at) => [...rowStart(state, row, at), String(year), row.why && pick(row.why)]));
  return { header, rows };
}
