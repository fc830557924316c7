"use strict";
/* Lanes: one for each chain, side by side.  In a lane the things stand in rows under the name of their class, in the
   order that was computed beforehand; only the rows of what is not shown are closed up here.  A class that is linked
   to another one of its lane starts a column of its own, so that their links do not run over names. */

const ROW = 24;
const COLUMN = 216;
const LANE_GAP = 84;
const PAD = 18;
const HEAD = 64;
const EMPTY_LANE = 150;
const SMALLEST_MARK = 6.5;
const WIDEST_ROW = 84;
const WIDEST_COLUMN = 380;
const TITLE_ROWS = 2; // the name of a class takes so many rows

/* Returns where each node stands (at: x, y, column, row), the lanes, the classes' titles, and the bounds of it all. */
function placeLanes(graph, nodes, links, aspect) {
  const joined = joinedClasses(graph, links);
  const lanes = graph.chains.id.map((_, slot) => blocksOf(graph, slot, nodes, joined));
  const rows = chooseRows(lanes, aspect);
  const layout = { at: new Map(), lanes: [], blocks: [], row: ROW, column: spreadColumns(lanes, rows, aspect) };
  let left = 0;
  let columns = 0;
  lanes.forEach((blocks, slot) => {
    if (!blocks.length && slot === lanes.length - 1) return;
    const used = fillLane(blocks, rows, (place) => putBlock(layout, left, columns, place));
    const width = used ? used * layout.column : EMPTY_LANE;
    const members = blocks.reduce((sum, block) => sum + block.nodes.length, 0);
    layout.lanes.push({ slot, left: left - PAD, width: width + PAD, count: members });
    left += width + LANE_GAP;
    columns += Math.max(used, 1);
  });
  layout.row = spreadRows(layout, left, aspect);
  layout.size = Math.min(Math.max(0.22 * layout.row, SMALLEST_MARK), 13);
  const height = (lastRow(layout) + 1) * layout.row;
  for (const lane of layout.lanes) Object.assign(lane, { top: -HEAD, height: height + HEAD });
  layout.bounds = { left: -PAD - 12, top: -HEAD - 14, right: left - LANE_GAP + 12, bottom: height + 14 };
  return layout;
}

function lastRow(layout) {
  let last = 4;
  for (const { row } of layout.at.values()) last = Math.max(last, row);
  return last;
}

/* Where there is height to spare, the rows stand farther apart, and long names have room for two lines. */
function spreadRows(layout, width, aspect) {
  const spare = (width / aspect - HEAD) / (lastRow(layout) + 1);
  const row = Math.min(Math.max(spare, ROW), WIDEST_ROW);
  for (const place of [...layout.at.values(), ...layout.blocks]) place.y = place.row * row;
  return row;
}

/* Where there is width to spare, the columns are wider, and names are cut later. */
function spreadColumns(lanes, rows, aspect) {
  const used = lanes.map((blocks) => fillLane(blocks, rows, () => {}));
  const columns = used.reduce((sum, number) => sum + number, 0);
  const fixed = used.reduce((sum, number) => sum + (number ? 0 : EMPTY_LANE) + LANE_GAP, 0);
  return Math.min(Math.max((aspect * (rows * ROW + HEAD) - fixed) / Math.max(columns, 1), COLUMN), WIDEST_COLUMN);
}

/* Pairs of classes with a link between them, as "smaller:larger". */
function joinedClasses(graph, links) {
  const pairs = new Set();
  for (const [from, to] of links) {
    const ends = [graph.nodes.class[from], graph.nodes.class[to]];
    if (ends[0] !== ends[1]) pairs.add(`${Math.min(...ends)}:${Math.max(...ends)}`);
  }
  return pairs;
}

/* The classes of a lane in their order; `near` are the earlier ones that a class is linked to. */
function blocksOf(graph, slot, nodes, joined) {
  const groups = new Map();
  for (const node of nodes) {
    if (graph.nodes.slot[node] !== slot) continue;
    const cls = graph.nodes.class[node];
    if (!groups.has(cls)) groups.set(cls, []);
    groups.get(cls).push(node);
  }
  const { order } = graph.nodes;
  return [...groups.keys()]
    .sort((one, other) => one - other)
    .map((cls, _, all) => ({
      class: cls,
      nodes: groups.get(cls).sort((one, other) => order[one] - order[other]),
      near: new Set(all.filter((other) => other < cls && joined.has(`${other}:${cls}`))),
    }));
}

/* So many rows that the picture fits the window at the largest scale. */
function chooseRows(lanes, aspect) {
  let best = { rows: 10, size: Infinity };
  for (let rows = 10; rows < 4000; rows = Math.ceil(rows * 1.06)) {
    const width = lanes.reduce((sum, blocks) => sum + (fillLane(blocks, rows, () => {}) * COLUMN || EMPTY_LANE) + LANE_GAP, 0);
    const size = Math.max(width / aspect, rows * ROW + HEAD);
    if (size < 0.98 * best.size) best = { rows, size };
    if (rows * ROW > best.size) break;
  }
  return best.rows;
}

/* Fills the columns of a lane from top to bottom; returns how many were used. */
function fillLane(blocks, rows, put) {
  let [column, row] = [0, 0];
  let inColumn = new Set();
  for (const block of blocks) {
    const room = row + TITLE_ROWS + Math.min(block.nodes.length, 3) <= rows;
    const apart = [...block.near].some((other) => inColumn.has(other));
    if (row > 0 && (!room || apart)) [column, row, inColumn] = [column + 1, 0, new Set()];
    put({ block, column, row });
    row += TITLE_ROWS;
    for (const node of block.nodes) {
      if (row >= rows) [column, row, inColumn] = [column + 1, TITLE_ROWS, new Set()];
      put({ node, column, row });
      row += 1;
    }
    inColumn.add(block.class);
  }
  return blocks.length ? column + 1 : 0;
}

function putBlock(layout, left, columns, { block, node, column, row }) {
  const x = left + column * layout.column;
  if (block) {
    layout.blocks.push({ class: block.class, count: block.nodes.length, x, row: row + 0.85 });
    return;
  }
  layout.at.set(node, { x, column: columns + column, row });
}
