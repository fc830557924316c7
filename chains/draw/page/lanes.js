"use strict";
/* Lanes: one for each chain, side by side.  In a lane the things stand in rows under the name of their class, in the
   order that was computed beforehand; only the rows of what is not shown are closed up here. */

const ROW = 24;
const COLUMN = 216;
const LANE_GAP = 84;
const PAD = 18;
const HEAD = 58;
const EMPTY_LANE = 150;

/* Returns where each node stands (Maps x, y, column), the lanes, and the bounds of it all. */
function placeLanes(graph, nodes, aspect) {
  const slots = graph.chains.id.map((_, slot) => nodes.filter((node) => graph.nodes.slot[node] === slot));
  const rows = chooseRows(graph, slots, aspect);
  const layout = { x: new Map(), y: new Map(), column: new Map(), lanes: [], blocks: [], row: ROW };
  let left = 0;
  let columns = 0;
  slots.forEach((members, slot) => {
    if (!members.length && slot === slots.length - 1) return;
    const used = fillLane(graph, members, rows, left, columns, layout);
    const width = used ? used * COLUMN : EMPTY_LANE;
    layout.lanes.push({ slot, left: left - PAD, width: width + PAD, count: members.length });
    left += width + LANE_GAP;
    columns += Math.max(used, 1);
  });
  const height = Math.max(...layout.y.values(), 4 * ROW) + ROW;
  for (const lane of layout.lanes) Object.assign(lane, { top: -HEAD, height: height + HEAD });
  layout.bounds = { left: -PAD - 12, top: -HEAD - 14, right: left - LANE_GAP + 12, bottom: height + 14 };
  return layout;
}

/* So many rows that the picture is about as wide, for its height, as the window. */
function chooseRows(graph, slots, aspect) {
  const classes = slots.map((members) => new Set(members.map((node) => graph.nodes.class[node])).size);
  const tall = (rows) =>
    slots.reduce((sum, members, slot) => sum + Math.ceil((members.length + 1.5 * classes[slot]) / rows) * COLUMN + LANE_GAP, 0);
  let rows = 8;
  while (tall(rows) > aspect * rows * ROW && rows < 4000) rows = Math.ceil(rows * 1.08);
  return rows;
}

function fillLane(graph, members, rows, left, columns, layout) {
  let column = 0;
  let row = 0;
  for (const block of byClass(graph, members)) {
    if (row > 0) row += 1;
    if (row > 0 && row + Math.min(block.nodes.length, 3) + 1 > rows) [column, row] = [column + 1, 0];
    layout.blocks.push({ class: block.class, count: block.nodes.length, x: left + column * COLUMN, y: row * ROW });
    row += 1;
    for (const node of block.nodes) {
      if (row >= rows) [column, row] = [column + 1, 1];
      layout.x.set(node, left + column * COLUMN);
      layout.y.set(node, row * ROW);
      layout.column.set(node, columns + column);
      row += 1;
    }
  }
  return members.length ? column + 1 : 0;
}

function byClass(graph, members) {
  const groups = new Map();
  for (const node of members) {
    const cls = graph.nodes.class[node];
    if (!groups.has(cls)) groups.set(cls, []);
    groups.get(cls).push(node);
  }
  const { order } = graph.nodes;
  return [...groups]
    .sort(([one], [other]) => one - other)
    .map(([cls, nodes]) => ({ class: cls, nodes: nodes.sort((one, other) => order[one] - order[other]) }));
}
