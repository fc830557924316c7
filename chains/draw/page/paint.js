"use strict";
/* What the page paints on the canvas of vis-network, under and over its marks. */

function paintUnder({ graph, layout, lines, stage, chosen }, ctx, scale) {
  if (!layout) {
    drawTiles(ctx, graph, chosen?.tile ?? -1);
    return;
  }
  drawLanes(ctx, graph, layout);
  if (!stage.linksHidden) drawLinks(ctx, lines, scale);
}

function paintOver(app, ctx, scale, window) {
  const { graph, scene, layout } = app;
  if (layout) {
    const front = app.chosen?.spotlight;
    if (!front?.named) drawNames(ctx, graph, scene, layout, scale, window);
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
