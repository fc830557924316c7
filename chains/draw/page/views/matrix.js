"use strict";
/* Matrix: two heat maps in one tab, #view=matrix&of=pairs and #view=matrix&of=skills. */

addView({
  id: "matrix",

  controls(app, params) {
    const of = matrixOf(app, params);
    const turn = (name) => el("button", { type: "button", "aria-pressed": String(of === name), onclick: () => app.goView("matrix", { of: name, as: params.get("as") }) }, say(`matrix_${name}`));
    const both = el("div", { class: "matrix-of", role: "group", "aria-label": say("matrix_of") }, turn("pairs"), turn("skills"));
    if (of === "pairs") return [both, pairControls(app, pairState(app, params))];
    return [both, app.graph.views.skills ? heatSkillControls(app, heatSkillState(app, params), params) : []].flat();
  },

  draw(app, host, params) {
    const pairs = matrixOf(app, params) === "pairs";
    if (!pairs && !app.graph.views.skills) {
      host.append(el("p", { class: "muted" }, say("matrix_none_skills")));
      return;
    }
    const body = el("div", { class: "matrix-body" }, el("div", { class: "heat-box" }), el("div", { class: "matrix-line" }));
    const note = (key) => el("p", { class: "muted small matrix-note" }, say(key), " ", el("span", { class: "matrix-keys" }, say("matrix_keys")));
    const state = pairs ? pairState(app, params) : heatSkillState(app, params);
    const samples = pairs ? [] : state.samples.map((sample) => el("p", { class: "small matrix-note" }, sampleNote(sample)));
    host.append(body, ...samples, note(pairs ? "matrix_pairs_note" : "matrix_skills_note"));
    if (pairs) [fillPairs(app, body.firstChild, state), tellPair(app, state)];
    else [showSkills(app, body, state), tellSkillCell(app, state)];
  },

  table(app, params) {
    if (matrixOf(app, params) === "pairs") return pairTable(app, pairState(app, params));
    return app.graph.views.skills ? heatSkillTable(app, heatSkillState(app, params)) : { header: [say("matrix_why")], rows: [[say("matrix_none_skills")]] };
  },
});

function matrixOf(app, params) {
  return params.get("of") === "skills" ? "skills" : "pairs";
}
