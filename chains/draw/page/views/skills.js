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
    markFound(app, state, host);
    if (state.chosen < 0) return;
    tellSkill(app, state, state.chosen);
    const chosen = picture.querySelector(".chosen");
  if (PHONE.matches) chosen.scrollIntoView({ inline: "center", block: "nearest" });
  if (document.activeElement === document.body) chosen.focus({ preventScroll: true });
  },

  table(app, params) {
    const state = skillState(app, params);
    const keys = ["skill", "balance", "asked", "asked_share", "taught", "taught_share", "p", "occupations", "programmes", "near", "nearest", "together"];
    const found = skillsFound(app, state);
    const rows = state.cell.skill.map((_, at) => at).filter((at) => skillShown(state, at) && (!found || found.has(state.cell.skill[at])));
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

/* The nodes whose names answer what is looked for, in either language or by pinyin; null where nothing is. */
function skillsFound(app, state) {
  const words = state.find.trim().toLowerCase();
  return words ? new Set(Names.of(app.graph).findThings(words).map(({ node }) => node)) : null;
}

/* Fades what does not fit while one types; the address follows when one has done. */
function skillSearch(app, state) {
  const look = (event) => markFound(app, Object.assign(state, { find: event.target.value }), document.getElementById("host"));
  // Not where the field goes away because one has left.
  const { params } = app.route;
  const done = (event) => app.route.params === params && state.go({ find: event.target.value, skill: "" });
  const found = el("span", { class: "muted small skills-count", role: "status" });
  return el("label", { class: "pick skills-find" }, say("skills_find"), el("input", { type: "search", value: state.find, oninput: look, onchange: done }), found);
}

function markFound(app, state, host) {
  const bubbles = [...host.querySelectorAll(".skills-bubble")];
  const found = skillsFound(app, state);
  const fits = state.cell.skill.map((node) => !found || found.has(node));
  bubbles.forEach((bubble, at) => bubble.classList.toggle("apart", !fits[at] || bubble.dataset.dim === "1"));
  for (const label of host.querySelectorAll(".skills-label")) label.classList.toggle("apart", bubbles[label.dataset.of].classList.contains("apart"));
  const said = host.querySelector(".skills-count");
  if (said) said.textContent = found ? say("skills_found", { count: count(fits.filter(Boolean).length) }) : "";
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
    const apart = (chosen >= 0 && !near) || !skillShown(state, one) || !skillShown(state, two);
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
  const partners = chosen < 0 ? null : new Set(skillPartners(state, cell.skill[chosen]).map((one) => one.node));
  const dim = !skillShown(state, at) || (partners && at !== chosen && !partners.has(node));
  const level = cell.level[at];
  const said = skillSaid(app, state, at);
  const tip = (event) => showTip({ x: event.clientX, y: event.clientY }, said);
  const arrive = (mark) => showTip(centreOf(mark), mark.getAttribute("aria-label").split(" · "));
  const press = (event) => turnAmong(event, ".skills-bubble", () => chooseSkill(app, state, at), arrive);
  const here = { x: cell.x[at], y: cell.y[at] };
  const round = svg("circle", { cx: here.x, cy: here.y, r: cell.r[at], class: `skills-round l${level}${level && !cell.sure[at] ? " unsure" : ""}` });
  const parts = [round, cell.mark[at] ? svg("path", { d: markPath(cell.mark[at], here, cell.r[at]), class: "skills-mark" }) : null];
  return svg(
    "g",
    {
      class: `skills-bubble${at === chosen ? " chosen" : ""}${dim ? " apart" : ""}`,
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
