"use strict";
/* The network as a drawing (SVG): the whole scene with its text as text, missing links dashed, title and legend, in
   light colours. */

const DRAWING_HEAD = 96;
const DRAWING_PAD = 24;
const DRAWING_LEAST = 1100; // room for the legend

function exportDrawing(app) {
  const text = inLight(app, () => new XMLSerializer().serializeToString(drawNetwork(app)));
  download(new Blob([text], { type: "image/svg+xml" }), `${fileName(app)}.svg`);
}

function drawNetwork(app) {
  const { left, right, top, bottom } = boundsOf(app);
  const [width, height] = [Math.max(Math.ceil(right - left) + 2 * DRAWING_PAD, DRAWING_LEAST), Math.ceil(bottom - top) + DRAWING_HEAD + 2 * DRAWING_PAD];
  const [shiftX, shiftY] = [DRAWING_PAD - left, DRAWING_HEAD + DRAWING_PAD - top];
  const content = app.scene ? drawScene(app) : drawOverviewParts(app);
  return svg(
    "svg",
    { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}`, "font-family": FONT, lang: language.current },
    svg("title", {}, titleText(app)),
    svg("rect", { width, height, fill: colour("ground") }),
    svg("g", { transform: `translate(${rounded(shiftX)} ${rounded(shiftY)})` }, content),
    drawDrawingHead(app, width),
  );
}

function rounded(number) {
  return Math.round(number * 10) / 10;
}

/* Text cut as on the canvas. */
function textAt(text, x, y, size, { fill = colour("ink"), weight = 400, anchor = "start", width = Infinity, halo = false } = {}) {
  ruler.font = font(size, weight);
  const shown = width === Infinity ? text : fitText(ruler, text, width);
  const more = shown === text ? null : svg("title", {}, text);
  const look = { "font-size": rounded(size), "font-weight": weight, "text-anchor": anchor, "dominant-baseline": "central", fill };
  const ring = halo ? { stroke: colour("surface"), "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" } : {};
  return svg("text", { x: rounded(x), y: rounded(y), ...look, ...ring }, shown, more);
}

function shapeAt(shape, x, y, size, look) {
  const outline = OUTLINES[shape];
  if (!outline) return svg("circle", { cx: rounded(x), cy: rounded(y), r: rounded(size), ...look });
  return svg("polygon", { points: outline.map(([dx, dy]) => `${rounded(x + dx * size)},${rounded(y + dy * size)}`).join(" "), ...look });
}

function drawScene(app) {
  const { graph, scene, layout } = app;
  return [
    svg("g", { class: "lanes" }, layout.lanes.map((lane) => drawLane(graph, lane))),
    svg("g", { class: "links", fill: "none", stroke: colour("edge"), "stroke-width": 0.9, "stroke-opacity": scene.edges.length < FEW_LINKS ? 0.5 : 0.2 }, linkPaths(app)),
    scene.path ? svg("path", { class: "path", fill: "none", stroke: colour("ink"), "stroke-width": 2.5, d: pathLine(scene.path, layout) }) : [],
    svg("g", { class: "missing", fill: "none", stroke: colour("gap"), "stroke-dasharray": MISSING_DASHES.join(" ") }, scene.gaps.map((link) => missingPath(app, link))),
    svg("g", { class: "classes" }, layout.blocks.map((block) => textAt(`${nameIn(graph.nodes.classes, block.class)}  ${shownOf(block)}`, block.x - 6, block.y, 12, { fill: colour("muted"), weight: 600, width: layout.column - 8 }))),
    scene.path ? svg("g", { class: "steps" }, scene.path.steps.map(([edge]) => drawStepName(app, edge))) : [],
    svg("g", { class: "things" }, scene.nodes.map((node) => drawThing(app, node))),
  ];
}

function drawLane(graph, lane) {
  const chain = graph.chainId(lane.slot);
  const box = { x: rounded(lane.left), y: rounded(lane.top), width: rounded(lane.width), height: rounded(lane.height) };
  const name = nameIn(graph.chains, lane.slot);
  return [
    svg("rect", { ...box, rx: 14, fill: colour(`${chain}-tint`), "fill-opacity": 0.6 }),
    textAt(lane.count ? `${name}  ${count(lane.count)}` : name, lane.left + 12, lane.top + 24, 18, { fill: colour(chain), weight: 700, width: lane.width + LANE_GAP - 30 }),
    lane.count ? [] : textAt(say("none_linked"), lane.left + 12, lane.top + 56, 13, { fill: colour("muted"), width: lane.width - 20 }),
  ].flat();
}

/* A line from one thing to another, bent where both stand in one column; see traceLink. */
function lineBetween(layout, from, to) {
  const [{ x: x1, y: y1 }, { x: x2, y: y2 }] = [layout.at.get(from), layout.at.get(to)];
  const end = `${rounded(x2)} ${rounded(y2)}`;
  return `M${rounded(x1)} ${rounded(y1)}${x1 === x2 ? `Q${rounded(bendOf(x1, y1, y2))} ${rounded((y1 + y2) / 2)} ${end}` : `L${end}`}`;
}

/* All links of a kind are one path, named by it. */
function linkPaths({ graph, scene, layout }) {
  const { source, target, kind, kinds } = graph.edges;
  const paths = new Map();
  for (const edge of scene.edges) {
    paths.set(kind[edge], (paths.get(kind[edge]) ?? "") + lineBetween(layout, source[edge], target[edge]));
  }
  return [...paths].map(([of, d]) => svg("path", { d }, svg("title", {}, nameIn(kinds, of))));
}

function pathLine({ nodes }, layout) {
  return nodes.slice(1).map((node, at) => lineBetween(layout, nodes[at], node)).join("");
}

function drawStepName({ graph, layout }, edge) {
  const { source, target, kind, kinds } = graph.edges;
  const [from, to] = [layout.at.get(source[edge]), layout.at.get(target[edge])];
  const bent = from.x === to.x;
  return textAt(nameIn(kinds, kind[edge]), bent ? from.x + 24 : (from.x + to.x) / 2, (from.y + to.y) / 2, 12, { anchor: bent ? "start" : "middle", halo: true });
}

function missingPath({ graph, layout }, { gap, from, to }) {
  const { width, opacity, sentence } = graph.gaps[gap];
  return svg("path", { d: lineBetween(layout, from, to), "stroke-width": width, "stroke-opacity": opacity }, svg("title", {}, tell(sentence)));
}

function drawThing({ graph, scene, layout }, node) {
  const chain = graph.chainId(graph.nodes.slot[node]);
  const { x, y } = layout.at.get(node);
  const filled = scene.focus.has(node);
  const look = { fill: filled ? colour(chain) : colour("surface"), stroke: filled ? colour("surface") : colour(chain), "stroke-width": filled ? 1 : 2 };
  const name = labelOf(graph, node, homeOf(graph, scene));
  return [
    shapeAt(graph.overview.options.groups[chain].shape, x, y, layout.size, look),
    textAt(name, x + layout.size + 5, y, Math.min(LABEL, 0.62 * layout.row), { width: layout.column - 28, halo: true }),
  ];
}

function drawOverviewParts({ graph, chosen }) {
  const nodes = overviewNodes(graph);
  const at = new Map(nodes.map((node) => [node.id, node]));
  const lines = overviewEdges(graph, chosen?.tile ?? -1).filter(({ hidden, from, to }) => !hidden && !at.get(from).hidden && !at.get(to).hidden);
  return [
    svg("g", { class: "places" }, graph.tiles.x.map((_, tile) => (tilePasses(tile) ? drawPlace(graph, tile) : []))),
    svg("g", { class: "links", fill: "none" }, lines.map((edge) => overviewLine(graph, edge, at))),
    svg("g", { class: "bubbles" }, nodes.map((node, number) => (node.hidden ? [] : drawBubble(graph, node, number)))),
  ];
}

function drawPlace(graph, tile) {
  const [x, y] = [graph.tiles.x[tile], graph.tiles.y[tile]];
  return [
    svg("rect", { x: x - TILE / 2, y: y - TILE / 2, width: TILE, height: TILE, rx: 12, fill: colour("tile"), stroke: colour("tile-line") }),
    textAt(nameIn(graph.tiles, tile), x, y - TILE / 2 + 23, 20, { weight: 600, anchor: "middle", width: TILE - 12 }),
  ];
}

function overviewLine(graph, edge, at) {
  const [{ x: x1, y: y1 }, { x: x2, y: y2 }] = [at.get(edge.from), at.get(edge.to)];
  const bend = edge.smooth?.enabled ? (edge.smooth.type === "curvedCW" ? 1 : -1) * edge.smooth.roundness : 0;
  const middle = `${rounded((x1 + x2) / 2 + bend * (y2 - y1))} ${rounded((y1 + y2) / 2 - bend * (x2 - x1))}`;
  const { color = graph.overview.options.edges.color, width, dashes } = edge;
  return svg("path", {
    d: `M${rounded(x1)} ${rounded(y1)}Q${middle} ${rounded(x2)} ${rounded(y2)}`,
    stroke: color.color, "stroke-opacity": color.opacity, "stroke-width": rounded(width), "stroke-dasharray": dashes ? dashes.join(" ") : null,
  });
}

function drawBubble(graph, { id, x, y, shape, size }, number) {
  const [tile, slot] = bubbleOf(id);
  const counts = overviewCounts(graph).bubbles[number];
  const name = svg("title", {}, `${bubbleName(graph, tile, slot)}: ${tally(...counts)}`);
  const mark = shapeAt(shape, x, y, size, { fill: colour(graph.chainId(slot)), stroke: colour("surface") });
  mark.append(name);
  const text = count(counts[0] + counts[1]);
  return [mark, size < 14 ? [] : textAt(text, x, y + (shape === "triangle" ? 0.36 * size : 0), rounded(Math.min(17, 0.56 * size)), { fill: colour("on-mark"), weight: 600, anchor: "middle" })].flat();
}

/* Title and legend. */
function drawDrawingHead(app, width) {
  const { graph } = app;
  const parts = [svg("rect", { width, height: DRAWING_HEAD, fill: colour("surface") }), textAt(titleText(app), 24, 30, 24, { weight: 700, width: width - 48 })];
  let x = 24;
  const entry = (text, sample, room) => {
    ruler.font = font(15);
    parts.push(sample, textAt(text, x + room, 70, 15));
    x += room + ruler.measureText(text).width + 26;
  };
  graph.chains.id.forEach((id, slot) => {
    if (!filters.slots.has(slot)) entry(nameIn(graph.chains, slot), shapeAt(graph.overview.options.groups[id].shape, x + 8, 70, 8, { fill: colour(id) }), 24);
  });
  const line = (look) => svg("path", { d: `M${rounded(x)} 70h40`, fill: "none", "stroke-width": 3, ...look });
  entry(say(app.scene ? "legend_link_one" : "legend_link"), line({ stroke: colour("edge") }), 50);
  if (graph.gaps.length) entry(say("legend_gap"), line({ stroke: colour("gap"), "stroke-dasharray": MISSING_DASHES.join(" ") }), 50);
  return svg("g", { class: "head" }, parts);
}
