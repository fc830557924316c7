"use strict";
/* The page as a whole: where one is, what is chosen, and how the parts follow. */

class App {
  constructor(graph) {
    this.graph = graph;
    this.scene = null;
    this.layout = null;
    this.chosen = null;
    this.cursor = null;
    this.route = { kind: "overview" };
    const paint = { under: (...given) => paintUnder(this, ...given), over: (...given) => paintOver(this, ...given) };
    this.panel = new Panel(document.querySelector(".panel"));
    this.stage = new Stage(document.querySelector(".stage"), graph.overview.options, paint);
    this.stage.onrest = () => this.#rememberSoon();
    this.panel.onraise = () => this.stage.fitted && this.stage.fit(...this.stage.fitted);
    this.overlay = new Overlay(document.getElementById("overlay"), this.stage);
    const at = (id) => document.getElementById(id);
    this.search = new Search(graph, at("search"), at("found"), { choose: (found) => this.#goFound(found), places: true });
    this.ends = new PathEnds(this);
    this.#listen();
    language.listeners.push(() => [this.#speak(), this.remember()]);
    this.#speak();
    this.#follow();
  }

  #listen() {
    const on = (id, action) => document.getElementById(id).addEventListener("click", action);
    on("back", () => this.back());
    on("home", () => this.go({ kind: "overview" }));
    on("all", () => this.go({ kind: "all" }));
    on("export", () => (this.route.kind === "view" ? exportView(this) : exportPicture(this)));
    on("export-svg", () => exportDrawing(this));
    on("as-table", () => this.go({ ...this.route, table: !this.route.table }, { chosen: this.chosen }));
    on("fit", () => this.fit());
    on("zoom-in", () => this.#zoom(1.4));
    on("zoom-out", () => this.#zoom(1 / 1.4));
    window.addEventListener("hashchange", () => this.#follow());
    listenToGestures(this.stage, {
      click: (x, y) => clickAt(this, x, y),
      enter: (x, y) => enterAt(this, x, y),
      hover: (at) => hoverAt(this, at),
      fit: () => this.fit(),
    });
    listenToFlights(this.stage);
    listenToKeys(this);
  }

  /* Going somewhere is a change of the address, so that the browser's own Back works. */
  go(route, { chosen = null } = {}) {
    const hash = this.#addressOf(route, { chosen });
    if (hash === location.hash.replace(/^#/, "")) this.#follow();
    else location.hash = hash;
  }

  goView(view, values = {}) {
    this.go({ kind: "view", view, params: viewParams(values) });
  }

  #addressOf(route, { chosen = null, at = null } = {}) {
    return writeAddress(this.graph, route, { chosen: isOwnChoice({ route, chosen }) ? null : chosen, at });
  }

  /* Browsers refuse too many changes of an address, so it waits until the hand rests. */
  #rememberSoon() {
    clearTimeout(this.restTimer);
    this.restTimer = setTimeout(() => this.remember(), 300);
  }

  /* Keeps the address true to what is looked at, without a step for Back. */
  remember() {
    // An address that was not followed yet is where somebody is going: it must not be written over.
    if (this.following || this.route.kind === "view" || withTerms(location.hash, {}) !== this.followed) return;
    const at = this.stage.fitted || this.stage.flight ? null : placeOf(this.stage, boundsOf(this));
    const hash = this.#addressOf(this.route, { chosen: this.chosen, at });
    if (hash === location.hash.replace(/^#/, "")) return;
    history.replaceState(history.state, "", `${location.href.split("#")[0]}#${hash}`);
    this.followed = withTerms(location.hash, {});
    renderTabs(this);
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
    this.go({ kind: "overview" }, { chosen: { tile } });
  }

  #goFound({ tile, node }) {
    if (tile !== undefined) this.goTile(tile);
    else this.reach(node);
  }

  /* Shows a thing: here if this view has it, else in a view of its own. */
  reach(node) {
    if (!this.scene?.has.has(node) || this.route.table) {
      this.go({ kind: "thing", node, table: this.route.table });
      return;
    }
    this.choose({ node });
    const { x, y } = this.layout.at.get(node);
    flyTo(this.stage, x + this.layout.column / 3, y, Math.max(this.stage.view.scale, 0.75));
  }

  /* Adds the things that one is linked to, or takes them away again. */
  expand(node) {
    const opened = this.route.with ?? [];
    const next = opened.includes(node) ? opened.filter((other) => other !== node) : [...opened, node];
    this.go({ ...this.route, with: next }, { chosen: { node } });
  }

  #follow() {
    const { graph } = this;
    this.following = true;
    this.followed = withTerms(location.hash, {});
    const route = readRoute(graph, location.hash);
    const look = readLook(graph, location.hash);
    if (history.state?.depth === undefined) history.replaceState({ depth: (this.depth ?? -1) + 1 }, "");
    this.depth = history.state.depth;
    if (route.kind !== "view") readFilters(graph, location.hash);
    this.route = route;
    this.told = null;
    this.cursor = null;
    this.chosen = look.chosen ?? ownChoice(route);
    if (route.kind === "path") this.ends.set(route);
    this.show();
    this.choose(this.chosen, { spotlight: route.kind !== "thing" || Boolean(look.chosen) });
    if (["bubble", "all"].includes(route.kind) && !look.chosen) this.panel.open("contents", { raise: false });
    if (look.at && route.kind !== "view") goToPlace(this.stage, boundsOf(this), look.at);
    this.following = false;
  }

  /* Builds the picture of the current route and filters. */
  show({ keepView = false } = {}) {
    const { graph, stage, route } = this;
    const viewing = route.kind === "view";
    document.body.classList.toggle("viewing", viewing);
    document.getElementById("host").hidden = !viewing && !route.table;
    stage.element.inert = viewing || route.table;
    hoverAt(this, null);
    this.scene = makeScene(graph, route);
    this.#render();
    if (viewing) {
      showView(this);
      return;
    }
    buildPicture(this);
    if (keepView && !this.scene) stage.repaint();
    else fitPicture(this);
    if (route.table) showTable(this);
  }

  fit() {
    fitPicture(this);
    this.remember();
  }

  #zoom(factor) {
    this.stage.zoomBy(factor, ...this.stage.middle());
  }

  /* Chooses a thing, a link, a pair of bubbles, a place, a gap or the path ({node}, {edge}, {pair}, {tile}, {gap}, {path}). */
  choose(what, { spotlight = true } = {}) {
    this.chosen = what && { ...what, spotlight: spotlight && this.scene ? frontOf(this, what) : null };
    this.#renderDetails();
    if (what) this.panel.open(what.path ? "path" : "details");
    if (this.route.kind === "view") return;
    if (!this.scene) this.stage.update(overviewEdges(this.graph, what?.tile ?? -1));
    if (what?.tile !== undefined || (what?.gap !== undefined && !this.scene)) this.#showTile(what.tile ?? this.graph.gaps[what.gap].tile);
    this.stage.repaint();
    this.remember();
  }

  #showTile(tile) {
    if (tile >= 0) flyTo(this.stage, this.graph.tiles.x[tile], this.graph.tiles.y[tile], Math.max(this.stage.view.scale, 0.9));
  }

  filter(change) {
    change();
    filters.masks = null;
    this.chosen = null;
    this.show({ keepView: filters.tile < 0 });
    const own = ownChoice(this.route);
    this.chosen = own && { ...own, spotlight: own.path ? frontOf(this, own) : null };
    this.#renderDetails();
    if (own && !this.route.table) this.stage.repaint();
    this.remember();
  }

  #speak() {
    speakControls();
    if (!this.drawn) return;
    this.#render();
    this.#renderDetails();
    if (this.route.kind === "view") showView(this);
    else this.stage.repaint();
    if (this.route.table) showTable(this);
  }

  #render() {
    const { panel } = this;
    renderHeader(this);
    refill(document.getElementById("legend"), legend(this));
    refill(panel.body("contents"), this.scene ? sceneContents(this, this.scene) : overviewContents(this));
    refill(panel.body("filters"), filterForm(this));
    this.ends.render();
    panel.element.classList.toggle("filtered", filtersOn());
    this.renderGaps();
  }

  renderGaps() {
    refill(this.panel.body("gaps"), gapList(this));
  }

  #renderDetails() {
    const none = this.told ?? el("p", { class: "muted" }, say("details_none"));
    const shown = this.chosen && !this.chosen.path ? detailsOf(this, this.chosen) : none;
    refill(this.panel.body("details"), shown);
  }
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
