"use strict";
/* The stage: vis-network paints, the page moves.  While a person pans or zooms, the painted picture is moved as a whole
   (a transform of the canvas, which is larger than the window); it is painted anew when the motion rests, or when it
   leaves what was painted, then without links. */

const REST_MS = 140;
const FRAME_MARGIN = 0.2; // the canvas reaches so far beyond the window on each side; see .frame in map.css
const CLOSEST = 3.2;

class Stage {
  /* paint.under and paint.over draw below and above what vis-network draws, in its coordinates. */
  constructor(element, options, paint) {
    this.element = element;
    this.frame = element.querySelector(".frame");
    this.paint = paint;
    this.view = { x: 0, y: 0, scale: 1 };
    this.painted = { ...this.view };
    this.farthest = 0.05;
    this.moving = false;
    this.network = new vis.Network(this.frame, { nodes: [], edges: [] }, options);
    this.canvas = this.frame.querySelector("canvas");
    this.frame.firstElementChild.removeAttribute("tabindex"); // the stage itself takes the focus
    this.enlarged = 1; // while a larger picture is painted: how much larger than on the screen
    this.network.on("beforeDrawing", (ctx) => this.paint.under(ctx, this.#scale(), this.#window()));
    this.network.on("afterDrawing", (ctx) => this.#finishPainting(ctx));
    new ResizeObserver(() => this.#resize()).observe(element);
  }

  show(nodes, edges) {
    this.edges = new vis.DataSet(edges);
    this.network.setData({ nodes: new vis.DataSet(nodes), edges: this.edges });
  }

  /* Gives links another look. */
  update(edges) {
    this.edges.update(edges);
  }

  /* Shows these bounds (left, right, top, bottom), or, if they would be smaller than `farthest`, `first` of them. */
  fit(bounds, { closest = 1.4, farthest = 0, first = bounds } = {}) {
    const free = this.freeArea();
    const whole = this.scaleOf(bounds);
    this.farthest = Math.min(0.6 * whole, 0.6);
    const shown = whole < farthest ? first : bounds;
    const scale = Math.max(Math.min(this.scaleOf(shown), closest), Math.min(farthest, closest));
    // What is too large to fit is shown from its top left.
    const x = Math.min((shown.left + shown.right) / 2, shown.left + free.width / 2 / scale);
    const y = Math.min((shown.top + shown.bottom) / 2, shown.top + free.height / 2 / scale);
    this.centre(x, y, scale);
    this.fitted = [bounds, { closest, farthest, first }];
  }

  /* The largest scale at which all within these bounds is seen. */
  scaleOf({ left, right, top, bottom }) {
    const free = this.freeArea();
    return Math.min(free.width / (right - left), free.height / (bottom - top));
  }

  centre(x, y, scale = this.view.scale) {
    this.aim(x, y, scale);
    this.fitted = null;
    this.repaint();
  }

  /* Turns the view to a point in the middle of the free area, without painting. */
  aim(x, y, scale) {
    const free = this.freeArea();
    const { width, height } = this.element.getBoundingClientRect();
    const [dx, dy] = [width / 2 - (free.left + free.width / 2), height / 2 - (free.top + free.height / 2)];
    this.view = { x: x + dx / scale, y: y + dy / scale, scale };
  }

  /* Moves the picture by so many pixels. */
  panBy(dx, dy) {
    this.view.x -= dx / this.view.scale;
    this.view.y -= dy / this.view.scale;
    this.#move();
  }

  /* Zooms so that the point under these window coordinates stays where it is. */
  zoomBy(factor, clientX, clientY) {
    const before = this.toPicture(clientX, clientY);
    this.view.scale = Math.min(Math.max(this.view.scale * factor, this.farthest), CLOSEST);
    const after = this.toPicture(clientX, clientY);
    this.view.x += before.x - after.x;
    this.view.y += before.y - after.y;
    this.#move();
  }

  toPicture(clientX, clientY) {
    const box = this.element.getBoundingClientRect();
    return {
      x: this.view.x + (clientX - box.left - box.width / 2) / this.view.scale,
      y: this.view.y + (clientY - box.top - box.height / 2) / this.view.scale,
    };
  }

  toWindow(x, y) {
    const box = this.element.getBoundingClientRect();
    return {
      x: box.left + box.width / 2 + (x - this.view.x) * this.view.scale,
      y: box.top + box.height / 2 + (y - this.view.y) * this.view.scale,
    };
  }

  /* What lies under these window coordinates: a node or an edge of vis-network, or neither. */
  pick(clientX, clientY) {
    if (this.moving) this.rest();
    const box = this.frame.getBoundingClientRect();
    const at = { x: clientX - box.left, y: clientY - box.top };
    const node = this.network.getNodeAt(at);
    return { node, edge: node === undefined ? this.network.getEdgeAt(at) : undefined };
  }

  #move() {
    this.moving = true;
    this.fitted = null;
    clearTimeout(this.restTimer);
    this.restTimer = setTimeout(() => this.rest(), REST_MS);
    if (this.#leavesPainted()) this.repaint({ links: false });
    else this.#placeCanvas();
  }

  rest() {
    clearTimeout(this.restTimer);
    this.moving = false;
    this.repaint();
    this.onrest?.();
  }

  /* Paints the view; vis-network hides links while it believes that somebody drags. */
  repaint({ links = true } = {}) {
    this.linksHidden = !links;
    this.network.body.emitter.emit(links ? "dragEnd" : "dragStart");
    this.network.moveTo({ position: { x: this.view.x, y: this.view.y }, scale: this.view.scale, animation: false });
  }

  #finishPainting(ctx) {
    this.paint.over(ctx, this.#scale(), this.#window());
    this.painted = { ...this.network.getViewPosition(), scale: this.network.getScale() };
    this.#placeCanvas();
  }

  /* Lays the painted picture where the view wants it. */
  #placeCanvas() {
    const { view, painted } = this;
    const ratio = view.scale / painted.scale;
    const [dx, dy] = [(painted.x - view.x) * view.scale, (painted.y - view.y) * view.scale];
    const still = Math.abs(dx) < 0.01 && Math.abs(dy) < 0.01 && Math.abs(ratio - 1) < 1e-6;
    this.canvas.style.transform = still ? "none" : `translate(${dx}px, ${dy}px) scale(${ratio})`;
  }

  #leavesPainted() {
    const { view, painted } = this;
    const ratio = view.scale / painted.scale;
    if (ratio > 2.5) return true;
    const { width, height } = this.element.getBoundingClientRect();
    const reach = (size) => ((1 + 2 * FRAME_MARGIN) * ratio - 1) * (size / 2);
    const [dx, dy] = [(painted.x - view.x) * view.scale, (painted.y - view.y) * view.scale];
    return Math.abs(dx) > reach(width) || Math.abs(dy) > reach(height);
  }

  /* The scale as on the screen, by which names choose their size. */
  #scale() {
    return this.network.getScale() / this.enlarged;
  }

  /* The part of the picture on the canvas. */
  #window() {
    const { x, y } = this.network.getViewPosition();
    const scale = this.network.getScale();
    const [halfWidth, halfHeight] = [this.canvas.clientWidth / 2 / scale, this.canvas.clientHeight / 2 / scale];
    return { left: x - halfWidth, right: x + halfWidth, top: y - halfHeight, bottom: y + halfHeight };
  }

  /* The part of the stage that a raised sheet leaves free, relative to the stage. */
  freeArea() {
    const box = this.element.getBoundingClientRect();
    const sheet = document.querySelector(".panel");
    const raised = getComputedStyle(sheet).position === "absolute" && sheet.dataset.raised === "true";
    const covered = raised ? Math.min(sheet.offsetHeight - 76, 0.7 * box.height) : 0;
    return { left: 0, top: 0, width: box.width, height: box.height - covered };
  }

  /* Its middle, in window coordinates. */
  middle() {
    const box = this.element.getBoundingClientRect();
    const free = this.freeArea();
    return [box.left + free.left + free.width / 2, box.top + free.top + free.height / 2];
  }

  #resize() {
    if (!this.element.clientWidth) return; // hidden behind a view
    this.network.redraw();
    if (this.fitted) this.fit(...this.fitted);
    else this.repaint();
  }
}
