"use strict";
/* What a cell of skills and cities tells: beside the pointer, in the panel, in the table. */

function skillHeatSaid(cell, at) {
  const [asked, taught] = skillParts(cell, at);
  const sure = cell.sure[at] ? ` (${say("matrix_significant").toLowerCase()})` : "";
  return [
    `${say("matrix_gap")}: ${signed(asked - taught)}`,
    `${say("matrix_asked_share")}: ${measure(asked)} · ${say("matrix_taught_share")}: ${measure(taught)}`,
    `${say("matrix_asked")}: ${measure(cell.asked[at])}`,
    `${say("matrix_taught")}: ${count(cell.taught[at])}`,
    `${say("matrix_p")}: ${measure(cell.p[at])}${sure}`,
    `${say("matrix_postings")}: ${count(cell.postings)} · ${say("matrix_grade_of", { grade: cell.grade })}`,
  ];
}

function tellSkillCell(app, state) {
  if (!state.chosen) return;
  const [node, column] = [state.rows[state.chosen[0]], state.columns[state.chosen[1]]];
  const { title, cell, at, gap, why } = skillCell(app, state, node, column);
  const number = cell && gap !== null ? cell.gap[at] : -1;
  const tile = app.graph.tileOf.get(column.id);
  const lead = why ?? (number >= 0 ? tell(app.graph.gaps[number].sentence) : skillSentence(app, cell, at, node));
  app.tell(
    title,
    el("p", { class: "lead" }, lead),
    why === null ? skillHeatFacts(cell, at) : [],
    el(
      "div",
      { class: "buttons" },
      number >= 0 ? button(say("matrix_open_gap"), () => app.go({ kind: "gap", gap: number })) : [],
      cell && at !== undefined ? button(say("matrix_open_bubble"), () => app.goView("skills", { of: cell.id, skill: state.idOf(node) })) : [],
      tile !== undefined ? button(say("matrix_open_city", { place: pick(column.name) }), () => app.goTile(tile)) : [],
      button(say("matrix_open_skill"), () => app.go({ kind: "thing", node })),
    ),
    cell ? el("p", { class: "muted small" }, sampleNote(state.samples[cell.sample])) : [],
  );
}

function sampleNote({ note }) {
  return say("matrix_sample", { note: note ? pick(note) : say("matrix_unstated") });
}

function skillSentence(app, cell, at, node) {
  const [asked, taught] = skillParts(cell, at);
  const gap = Math.abs(asked - taught);
  const sort = gap < SKILL_CUTS[0] ? "level" : asked > taught ? "short" : "over";
  const verdict = say(`matrix_${sort}`, { gap: measure(gap) }) + (cell.sure[at] || sort === "level" ? "" : say("matrix_doubt"));
  return say("matrix_skills_said", { place: pick(cell.name), skill: nameIn(app.graph.nodes, node), asked: measure(asked), taught: measure(taught), verdict });
}

function skillHeatFacts(cell, at) {
  const [asked, taught] = skillParts(cell, at);
  return factList([
    [say("matrix_gap"), signed(asked - taught)],
    [say("matrix_asked"), `${measure(cell.asked[at])} (${measure(asked)}%)`],
    [say("matrix_taught"), `${count(cell.taught[at])} (${measure(taught)}%)`],
    [say("matrix_p"), measure(cell.p[at])],
    [say("matrix_significant"), say(cell.sure[at] ? "matrix_yes" : "matrix_no")],
    cell.mark[at] ? [say("matrix_listed"), say(`matrix_listed_${cell.mark[at]}`)] : null,
    [say("matrix_postings"), count(cell.postings)],
    [say("matrix_grade"), say("matrix_grade_of", { grade: cell.grade })],
  ]);
}

function heatSkillTable(app, state) {
  const keys = ["skill", "city", "gap", "asked", "asked_share", "taught", "taught_share", "p", "significant", "listed", "postings", "grade", "why"];
  const line = (node, column) => {
    const { cell, at, gap, why } = skillCell(app, state, node, column);
    const head = [{ text: nameIn(app.graph.nodes, node), go: () => state.go({ skill: state.idOf(node), place: column.id, as: "" }) }, pick(column.name)];
    const place = column.cell ? [column.cell.postings, column.cell.grade] : [null, null];
    if (at === undefined) return [...head, ...Array(8).fill(null), ...place, why];
    const [asked, taught] = skillParts(cell, at);
    const listed = cell.mark[at] ? say(`matrix_listed_${cell.mark[at]}`) : null;
    return [...head, gap, cell.asked[at], asked, cell.taught[at], taught, cell.p[at], say(cell.sure[at] ? "matrix_yes" : "matrix_no"), listed, ...place, why];
  };
  return { header: keys.map((key) => say(`matrix_${key}`)), rows: state.found.flatMap((node) => state.columns.map((column) => line(node, column))) };
}
