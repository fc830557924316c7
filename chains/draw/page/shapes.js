"use strict";
/* The chains' shapes, as marks in the page and on the canvas; both the same as vis-network draws. */

/* The marks stand in the page once, as templates; see map.html.j2. */
function mark(graph, slot) {
  const copy = document.getElementById(`mark-${graph.chainId(slot)}`).content.cloneNode(true);
  return copy.querySelector("svg");
}

/* A short line like those on the map, for the legend. */
function sampleLine(kind) {
  return svg("svg", { class: `sample ${kind}`, viewBox: "0 0 34 12", "aria-hidden": "true" }, svg("line", { x1: 1, x2: 33, y1: 6, y2: 6 }));
}

const OUTLINES = {
  dot: null,
  triangle: [[0, -1.15], [1.15, 0.84], [-1.15, 0.84]],
  square: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
  diamond: [[0, -1], [1, 0], [0, 1], [-1, 0]],
  hexagon: [[-1, 0], [-0.5, -0.87], [0.5, -0.87], [1, 0], [0.5, 0.87], [-0.5, 0.87]],
};

function traceShape(ctx, shape, x, y, size) {
  ctx.beginPath();
  addShape(ctx, shape, x, y, size);
}

/* Adds a shape to a path that may hold others. */
function addShape(ctx, shape, x, y, size) {
  const outline = OUTLINES[shape];
  if (!outline) {
    ctx.moveTo(x + size, y);
    ctx.arc(x, y, size, 0, 2 * Math.PI);
  } else {
    outline.forEach(([dx, dy], corner) => (corner ? ctx.lineTo(x + dx * size, y + dy * size) : ctx.moveTo(x + dx * size, y + dy * size)));
  }
  ctx.closePath();
}

/* Text cut to a width in the units of the canvas; the font must be set. */
function fitText(ctx, text, width) {
  if (ctx.measureText(text).width <= width) return text;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ctx.measureText(`${text.slice(0, middle)}…`).width <= width) low = middle;
    else high = middle - 1;
  }
  return low ? `${text.slice(0, low).trimEnd()}…` : "";
}

/* Measures text that stands on no canvas; whoever measures sets the font. */
const ruler = document.createElement("canvas").getContext("2d");

/* Widths of characters in the plain weight, in ems, each measured once: a canvas takes long to measure thousands of names
   anew at every scale. */
const charWidths = new Map();
function charWidth(char) {
  if (!charWidths.has(char)) {
    ruler.font = font(100);
    charWidths.set(char, ruler.measureText(char).width / 100);
  }
  return charWidths.get(char);
}

function textWidth(text) {
  let width = 0;
  for (const char of text) width += charWidth(char);
  return width;
}

/* A name cut to a width in ems. */
function fitName(text, width) {
  if (textWidth(text) <= width) return text;
  let [kept, left] = ["", width - charWidth("…")];
  for (const char of text) {
    left -= charWidth(char);
    if (left < 0) break;
    kept += char;
  }
  return kept ? `${kept.trimEnd()}…` : "";
}

/* A name in one or two lines of a width in ems. */
function wrapName(text, width, lines) {
  return breakText(text, width, lines, textWidth, (part) => fitName(part, width));
}

/* Text in one or two lines of a width in the units of the canvas; the font must be set. */
function wrapText(ctx, text, width, lines) {
  return breakText(text, width, lines, (part) => ctx.measureText(part).width, (part) => fitText(ctx, part, width));
}

/* Chinese breaks anywhere, other words between them. */
function breakText(text, width, lines, widthOf, fit) {
  if (lines === 1 || widthOf(text) <= width) return [fit(text)];
  const parts = text.match(/[（(“‘]?\p{Script=Han}[，。、”’）)·]*|[^\s\p{Script=Han}]+\s*|\s+/gu) ?? [text];
  let first = "";
  while (parts.length && widthOf(first + parts[0].trimEnd()) <= width) first += parts.shift();
  if (!first) return [fit(text)];
  return [first.trimEnd(), fit(parts.join(""))];
}

const FONT = getComputedStyle(document.documentElement).getPropertyValue("--sans").trim();
function font(size, weight = 400) {
  return `${weight} ${size}px ${FONT}`;
}

/* Colours of the shared stylesheet in the theme that is worn, for the canvas; theme.js empties what is kept here. */
const colours = new Map();
function colour(name) {
  if (!colours.has(name)) colours.set(name, getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
  return colours.get(name);
}

/* A colour that lets through what is behind it; every colour of the palette has six digits. */
function faint(name, opacity) {
  return colour(name) + Math.round(255 * opacity).toString(16).padStart(2, "0");
}
