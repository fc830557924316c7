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
      dashes: MISSING_DASHES,
      color: { color: colour("gap"), opacity },
      width,
      smooth: bent && { enabled: true, type: "curvedCW", roundness: 0.3 },
    };
  });
}

/* Lays out the scene, or the overview without one, and gives it to the stage. */
function buildPicture(app) {
  const { graph, stage, scene } = app;
  app.crowd?.links.stop();
  app.crowd = null;
  if (!scene) {
    app.layout = null;
    stage.show(overviewNodes(graph), overviewEdges(graph, app.chosen?.tile ?? -1));
    return;
  }
  const free = stage.freeArea();
  const rank = (node) => graph.degree(node) + (scene.focus.has(node) ? 1e6 : 0);
  scene.byRank = [...scene.nodes].sort((one, other) => rank(other) - rank(one));
  const aspect = free.width / free.height;
  const alone = scene.path && scene.nodes.length === scene.path.nodes.length;
  app.layout = alone ? placePath(graph, scene.path, aspect) : placeLanes(graph, scene.nodes, pairsOf(graph, scene), aspect);
  countAll(graph, scene, app.layout);
  app.lines = lineEnds(graph, scene, app.layout);
  if (isCrowd(scene)) {
    app.crowd = makeCrowd(graph, scene, app.layout);
    stage.show([], []);
    return;
  }
  stage.show(laneNodes(graph, scene, app.layout), missingLinks(graph, scene, app.layout));
}

/* The ends of every link and missing link of a scene. */
function pairsOf(graph, scene) {
  const { source, target } = graph.edges;
  return [...scene.edges.map((edge) => [source[edge], target[edge]]), ...scene.gaps.map(({ from, to }) => [from, to])];
}
