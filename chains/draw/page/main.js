"use strict";
/* The page as a whole: where one is, what is chosen, and how the parts follow. */

const PHONE = matchMedia("(max-width: 760px)");

class App {
  constructor(graph) {
    this.graph = graph;
    this.scene = null;
    this.layout = null;
    this.chosen = null;
    this.route = { kind: "overview" };
    const paint = { under: (...given) => paintUnder(this, ...given), over: (...given) => paintOver(this, ...given) };
    this.panel = new Panel(document.querySelector(".panel"));
    this.stage = new Stage(document.querySelector(".stage"), graph.overview.options, paint);
    this.panel.onraise = () => this.stage.fitted && this.stage.fit(...this.stage.fitted);
    this.overlay = new Overlay(document.getElementById("overlay"), this.stage);
    this.search = new Search(this, document.getElementById("search"), document.getElementById("found"));
    this.#listen();
    // Another page may lead here in its own language: map.html#…&lang=en.
    const asked = new URLSearchParams(location.hash.slice(1)).get("lang");
    if (["zh", "en"].includes(asked)) language.set(asked);
    language.listeners.push(() => this.#speak());
    this.#speak();
    this.#follow();
  }

  #listen() {
    const on = (id, action) => document.getElementById(id).addEventListener("click", action);
    on("back", () => this.back());
    on("home", () => this.go({ kind: "overview" }));
    on("all", () => this.go({ kind: "all" }));
    on("export", () => (this.route.kind === "view" ? exportView(this) : exportPicture(this)));
    on("fit", () => this.fit());
    on("zoom-in", () => this.#zoom(1.4));
    on("zoom-out", () => this.#zoom(1 / 1.4));
    for (const button of document.querySelectorAll("[data-set-lang]")) {
      button.addEventListener("click", () => language.set(button.dataset.setLang));
    }
    window.addEventListener("hashchange", () => this.#follow());
    document.addEventListener("keydown", (event) => this.#shortcut(event));
    listenToGestures(this.stage, {
      click: (x, y) => this.#click(x, y),
      enter: (x, y) => this.#enter(x, y),
      hover: (at) => this.#hover(at),
      fit: () => this.fit(),
    });
  }

  /* Going somewhere is a change of the address, so that the browser's own Back works. */
  go(route) {
    const hash = writeRoute(this.graph, route);
    if (hash === location.hash.replace(/^#/, "")) this.#follow();
    else location.hash = hash;
  }

  goView(view, values = {}) {
    this.go({ kind: "view", view, params: viewParams(values) });
  }

  /* Fills the panel's details with what a view has to tell. */
  tell(title, ...content) {
    this.told = [el("div", { class: "head" }, el("h2", {}, title)), content];
    this.chosen = null;
    this.#renderDetails();
    this.panel.open("details");
  }

  back() {
    if (this.depth > 0) history.back();
    else this.go({ kind: "overview" });
  }

  goTile(tile) {
    this.wanted = { tile };
    this.go({ kind: "overview" });
  }

  /* Shows a thing: here if this view has it, else in a view of its own. */
  reach(node) {
    if (!this.scene?.has.has(node)) {
      this.go({ kind: "thing", node });
      return;
    }
    this.choose({ node });
    const { x, y } = this.layout.at.get(node);
    this.stage.centre(x + this.layout.column / 3, y, Math.max(this.stage.view.scale, 0.75));
  }

  #follow() {
    const route = readRoute(this.graph, location.hash);
    if (history.state?.depth === undefined) history.replaceState({ depth: (this.depth ?? -1) + 1 }, "");
    this.depth = history.state.depth;
    this.route = route;
    this.told = null;
    this.chosen = route.kind === "gap" ? { gap: route.gap } : null;
    this.show();
    if (route.kind === "thing") this.choose({ node: route.node }, { spotlight: false });
    else if (route.kind === "gap") this.choose({ gap: route.gap });
    else if (this.wanted) this.choose(this.wanted);
    else this.choose(null);
    if (route.kind === "bubble" || route.kind === "all") this.panel.open("contents", { raise: false });
    this.wanted = null;
  }

  /* Builds the picture of the current route and filters. */
  show({ keepView = false } = {}) {
    const { graph, stage } = this;
    const viewing = this.route.kind === "view";
    document.body.classList.toggle("viewing", viewing);
    document.getElementById("host").hidden = !viewing;
    this.#hover(null);
    this.scene = makeScene(graph, this.route);
    this.#render();
    if (viewing) {
      showView(this);
      return;
    }
    if (this.scene) {
      const free = stage.freeArea();
      this.scene.byRank = [...this.scene.nodes].sort((one, other) => this.#rank(other) - this.#rank(one));
      this.layout = placeLanes(graph, this.scene.nodes, pairsOf(graph, this.scene), free.width / free.height);
      this.lines = lineEnds(graph, this.scene, this.layout);
      stage.show(laneNodes(graph, this.scene, this.layout), missingLinks(graph, this.scene, this.layout));
    } else {
      this.layout = null;
      stage.show(overviewNodes(graph), overviewEdges(graph, this.chosen?.tile ?? -1));
    }
    if (keepView && !this.scene) stage.repaint();
    else this.fit();
  }

  #rank(node) {
    return this.graph.degree(node) + (this.scene.focus.has(node) ? 1e6 : 0);
  }

  fit() {
    if (this.layout) this.stage.fit(this.layout.bounds, { farthest: this.#legibleScale(), first: this.#focusBounds() });
    else this.stage.fit(overviewBounds(this.graph), { farthest: PHONE.matches ? 0.5 : 0 });
  }

  /* On a phone a view opens on what it is about, large enough to read. */
  #legibleScale() {
    if (!PHONE.matches) return 0;
    return this.route.kind === "gap" ? 0.3 : 0.42;
  }

  /* Where the things that the view is about stand. */
  #focusBounds() {
    const ends = this.scene.gaps.flatMap(({ from, to }) => [from, to]);
    const shown = this.route.kind === "gap" && ends.length ? ends : [...this.scene.focus];
    const places = shown.map((node) => this.layout.at.get(node));
    if (!places.length) return this.layout.bounds;
    const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
    return { left: Math.min(...xs) - 30, right: Math.max(...xs) + this.layout.column, top: this.layout.bounds.top, bottom: Math.max(...ys) + 40 };
  }

  #zoom(factor) {
    const box = this.stage.element.getBoundingClientRect();
    const free = this.stage.freeArea();
    this.stage.zoomBy(factor, box.left + free.width / 2, box.top + free.height / 2);
  }

  /* Chooses a thing, a link, a pair of bubbles, a place or a gap ({node}, {edge}, {pair}, {tile}, {gap}). */
  choose(what, { spotlight = true } = {}) {
    this.chosen = what && { ...what, spotlight: spotlight && this.scene ? this.#spotlight(what) : null };
    this.#renderDetails();
    if (what) this.panel.open("details");
    if (this.route.kind === "view") return;
    if (!this.scene) this.stage.update(overviewEdges(this.graph, what?.tile ?? -1));
    if (what?.tile !== undefined || (what?.gap !== undefined && !this.scene)) this.#showTile(what.tile ?? this.graph.gaps[what.gap].tile);
    this.stage.repaint();
  }

  #showTile(tile) {
    if (tile >= 0) this.stage.centre(this.graph.tiles.x[tile], this.graph.tiles.y[tile], Math.max(this.stage.view.scale, 0.9));
  }

  #spotlight({ node, edge }) {
    const { edges } = this.graph;
    if (node !== undefined) {
      const touching = (link) => link.from === node || link.to === node;
      const links = this.scene.edges.filter((link) => edges.source[link] === node || edges.target[link] === node);
      return { nodes: [node], edges: links, gaps: this.scene.gaps.filter(touching) };
    }
    if (edge !== undefined && this.scene.edges.includes(edge)) {
      return { nodes: [edges.source[edge], edges.target[edge]], edges: [edge], gaps: [] };
    }
    return null;
  }

  #click(x, y) {
    const found = this.#pick(x, y);
    if (this.scene) this.choose(this.#choiceOf(found));
    else this.#clickOverview(found, this.stage.toPicture(x, y));
  }

  /* What lies under the pointer: {node}, {edge} (a missing link or a line of the overview), {link}, or nothing. */
  #pick(x, y) {
    const found = this.stage.pick(x, y);
    if (!this.scene || found.node !== undefined || found.edge !== undefined) return found;
    const at = this.stage.toPicture(x, y);
    const line = nearestLink(this.lines, at.x, at.y, this.stage.view.scale);
    return line < 0 ? {} : { link: this.scene.edges[line] };
  }

  #choiceOf({ node, edge, link }) {
    if (node !== undefined) return { node };
    if (edge !== undefined) return { gap: this.scene.gaps[Number(edge.slice(1))].gap };
    return link === undefined ? null : { edge: link };
  }

  #clickOverview({ node, edge }, at) {
    if (node !== undefined) {
      const [tile, slot] = bubbleOf(node);
      this.go({ kind: "bubble", tile, slot });
      return;
    }
    const tile = tileAt(this.graph, at.x, at.y);
    const [sort, number] = edge ? edge.split(":") : [];
    if (sort === "link") this.choose({ pair: Number(number) });
    else if (sort === "gap") this.#chooseGaps(this.graph.overview.gaps[Number(number)]);
    else this.choose(tile < 0 ? null : { tile });
  }

  #chooseGaps([pair, numbers]) {
    const known = this.graph.overview.pairs.findIndex((other) => other.every((value, at) => value === pair[at]));
    if (numbers.length === 1 || known < 0) this.go({ kind: "gap", gap: numbers[0] });
    else this.choose({ pair: known });
  }

  #enter(x, y) {
    const { node } = this.stage.pick(x, y);
    if (this.scene && node !== undefined) this.go({ kind: "thing", node });
  }

  #hover(at) {
    const found = at && this.#pick(at.x, at.y);
    const lines = found && tipLines(this, found);
    this.overlay.clear();
    if (this.scene && found?.node !== undefined && found.node !== this.chosen?.node) {
      const front = this.#spotlight(found);
      this.overlay.draw((ctx, scale) => drawSpotlight(ctx, this.graph, this.scene, this.layout, scale, front));
    }
    this.stage.element.classList.toggle("pointing", Boolean(lines));
    showTip(at, lines);
  }

  #shortcut(event) {
    if (event.key === "Escape") this.#escape();
    const typing = /^(input|select|textarea)$/i.test(event.target.tagName);
    if (event.key === "/" && !typing) {
      event.preventDefault();
      this.search.input.focus();
    }
  }

  /* Esc closes what is open, the innermost first. */
  #escape() {
    if (!this.search.list.hidden) this.search.close();
    else if (this.chosen) [this.choose(null), this.panel.open("contents", { raise: false })];
    else this.panel.raise(false);
  }

  filter(change) {
    change();
    this.chosen = null;
    this.show({ keepView: filters.tile < 0 });
  }

  clearFilters() {
    this.filter(() => [filters.slots.clear(), filters.kinds.clear(), (filters.tile = -1)]);
  }

  #speak() {
    speakControls();
    if (!this.drawn) return;
    this.#render();
    this.#renderDetails();
    if (this.route.kind === "view") showView(this);
    else this.stage.repaint();
  }

  #render() {
    const { panel } = this;
    renderHeader(this);
    refill(document.getElementById("legend"), legend(this));
    refill(panel.body("contents"), this.scene ? sceneContents(this, this.scene) : overviewContents(this));
    refill(panel.body("filters"), filterForm(this));
    panel.element.classList.toggle("filtered", filtersOn());
    this.renderGaps();
  }

  renderGaps() {
    refill(this.panel.body("gaps"), gapList(this));
  }

  #renderDetails() {
    const none = this.told ?? el("p", { class: "muted" }, say("details_none"));
    const shown = this.chosen ? detailsOf(this, this.chosen) : none;
    refill(this.panel.body("details"), shown);
  }
}

/* The ends of every link and missing link of a scene. */
function pairsOf(graph, scene) {
  const { source, target } = graph.edges;
  return [...scene.edges.map((edge) => [source[edge], target[edge]]), ...scene.gaps.map(({ from, to }) => [from, to])];
}

function detailsOf(app, { node, edge, pair, tile, gap }) {
  if (node !== undefined) return thingDetails(app, node);
  if (edge !== undefined) return edgeDetails(app, edge);
  if (pair !== undefined) return pairDetails(app, pair);
  return tile === undefined ? gapDetails(app, gap) : tileDetails(app, tile);
}

async function start() {
  const message = document.getElementById("message");
  try {
    const data = await unpackData(document.getElementById("data"));
    language.words = data.words;
    const graph = new Graph(data);
    colourGraph(graph);
    window.map = new App(graph);
    followTheme(window.map);
    followPrinter(window.map);
    performance.mark("ready");
  } catch (error) {
    message.hidden = false;
    message.textContent = document.documentElement.dataset.failed;
    throw error;
  }
}

start();
