"use strict";
/* Language: every word and name is there in both, one of them is shown. */

const language = {
  words: {},
  listeners: [],

  get current() {
    return choices.current.lang;
  },

  set(lang) {
    if (lang !== this.current) choices.set("lang", lang);
  },
};
choices.listeners.push((name) => {
  if (name === "lang") for (const listener of language.listeners) listener();
});

/* A word of the page; {name} is filled in. */
function say(key, values = {}) {
  const text = pick(language.words[key]);
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/* One of a pair [zh, en]. */
function pick(pair) {
  return language.current === "zh" ? pair[0] : pair[1] || pair[0];
}

/* A sentence of a pair; a percent sign stays with its number. */
function tell(pair) {
  return pick(pair).replaceAll(" %", "\u00a0%");
}

/* A name out of a table with the columns zh and en; English is empty where it is the same. */
function nameIn(table, number) {
  return language.current === "zh" ? table.zh[number] : table.en[number] || table.zh[number];
}

/* A number for a sentence, with the English ending of what is counted. */
function quantity(number) {
  return { count: count(number), s: number === 1 ? "" : "s" };
}

function count(number) {
  return Number(number).toLocaleString("en");
}

/* A measured number, with as many digits as a reader needs. */
function measure(number) {
  if (number === null) return "–";
  if (Number.isInteger(number)) return count(number);
  return Math.abs(number) >= 100 ? count(Math.round(number)) : String(Number(number.toPrecision(3)));
}

/* Puts new content into an element; what had the focus in it keeps it. */
function refill(element, content) {
  const controls = () => [...element.querySelectorAll("button, input, select")];
  const focused = controls().indexOf(document.activeElement);
  element.replaceChildren(...[content].flat(Infinity).filter(Boolean));
  if (focused >= 0) controls()[focused]?.focus({ preventScroll: true });
}

/* Elements are made here and nowhere else: text always goes in as text. */
function el(tag, attributes = {}, ...children) {
  return complete(document.createElement(tag), attributes, children);
}

const SVG = "http://www.w3.org/2000/svg";
function svg(tag, attributes = {}, ...children) {
  return complete(document.createElementNS(SVG, tag), attributes, children);
}

function complete(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

function button(text, onclick, attributes = {}) {
  return el("button", { type: "button", onclick, ...attributes }, text);
}
