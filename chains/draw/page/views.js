"use strict";
/* Views beside the network.  A script of a view calls addView with
   {
     id,                          its name in the address: #view=flow&…
     draw(app, host, params),     fills an empty element; params are the rest of the address (URLSearchParams)
     controls(app, params),       elements for the line above it; may be left out
     table(app, params),          the same content as {header, rows}: cells are texts, numbers, or {text, go} to lead on
   }
   and finds its data in app.graph.views[id].  To choose something, go to app.goView(id, {name: value}), so that every
   state has an address; to tell about something, app.tell(title, …elements) fills the panel's details. */

const views = new Map();

function addView(view) {
  views.set(view.id, view);
}

/* The tabs: the network first, then every view that has data. */
function viewTabs(app) {
  const { graph, route } = app;
  const present = [...views.keys()].filter((id) => graph.views[id]);
  const tab = (id, name, go) => {
    const here = id === (route.kind === "view" ? route.view : "network");
    return el("a", { href: go, class: "view-tab", "aria-current": here && "page", "data-view": id }, name);
  };
  if (!present.length) return [];
  return [tab("network", say("network"), `#${writeAddress(graph, { kind: "overview" })}`), ...present.map((id) => tab(id, pick(graph.viewNames[id]), `#view=${id}`))];
}

function viewAddress(id, params) {
  return new URLSearchParams([["view", id], ...params]).toString().replaceAll("+", "%20");
}

/* The part of an address that names these values; those that are not chosen stay out. */
function viewParams(values) {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined && value !== "") params.set(name, value);
  }
  return params;
}

/* Fills the host with the view of the route, as picture or as table. */
function showView(app) {
  const host = document.getElementById("host");
  const { view: id, params } = app.route;
  const view = views.get(id);
  const asTable = params.get("as") === "table";
  const area = el("div", { class: `view-area ${id}` });
  refill(host, [viewLine(app, view, params, asTable), area]);
  host.dataset.view = id;
  if (asTable) area.append(viewTable(app, view.table(app, params)));
  else view.draw(app, area, params);
}

function viewLine(app, view, params, asTable) {
  const flip = () => app.goView(view.id, { ...Object.fromEntries(app.route.params), as: asTable ? "" : "table" });
  return el(
    "div",
    { class: "view-line" },
    view.controls?.(app, params) ?? [],
    button(say("as_table"), flip, { class: "as-table", "aria-pressed": String(asTable) }),
  );
}

const TABLE_PAGE = 200;
function viewTable(app, { header, rows }) {
  const cell = (value) => {
    if (value !== null && typeof value === "object") return button(value.text, value.go, { class: "link" });
    return typeof value === "number" ? measure(value) : value ?? "–";
  };
  const line = (row) =>
    el("tr", {}, row.map((value) => el("td", { class: typeof value === "number" && "number" }, cell(value))));
  const body = el("tbody");
  const more = growInto(body, rows, line, TABLE_PAGE);
  const head = el("thead", {}, el("tr", {}, header.map((name, at) => el("th", { scope: "col", class: typeof rows[0]?.[at] === "number" && "number" }, name))));
  return el("div", { class: "view-table" }, el("table", {}, head, body), more);
}
