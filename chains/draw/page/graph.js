"use strict";
/* The graph: the columns that the page carries, and what is looked up in them.  Nodes, links, tiles and slots (a slot
   is a chain, or the rest) are numbers. */

async function unpackData(element) {
  const bytes = Uint8Array.from(atob(element.textContent.trim()), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

class Graph {
  constructor(data) {
    Object.assign(this, data);
    this.size = this.nodes.id.length;
    this.things = this.nodes.thing.reduce((sum, thing) => sum + thing, 0);
    this.tileCount = this.tiles.zh.length;
    this.#indexLinks();
    this.#indexTiles();
    this.numberOf = new Map(this.nodes.id.map((id, node) => [id, node]));
    this.tileOf = new Map(this.tiles.id.map((id, tile) => [id, tile]));
  }

  /* Which links touch each node: touching[start[n]] … touching[start[n + 1] - 1]. */
  #indexLinks() {
    const { source, target } = this.edges;
    const start = new Uint32Array(this.size + 1);
    for (const ends of [source, target]) for (const node of ends) start[node + 1] += 1;
    for (let node = 0; node < this.size; node += 1) start[node + 1] += start[node];
    const next = start.slice();
    const touching = new Uint32Array(2 * source.length);
    for (let edge = 0; edge < source.length; edge += 1) {
      touching[next[source[edge]]++] = edge;
      touching[next[target[edge]]++] = edge;
    }
    this.start = start;
    this.touching = touching;
  }

  #indexTiles() {
    const { first, tiles, slot } = this.nodes;
    this.inBubble = new Map();
    for (let node = 0; node < this.size; node += 1) {
      for (let at = first[node]; at < first[node + 1]; at += 1) {
        const key = `${tiles[at]}:${slot[node]}`;
        if (!this.inBubble.has(key)) this.inBubble.set(key, []);
        this.inBubble.get(key).push(node);
      }
    }
  }

  links(node) {
    return this.touching.subarray(this.start[node], this.start[node + 1]);
  }

  degree(node) {
    return this.start[node + 1] - this.start[node];
  }

  otherEnd(edge, node) {
    return this.edges.source[edge] === node ? this.edges.target[edge] : this.edges.source[edge];
  }

  tilesOf(node) {
    return this.nodes.tiles.slice(this.nodes.first[node], this.nodes.first[node + 1]);
  }

  belongsTo(node, tile) {
    return this.tilesOf(node).includes(tile);
  }

  isThing(node) {
    return this.nodes.thing[node] === 1;
  }

  chainId(slot) {
    return this.chains.id[slot];
  }

  /* The identifier in full: those of this project are kept short. */
  iri(node) {
    const id = this.nodes.id[node];
    return id.includes("://") ? id : `https://w3id.org/fourchains/id/${id}`;
  }
}
