"use strict";
/* The head of the page: what the view is called, where it stands, and the words on fixed controls. */

/* The path from the overview to the view. */
function titleParts({ graph, route }) {
  const parts = [pick(graph.title)];
  if (route.kind === "bubble") parts.push(nameIn(graph.tiles, route.tile), nameIn(graph.chains, route.slot));
  if (route.kind === "thing") parts.push(nameIn(graph.nodes, route.node));
  if (route.kind === "gap") parts.push(say("gaps"), pick(graph.gaps[route.gap].label));
  if (route.kind === "path") parts.push(ends(graph, route.from, route.to));
  if (route.kind === "view") parts.push(pick(graph.viewNames[route.view]));
  return parts;
}

function titleText(app) {
  const parts = titleParts(app);
  if (parts.length === 1) parts.push(say(app.route.kind === "all" ? "everything" : "overview"));
  return parts.join(" · ");
}

function renderHeader(app) {
  const { graph, route, scene } = app;
  const at = (id) => document.getElementById(id);
  document.title = titleText(app);
  at("title").textContent = pick(graph.title);
  renderTabs(app);
  at("trail").replaceChildren(...titleParts(app).slice(1).map((part) => el("span", {}, part)));
  at("back").hidden = route.kind === "overview" || route.kind === "all";
  at("all").hidden = graph.things > MOST_THINGS;
  at("export-svg").hidden = route.kind === "view";
  at("as-table").setAttribute("aria-pressed", String(Boolean(route.table)));
  at("home").toggleAttribute("aria-current", route.kind === "overview");
  at("all").toggleAttribute("aria-current", route.kind === "all");
  at("message").hidden = route.kind === "view" || Boolean(scene ? scene.nodes.length : graph.things);
  at("message").textContent = say(graph.things ? "nothing_left" : "empty");
}

/* The tabs lead back to the network with its filters. */
function renderTabs(app) {
  refill(document.getElementById("views"), viewTabs(app));
}

/* Gives the controls that stand in the template their names in the current language. */
function speakControls() {
  for (const element of document.querySelectorAll("[data-say]")) {
    element.setAttribute(element.dataset.sayAs, say(element.dataset.say));
  }
}
