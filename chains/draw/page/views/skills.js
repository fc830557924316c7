"use strict";
/* Bubbles: skills beside those that they go together with, sized by demand, coloured from shortage to surplus. */

const SKILLS = { margin: 64, legend: 112, few: 30, most: 8, text: 13, line: 15, named: 17 };
const SKILL_LEVELS = [2, 1, 0, -1, -2];

addView({
  id: "skills",

  controls(app, params) {
    const state = skillState(app, params);
    const places = state.cells.map((cell) => [cell.id, `${pick(cell.name)} · ${count(cell.postings)}`]);
    const shown = [["", "all"], ["short", "short"], ["over", "over"]].map(([value, key]) => [value, say(`skills_${key}`)]);
    return [
      picker(say("skills_of"), places, state.cell.id, (of) => state.go({ of, skill: "" })),
      picker(say("skills_show"), shown, state.show, (show) => state.go({ show })),
      skillSearch(app, state),
    ];
  },

  draw(app, host, params) {
    const state = skillState(app, params);
    const picture = skillPicture(app, state);
    const { cell, sample } = state;
    const values = { note: sample.note ? pick(sample.note) : say("skills_unstated"), place: pick(cell.name), postings: count(cell.postings) };
    const few = cell.postings < SKILLS.few && el("p", { class: "skills-note skills-few" }, say("skills_few", values));
    host.append(el("div", { class: "skills-frame" }, picture), few || "", el("p", { class: "skills-note small" }, say("skills_sample", values)), el("p", { class: "muted small skills-note" }, say("skills_how")));
    markFound(state, host);
    if (state.chosen < 0) return;
    tellSkill(app, state, state.chosen);
    const chosen = picture.querySelector(".chosen");
  if (PHONE.matches) chosen.scrollIntoView({ inline: "center", block: "nearest" });
  if (document.activeElement === document.body) chosen.focus({ preventScroll: true });
  },

  table(app, params) {
    const state = skillState(app, params);
    const keys = ["skill", "balance", "asked", "asked_share", "taught", "taught_share", "p", "occupations", "programmes", "near", "nearest", "together"];
    const rows = state.cell.skill.map((_, at) => at).filter((at) => skillShown(state, at) && skillFits(app, state, at));
    return { header: keys.map((key) => say(`skills_${key}`)), rows: rows.map((at) => skillRow(app, state, at)) };
  },
});

/* What the address says, with the data: the place, which bubbles, what is looked for, and the chosen one (-1: none). */
function skillState(app, params) {
  const data = app.graph.views.skills;
  const cell = data.cells.find(({ id }) => id === params.get("of")) ?? data.cells[0];
  const chosen = cell.skill.indexOf(app.graph.numberOf.get(params.get("skill")));
  const values = { of: params.get("of"), show: params.get("show"), find: params.get("find"), skill: params.get("skill"), as: params.get("as") };
  const go = (change) => app.goView("skills", { ...values, ...change });
  return { ...data, cell, chosen, sample: data.samples[cell.sample], show: params.get("show") ?? "", find: params.get("find") ?? "", go };
}

function skillName(app, state, at) {
  return nameIn(app.graph.nodes, state.cell.skill[at]);
}

function chooseSkill(app, state, at) {
  state.go({ skill: at === state.chosen ? "" : app.graph.nodes.id[state.cell.skill[at]], as: "" });
}

function skillShown(state, at) {
  const level = state.cell.level[at];
  return !state.show || (state.show === "short" ? level > 0 : level < 0);
}

function skillFits(app, state, at) {
  const { nodes } = app.graph;
  const words = state.find.trim().toLowerCase();
  const node = state.cell.skill[at];
  return !words || `${nodes.zh[node]}\n${nodes.en[node]}`.toLowerCase().includes(words);
}

/* Fades what does not fit while one types; the address follows when one has done. */
function skillSearch(app, state) {
  const look = (event) => markFound(Object.assign(state, { find: event.target.value }), document.getElementById("host"));
  const done = (event) => state.go({ find: event.target.value, skill: "" });
  const found = el("span", { class: "muted small skills-count", role: "status" });
  return el("label", { class: "pick skills-find" }, say("skills_find"), el("input", { type: "search", value: state.find, oninput: look, onchange: done }), found);
}

function markFound(state, host) {
  const bubbles = [...host.querySelectorAll(".skills-bubble")];
  const words = state.find.trim().toLowerCase();
  let found = 0;
  for (const bubble of bubbles) {
    const fits = !words || bubble.dataset.names.includes(words);
    found += fits ? 1 : 0;
    bubble.classList.toggle("apart", !fits || bubble.dataset.dim === "1");
  }
  for (const label of host.querySelectorAll(".skills-label")) label.classList.toggle("apart", bubbles[label.dataset.of].classList.contains("apart"));
  const count_ = host.querySelector(".skills-count");
  if (count_) count_.textContent = words ? say("skills_found", { count: count(found) }) : "";
}

function skillPicture(app, state) {
  const { x, y, r } = state.cell;
  const edge = (values, sign) => Math.max(...values.map((value, at) => sign * value + r[at])) * sign;
  const box = { left: edge(x, -1) - SKILLS.margin, top: edge(y, -1) - 24, right: edge(x, 1) + SKILLS.margin, bottom: edge(y, 1) + 24 };
  box.right = Math.max(box.right, box.left + 960);
  const size = [box.right - box.left, box.bottom - box.top + SKILLS.legend];
  const name = say("skills_picture", { place: pick(state.cell.name) });
  const picture = svg("svg", { class: "picture skills-picture", viewBox: [box.left, box.top, ...size].join(" "), role: "group", "aria-label": name });
  const clear = () => state.chosen >= 0 && state.go({ skill: "" });
  picture.append(svg("rect", { x: box.left, y: box.top, width: size[0], height: size[1], class: "skills-ground", onclick: clear }));
  picture.append(...skillLinks(state));
  picture.append(...r.map((_, at) => skillBubble(app, state, at)));
  picture.append(...skillLabels(app, state, box), ...skillLegend(state, box));
  return picture;
}

/* The drawn links, and all of the chosen skill, as pairs of places in the cell. */
function skillLinks(state) {
  const { cell, sample, chosen } = state;
  const place = new Map(cell.skill.map((node, at) => [node, at]));
  const { a, b, theta, drawn } = sample.pairs;
  return a.flatMap((first, number) => {
    const [one, two] = [place.get(first), place.get(b[number])];
    const near = chosen >= 0 && (one === chosen || two === chosen);
    if (one === undefined || two === undefined || !(drawn[number] || near)) return [];
    const apart = chosen >= 0 && !near;
    const ends = { x1: cell.x[one], y1: cell.y[one], x2: cell.x[two], y2: cell.y[two] };
    return [svg("line", { ...ends, "stroke-width": 1 + 3 * (theta[number] - 0.5) * 2, class: `skills-link${near ? " near" : ""}${apart ? " apart" : ""}` })];
  });
}

/* The skills that go with one, strongest first: {node, theta, shared}. */
function skillPartners(state, node) {
  const { a, b, theta, shared } = state.sample.pairs;
  return a
    .flatMap((first, at) => (first === node || b[at] === node ? [{ node: first === node ? b[at] : first, theta: theta[at], shared: shared[at] }] : []))
    .sort((one, other) => other.theta - one.theta || other.shared - one.shared || one.node - other.node);
}

function skillBubble(app, state, at) {
  const { cell, chosen } = state;
  const node = cell.skill[at];
  const { nodes } = app.graph;
  const partners = chosen < 0 ? null : new Set(skillPartners(state, cell.skill[chosen]).map((one) => one.node));
  const dim = !skillShown(state, at) || (partners && at !== chosen && !partners.has(node));
  const level = cell.level[at];
  const said = skillSaid(app, state, at);
  const tip = (event) => showTip({ x: event.clientX, y: event.clientY }, said);
  const press = (event) => skillKey(app, state, at, event);
  const here = { x: cell.x[at], y: cell.y[at] };
  const round = svg("circle", { cx: here.x, cy: here.y, r: cell.r[at], class: `skills-round l${level}${level && !cell.sure[at] ? " unsure" : ""}` });
  const parts = [round, cell.mark[at] ? svg("path", { d: markPath(cell.mark[at], here, cell.r[at]), class: "skills-mark" }) : null];
  return svg(
    "g",
    {
      class: `skills-bubble${at === chosen ? " chosen" : ""}${dim ? " apart" : ""}`,
      "data-names": `${nodes.zh[node]}\n${nodes.en[node]}`.toLowerCase(),
      "data-dim": dim ? 1 : 0,
      tabindex: at === Math.max(chosen, 0) ? 0 : -1,
      role: "button",
      "aria-label": said.join(" · "),
      "aria-pressed": String(at === chosen),
      onclick: () => chooseSkill(app, state, at),
      onkeydown: press,
      onmouseenter: tip,
      onmouseleave: () => showTip(null, null),
      onblur: () => showTip(null, null),
    },
    parts,
  );
}

/* A skill in short: its name, how it stands, and both amounts. */
function skillSaid(app, state, at) {
  const { cell } = state;
  const doubt = cell.level[at] && !cell.sure[at] ? ` (${say("skills_uncertain")})` : "";
  return [
    skillName(app, state, at),
    say(`skills_level_${cell.level[at]}`) + doubt,
    `${say("skills_asked")}: ${measure(cell.asked[at])}`,
    `${say("skills_taught")}: ${count(cell.taught[at])}`,
  ];
}

/* ▲ or ▼: at the top of a large bubble, where a name follows; in the middle of a small one. */
function markPath(mark, { x, y }, radius) {
  const size = Math.min(radius * 0.62, 7);
  const middle = radius >= SKILLS.named ? y - radius + size + 5 : y;
  return `M${x - size} ${middle + mark * size * 0.8}L${x + size} ${middle + mark * size * 0.8}L${x} ${middle - mark * size * 0.8}Z`;
}

/* Enter and space choose; arrows go to the nearest bubble on that side. */
function skillKey(app, state, at, event) {
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (event.key === "Enter" || event.key === " ") [event.preventDefault(), chooseSkill(app, state, at)];
  if (!step) return;
  event.preventDefault();
  const next = nearestSkill(state.cell, at, step);
  if (next < 0) return;
  const bubbles = [...event.currentTarget.parentNode.querySelectorAll(".skills-bubble")];
  bubbles.forEach((bubble, other) => bubble.setAttribute("tabindex", other === next ? 0 : -1));
  bubbles[next].focus();
  const { left, top, width, height } = bubbles[next].getBoundingClientRect();
  showTip({ x: left + width / 2, y: top + height / 2 }, skillSaid(app, state, next));
}

function nearestSkill({ x, y }, at, [right, down]) {
  let [best, least] = [-1, Infinity];
  x.forEach((_, other) => {
    const [dx, dy] = [x[other] - x[at], y[other] - y[at]];
    const [ahead, aside] = [dx * right + dy * down, Math.abs(dx * down) + Math.abs(dy * right)];
    if (ahead <= 0 || aside > ahead) return;
    const far = ahead + 2 * aside;
    if (far < least) [best, least] = [other, far];
  });
  return best;
}

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
  return !cell.mark[at] || (number * SKILLS.line) / 2 <= cell.r[at] - 10;
}

/* A name in so many lines of about the same width; nothing where it has no such breaks. */
function breakName(ctx, name, number) {
  if (number === 1) return [name];
  const parts = /\p{Script=Han}/u.test(name) ? name.match(/[A-Za-z0-9.+#/]+\s*|./gu) : name.match(/\S+\s*/g);
  if (!parts || parts.length < number) return null;
  const goal = ctx.measureText(name).width / number;
  const lines = [""];
  for (const part of parts) {
    const last = lines[lines.length - 1];
    const more = ctx.measureText(last + part.trimEnd()).width;
    if (last && lines.length < number && more - goal > goal - ctx.measureText(last.trimEnd()).width) lines.push(part);
    else lines[lines.length - 1] += part;
  }
  const whole = lines.map((line) => line.trim());
  return lines.length === number && whole.every((line) => line.length > 1) ? whole : null;
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

/* The occupations that name a skill here, by how many postings of each: [node, part, all]. */
function skillCauses(state, node) {
  const { rates } = state.sample;
  const { occupation, n } = state.cell.occupations;
  const posted = new Map(occupation.map((one, at) => [one, n[at]]));
  return rates.skill
    .flatMap((skill, at) => (skill === node && posted.has(rates.occupation[at]) ? [[rates.occupation[at], rates.rate[at] * posted.get(rates.occupation[at]), posted.get(rates.occupation[at])]] : []))
    .sort((one, other) => other[1] - one[1] || one[0] - other[0]);
}

/* The programmes of the place that teach a skill, those that most institutions offer first: [node, offerings]. */
function skillTeachers(state, node) {
  const { programme, offerings } = state.cell.programmes;
  const offered = new Map(programme.map((one, at) => [one, offerings[at]]));
  return state.develops.skill
    .flatMap((skill, at) => (skill === node && offered.has(state.develops.programme[at]) ? [[state.develops.programme[at], offered.get(state.develops.programme[at])]] : []))
    .sort((one, other) => other[1] - one[1] || one[0] - other[0]);
}

function skillShares({ cell }, at) {
  const share = (part, all) => (all ? (100 * part) / all : null);
  return [share(cell.asked[at], cell.allAsked), share(cell.taught[at], cell.allTaught)];
}

function skillRow(app, state, at) {
  const { cell } = state;
  const { nodes } = app.graph;
  const name = (node) => nameIn(nodes, node);
  const [asked, taught] = skillShares(state, at);
  const join = (rows) => rows.slice(0, 3).join(language.current === "zh" ? "；" : "; ");
  const source = cell.taught[at] ? cell.skill[at] : cell.near[at];
  return [
    { text: name(cell.skill[at]), go: () => state.go({ skill: nodes.id[cell.skill[at]], as: "" }) },
    `${{ 1: "▲ ", 0: "", "-1": "▼ " }[cell.mark[at]]}${skillSaid(app, state, at)[1]}`,
    cell.asked[at],
    asked,
    cell.taught[at],
    taught,
    cell.p[at],
    join(skillCauses(state, cell.skill[at]).map(([node, part]) => `${name(node)} ${measure(part)}`)),
    join(skillTeachers(state, source).map(([node, offerings]) => `${name(node)} ${count(offerings)}`)),
    cell.near[at] >= 0 ? name(cell.near[at]) : null,
    cell.city[at] >= 0 && !cell.taught[at] ? nameIn(app.graph.tiles, cell.city[at]) : null,
    join(skillPartners(state, cell.skill[at]).map(({ node, theta }) => `${name(node)} ${measure(theta)}`)),
  ];
}

function tellSkill(app, state, at) {
  const node = state.cell.skill[at];
  const gap = state.cell.gap[at];
  app.tell(
    `${nameIn(app.graph.nodes, node)} · ${pick(state.cell.name)}`,
    gap >= 0 ? el("p", { class: "lead" }, tell(app.graph.gaps[gap].sentence)) : [],
    skillFacts(app, state, at),
    el("div", { class: "buttons" }, gap >= 0 ? button(say("skills_open_gap"), () => app.go({ kind: "gap", gap })) : [], button(say("skills_in_network"), () => app.go({ kind: "thing", node }))),
    causeList(app, state, node),
    teacherList(app, state, at),
    partnerList(app, state, node),
  );
}

function skillFacts(app, state, at) {
  const { cell, sample } = state;
  const [asked, taught] = skillShares(state, at);
  const part = (number, share, all) => (share === null ? number : say("skills_of_all", { part: number, share: measure(share), all: say(`skills_all_${all}`) }));
  const note = say("skills_sample", { note: sample.note ? pick(sample.note) : say("skills_unstated"), place: pick(cell.name), postings: count(cell.postings) });
  const doubt = cell.postings < SKILLS.few ? ` ${say("skills_few", { postings: count(cell.postings) })}` : "";
  const listed = cell.mark[at] ? ` · ${say(cell.mark[at] > 0 ? "skills_mark_up" : "skills_mark_down")}` : "";
  return [
    factList([
      [say("skills_balance"), skillSaid(app, state, at)[1] + listed],
      [say("skills_asked"), part(measure(cell.asked[at]), asked, "asked")],
      [say("skills_taught"), part(count(cell.taught[at]), taught, "taught")],
      [say("skills_p"), cell.p[at] === null ? "–" : measure(cell.p[at])],
      [say("skills_coverage"), say("skills_grade", { grade: cell.grade })],
    ]),
    el("p", { class: "muted small" }, note + doubt),
  ];
}

function causeList(app, state, node) {
  const causes = skillCauses(state, node);
  const entry = ([occupation, part, all]) => el("li", {}, thingButton(app, occupation), el("span", { class: "muted small" }, say("skills_occupation_row", { part: measure(part), all: count(all) })));
  const list = causes.length ? [pagedFew(causes, entry), el("p", { class: "muted small" }, say("skills_estimated"))] : el("p", { class: "muted" }, say("skills_no_occupation"));
  return [el("h3", {}, say("skills_occupations")), list];
}

/* At most eight at once. */
function pagedFew(entries, make) {
  const list = el("ul", { class: "entries" });
  return [list, growInto(list, entries, make, SKILLS.most)];
}

function teacherList(app, state, at) {
  const { cell } = state;
  const near = cell.near[at];
  const taught = cell.taught[at] > 0;
  const teachers = skillTeachers(state, taught ? cell.skill[at] : near);
  const entry = ([programme, offerings]) => el("li", {}, thingButton(app, programme), el("span", { class: "muted small" }, say("skills_offerings", { count: count(offerings) })));
  const lead = taught ? [] : el("p", {}, near < 0 ? say("skills_via_none") : [say(`skills_via_${cell.via[at]}`, { theta: measure(cell.theta[at]) }), " ", thingButton(app, near)]);
  return [el("h3", {}, say(taught ? "skills_programmes" : "skills_programmes_near")), lead, teachers.length ? pagedFew(teachers, entry) : [], elsewhere(app, cell, at)];
}

/* Where a skill is taught that is not taught here. */
function elsewhere(app, cell, at) {
  if (cell.taught[at]) return [];
  if (!cell.anywhere[at]) return el("p", { class: "muted" }, say("skills_nowhere"));
  if (cell.city[at] < 0) return [];
  return factList([[say("skills_nearest"), [tileButton(app, cell.city[at]), ` · ${say("skills_km", { km: count(cell.km[at]) })}`]]]);
}

function partnerList(app, state, node) {
  const partners = skillPartners(state, node);
  const leads = ({ node: other }) => {
    const at = state.cell.skill.indexOf(other);
    return at < 0 ? thingButton(app, other) : button(nameIn(app.graph.nodes, other), () => chooseSkill(app, state, at), { class: "link" });
  };
  const entry = (one) => el("li", {}, leads(one), el("span", { class: "muted small" }, say("skills_pair", { theta: measure(one.theta), shared: count(one.shared) })));
  return [el("h3", {}, say("skills_together")), partners.length ? pagedFew(partners, entry) : el("p", { class: "muted" }, say("skills_alone"))];
}
