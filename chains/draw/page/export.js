"use strict";
/* The map as a picture file: what the window shows, sharper, with its title and legend, in light colours. */

const EXPORT_WIDTH = 2400;
const EXPORT_HEAD = 130;

function exportPicture(app) {
  inLight(app, () => paintPicture(app)).toBlob((blob) => download(blob, `${fileName(app)}.png`), "image/png");
}

function fileName(app) {
  return titleText(app).replace(/[\\/:*?"<>|\s\p{C}]+/gu, "-").slice(0, 80) || "map";
}

function paintPicture(app) {
  const { stage } = app;
  const box = stage.freeArea();
  const zoom = EXPORT_WIDTH / box.width;
  const map = grabMap(stage, box, zoom);
  const picture = el("canvas", { width: EXPORT_WIDTH, height: Math.round(box.height * zoom) + EXPORT_HEAD });
  const ctx = picture.getContext("2d");
  ctx.fillStyle = colour("ground");
  ctx.fillRect(0, 0, picture.width, picture.height);
  ctx.drawImage(map, 0, EXPORT_HEAD);
  drawCaption(ctx, app);
  return picture;
}

/* vis-network paints the same view on a larger canvas for a moment; nobody sees it. */
function grabMap(stage, box, zoom) {
  const { network, frame, view } = stage;
  const whole = stage.element.getBoundingClientRect();
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [frame.clientWidth, frame.clientHeight].map((size) => Math.round((size * zoom) / ratio));
  stage.rest();
  stage.enlarged = zoom / ratio;
  network.setSize(`${width}px`, `${height}px`);
  network.moveTo({ position: { x: view.x, y: view.y }, scale: (view.scale * zoom) / ratio, animation: false });
  network.redraw();
  const copy = el("canvas", { width: EXPORT_WIDTH, height: Math.round(box.height * zoom) });
  const [left, top] = [(frame.clientWidth - whole.width) / 2, (frame.clientHeight - whole.height) / 2];
  copy.getContext("2d").drawImage(stage.canvas, -(left + box.left) * zoom, -(top + box.top) * zoom);
  stage.enlarged = 1;
  network.setSize("100%", "100%");
  network.redraw();
  stage.repaint();
  return copy;
}

function drawCaption(ctx, app) {
  const { graph } = app;
  ctx.fillStyle = colour("surface");
  ctx.fillRect(0, 0, EXPORT_WIDTH, EXPORT_HEAD);
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  ctx.fillStyle = colour("ink");
  ctx.font = font(40, 700);
  ctx.fillText(fitText(ctx, titleText(app), EXPORT_WIDTH - 80), 40, 42);
  ctx.font = font(26);
  let x = 40;
  graph.chains.id.forEach((id, slot) => {
    if (filters.slots.has(slot)) return;
    traceShape(ctx, graph.overview.options.groups[id].shape, x + 12, 95, 12);
    ctx.fillStyle = colour(id);
    ctx.fill();
    ctx.fillStyle = colour("ink");
    ctx.fillText(nameIn(graph.chains, slot), x + 34, 96);
    x += 74 + ctx.measureText(nameIn(graph.chains, slot)).width;
  });
  if (!graph.gaps.length) return;
  ctx.strokeStyle = colour("gap");
  ctx.lineWidth = 4;
  ctx.setLineDash([12, 9]);
  ctx.beginPath();
  ctx.moveTo(x, 95);
  ctx.lineTo(x + 60, 95);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.fillText(say("png_note"), x + 74, 96);
}
