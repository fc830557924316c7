"use strict";
/* Coordination of the provinces, year by year. */

/* The provinces: a line for each, with a mark and a bar for each year. */
function balanceYears(app, state) {
  const { width, height, left, top } = BALANCE;
  const { years, places } = state.level;
  const right = width - 190;
  const [y0, known] = [height - 76, years.flatMap(({ rows }) => rows.flatMap((row) => [row.d, row.low, row.high]).filter((value) => value !== null))];
  const [least, most] = [Math.floor(10 * Math.min(...known, 1)) / 10, Math.ceil(10 * Math.max(...known, 0)) / 10];
  const y = (value) => y0 - ((value - least) / (most - least || 1)) * (y0 - top);
  const step = (right - left) / Math.max(years.length, 1);
  const x = (at, place = (places.length - 1) / 2) => left + step * (at + 0.5) + (place - (places.length - 1) / 2) * Math.min(9, step / 6);
  const picture = svg("svg", { class: "picture balance-picture", viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": say("balance_picture_years") });
  picture.append(...gradeRows(state, { y, least, most, left, right }), ...yearAxis(state, { x, y0, step, top }));
  places.forEach((_, place) => picture.append(...provinceLine(app, state, place, { x, y })));
  picture.append(...provinceNames(state, { x, y }));
  return picture;
}

function gradeRows(state, { y, least, most, left, right }) {
  return state.grades.flatMap((grade, at) => {
    const [low, high] = [at / 10, (at + 1) / 10];
    if (low < least - 1e-9 || high > most + 1e-9) return [];
    return [
      svg("rect", { x: left, y: y(high), width: right - left, height: y(low) - y(high), class: "balance-grade", "fill-opacity": 0.012 * (at + 1) }),
      svg("text", { x: left + 8, y: y(high) + 16, class: "balance-grade-name" }, pick(grade)),
      svg("text", { x: left - 8, y: y(low), class: "balance-tick side" }, low.toFixed(1)),
    ];
  });
}

function yearAxis(state, { x, y0, step, top }) {
  const { years } = state.level;
  const here = years.indexOf(state.year);
  const side = { x: 20, y: (y0 + top) / 2 };
  return [
    svg("rect", { x: x(here) - step / 2, y: top, width: step, height: y0 - top, class: "balance-year" }),
    ...years.map(({ year }, at) => svg("text", { x: x(at), y: y0 + 20, class: "balance-tick" }, year)),
    svg("text", { x: x((years.length - 1) / 2), y: y0 + 46, class: "balance-axis" }, say("balance_x_years")),
    svg("text", { ...side, transform: `rotate(-90 ${side.x} ${side.y})`, class: "balance-axis" }, say("balance_y_years")),
    svg("text", { x: BALANCE.left, y: BALANCE.height - 10 }, say("balance_band")),
  ];
}

const BALANCE_DASHES = ["", "9 5", "3 4", "12 4 3 4"];

const BALANCE_SHAPES = ["dot", "triangle", "square", "diamond"];

function shapePath(name, x, y, size) {
  const outline = OUTLINES[name];
  if (!outline) return balancePath(null, x, y, size * 1.2);
  return `M${outline.map(([dx, dy]) => `${x + dx * size} ${y + dy * size}`).join("L")}Z`;
}

function provinceLine(app, state, place, { x, y }) {
  const rows = state.level.years.map(({ rows: all }) => all[place]);
  let path = "";
  rows.forEach(({ d }, at) => (path += d === null ? "" : `${at && rows[at - 1].d !== null ? "L" : "M"}${x(at, place)} ${y(d)}`));
  const look = `balance-bar province${place === state.chosen ? " chosen" : ""}`;
  const known = rows.map((row, at) => [row, at]).filter(([row]) => row.d !== null);
  const bars = known.filter(([row]) => row.low !== null).map(([row, at]) => svg("line", { x1: x(at, place), x2: x(at, place), y1: y(row.low), y2: y(row.high), class: look }));
  const here = state.level.years.indexOf(state.year);
  const marks = known.map(([row, at]) => {
    const spot = { x: x(at, place), y: y(row.d) };
    const size = place === state.chosen && at === here ? 9 : 6;
    return balanceMark(app, state, { row, at: place, ...spot, first: at !== here }, shapePath(BALANCE_SHAPES[place % 4], spot.x, spot.y, size));
  });
  return [svg("path", { d: path, class: "balance-line", "stroke-dasharray": BALANCE_DASHES[place % 4] || null }), ...bars, ...marks];
}

/* The names at the last known year, moved apart. */
function provinceNames(state, { x, y }) {
  const { years, places } = state.level;
  const ends = places.flatMap((place, number) => {
    const last = years.map(({ rows }) => rows[number].d !== null).lastIndexOf(true);
    return last < 0 ? [] : [{ name: pick(place.name), number, y: y(years[last].rows[number].d) }];
  });
  ends.sort((one, other) => one.y - other.y);
  ends.forEach((end, at) => at && (end.y = Math.max(end.y, ends[at - 1].y + 17)));
  const left = x(years.length - 1) + 44;
  return ends.map(({ name, number, y: high }) =>
    svg("g", { class: "balance-key province" }, svg("path", { d: shapePath(BALANCE_SHAPES[number % 4], left, high, 6) }), svg("text", { x: left + 14, y: high, class: "balance-end" }, name)),
  );
}
