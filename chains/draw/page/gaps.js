"use strict";
/* Gaps: the list beside the map, and what is known of one. */

const gapFilter = { kind: "" };

function gapPasses(graph, number) {
  const gap = graph.gaps[number];
  if (gapFilter.kind && gap.kind[0] !== gapFilter.kind) return false;
  if (filters.tile >= 0 && gap.tile !== filters.tile) return false;
  if (!gapConcerns(graph, number)) return false;
  return !gap.slots.some((slot) => filters.slots.has(slot));
}

/* Whether a gap is about anything of the industry chain that is filtered for, or would be closed by it. */
function gapConcerns(graph, number) {
  const { members } = masksOf(graph);
  if (members === null) return true;
  const { about, closing } = graph.gaps[number];
  return about.some((node) => members.has(node)) || closing.some(([from, , to]) => members.has(from) || members.has(to));
}

function gapList(app) {
  const { graph } = app;
  if (!graph.gaps.length) return el("p", { class: "muted" }, say("gaps_none"));
  const shown = [...graph.gaps.keys()].filter((gap) => gapPasses(graph, gap));
  const cut = graph.gapCount > graph.gaps.length;
  return [
    el("p", { class: "lead" }, say("gaps_lead")),
    gapKindChoice(app),
    el("p", { class: "muted small", "aria-live": "polite" }, say("gaps_shown", { shown: count(shown.length), all: count(graph.gaps.length) })),
    pagedList(shown, (gap) => gapEntry(app, gap)),
    cut ? el("p", { class: "muted small" }, say("gaps_cut", { shown: count(graph.gaps.length), all: count(graph.gapCount) })) : null,
  ];
}

function gapKindChoice(app) {
  const kinds = new Map();
  for (const gap of app.graph.gaps) kinds.set(gap.kind[0], { pair: gap.kind, number: (kinds.get(gap.kind[0])?.number ?? 0) + 1 });
  const select = el(
    "select",
    { "aria-label": say("gap_kind"), onchange: (event) => [(gapFilter.kind = event.target.value), app.renderGaps(), app.remember()] },
    el("option", { value: "" }, say("all_kinds")),
    [...kinds].map(([key, { pair, number }]) => el("option", { value: key, selected: key === gapFilter.kind }, `${pick(pair)} (${count(number)})`)),
  );
  return select;
}

function gapEntry(app, number) {
  const { graph } = app;
  const gap = graph.gaps[number];
  const place = gap.tile < 0 ? say("whole_area") : nameIn(graph.tiles, gap.tile);
  return el(
    "li",
    { class: "gap", "data-gap": number },
    el(
      "button",
      { type: "button", class: "gap-button", "aria-current": app.chosen?.gap === number ? "true" : null, onclick: () => app.go({ kind: "gap", gap: number }) },
      el("span", { class: "gap-name" }, pick(gap.label)),
      el("span", { class: "gap-head" }, gap.slots.map((slot) => mark(graph, slot)), el("span", { class: "chip" }, place), el("span", { class: "muted small" }, pick(gap.kind)), severityBar(gap.severity)),
      el("span", { class: "sentence" }, tell(gap.sentence)),
    ),
  );
}

function severityBar(severity) {
  const text = `${say("severity")} ${Math.round(100 * severity)} %`;
  return el("meter", { class: "severity", min: 0, max: 1, value: severity, title: text, "aria-label": text });
}

function gapDetails(app, number) {
  const { graph } = app;
  const gap = graph.gaps[number];
  const unit = pick(gap.unit);
  const facts = [
    [say("place"), gap.tile < 0 ? say("whole_area") : tileButton(app, gap.tile)],
    [say("severity"), el("span", { class: "nowrap" }, severityBar(gap.severity), ` ${Math.round(100 * gap.severity)} %`)],
    [say("observed"), `${measure(gap.observed)} ${unit}`],
    [say("expected"), `${measure(gap.expected)} ${unit}`],
    [say("expected_by"), pick(gap.null)],
    gap.p === null ? null : [say("p_adjusted"), gap.p < 0.001 ? "< 0.001" : measure(gap.p)],
    [say("fragility"), [count(gap.fragility), el("br"), el("span", { class: "muted" }, tell(gap.overturn))]],
    [say("coverage"), el("span", { class: "chip" }, gap.coverage)],
  ];
  return [
    heading(graph, null, pick(gap.kind), pick(gap.label)),
    el("p", { class: "lead" }, tell(gap.sentence)),
    factList(facts),
    closingList(app, gap),
    gapSources(graph, gap),
    el("details", {}, el("summary", {}, say("evidence")), el("pre", {}, gap.evidence)),
  ];
}

function closingList(app, gap) {
  if (!gap.closing.length) return null;
  const entry = ([from, kind, to]) =>
    el("li", { class: "closing" }, thingButton(app, from), el("span", { class: "missing" }, kind < 0 ? say("missing") : nameIn(app.graph.edges.kinds, kind)), thingButton(app, to));
  return el("section", {}, el("h3", {}, say("closing"), " ", el("span", { class: "muted" }, count(gap.closing.length))), pagedList(gap.closing, entry));
}

function gapSources(graph, gap) {
  if (!gap.sources.length) return null;
  const [list, more] = pagedList(gap.sources, (source) => el("li", {}, sourceLine(graph, source)));
  return el("section", {}, el("h3", {}, say("sources"), " ", el("span", { class: "muted" }, count(gap.sources.length))), list, more);
}
