"use strict";
/* Flow: four columns and the bands between them; hatched is what leads nowhere or is reached from nowhere. */

const FLOW = { width: 1120, height: 620, bar: 20, top: 64, gap: 5 };

addView({
  id: "flow",

  controls(app, params) {
    const { flows } = app.graph.views.flow;
    const choose = (event) => app.goView("flow", { of: event.target.value });
    const option = (flow) => el("option", { value: flow.id, selected: flow === flowOf(app, params) }, pick(flow.name));
    const part = (label, chain) => el("optgroup", { label: say(label) }, flows.filter((flow) => flow.chain === chain).map(option));
    return el("label", { class: "pick" }, say("flow_of"), el("select", { onchange: choose }, part("flow_regions", false), part("flow_chains", true)));
  },

  draw(app, host, params) {
    const flow = flowOf(app, params);
    const picture = flowPicture(app, flow);
    host.append(el("div", { class: "flow-frame" }, picture), el("p", { class: "muted small flow-how" }, say("flow_how")));
  },

  table(app, params) {
    const flow = flowOf(app, params);
    const rows = flow.bands.flatMap((bands, step) =>
      bands.map((band) => [
        `${say(`flow_station_${step}`)} → ${say(`flow_station_${step + 1}`)}`,
        { text: pick(flow.groups[step][band.from].name), go: () => tellBand(app, flow, step, band) },
        pick(flow.groups[step + 1][band.to].name),
        band.left.length,
        band.right.length,
      ]),
    );
    const breaks = flow.groups.flatMap((groups, station) =>
      groups.flatMap((group) =>
        [["dead", group.dead], ["unfed", group.unfed]]
          .filter(([, things]) => things?.length)
          .map(([sort, things]) => [say(`flow_${sort}`), { text: pick(group.name), go: () => tellBreak(app, group, sort) }, say(`flow_station_${station}`), things.length, null]),
      ),
    );
    return { header: [say("flow_kind"), say("from"), say("to"), say("flow_left"), say("flow_right")], rows: [...breaks, ...rows] };
  },
});

function flowOf(app, params) {
  const { flows } = app.graph.views.flow;
  return flows.find((flow) => flow.id === params.get("of")) ?? flows[0];
}

/* Where each group of a column stands: {y, height}. */
function placeGroups(groups) {
  const whole = groups.reduce((sum, group) => sum + group.weight, 0);
  const free = FLOW.height - FLOW.top - FLOW.gap * Math.max(groups.length - 1, 0);
  let y = FLOW.top;
  return groups.map((group) => {
    const place = { y, height: (free * group.weight) / whole };
    y += place.height + FLOW.gap;
    return place;
  });
}

function flowPicture(app, flow) {
  const places = flow.groups.map(placeGroups);
  const x = (station) => (station * (FLOW.width - 250 - FLOW.bar)) / 3;
  const picture = svg("svg", { class: "picture flow-picture", viewBox: `0 0 ${FLOW.width} ${FLOW.height + 8}`, role: "group", "aria-label": `${say("flow_of")} ${pick(flow.name)}` });
  picture.append(hatching());
  flow.bands.forEach((bands, step) => picture.append(...bandShapes(app, flow, step, bands, places, x)));
  flow.groups.forEach((groups, station) => {
    picture.append(stationHead(flow, station, x(station)));
    groups.forEach((group, at) => picture.append(...groupShapes(app, flow, station, group, places[station][at], x(station))));
  });
  return picture;
}

function hatching() {
  const line = svg("path", { d: "M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6", class: "flow-hatch-line" });
  return svg("defs", {}, svg("pattern", { id: "flow-hatch", width: 8, height: 8, patternUnits: "userSpaceOnUse" }, svg("rect", { width: 8, height: 8, class: "flow-hatch-ground" }), line));
}

const FLOW_CHAINS = ["education", "talent", "industry", "innovation"];

function stationHead(flow, station, x) {
  const groups = flow.groups[station];
  const all = groups.reduce((sum, group) => sum + group.weight, 0);
  const broken = (sort) => groups.reduce((sum, group) => sum + (group[`${sort}Weight`] ?? 0), 0);
  const lines = [];
  if (!groups.length) lines.push(say("flow_none"));
  if (groups.length && station < 3) lines.push(say("flow_leads", { part: count(all - broken("dead")), all: count(all) }));
  if (groups.length && station === 3) lines.push(say("flow_fed", { part: count(all - broken("unfed")), all: count(all) }));
  return svg(
    "g",
    {},
    svg("text", { x, y: 20, class: `flow-head ink ${FLOW_CHAINS[station]}` }, say(`flow_station_${station}`)),
    lines.map((line, at) => svg("text", { x, y: 42 + 18 * at, class: "flow-note" }, line)),
  );
}

/* Bands leave and arrive in the order of their groups, so that they cross as little as they must. */
function bandShapes(app, flow, step, bands, places, x) {
  const used = { out: new Map(), in: new Map() };
  const scale = (station, at) => places[station][at].height / flow.groups[station][at].weight;
  const claim = (side, station, at, weight) => {
    const before = used[side].get(at) ?? 0;
    used[side].set(at, before + weight);
    const unit = scale(station, at);
    return [places[station][at].y + before * unit, places[station][at].y + (before + weight) * unit];
  };
  const [left, right] = [x(step) + FLOW.bar, x(step + 1)];
  const middle = (left + right) / 2;
  const shapes = bands.map((band) => ({ band, from: claim("out", step, band.from, band.out) }));
  for (const shape of [...shapes].sort((one, other) => one.band.to - other.band.to || one.band.from - other.band.from)) {
    shape.to = claim("in", step + 1, shape.band.to, shape.band.in);
  }
  return shapes.map(({ band, from, to }) => {
    const d = `M${left} ${from[0]} C${middle} ${from[0]} ${middle} ${to[0]} ${right} ${to[0]} L${right} ${to[1]} C${middle} ${to[1]} ${middle} ${from[1]} ${left} ${from[1]}Z`;
    const name = bandName(flow, step, band);
    const tell = () => tellBand(app, flow, step, band);
    return svg("path", { d, class: `flow-band ${FLOW_CHAINS[step]}`, ...asButton(name, tell) }, svg("title", {}, name));
  });
}

function bandName(flow, step, band) {
  return say("flow_band", { from: pick(flow.groups[step][band.from].name), to: pick(flow.groups[step + 1][band.to].name) });
}

/* What makes a shape work with a keyboard and a screen reader. */
function asButton(name, action) {
  return {
    tabindex: 0,
    role: "button",
    "aria-label": name,
    onclick: action,
    onkeydown: (event) => (event.key === "Enter" || event.key === " ") && [event.preventDefault(), action()],
  };
}

function groupShapes(app, flow, station, group, { y, height }, x) {
  const unit = height / group.weight;
  const part = (sort, width, at) => {
    const size = (group[`${sort}Weight`] ?? 0) * unit;
    if (!size) return [];
    const name = `${pick(group.name)} — ${say(`flow_${sort}`)}: ${count(group[sort].length)}`;
    return [svg("rect", { x: at, y: y + height - size, width, height: Math.max(size, 1.5), class: "flow-break", ...asButton(name, () => tellBreak(app, group, sort)) }, svg("title", {}, name))];
  };
  const half = FLOW.bar / 2;
  const label = height >= 11 ? [svg("text", { x: x + FLOW.bar + 6, y: y + height / 2, class: "flow-label" }, labelText(group))] : [];
  return [
    svg("rect", { x, y, width: FLOW.bar, height: Math.max(height, 1), class: `flow-bar ${FLOW_CHAINS[station]}` }, svg("title", {}, labelText(group))),
    ...part("unfed", half, x - 1),
    ...part("dead", half, x + half + 1),
    ...label,
  ];
}

function labelText(group) {
  const name = pick(group.name);
  const short = name.length > 30 ? `${name.slice(0, 29)}…` : name;
  return `${short} ${count(group.weight)}`;
}

function thingList(app, things) {
  return pagedList(things, (node) => el("li", {}, thingButton(app, node)));
}

function tellBand(app, flow, step, band) {
  const part = (key, things) => [el("h3", {}, say(key, { count: count(things.length) })), thingList(app, things)];
  app.tell(bandName(flow, step, band), part("flow_band_left", band.left), part("flow_band_right", band.right));
}

function tellBreak(app, group, sort) {
  app.tell(`${pick(group.name)} · ${say(`flow_${sort}`)}`, thingList(app, group[sort]));
}
