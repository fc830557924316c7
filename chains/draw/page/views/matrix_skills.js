"use strict";
/* The heat map of skills and cities: share of demand less share of teaching.  It reads what the bubbles have
   (views/skills.js), so that both say the same. */

const SKILL_CUTS = [0.5, 1.5, 4];
const SKILL_ROWS = 40;

/* All skills with where each place has it, made once. */
function skillGrid(app) {
  const { graph } = app;
  if (graph.skillGrid) return graph.skillGrid;
  const { cells, samples } = graph.views.skills;
  const at = cells.map((cell) => new Map(cell.skill.map((node, number) => [node, number])));
  const nodes = [...new Set(cells.flatMap((cell) => cell.skill))];
  const weight = new Map(nodes.map((node) => [node, cells.reduce((sum, cell, place) => sum + (place && cell.sure[at[place].get(node)] ? 1 : 0), 0)]));
  const order = (node) => Math.abs(skillGap(cells[0], at[0].get(node)) ?? 0);
  nodes.sort((one, other) => weight.get(other) - weight.get(one) || order(other) - order(one) || one - other);
  graph.skillGrid = { cells, samples, at, nodes };
  return graph.skillGrid;
}

/* Percentage points; null where nothing can be compared. */
function skillGap(cell, at) {
  const [asked, taught] = skillParts(cell, at);
  return asked === null || taught === null ? null : asked - taught;
}

function skillParts(cell, at) {
  if (at === undefined) return [null, null];
  const part = (some, all) => (all ? (100 * some) / all : null);
  return [part(cell.asked[at], cell.allAsked), part(cell.taught[at], cell.allTaught)];
}

function heatSkillState(app, params) {
  const grid = skillGrid(app);
  const { nodes, numberOf } = app.graph;
  const every = params.get("cities") === "all";
  const sort = ["short", "over", "name"].includes(params.get("sort")) ? params.get("sort") : "";
  const by = Math.max(grid.cells.findIndex(({ id }) => id === params.get("by")), 0);
  const shown = Math.max(SKILL_ROWS, Math.floor(Number(params.get("rows")) || 0));
  const values = Object.fromEntries(["sort", "by", "cities", "find", "rows", "place", "skill", "as"].map((name) => [name, params.get(name)]));
  const go = (change) => app.goView("matrix", { of: "skills", ...values, ...change });
  const keep = (change) => keepSkillAddress(app, Object.assign(values, change));
  const known = new Set(grid.cells.map(({ id }) => id));
  const { places } = app.graph.views.matrix;
  const others = every ? places.id.flatMap((id, place) => (known.has(id) ? [] : [{ id, name: [places.zh[place], places.en[place] || places.zh[place]] }])) : [];
  const columns = [...grid.cells.map((cell, number) => ({ id: cell.id, name: cell.name, cell, number })), ...others];
  const state = { ...grid, columns, every, sort, by, shown, find: params.get("find") ?? "", go, keep, place: params.get("place"), skill: numberOf.get(params.get("skill")), idOf: (node) => nodes.id[node] };
  return Object.assign(state, findSkills(app, state));
}

/* What is typed goes into the address at once, without a step for Back and without drawing the line above anew. */
function keepSkillAddress(app, values) {
  app.route.params = viewParams({ of: "skills", ...values });
  history.replaceState(history.state, "", `${location.href.split("#")[0]}#${writeAddress(app.graph, app.route)}`);
}

/* The skills that are looked for, in their order; the chosen one is among those shown. */
function findSkills(app, state) {
  const { graph } = app;
  const words = state.find.trim().toLowerCase();
  const fits = words ? new Set(Names.of(graph).findThings(words).map(({ node }) => node)) : null;
  const nodes = sortSkills(app, state, state.nodes.filter((node) => !fits || fits.has(node)));
  const row = nodes.indexOf(state.skill);
  const column = state.columns.findIndex(({ id }) => id === state.place);
  return { found: nodes, rows: nodes.slice(0, Math.max(state.shown, row + 1)), chosen: row >= 0 && column >= 0 ? [row, column] : null };
}

function sortSkills(app, { sort, by, cells, at }, nodes) {
  const name = (node) => nameIn(app.graph.nodes, node);
  if (sort === "name") return nodes.sort((one, other) => name(one).localeCompare(name(other), language.current));
  if (!sort) return nodes;
  const sign = sort === "short" ? 1 : -1;
  const gap = (node) => {
    const points = skillGap(cells[by], at[by].get(node));
    return points === null ? -Infinity : sign * points;
  };
  return nodes.sort((one, other) => (gap(one) === gap(other) ? 0 : gap(other) - gap(one)));
}

function heatSkillControls(app, state, params) {
  const place = (cell) => pick(cell.name);
  const sorts = [["", say("matrix_by_telling")], ["short", say("matrix_by_short", { place: place(state.cells[state.by]) })], ["over", say("matrix_by_over", { place: place(state.cells[state.by]) })], ["name", say("matrix_by_name")]];
  const cities = [["", say("matrix_cities_with", { count: state.cells.length - (app.graph.views.matrix.area ? 1 : 0) })], ["all", say("matrix_cities_all", { count: app.graph.views.matrix.places.id.length - app.graph.views.matrix.area })]];
  const body = document.querySelector.bind(document, "#host .matrix-body");
  const look = (event) => {
    if (!body()) return;
    state.keep({ find: event.target.value, rows: "", skill: "", place: "" });
    Object.assign(state, { find: event.target.value, shown: SKILL_ROWS, skill: undefined });
    showSkills(app, body(), Object.assign(state, findSkills(app, state)));
  };
  // The table follows when one has done; but not where the field goes away because one has left.
  const done = (event) => !body() && app.route.params === params && state.go({ find: event.target.value, skill: "", place: "" });
  return [
    el("label", { class: "pick matrix-find" }, say("matrix_find"), el("input", { type: "search", value: state.find, oninput: look, onchange: done })),
    picker(say("matrix_sort"), sorts, state.sort, (sort) => state.go({ sort })),
    state.sort === "short" || state.sort === "over" ? picker(say("matrix_by_place"), state.cells.map((cell) => [cell.id, place(cell)]), state.cells[state.by].id, (by) => state.go({ by })) : [],
    picker(say("matrix_cities"), cities, state.every ? "all" : "", (every) => state.go({ cities: every })),
  ];
}

/* Fills the body: the map, and how much of it is shown. */
function showSkills(app, body, state) {
  const [box, line] = body.children;
  const { found, rows } = state;
  if (found.length) fillSkills(app, box, state);
  else box.replaceChildren(el("p", { class: "muted matrix-nothing" }, say("matrix_nothing")));
  const rest = found.length - rows.length;
  const more = (number, text) => button(text, () => state.go({ rows: number }), { class: "more" });
  line.replaceChildren(
    el("span", { class: "muted small", role: "status" }, say("matrix_shown", { shown: count(rows.length), all: count(found.length) })),
    ...(rest > 0 ? [more(rows.length + SKILL_ROWS, say("matrix_more", { count: count(Math.min(rest, SKILL_ROWS)) })), more(found.length, say("matrix_every"))] : []),
  );
}

function isWeakPlace(cell) {
  return cell.grade === "D" || cell.postings < SKILLS.few;
}

/* What a cell has, by the number of its column. */
function skillCell(app, state, node, { cell, number, name }) {
  const title = `${nameIn(app.graph.nodes, node)} · ${pick(name)}`;
  if (!cell) return { title, gap: null, why: say("matrix_none_sample") };
  const at = state.at[number].get(node);
  if (at === undefined) return { title, gap: null, why: say("matrix_none_neither") };
  const gap = skillGap(cell, at);
  return { title, cell, at, gap, why: gap === null ? say("matrix_none_teaching") : null };
}

function fillSkills(app, box, state) {
  const { columns, rows } = state;
  const cell = (row, column) => {
    const found = skillCell(app, state, rows[row], columns[column]);
    if (found.gap === null) return { level: null, said: [found.title, found.why] };
    const { cell: place, at, gap } = found;
    return { level: heatLevel(gap, SKILL_CUTS), text: signed(gap), dot: Boolean(place.sure[at]), mark: place.mark[at], weak: isWeakPlace(place), said: [found.title, ...skillHeatSaid(place, at)] };
  };
  const sortBy = (column) => ({ cell: place }) => place && (() => state.go({ by: place.id, sort: column === state.by && state.sort === "short" ? "over" : "short" }));
  fillHeat(box, {
    key: `skills ${state.sort} ${state.by} ${state.every} ${state.find}`,
    name: say("matrix_skills_picture"),
    corner: say("matrix_skill"),
    legend: {
      title: say("matrix_skills_key"),
      low: say("matrix_key_over"),
      high: say("matrix_key_short"),
      levels: heatSteps(SKILL_CUTS, "high"),
      notes: [
        ["dot", say("matrix_skills_dot").replace("● ", "")],
        ["mark", say("matrix_skills_mark").replace("▲▼ ", "")],
        ["weak", say("matrix_skills_weak", { few: SKILLS.few })],
        ["none", say("matrix_key_none")],
        ["plain", say("matrix_skills_sub")],
        ["plain", say("matrix_skills_bias")],
      ],
    },
    columns: columns.map((column, number) => ({
      lines: [pick(column.name)],
      sub: column.cell ? [count(column.cell.postings), column.cell.grade] : ["0", "–"],
      full: column.cell ? `${pick(column.name)}: ${say("matrix_postings")} ${count(column.cell.postings)}, ${say("matrix_grade_of", { grade: column.cell.grade })}` : `${pick(column.name)}: ${say("matrix_none_sample")}`,
      current: number === state.by && (state.sort === "short" || state.sort === "over"),
      press: sortBy(number)(column),
    })),
    rows: rows.map((node) => ({ name: nameIn(app.graph.nodes, node) })),
    cell,
    open: (row, column) => state.go({ skill: state.idOf(rows[row]), place: columns[column].id }),
    chosen: state.chosen,
  });
}
