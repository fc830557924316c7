"use strict";
/* The links of a crowd as a picture of their own, of the same size as the map's canvas.  It is drawn in slices with room
   for the hand between them, and laid under the marks once it is whole; motion breaks it off. */

const SLICE_MS = 30;
const LINKS_AT_ONCE = 400; // in the first slice; later ones are as large as the time allows

class LinkLayer {
  constructor() {
    this.canvas = document.createElement("canvas");
    this.name = "";
    this.ready = false;
  }

  /* Lays the picture of these lines into a context that has the transform of the view; if it is not drawn yet, begins,
     waits while the picture moves (busy), and calls done when it is whole. */
  lay(ctx, lines, scale, window, { busy, done }) {
    const { a, e, f } = ctx.getTransform();
    const { width, height } = ctx.canvas;
    const name = [a, e, f, width, height, colour("edge")].join();
    if (name !== this.name || lines !== this.lines) this.#begin(ctx, { name, lines, scale, window, busy, done });
    if (!this.ready) return;
    ctx.save();
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.drawImage(this.canvas, 0, 0);
    ctx.restore();
  }

  stop() {
    clearTimeout(this.timer);
    if (!this.ready) this.name = "";
  }

  #begin(ctx, { name, lines, scale, window, busy, done }) {
    this.stop();
    Object.assign(this, { name, lines, ready: false });
    Object.assign(this.canvas, { width: ctx.canvas.width, height: ctx.canvas.height });
    // Kept in plain memory, so that reading one point back makes a slice be drawn now and not all at the end.
    this.ctx = this.canvas.getContext("2d", { willReadFrequently: true });
    this.ctx.setTransform(ctx.getTransform());
    const seen = linesWithin(lines, window);
    styleLinks(this.ctx, lines.length / 4, scale);
    const slice = (start, size) => {
      if (busy()) {
        this.timer = setTimeout(() => slice(start, size), REST_MS / 2);
        return;
      }
      const began = performance.now();
      const end = Math.min(start + 4 * size, seen.length);
      strokeLinks(this.ctx, seen, start, end);
      this.ctx.getImageData(0, 0, 1, 1);
      const pace = SLICE_MS / Math.max(performance.now() - began, 1);
      const next = Math.max(Math.floor((size * Math.min(pace, 2)) / LINKS_PER_STROKE), 1) * LINKS_PER_STROKE;
      if (end < seen.length) {
        this.timer = setTimeout(() => slice(end, next), 0);
        return;
      }
      this.ready = true;
      done();
    };
    this.timer = setTimeout(() => slice(0, LINKS_AT_ONCE), 0);
  }
}

/* The lines whose box reaches into the window. */
function linesWithin(lines, { left, right, top, bottom }) {
  const seen = new Float32Array(lines.length);
  let used = 0;
  for (let at = 0; at < lines.length; at += 4) {
    const [x1, y1, x2, y2] = [lines[at], lines[at + 1], lines[at + 2], lines[at + 3]];
    if (Math.max(x1, x2) < left || Math.min(x1, x2) - LANE_GAP > right || Math.max(y1, y2) < top || Math.min(y1, y2) > bottom) continue;
    for (let n = 0; n < 4; n += 1) seen[used + n] = lines[at + n];
    used += 4;
  }
  return seen.subarray(0, used);
}
