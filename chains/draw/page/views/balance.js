"use strict";
/* Coordination: cities by their statistics and by their links; provinces by their statistics, year by year. */

const BALANCE = { width: 1080, height: 660, left: 76, right: 24, top: 52, bottom: 112 };
const BALANCE_ODD = ["links_missing", "links_behind", "links_ahead"];
const BALANCE_CHAINS = ["education", "talent", "industry", "innovation"];

addView({
  id: "balance",

  controls(app, params) {
    const state = balanceState(app, params);
    const levels = state.levels.map(({ id }) => [id, say(`balance_${id}`)]);
    const years = state.level.years.map(({ year }) => [String(year), String(year)]);
    const places = state.level.places.map(({ id, name }) => [id, pick(name)]).sort((one, other) => one[1].localeCompare(other[1], language.current));
    const axes = ["values", "standings"].map((name) => [name, say(`balance_${name}`)]);
    return [
      levels.length > 1 ? picker(say("balance_level"), levels, state.level.id, (level) => state.go({ level, year: "", of: "" })) : [],
      picker(say("balance_year"), years, String(state.year.year), (year) => state.go({ year })),
      state.level.id === "city" ? picker(say("balance_axes"), axes, state.axes, (name) => state.go({ axes: name })) : [],
      picker(say("balance_place"), [["", say("balance_none")], ...places], state.of ?? "", (of) => state.go({ of })),
    ];
  },

  draw(app, host, params) {
    const state = balanceState(app, params);
    const cities = state.level.id === "city";
    const picture = cities ? balanceScatter(app, state) : balanceYears(app, state);
    host.append(el("div", { class: "balance-frame" }, picture));
    (picture.querySelector(".balance-mark.chosen") ?? picture.querySelector(".balance-mark"))?.setAttribute("tabindex", 0);
    if (cities) host.append(disagreeing(app, state));
    host.append(...balanceNotes(app, state));
    if (state.chosen < 0) return;
    tellBalance(app, state, state.chosen);
    if (document.activeElement === document.body) picture.querySelector(".balance-mark.chosen")?.focus({ preventScroll: true });
  },

  table(app, params) {
    const state = balanceState(app, params);
    return state.level.id === "city" ? cityTable(app, state) : provinceTable(app, state);
  },
});

/* What the address says, with the data: level, year, axes, and the chosen place (-1: none). */
function balanceState(app, params) {
  const data = app.graph.views.balance;
  const level = data.levels.find(({ id }) => id === params.get("level")) ?? data.levels[0];
  const known = level.years.filter(({ rows }) => rows.some(({ d }) => d !== null));
  const year = level.years.find((one) => String(one.year) === params.get("year")) ?? known[known.length - 1] ?? level.years[0];
  const values = { level: params.get("level"), year: params.get("year"), axes: params.get("axes"), of: params.get("of"), as: params.get("as") };
  const axes = params.get("axes") === "standings" ? "standings" : "values";
  const go = (change) => app.goView("balance", { ...values, ...change });
  const chosen = level.places.findIndex(({ id }) => id === params.get("of"));
  return { ...data, level, year, axes, of: params.get("of"), chosen, go };
}

function balanceChoose(state, at) {
  state.go({ of: at === state.chosen ? "" : state.level.places[at].id, as: "" });
}

/* Both coordinates of a city on the axes that are shown, each [value, low, high]; without links, no y. */
function balanceSpot(state, row) {
  if (state.axes === "standings") return row.statistics && { x: row.statistics, y: row.links };
  return row.d === null ? null : { x: [row.d, row.low, row.high], y: row.share };
}

function balanceScales(state) {
  const inner = { x0: BALANCE.left, x1: BALANCE.width - BALANCE.right, y0: BALANCE.height - BALANCE.bottom, y1: BALANCE.top };
  const x = (value) => inner.x0 + value * (inner.x1 - inner.x0);
  if (state.axes === "standings") return { ...inner, x, y: (value) => inner.y0 - value * (inner.y0 - inner.y1), ticks: [0, 0.25, 0.5, 0.75, 1] };
  const most = Math.max(0.1, ...state.year.rows.map((row) => row.share?.[2] ?? 0));
  const y = (value) => inner.y0 - Math.sqrt(value / most) * (inner.y0 - inner.y1);
  return { ...inner, x, y, ticks: [0, 0.01, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1].filter((tick) => tick <= most) };
}

function percent(value) {
  return `${measure(100 * value)}%`;
}

function balanceScatter(app, state) {
  const scales = balanceScales(state);
  const { width, height } = BALANCE;
  const picture = svg("svg", { class: "picture balance-picture", viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": say("balance_picture", { year: state.year.year }) });
  const points = state.year.rows.map((row, at) => ({ row, at, spot: balanceSpot(state, row) })).filter(({ spot }) => spot);
  const placed = points.map((point) => {
    const apart = point.spot.y === null;
    return { ...point, apart, x: scales.x(point.spot.x[0]), y: apart ? scales.y0 + 46 : scales.y(point.spot.y[0]) };
  });
  placed.sort((one, other) => BALANCE_ODD.includes(one.row.finding) - BALANCE_ODD.includes(other.row.finding));
  picture.append(...balanceGround(state, scales), ...balanceAxes(state, scales));
  picture.append(...placed.filter(({ apart }) => !apart).flatMap((point) => balanceBars(state, scales, point)));
  picture.append(...placed.map((point) => balanceMark(app, state, point)));
  picture.append(...balanceNames(state, placed), ...balanceLegend(state, placed));
  return picture;
}

/* The grades of D as ten grounds, darker upwards; on the axes of standings the line where both are alike. */
function balanceGround(state, { x, y, x0, x1, y0, y1 }) {
  if (state.axes === "standings") {
    return [
      svg("line", { x1: x(0), y1: y(0), x2: x(1), y2: y(1), class: "balance-equal" }),
      svg("text", { x: x1 - 8, y: y1 - 12, "text-anchor": "end", class: "muted" }, say("balance_equal")),
    ];
  }
  const ctx = el("canvas").getContext("2d");
  ctx.font = font(12);
  return state.grades.flatMap((grade, at) => {
    const [left, wide] = [x(at / 10), (x1 - x0) / 10];
    const lines = breakName(ctx, pick(grade), language.current === "zh" ? 1 : 2) ?? [pick(grade)];
    const name = svg("text", { class: "balance-tick" }, lines.map((line, row) => svg("tspan", { x: left + wide / 2, y: y1 - 14 - 14 * (lines.length - 1 - row) }, line)));
    return [svg("rect", { x: left, y: y1 - 8, width: wide, height: y0 - y1 + 8, class: "balance-grade", "fill-opacity": 0.012 * (at + 1) }), name];
  });
}

function balanceAxes(state, { x, y, x0, x1, y0, y1, ticks }) {
  const across = [0, 0.2, 0.4, 0.6, 0.8, 1];
  const said = (value) => (state.axes === "standings" ? percent(value) : value.toFixed(1));
  const side = { x: 20, y: (y0 + y1) / 2 };
  return [
    ...ticks.flatMap((tick) => [svg("line", { x1: x0, x2: x1, y1: y(tick), y2: y(tick), class: "balance-grid" }), svg("text", { x: x0 - 8, y: y(tick), class: "balance-tick side" }, percent(tick))]),
    ...across.map((tick) => svg("text", { x: x(tick), y: y0 + 20, class: "balance-tick" }, said(tick))),
    svg("text", { x: (x0 + x1) / 2, y: BALANCE.height - 38, class: "balance-axis" }, say(`balance_x_${state.axes}`, { year: state.year.year })),
    svg("text", { ...side, transform: `rotate(-90 ${side.x} ${side.y})`, class: "balance-axis" }, say(`balance_y_${state.axes}`)),
  ];
}

function balanceBars(state, scales, { row, at, spot, x, y }) {
  const look = `balance-bar ${row.finding ?? "none"}${at === state.chosen ? " chosen" : ""}`;
  const across = spot.x[1] === null ? [] : [svg("line", { x1: scales.x(spot.x[1]), x2: scales.x(spot.x[2]), y1: y, y2: y, class: look })];
  return [...across, svg("line", { x1: x, x2: x, y1: scales.y(spot.y[1]), y2: scales.y(spot.y[2]), class: look })];
}

/* A triangle down where links are missing or behind, up where they are ahead; else a round. */
function balancePath(sort, x, y, size) {
  const turn = { links_missing: 1, links_behind: 1, links_ahead: -1 }[sort];
  if (!turn) return `M${x - size * 0.8} ${y}a${size * 0.8} ${size * 0.8} 0 1 0 ${size * 1.6} 0a${size * 0.8} ${size * 0.8} 0 1 0 ${-size * 1.6} 0Z`;
  return `M${x - size} ${y - turn * size * 0.8}L${x + size} ${y - turn * size * 0.8}L${x} ${y + turn * size}Z`;
}

function balanceMark(app, state, { row, at, x, y, first }, shape = null) {
  const said = balanceSaid(state, row, at);
  const chosen = at === state.chosen;
  const tip = (event) => showTip({ x: event.clientX, y: event.clientY }, said);
  return svg(
    "g",
    {
      class: `balance-mark ${shape ? "province" : row.finding ?? "none"}${chosen && !first ? " chosen" : ""}`,
      tabindex: -1,
      role: "button",
      "aria-label": said.join(" · "),
      "aria-pressed": String(chosen),
      "data-place": at,
      onclick: () => balanceChoose(state, at),
      onkeydown: (event) => turnAmong(event, ".balance-mark", () => balanceChoose(state, at), (mark) => showTip(centreOf(mark), mark.getAttribute("aria-label").split(" · "))),
      onmouseenter: tip,
      onmouseleave: () => showTip(null, null),
      onblur: () => showTip(null, null),
    },
    svg("path", { d: shape ?? balancePath(row.finding, x, y, chosen ? 10 : 8) }),
  );
}

function balanceSaid(state, row, at) {
  const name = pick(state.level.places[at].name);
  if (row.d === null) return [name, row.why ? pick(row.why) : "–"];
  const lines = [name, `D ${measure(row.d)} (${pick(gradeOf(state, row.d))})`];
  if (row.share) lines.push(`${say("balance_share")}: ${say("balance_share_of", { linked: count(row.linked), all: count(row.organisations), share: percent(row.share[0]) })}`);
  if (row.finding) lines.push(pick(state.findings[row.finding]));
  else if (row.why) lines.push(pick(row.why));
  return lines;
}

function gradeOf(state, degree) {
  return state.grades[Math.min(Math.floor(degree * 10 + 1e-9), 9)];
}

/* Names of the cities that disagree first, then of those that leave room. */
function balanceNames(state, points) {
  const ctx = el("canvas").getContext("2d");
  ctx.font = font(13, 650);
  const taken = points.map(({ x, y }) => ({ x, y, half: 9, high: 9 }));
  const ranked = [...points].reverse().sort((one, other) => (other.at === state.chosen) - (one.at === state.chosen));
  return ranked.flatMap(({ row, at, x, y }) => {
    const odd = BALANCE_ODD.includes(row.finding) || at === state.chosen;
    const name = pick(state.level.places[at].name);
    const half = ctx.measureText(name).width / 2 + 2;
    const spots = [[x + half + 11, y], [x - half - 11, y], [x, y - 18], [x, y + 18], [x + half + 9, y - 15], [x - half - 9, y - 15], [x + half + 9, y + 15], [x - half - 9, y + 15], ...(odd ? [[x, y - 34], [x, y + 34], [x + half + 11, y - 30], [x - half - 11, y - 30]] : [])];
    const free = spots.map(([left, top]) => ({ x: left, y: top, half, high: 8 })).find((spot) => isApart(spot, taken));
    if (!free) return [];
    taken.push(free);
    return [svg("text", { x: free.x, y: free.y, class: `balance-name ${odd ? "odd" : "apart"}`, "paint-order": "stroke" }, name)];
  });
}

function isApart(spot, taken) {
  if (spot.x - spot.half < BALANCE.left || spot.x + spot.half > BALANCE.width || spot.y > BALANCE.height - 56 || spot.y < BALANCE.top) return false;
  return taken.every((other) => Math.abs(other.x - spot.x) >= other.half + spot.half || Math.abs(other.y - spot.y) >= other.high + spot.high);
}

/* The marks in words, what the bars are, and whose row stands below the axis. */
function balanceLegend(state, points) {
  const y = BALANCE.height - 14;
  const shown = ["links_missing", "links_behind", "links_ahead", "alike"].filter((sort) => sort !== "links_behind" || points.some(({ row }) => row.finding === sort));
  const texts = [...shown.map((sort) => say(`balance_${sort}`)), say("balance_band")];
  const ctx = el("canvas").getContext("2d");
  ctx.font = font(13);
  let x = BALANCE.left;
  const legend = texts.map((text) => {
    const made = svg("text", { x, y }, text);
    x += ctx.measureText(text).width + 26;
    return made;
  });
  const below = points.some(({ apart }) => apart);
  return [...legend, below ? svg("text", { x: BALANCE.left, y: BALANCE.height - BALANCE.bottom + 46, class: "balance-below", "dominant-baseline": "central" }, say("balance_uncompared")) : ""];
}
