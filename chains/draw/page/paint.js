"use strict";
/* What the page paints on the canvas of vis-network, under and over its marks. */

function paintUnder(app, ctx, scale, window) {
  const { graph, layout, lines, stage, chosen, crowd } = app;
  if (!layout) {
    drawTiles(ctx, graph, chosen?.tile ?? -1);
    return;
  }
  drawLanes(ctx, graph, layout);
  if (!crowd) {
    if (!stage.linksHidden) drawLinks(ctx, lines, scale);
    return;
  }
  // A picture to be exported is painted once, and whole.
  if (stage.enlarged !== 1) drawLinks(ctx, lines, scale);
  else if (stage.linksHidden) crowd.links.stop();
  else crowd.links.lay(ctx, lines, scale, window, { busy: () => stage.moving, done: () => stage.repaint() });
  drawCrowd(ctx, app, scale, window);
}

function paintOver(app, ctx, scale, window) {
  const { graph, scene, layout } = app;
  if (layout) {
    const front = app.chosen?.spotlight;
    if (!front?.named) drawNames(ctx, graph, scene, layout, scale, window, { moving: app.stage.linksHidden });
    if (front) {
      if (!front.named) fade(ctx, window);
      drawSpotlight(ctx, graph, scene, layout, scale, front);
    }
    drawLaneHeads(ctx, graph, layout, scale);
  } else {
    drawCounts(ctx, graph, scale);
  }
  if (!app.drawn) performance.mark("first-picture");
  app.drawn = true;
}
