"use strict";
/* Filters, and what they let through: one mask for things and one for links, made anew when a filter changes. */

const filters = {
  slots: new Set(), // chains that are hidden
  kinds: new Set(), // kinds of link that are hidden
  unsure: new Set(), // confidence classes that are hidden
  tile: -1,
  industry: -1, // number of an industry chain in graph.industries
  years: null, // [first, last]
  undated: true, // whether links without a year pass while years are chosen
  degree: 0, // least number of links, counted after the filters of links
  masks: null,
};

function filtersOn() {
  return filters.slots.size > 0 || filters.kinds.size > 0 || filters.tile >= 0 || filtersDeep();
}

/* Whether more is filtered than the counts of the overview that came ready can tell. */
function filtersDeep() {
  return filters.unsure.size > 0 || filters.industry >= 0 || filters.years !== null || filters.degree > 0;
}

function openFilters() {
  for (const set of [filters.slots, filters.kinds, filters.unsure]) set.clear();
  Object.assign(filters, { tile: -1, industry: -1, years: null, undated: true, degree: 0, masks: null });
}

function masksOf(graph) {
  filters.masks ??= makeMasks(graph);
  return filters.masks;
}

function makeMasks(graph) {
  const links = linkMask(graph);
  const degrees = countDegrees(graph, links);
  const members = filters.industry < 0 ? null : new Set(graph.industries.members[filters.industry]);
  return { links, degrees, members, things: thingMask(graph, degrees, members) };
}

function linkMask(graph) {
  const { kind, year, stated } = graph.edges;
  const kinds = graph.edges.kinds.id.map((_, number) => !filters.kinds.has(number));
  const sources = graph.sources.confidence.map((confidence) => !filters.unsure.has(confidence));
  const mask = new Uint8Array(kind.length);
  for (let edge = 0; edge < mask.length; edge += 1) {
    mask[edge] = kinds[kind[edge]] && (stated[edge] < 0 || sources[stated[edge]]) && yearPasses(year[edge]) ? 1 : 0;
  }
  return mask;
}

function yearPasses(year) {
  if (filters.years === null) return true;
  if (year === null) return filters.undated;
  return year >= filters.years[0] && year <= filters.years[1];
}

/* Links between things that pass, for each thing; places are no things. */
function countDegrees(graph, links) {
  const { source, target } = graph.edges;
  const degrees = new Uint32Array(graph.size);
  links.forEach((passes, edge) => {
    if (!passes || !graph.isThing(source[edge]) || !graph.isThing(target[edge])) return;
    degrees[source[edge]] += 1;
    degrees[target[edge]] += 1;
  });
  return degrees;
}

function thingMask(graph, degrees, members) {
  const mask = new Uint8Array(graph.size);
  for (let node = 0; node < graph.size; node += 1) {
    const passes =
      graph.isThing(node) &&
      !filters.slots.has(graph.nodes.slot[node]) &&
      degrees[node] >= filters.degree &&
      (members === null || members.has(node)) &&
      (filters.tile < 0 || graph.belongsTo(node, filters.tile));
    mask[node] = passes ? 1 : 0;
  }
  return mask;
}

function tilePasses(tile) {
  return filters.tile < 0 || filters.tile === tile;
}

/* A pair of bubbles, [tile, slot, tile, slot]: both chains are shown, and one end at least lies where the filters look. */
function pairPasses([tile, slot, other, second]) {
  return !filters.slots.has(slot) && !filters.slots.has(second) && (tilePasses(tile) || tilePasses(other));
}

function linkPasses(graph, edge) {
  return masksOf(graph).links[edge] === 1;
}

function thingPasses(graph, node) {
  return masksOf(graph).things[node] === 1;
}
