"use strict";
/* From a scene to what vis-network draws. */

const NODE_SIZE = 6.5;
const FEW_LINKS = 400;
const MANY_LINKS = 2500;

function laneNodes(graph, scene, layout) {
  return scene.nodes.map((node) => {
    const chain = graph.chainId(graph.nodes.slot[node]);
    return {
      id: node,
      x: layout.x.get(node),
      y: layout.y.get(node),
      group: scene.focus.has(node) ? chain : `${chain}-linked`,
      size: NODE_SIZE,
    };
  });
}

/* Many links are drawn paler: single ones are told apart by picking a thing. */
function laneEdges(graph, scene, layout) {
  const many = scene.edges.length;
  const opacity = many < FEW_LINKS ? 0.5 : many < MANY_LINKS ? 0.25 : 0.12;
  const links = scene.edges.map((edge) => {
    const [from, to] = [graph.edges.source[edge], graph.edges.target[edge]];
    const look = { color: { color: "#4a5870", opacity }, width: 1 };
    return { id: `e${edge}`, from, to, ...look, ...bend(layout, from, to) };
  });
  return [...links, ...scene.gaps.map((gap, number) => missingLink(graph, layout, gap, number))];
}

function missingLink(graph, layout, { gap, from, to }, number) {
  return {
    id: `g${number}`,
    from,
    to,
    dashes: [8, 6],
    color: { color: colour("gap") },
    width: graph.gaps[gap].width,
    ...bend(layout, from, to),
  };
}

/* A link within a column would lie on the marks between its ends, so it is bent. */
function bend(layout, from, to) {
  if (layout.column.get(from) !== layout.column.get(to)) return {};
  return { smooth: { enabled: true, type: "curvedCW", roundness: 0.3 } };
}
