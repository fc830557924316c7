"use strict";
/* The panel's tab for a path: its two ends, each a field to search in, and its steps. */

class PathEnds {
  constructor(app) {
    Object.assign(this, { app, from: -1, to: -1 });
  }

  set({ from, to }) {
    Object.assign(this, { from, to });
  }

  /* Makes a thing one of the ends; when both are there, the path is shown. */
  choose(end, node) {
    this[end] = node;
    const { from, to, app } = this;
    if (from >= 0 && to >= 0) app.go({ kind: "path", from, to });
    else {
      this.render();
      app.panel.open("path");
      document.getElementById(end === "from" ? "path-to" : "path-from").focus();
    }
  }

  #swap() {
    [this.from, this.to] = [this.to, this.from];
    if (this.app.route.kind === "path") this.app.go({ ...this.app.route, from: this.from, to: this.to });
    else this.render();
  }

  #clear() {
    Object.assign(this, { from: -1, to: -1 });
    if (this.app.route.kind === "path") this.app.back();
    this.render();
  }

  render() {
    const { app } = this;
    const none = this.from < 0 && this.to < 0;
    refill(app.panel.body("path"), [
      el("p", { class: "lead" }, say("path_lead")),
      this.#field("from"),
      this.#field("to"),
      el(
        "p",
        { class: "buttons" },
        button(say("path_swap"), () => this.#swap(), { disabled: none }),
        button(say("path_clear"), () => this.#clear(), { disabled: none }),
      ),
      app.route.kind === "path" ? pathSteps(app) : null,
    ]);
  }

  #field(end) {
    const { app } = this;
    const [node, id] = [this[end], `path-${end}`];
    const value = node < 0 ? null : nameIn(app.graph.nodes, node);
    const input = el("input", {
      id, value, type: "search", autocomplete: "off", spellcheck: "false", role: "combobox", placeholder: say("search_hint"),
      "aria-expanded": "false", "aria-controls": `${id}-found`, "aria-autocomplete": "list", "aria-label": say(end),
    });
    const list = el("ul", { id: `${id}-found`, class: "card found", role: "listbox", "aria-label": say("search"), hidden: true });
    new Search(app.graph, input, list, { choose: (found) => this.choose(end, found.node) });
    return el("div", { class: "end" }, el("label", { for: id }, say(end)), el("div", { class: "search" }, input, list));
  }
}

/* The steps of the path that is shown, or that there is none. */
function pathSteps(app) {
  const { graph, scene, route } = app;
  const { path } = scene;
  if (route.from === route.to) return el("p", { class: "path-none" }, say("path_same"));
  if (!path) {
    const text = say(filtersOn() ? "path_none_filtered" : "path_none");
    const open = filtersOn() ? button(say("reset"), () => app.filter(openFilters)) : null;
    return [el("p", { class: "path-none", role: "status" }, text), open && el("p", { class: "buttons" }, open)];
  }
  const steps = path.steps.map((edges, at) => [
    el("li", { class: "step" }, edges.map((edge) => stepLine(app, path.nodes[at], edge))),
    el("li", { class: "station" }, thingButton(app, path.nodes[at + 1])),
  ]);
  return [
    el("p", { role: "status" }, el("b", {}, say("path_length", quantity(path.steps.length))), path.count > 1 ? ` ${say("path_others", { count: count(path.count) })}` : null),
    el("ol", { class: "path" }, el("li", { class: "station" }, thingButton(app, path.nodes[0])), steps),
    el("p", { class: "muted small" }, say("path_how")),
  ];
}

/* One link of a step, with an arrow in the direction in which it was stated. */
function stepLine(app, node, edge) {
  const { graph } = app;
  const { source, kind } = graph.edges;
  const along = source[edge] === node;
  return el(
    "span",
    { class: "step-link" },
    el("span", { class: "arrow", "aria-hidden": "true" }, along ? "↓" : "↑"),
    button([nameIn(graph.edges.kinds, kind[edge]), along ? null : el("span", { class: "visually-hidden" }, say("incoming"))], () => app.choose({ edge }), { class: "link" }),
    el("span", { class: "muted small" }, linkFactsSure(graph, edge)),
  );
}
