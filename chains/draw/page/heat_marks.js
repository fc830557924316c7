"use strict";
/* What a heat map is drawn of: cells, heads, the printed legend (see heat.js, which says where everything stands). */

/* Short Chinese names are written downwards, all others are turned. */
function isStacked(line) {
  return /^\p{Script=Han}{1,8}$/u.test(line);
}

function heatPicture(spec, plan) {
  const { width, height } = plan.total;
  return svg(
    "svg",
    { class: "picture heat", viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": spec.name },
    svg("defs", {}, svg("pattern", { id: "heat-weak", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, svg("line", { x1: 0, y1: 0, x2: 0, y2: 6, class: "heat-stripe" }))),
    svg("g", { role: "img", "aria-label": [spec.legend.title, spec.legend.low, spec.legend.high, ...spec.legend.notes.map(([, text]) => text)].join("; ") }, plan.key.marks),
    svg(
      "g",
      { role: "grid", "aria-label": spec.name },
      svg("g", { role: "row" }, svg("g", { role: "columnheader" }, cornerMark(spec, plan)), spec.columns.map((column, at) => svg("g", { role: "columnheader", "aria-label": column.full }, columnMark(plan, column, at, plan.key.height)))),
      spec.rows.map((row, at) => heatRow(spec, plan, row, at)),
    ),
    groupMarks(spec, plan, plan.key.height),
  );
}

function heatRow(spec, plan, row, at) {
  const y = plan.top + at * HEAT.row;
  return svg(
    "g",
    { role: "row", class: "heat-row" },
    svg("g", { role: "rowheader", "aria-label": row.full ?? row.name }, rowMark(plan, row, y)),
    spec.columns.map((_, column) => heatMark(spec, plan, at, column, y)),
    row.rule ? svg("line", { x1: 0, x2: plan.across, y1: y, y2: y, class: "heat-rule" }) : null,
  );
}

function heatMark(spec, plan, row, column, y) {
  const { level, text, dot, mark: sign, weak, said } = spec.cell(row, column);
  const x = plan.label + column * plan.column;
  const box = { x: x + 1, y: y + 1, width: plan.column - 2, height: HEAT.row - 2 };
  return svg(
    "g",
    { role: "gridcell", class: "heat-cell", tabindex: -1, "data-row": row, "data-column": column, "aria-label": said.join(" · "), "aria-selected": "false" },
    svg("rect", { ...box, class: `heat-fill ${level === null ? "none" : `l${level}`}` }),
    weak && level !== null ? svg("rect", { ...box, fill: "url(#heat-weak)" }) : null,
    text ? svg("text", { x: x + plan.column / 2, y: y + HEAT.row / 2 + (dot || sign ? 2.5 : 0), class: `heat-value${dot ? " sure" : ""}` }, text) : null,
    dot ? svg("circle", { cx: x + plan.column - 5.5, cy: y + 5.5, r: 2.5, class: "heat-dot" }) : null,
    sign ? svg("path", { d: signPath(x + 6, y + 5.5, sign), class: "heat-dot" }) : null,
  );
}

function signPath(x, y, sign) {
  return `M${x - 3.2} ${y + 2.6 * sign}L${x + 3.2} ${y + 2.6 * sign}L${x} ${y - 2.6 * sign}Z`;
}

function rowMark(plan, { name }, y) {
  plan.ctx.font = font(HEAT.text);
  return svg("text", { x: 8, y: y + HEAT.row / 2, class: "heat-name" }, fitText(plan.ctx, name, plan.label - 14));
}

function cornerMark(spec, plan) {
  return svg("text", { x: 8, y: plan.key.height + plan.head - 12, class: "heat-name heat-soft" }, spec.corner);
}

function columnMark(plan, { lines, sub = [], current }, at, top) {
  const middle = plan.label + (at + 0.5) * plan.column;
  const bottom = top + plan.grouped + plan.high;
  plan.ctx.font = font(HEAT.text, 600);
  const turned = (line, number) => {
    const x = middle + (number - (lines.length - 1) / 2) * HEAT.line;
    return svg("text", { x, y: bottom - 4, transform: `rotate(-90 ${x} ${bottom - 4})`, class: "heat-turned" }, fitText(plan.ctx, line, HEAT.name));
  };
  const stacked = (line, number) => {
    const x = middle + (number - (lines.length - 1) / 2) * HEAT.line;
    return Array.from(line).map((char, place) => svg("text", { x, y: bottom - 4 - (line.length - place - 0.5) * HEAT.line, class: "heat-head" }, char));
  };
  const level = (line, number) => svg("text", { x: middle, y: bottom - 4 - (lines.length - number - 0.5) * HEAT.line, class: "heat-head" }, line);
  return [
    lines.map(plan.flat ? level : plan.upright ? stacked : turned),
    sub.map((line, number) => svg("text", { x: middle, y: bottom + (number + 0.5) * HEAT.sub, class: "heat-sub" }, line)),
    current ? svg("line", { x1: middle - plan.column / 2 + 3, x2: middle + plan.column / 2 - 3, y1: top + plan.head - 1.5, y2: top + plan.head - 1.5, class: "heat-current" }) : null,
  ];
}

function groupMarks(spec, plan, top) {
  return (spec.groups ?? []).map(({ name, from, to }) => {
    const [left, right] = [plan.label + from * plan.column, plan.label + to * plan.column];
    const line = svg("line", { x1: left + 3, x2: right - 3, y1: top + 20, y2: top + 20, class: "heat-rule" });
    return svg("g", { "aria-hidden": "true" }, svg("text", { x: (left + right) / 2, y: top + 10, class: "heat-sub" }, name), line);
  });
}

/* The heads again, over the picture; those who see press them, all others have the controls above. */
function heatHeads(spec, plan) {
  const { across, label, head, key } = plan;
  const sheet = (sort, width, height, top, ...marks) => {
    const layer = svg("svg", { class: `heat-over ${sort}`, viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" }, svg("rect", { width, height, class: "heat-back" }), marks);
    layer.style.marginTop = `${top}px`;
    return layer;
  };
  const columns = spec.columns.map((column, at) =>
    svg("g", { class: column.press ? "heat-press" : null, onclick: column.press }, svg("title", {}, column.full), svg("rect", { x: label + at * plan.column, width: plan.column, height: head, class: "heat-back" }), columnMark(plan, column, at, 0)));
  const rows = spec.rows.map((row, at) => svg("g", {}, svg("title", {}, row.full ?? row.name), rowMark(plan, row, at * HEAT.row), row.rule ? svg("line", { x1: 0, x2: label, y1: at * HEAT.row, y2: at * HEAT.row, class: "heat-rule" }) : null));
  const corner = svg("text", { x: 8, y: head - 12, class: "heat-name heat-soft" }, spec.corner);
  return [
    sheet("side", label, HEAT.row * spec.rows.length, plan.top, rows),
    sheet("top", across, head, key.height, columns, groupMarks(spec, plan, 0)),
    sheet("corner", label, head, key.height, corner),
  ];
}

/* The printed legend: seven steps, then the marks, in as many lines as the width asks for. */
function placeKey(ctx, { title, low, high, levels, notes }, width) {
  ctx.font = font(12);
  const text = (x, y, words, sort = "") => svg("text", { x, y, class: `heat-key ${sort}` }, words);
  const wide = levels.length * HEAT.swatch;
  const marks = [text(8, 14, low), text(8 + wide, 14, high, "end")];
  levels.forEach(([level, words], at) => {
    const x = 8 + at * HEAT.swatch;
    marks.push(svg("rect", { x, y: 26, width: HEAT.swatch - 2, height: HEAT.row - 4, class: `heat-fill l${level}` }), text(x + HEAT.swatch / 2 - 1, 38, words, "middle step"));
  });
  let [x, y] = width > wide + 320 ? [wide + 32, 14] : [8, 64];
  const start = x;
  let right = wide + 16;
  for (const [sort, words] of [["plain", title], ...notes]) {
    const size = ctx.measureText(words).width + (sort === "plain" ? 0 : 28) + 20;
    if (x > start && x + size > width) [x, y] = [start, y + HEAT.key];
    marks.push(noteMark(sort, x, y), text(x + (sort === "plain" ? 0 : 28), y, words));
    right = Math.max(right, Math.min(x + size, width));
    x += size;
  }
  return { marks, width: right, height: Math.max(y, 48) + 18 };
}

function noteMark(sort, x, y) {
  if (sort === "plain") return null;
  const box = { x, y: y - 8, width: 22, height: 16 };
  const parts = [svg("rect", { ...box, class: `heat-fill ${sort === "none" ? "none" : "l0"}` })];
  if (sort === "weak") parts.push(svg("rect", { ...box, fill: "url(#heat-weak)" }));
  if (sort === "dot") parts.push(svg("circle", { cx: x + 16, cy: y - 2.5, r: 2.8, class: "heat-dot" }));
  if (sort === "mark") parts.push(svg("path", { d: signPath(x + 6, y, 1), class: "heat-dot" }), svg("path", { d: signPath(x + 16, y, -1), class: "heat-dot" }));
  return svg("g", {}, parts);
}

/* The step of a value: how many cuts it reaches, with its sign. */
function heatLevel(value, cuts) {
  return Math.sign(value) * cuts.filter((cut) => Math.abs(value) >= cut).length;
}

/* A number with its sign, short enough for a cell. */
function signed(value) {
  const size = Math.abs(value);
  const text = size >= 9.95 ? count(Math.round(size)) : size.toFixed(1);
  return `${Number(text.replace(",", "")) === 0 ? "" : value < 0 ? "−" : "+"}${text}`;
}

/* The seven steps of a legend, in the order of their values: those that are too little stand at the low or at the high end. */
function heatSteps(cuts, lacking) {
  const [a, b, c] = cuts.map(String);
  const words = [`≤ −${c}`, `≤ −${b}`, `≤ −${a}`, `< ±${a}`, `≥ ${a}`, `≥ ${b}`, `≥ ${c}`];
  return words.map((text, at) => [(at - 3) * (lacking === "high" ? 1 : -1), text]);
}
