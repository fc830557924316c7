"use strict";
/* The panel: tabs beside the map, or below it on a phone (a sheet that opens and closes). */

class Panel {
  constructor(element) {
    this.element = element;
    this.tabs = [...element.querySelectorAll("[role=tab]")];
    this.handle = element.querySelector(".handle");
    for (const tab of this.tabs) {
      tab.addEventListener("click", () => this.open(tab.dataset.tab));
      tab.addEventListener("keydown", (event) => this.#turn(event, tab));
    }
    this.handle.addEventListener("click", () => this.toggle());
    this.open("gaps", { raise: false });
  }

  /* Shows a tab; on a phone the sheet rises, unless it is only made ready. */
  open(name, { raise = true, focus = false } = {}) {
    this.current = name;
    for (const tab of this.tabs) {
      const chosen = tab.dataset.tab === name;
      tab.setAttribute("aria-selected", chosen);
      tab.tabIndex = chosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !chosen;
      if (chosen && focus) tab.focus();
    }
    if (raise) this.raise(true);
  }

  body(name) {
    return document.getElementById(`tab-${name}`);
  }

  raise(up) {
    this.element.dataset.raised = up;
    this.handle.setAttribute("aria-expanded", up);
    this.onraise?.();
  }

  toggle() {
    this.raise(this.element.dataset.raised !== "true");
  }

  #turn(event, tab) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    const next = this.tabs[(this.tabs.indexOf(tab) + step + this.tabs.length) % this.tabs.length];
    this.open(next.dataset.tab, { focus: true });
  }
}

/* Shows the first of many entries in an element, and returns a button for more; make(entry) returns an element. */
function growInto(list, entries, make, page) {
  const more = button(say("more"), () => grow(), { class: "more" });
  let shown = 0;
  function grow() {
    list.append(...entries.slice(shown, shown + page).map(make));
    shown += page;
    more.hidden = shown >= entries.length;
  }
  grow();
  return more;
}

const PAGE = 60;
function pagedList(entries, make, tag = "ul") {
  const list = el(tag, { class: "entries" });
  return [list, growInto(list, entries, make, PAGE)];
}

/* What the details tell of what is chosen. */
function detailsOf(app, { node, edge, pair, tile, gap }) {
  if (node !== undefined) return thingDetails(app, node);
  if (edge !== undefined) return edgeDetails(app, edge);
  if (pair !== undefined) return pairDetails(app, pair);
  return tile === undefined ? gapDetails(app, gap) : tileDetails(app, tile);
}
