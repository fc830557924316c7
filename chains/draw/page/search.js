"use strict";
/* Search by name in either language: cities first, then what begins with the words, then what holds them. */

const MOST_FOUND = 12;

class Search {
  constructor(app, input, list) {
    Object.assign(this, { app, input, list, found: [], at: -1 });
    const { graph } = app;
    this.keys = graph.nodes.zh.map((zh, node) => `${zh}\n${graph.nodes.en[node]}`.toLowerCase());
    this.tileKeys = graph.tiles.zh.map((zh, tile) => `${zh}\n${graph.tiles.en[tile]}`.toLowerCase());
    input.addEventListener("input", () => this.look());
    input.addEventListener("focus", () => this.look());
    input.addEventListener("keydown", (event) => this.#press(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  look() {
    const words = this.input.value.trim().toLowerCase();
    this.found = words ? [...this.#tiles(words), ...this.#things(words)].slice(0, MOST_FOUND) : [];
    this.at = -1;
    this.#render(words !== "");
  }

  #tiles(words) {
    const { tiles } = this.app.graph;
    return this.tileKeys.flatMap((key, tile) => (tiles.id[tile] && key.includes(words) ? [{ tile }] : [])).slice(0, 4);
  }

  #things(words) {
    const { graph } = this.app;
    const ranked = [];
    this.keys.forEach((key, node) => {
      if (!graph.isThing(node) || !key.includes(words)) return;
      const exact = key.split("\n").includes(words);
      const begins = key.startsWith(words) || key.includes(`\n${words}`);
      ranked.push({ node, rank: exact ? 0 : begins ? 1 : 2 });
    });
    return ranked.sort((one, other) => one.rank - other.rank || graph.degree(other.node) - graph.degree(one.node)).slice(0, MOST_FOUND);
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
    const { graph } = this.app;
    const choose = (event) => [event.preventDefault(), this.#choose(number)];
    const attributes = { role: "option", id: `found-${number}`, "aria-selected": "false", onmousedown: choose };
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
    } else if (event.key === "Escape") {
      this.close();
    }
  }

  #point() {
    [...this.list.children].forEach((row, number) => row.setAttribute("aria-selected", number === this.at));
    this.list.children[this.at]?.scrollIntoView({ block: "nearest" });
    if (this.at >= 0) this.input.setAttribute("aria-activedescendant", `found-${this.at}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  #choose(number) {
    const found = this.found[number];
    this.close();
    this.input.blur();
    if ("tile" in found) this.app.goTile(found.tile);
    else this.app.reach(found.node);
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }
}
