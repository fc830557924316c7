"use strict";
/* From a scene to what vis-network draws: marks, and the missing links between them. */

function laneNodes(graph, scene, layout) {
  return scene.nodes.map((node) => {
    const { x, y } = layout.at.get(node);
    const chain = graph.chainId(graph.nodes.slot[node]);
    return { id: node, x, y, group: scene.focus.has(node) ? chain : `${chain}-linked`, size: layout.size };
  });
}

function missingLinks(graph, scene, layout) {
  return scene.gaps.map(({ gap, from, to }, number) => {
    const { width, opacity } = graph.gaps[gap];
    const bent = layout.at.get(from).x === layout.at.get(to).x;
    return {
      id: `g${number}`,
      from,
      to,
      dashes: [8, 6],
      color: { color: colour("gap"), opacity },
      width,
      smooth: bent && { enabled: true, type: "curvedCW", roundness: 0.3 },
    };
  });
}
