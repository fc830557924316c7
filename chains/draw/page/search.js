"use strict";
/* Search by name in either language and by pinyin: cities first, then the names that fit best. */

const MOST_FOUND = 12;
const RANK = { exact: 0, begins: 1, sounds: 2, holds: 3, sound: 4 };

/* What is searched, once for all fields. */
class Names {
  constructor(graph) {
    const keys = (table) => table.zh.map((zh, number) => `${zh}\n${table.en[number]}`.toLowerCase());
    this.graph = graph;
    this.things = keys(graph.nodes);
    this.tiles = keys(graph.tiles);
  }

  static of(graph) {
    graph.names ??= new Names(graph);
    return graph.names;
  }

  /* The syllables are only spelt out when somebody types letters. */
  #sounds() {
    if (this.sounds) return this.sounds;
    const { graph } = this;
    const read = makeReader(graph.sounds);
    this.sounds = {
      things: graph.nodes.zh.map((name, node) => read(name, node)),
      tiles: graph.tiles.zh.map((name, tile) => read(name, graph.size + tile)),
    };
    return this.sounds;
  }

  #rank(table, number, words, letters) {
    const key = this[table][number];
    if (key.includes(words)) {
      if (key.split("\n").includes(words)) return RANK.exact;
      return key.startsWith(words) || key.includes(`\n${words}`) ? RANK.begins : RANK.holds;
    }
    if (!letters) return null;
    const sound = matchSound(this.#sounds()[table][number], letters);
    return [RANK.sounds, RANK.sound, RANK.sound + 1, null][sound];
  }

  /* The things that fit, best first; of equal ones the best linked. */
  findThings(words) {
    const { graph } = this;
    const letters = soundQuery(words);
    const found = [];
    for (let node = 0; node < graph.size; node += 1) {
      const rank = graph.isThing(node) ? this.#rank("things", node, words, letters) : null;
      if (rank !== null) found.push({ node, rank });
    }
    return found.sort((one, other) => one.rank - other.rank || graph.degree(other.node) - graph.degree(one.node));
  }

  findTiles(words) {
    const letters = soundQuery(words);
    const ranked = this.graph.tiles.id.map((id, tile) => ({ tile, rank: id ? this.#rank("tiles", tile, words, letters) : null }));
    return ranked.filter(({ rank }) => rank !== null && rank <= RANK.sound).sort((one, other) => one.rank - other.rank);
  }
}

/* A field with a list under it; choose gets {node} or {tile}. */
class Search {
  constructor(graph, input, list, { choose, places = false }) {
    Object.assign(this, { graph, input, list, choose, places, names: Names.of(graph), found: [], at: -1 });
    input.addEventListener("input", () => this.look());
    input.addEventListener("focus", () => this.look());
    input.addEventListener("keydown", (event) => this.#press(event));
    // A press on the list takes the focus away first.
    input.addEventListener("blur", () => (this.leaving = setTimeout(() => this.close(), 150)));
  }

  look() {
    clearTimeout(this.leaving);
    const words = this.input.value.trim().toLowerCase();
    const tiles = words && this.places ? this.names.findTiles(words).slice(0, 4) : [];
    this.found = words ? [...tiles, ...this.names.findThings(words).slice(0, MOST_FOUND)].slice(0, MOST_FOUND) : [];
    this.at = -1;
    this.#render(words !== "");
  }

  #render(asked) {
    const rows = this.found.map((found, number) => this.#row(found, number));
    if (asked && !rows.length) rows.push(el("li", { class: "muted", role: "presentation" }, say("no_match")));
    this.list.replaceChildren(...rows);
    this.list.hidden = !asked;
    this.input.setAttribute("aria-expanded", asked);
    this.#point();
  }

  #row(found, number) {
    const { graph } = this;
    const choose = (event) => [event.preventDefault(), this.#choose(number)];
    const attributes = { role: "option", id: `${this.list.id}-${number}`, "aria-selected": "false", onmousedown: choose };
    if ("tile" in found) return el("li", attributes, el("span", {}, nameIn(graph.tiles, found.tile)), el("span", { class: "muted small" }, say("place")));
    const { node } = found;
    const place = graph.nodes.tile[node] >= 0 ? ` · ${nameIn(graph.tiles, graph.nodes.tile[node])}` : "";
    const kind = nameIn(graph.nodes.classes, graph.nodes.class[node]);
    return el("li", attributes, mark(graph, graph.nodes.slot[node]), el("span", {}, nameIn(graph.nodes, node)), el("span", { class: "muted small" }, kind + place));
  }

  #press(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.found.length) {
      event.preventDefault();
      this.at = (this.at + step + this.found.length + (this.at < 0 && step < 0 ? 1 : 0)) % this.found.length;
      this.#point();
    } else if (event.key === "Enter" && this.found.length) {
      event.preventDefault();
      this.#choose(Math.max(this.at, 0));
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.stopPropagation();
      this.close();
    }
  }

  #point() {
    [...this.list.children].forEach((row, number) => row.setAttribute("aria-selected", number === this.at));
    this.list.children[this.at]?.scrollIntoView({ block: "nearest" });
    if (this.at >= 0) this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  #choose(number) {
    const found = this.found[number];
    this.close();
    this.input.blur();
    this.choose(found);
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }
}
