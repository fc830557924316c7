"use strict";
/* A heat map: one SVG in a box that scrolls by itself, its heads always in sight.  fillHeat takes
   {
     key,                       what the place of scrolling is remembered by
     name,                      the picture's name
     corner,                    what the rows are
     legend,                    {title (what the numbers are), low, high, levels: seven of [level, text], notes: [[sort, text]]}
     groups,                    [{name, from, to}] over the columns; may be left out
     columns,                   [{lines, sub, full, current, press}]: lines of its name, small lines under it, sort by it
     rows,                      [{name, full, rule}]: rule draws a line above
     cell(row, column),         {level: -3 … 3 or null, text, dot, mark: 1 ▲, -1 ▼, weak, said: [lines]}
     open(row, column),         tells of a cell
     chosen,                    [row, column], or null
   }
   Level 3 is far too little, -3 far too much.  Heads lie over the picture once more, held in place by the browser; the
   picture itself is whole, for export and paper. */

const HEAT = { row: 28, least: 44, tight: 40, most: 104, label: 240, narrow: 112, small: 560, name: 150, line: 16, sub: 15, text: 13, swatch: 46, key: 22 };
const heatPlaces = new Map();

function fillHeat(box, spec) {
  const plan = planHeat(box, spec);
  const picture = keptPicture(spec, plan);
  const sheet = el("div", { class: "heat-sheet" }, picture, heatHeads(spec, plan));
  box.replaceChildren(sheet);
  markChosen(picture, spec.chosen);
  listenToHeat(box, sheet, spec, plan);
  Object.assign(box, { scrollLeft: heatPlaces.get(spec.key)?.left ?? 0, scrollTop: heatPlaces.get(spec.key)?.top ?? 0 });
  box.onscroll = () => heatPlaces.set(spec.key, { left: box.scrollLeft, top: box.scrollTop });
  const chosen = spec.chosen && heatCell(picture, ...spec.chosen);
  if (!chosen) return;
  keepHeatInSight(box, plan, ...spec.chosen);
  if (document.activeElement === document.body) chosen.focus({ preventScroll: true });
}

/* Thousands of cells are not made anew because another one was chosen. */
const lastHeat = { name: "", picture: null };
function keptPicture(spec, plan) {
  const name = [spec.key, language.current, plan.width, spec.rows.length, spec.columns.length].join("\n");
  if (lastHeat.name !== name) Object.assign(lastHeat, { name, picture: heatPicture(spec, plan) });
  return lastHeat.picture;
}

function markChosen(picture, chosen) {
  const before = picture.querySelector(".heat-cell.chosen");
  before?.classList.remove("chosen");
  before?.setAttribute("aria-selected", "false");
  const cell = chosen && heatCell(picture, ...chosen);
  cell?.classList.add("chosen");
  cell?.setAttribute("aria-selected", "true");
  turnTo(picture, cell ?? picture.querySelector('.heat-cell[tabindex="0"]') ?? picture.querySelector(".heat-cell"));
}

/* The one cell that the tabulator reaches. */
function turnTo(picture, cell) {
  picture.querySelector('.heat-cell[tabindex="0"]')?.setAttribute("tabindex", -1);
  cell?.setAttribute("tabindex", 0);
}

/* Where everything stands, in pixels. */
function planHeat(box, spec) {
  const ctx = el("canvas").getContext("2d");
  ctx.font = font(HEAT.text, 600);
  const width = Math.max(box.clientWidth, 300);
  const wide = (text) => ctx.measureText(text).width;
  const longest = Math.max(0, ...spec.rows.map(({ name }) => wide(name)), wide(spec.corner));
  const label = Math.ceil(Math.min(longest + 18, width < HEAT.small ? HEAT.narrow : HEAT.label));
  const least = width < HEAT.small ? HEAT.tight : HEAT.least;
  const column = Math.min(Math.max(Math.floor((width - label - 2) / Math.max(spec.columns.length, 1)), least), HEAT.most);
  const names = spec.columns.flatMap(({ lines }) => lines.map(wide));
  const flat = names.every((one) => one <= column - 6);
  const most = (list) => Math.max(1, ...spec.columns.map((one) => one[list]?.length ?? 0));
  const upright = spec.columns.every(({ lines }) => lines.every(isStacked));
  const long = upright ? HEAT.line * Math.max(1, ...spec.columns.flatMap(({ lines }) => lines.map((line) => line.length))) : Math.max(0, ...names);
  const high = flat ? most("lines") * HEAT.line + 6 : Math.min(long, HEAT.name) + 12;
  const subs = spec.columns.some(({ sub }) => sub?.length) ? most("sub") * HEAT.sub : 0;
  const grouped = spec.groups?.length ? 22 : 0;
  const plan = { ctx, width, label, column, flat, upright, high, grouped, head: grouped + high + subs + 4 };
  plan.across = label + column * spec.columns.length;
  plan.key = placeKey(ctx, spec.legend, Math.max(Math.min(width, plan.across), Math.min(width, 330)));
  plan.top = plan.key.height + plan.head;
  plan.total = { width: Math.max(plan.across, plan.key.width) + 1, height: plan.top + HEAT.row * spec.rows.length + 1 };
  return plan;
}

function heatCell(picture, row, column) {
  return picture.querySelector(`.heat-cell[data-row="${row}"][data-column="${column}"]`);
}

function listenToHeat(box, sheet, spec, plan) {
  const at = (event) => {
    const cell = event.target.closest?.(".heat-cell");
    return cell && [Number(cell.dataset.row), Number(cell.dataset.column)];
  };
  sheet.addEventListener("mouseover", (event) => {
    const found = at(event);
    showTip({ x: event.clientX, y: event.clientY }, found && spec.cell(...found).said);
  });
  for (const gone of ["mouseleave", "focusout"]) sheet.addEventListener(gone, () => showTip(null, null));
  sheet.addEventListener("click", (event) => at(event) && spec.open(...at(event)));
  sheet.addEventListener("keydown", (event) => {
    const found = at(event);
    if (!found || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") [event.preventDefault(), spec.open(...found)];
    const next = nextHeatCell(spec, found, event.key);
    if (!next) return;
    event.preventDefault();
    moveInHeat(box, sheet, spec, plan, next);
  });
}

function nextHeatCell(spec, [row, column], key) {
  const [down, right] = [spec.rows.length - 1, spec.columns.length - 1];
  const next = {
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    Home: [row, 0],
    End: [row, right],
    PageUp: [Math.max(row - 10, 0), column],
    PageDown: [Math.min(row + 10, down), column],
  }[key];
  return next && next[0] >= 0 && next[0] <= down && next[1] >= 0 && next[1] <= right ? next : null;
}

function moveInHeat(box, sheet, spec, plan, next) {
  const cell = heatCell(sheet, ...next);
  turnTo(sheet, cell);
  cell.focus({ preventScroll: true });
  keepHeatInSight(box, plan, ...next);
  const { left, top, width, height } = cell.getBoundingClientRect();
  showTip({ x: left + width / 2, y: top + height / 2 }, spec.cell(...next).said);
}

/* Scrolls only as far as needed; the heads cover the box's left and top. */
function keepHeatInSight(box, plan, row, column) {
  const [x, y] = [plan.label + column * plan.column, plan.top + row * HEAT.row];
  const near = (at, low, high) => Math.min(Math.max(at, low), high);
  box.scrollTop = near(box.scrollTop, y + HEAT.row - box.clientHeight + 2, y - plan.head);
  box.scrollLeft = near(box.scrollLeft, x + plan.column - box.clientWidth + 2, x - plan.label);
  box.scrollIntoView({ block: "nearest" });
}
