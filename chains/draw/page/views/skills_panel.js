"use strict";
/* Bubbles of skills: what the panel and the table tell of one. */

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
