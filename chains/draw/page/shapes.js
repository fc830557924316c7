"use strict";
/* The chains' shapes, as marks in the page and on the canvas; both the same as vis-network draws. */

const SVG = "http://www.w3.org/2000/svg";

/* The marks stand in the page once, as templates; see map.html.j2. */
function mark(graph, slot) {
  const copy = document.getElementById(`mark-${graph.chainId(slot)}`).content.cloneNode(true);
  return copy.querySelector("svg");
}

/* A short line like those on the map, for the legend. */
function sampleLine(kind) {
  const line = document.createElementNS(SVG, "line");
  for (const [name, value] of [["x1", 1], ["x2", 33], ["y1", 6], ["y2", 6]]) line.setAttribute(name, value);
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("class", `sample ${kind}`);
  picture.setAttribute("viewBox", "0 0 34 12");
  picture.setAttribute("aria-hidden", "true");
  picture.append(line);
  return picture;
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
  const outline = OUTLINES[shape];
  if (!outline) ctx.arc(x, y, size, 0, 2 * Math.PI);
  else for (const [dx, dy] of outline) ctx.lineTo(x + dx * size, y + dy * size);
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

/* Text in one or two lines of a width; Chinese breaks anywhere, other words between them. */
function wrapText(ctx, text, width, lines) {
  if (lines === 1 || ctx.measureText(text).width <= width) return [fitText(ctx, text, width)];
  const parts = text.match(/[（(“‘]?\p{Script=Han}[，。、”’）)·]*|[^\s\p{Script=Han}]+\s*|\s+/gu) ?? [text];
  let first = "";
  while (parts.length && ctx.measureText(first + parts[0].trimEnd()).width <= width) first += parts.shift();
  if (!first) return [fitText(ctx, text, width)];
  return [first.trimEnd(), fitText(ctx, parts.join(""), width)];
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
