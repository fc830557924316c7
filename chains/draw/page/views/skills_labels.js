"use strict";
/* Bubbles of skills: their names, and the legend. */

/* Names: in the bubble where they fit, else over or beside it where nothing is in the way; the largest bubbles first. */
function skillLabels(app, state, box) {
  const ctx = el("canvas").getContext("2d");
  const taken = [];
  return state.cell.skill.flatMap((_, at) => {
    const label = placeName(ctx, skillName(app, state, at), state.cell, at, taken, box);
    if (!label) return [];
    taken.push(label);
    const apart = skillShown(state, at) ? "" : " apart";
    const top = label.y - ((label.lines.length - 1) * SKILLS.line) / 2;
    const lines = label.lines.map((line, row) => svg("tspan", { x: label.x, y: top + row * SKILLS.line }, line));
    return [svg("text", { class: `skills-label ${label.sort}${apart}`, "font-size": label.size, "paint-order": "stroke", "data-of": at }, lines)];
  });
}

function placeName(ctx, name, cell, at, taken, box) {
  const [x, y] = [cell.x[at], cell.y[at] + (cell.mark[at] ? 6 : 0)];
  for (const size of [SKILLS.text, SKILLS.text - 2]) {
    ctx.font = font(size, 600);
    const lines = linesInside(ctx, name, cell, at);
    if (lines) return { lines, x, y, half: 0, high: 0, size, sort: "inside" };
  }
  const width = (lines) => Math.max(...lines.map((line) => ctx.measureText(line).width));
  const over = cell.r[at] < SKILLS.named ? [] : [3, 2, 1].map((number) => breakName(ctx, name, number)).filter(Boolean);
  for (const lines of over) {
    const spot = { x, y, half: width(lines) / 2 + 2, high: (lines.length * SKILLS.line) / 2 };
    if (spot.high < cell.r[at] - 4 && isUnderMark(cell, at, lines.length) && isFree(spot, cell, at, taken, box)) return { ...spot, lines, size: SKILLS.text - 2, sort: "inside" };
  }
  ctx.font = font(SKILLS.text);
  const spot = spotBeside(width([name]), cell, at, taken, box);
  return spot && { ...spot, lines: [name], size: SKILLS.text, sort: "outside" };
}

/* The lines of a name if all of it fits into the bubble, under its mark. */
function linesInside(ctx, name, cell, at) {
  const radius = cell.r[at];
  const drop = cell.mark[at] ? 6 : 0;
  for (let number = 1; radius >= SKILLS.named && number <= 3; number += 1) {
    const lines = breakName(ctx, name, number);
    const top = drop - (number * SKILLS.line) / 2;
    const fits = isUnderMark(cell, at, number) && lines?.every((line, row) => {
      const far = Math.max(Math.abs(top + row * SKILLS.line), Math.abs(top + (row + 1) * SKILLS.line)) - 2;
      return far < radius && ctx.measureText(line).width <= 2 * Math.sqrt(radius ** 2 - far ** 2) - 2;
    });
    if (fits) return lines;
  }
  return null;
}

/* Whether so many lines leave the mark free. */
function isUnderMark(cell, at, number) {
  return !cell.mark[at] || number === 1 || (number * SKILLS.line) / 2 <= cell.r[at] - 13;
}

function spotBeside(width, cell, at, taken, box) {
  const [x, y, radius] = [cell.x[at], cell.y[at], cell.r[at]];
  const [half, high] = [width / 2 + 2, SKILLS.text / 2 + 1];
  const spots = [[x, y + radius + high + 1], [x + radius + half + 1, y], [x - radius - half - 1, y], [x, y - radius - high - 1]];
  return spots.map(([left, top]) => ({ x: left, y: top, half, high })).find((spot) => isFree(spot, cell, at, taken, box));
}

function isFree(spot, cell, at, taken, box) {
  if (spot.x - spot.half < box.left + 4 || spot.x + spot.half > box.right - 4 || spot.y - spot.high < box.top || spot.y + spot.high > box.bottom) return false;
  if (taken.some((other) => Math.abs(other.x - spot.x) < other.half + spot.half && Math.abs(other.y - spot.y) < other.high + spot.high)) return false;
  return cell.skill.every((_, other) => {
    if (other === at) return true;
    const dx = Math.max(Math.abs(cell.x[other] - spot.x) - spot.half, 0);
    const dy = Math.max(Math.abs(cell.y[other] - spot.y) - spot.high, 0);
    return Math.hypot(dx, dy) > cell.r[other];
  });
}

/* Below the bubbles: the colours with their ratios, the marks, the line, and what sizes mean here. */
function skillLegend(state, box) {
  const [left, top] = [box.left + 24, box.bottom + 22];
  const step = (box.right - box.left - 48) / SKILL_LEVELS.length;
  const key = (x, y, text, muted) => svg("text", { x, y, class: `skills-key${muted ? " muted" : ""}` }, text);
  const levels = SKILL_LEVELS.flatMap((level, at) => {
    const x = left + at * step;
    return [svg("circle", { cx: x + 9, cy: top + 8, r: 9, class: `skills-round l${level}` }), key(x + 26, top, say(`skills_level_${level}`)), key(x + 26, top + 17, say(`skills_ratio_${level}`), true)];
  });
  const low = top + 58;
  const more = [
    svg("circle", { cx: left + 9, cy: low, r: 9, class: "skills-round l0 unsure" }),
    key(left + 26, low, say("skills_unsure")),
    key(left + step, low - 9, say("skills_mark_up")),
    key(left + step, low + 9, say("skills_mark_down")),
    svg("line", { x1: left + 2 * step, x2: left + 2 * step + 26, y1: low, y2: low, class: "skills-line" }),
    key(left + 2 * step + 34, low, say("skills_link")),
  ];
  return [...levels, ...more, ...sizeLegend(state.cell, left + 3.4 * step, low, key)];
}

/* Circles for round numbers of postings. */
function sizeLegend(cell, left, y, key) {
  const most = Math.max(...cell.asked);
  const round = (value) => [5, 2, 1].map((lead) => lead * 10 ** Math.floor(Math.log10(value))).find((one) => one <= value);
  const sizes = [...new Set([round(most / 4), round(most / 30)])].map((value) => [value, Math.max(...cell.r) * Math.sqrt(value / most)]).filter(([, size]) => size > 4.5);
  let x = left;
  const shapes = sizes.flatMap(([value, size]) => {
    const text = measure(value);
    const made = [svg("circle", { cx: x + size, cy: y, r: size, class: "skills-ring" }), key(x + 2 * size + 5, y, text)];
    x += 2 * size + 14 + 8 * text.length;
    return made;
  });
  return [...shapes, key(x + 4, y, say("skills_size"), true)];
}
