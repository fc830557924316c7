"use strict";
/* What a reader chose for every page: its language, and its theme (auto follows the system).  This stands in the head of
   a page, so that nothing is shown in another one first.  The address (#lang=en&theme=dark) goes before what was chosen
   on an earlier page, and that before what the page was made with; links to other pages carry the choice along. */

const choices = {
  KNOWN: { lang: ["zh", "en"], theme: ["auto", "light", "dark"] },
  own: { lang: document.documentElement.dataset.lang, theme: "auto" },
  current: {},
  listeners: [],

  set(name, value) {
    this.wear(name, value);
    this.remember(name, value);
    if (new URLSearchParams(location.hash.slice(1)).has(name)) this.keep({ ...this.asked(), [name]: value });
    for (const listener of this.listeners) listener(name);
  },

  wear(name, value) {
    this.current[name] = value;
    document.documentElement.dataset[name] = value;
    if (name === "lang") document.documentElement.lang = value === "zh" ? "zh-CN" : "en";
  },

  /* A page in a closed frame, as in a notebook, has no memory. */
  remember(name, value) {
    try {
      localStorage.setItem(`fourchains.${name}`, value);
    } catch {}
  },

  remembered(name) {
    try {
      return localStorage.getItem(`fourchains.${name}`);
    } catch {
      return null;
    }
  },

  /* What the address asks for; what it does not name stays undefined. */
  asked() {
    const terms = new URLSearchParams(location.hash.slice(1));
    const known = Object.entries(this.KNOWN).filter(([name, values]) => values.includes(terms.get(name)));
    return Object.fromEntries(known.map(([name]) => [name, terms.get(name)]));
  },

  open() {
    const asked = this.asked();
    for (const [name, values] of Object.entries(this.KNOWN)) {
      const value = asked[name] ?? this.remembered(name);
      this.wear(name, values.includes(value) ? value : this.own[name]);
    }
  },

  /* The choices that an address must name, because a page would not open with them by itself. */
  named() {
    const opensWith = (name) => this.remembered(name) ?? this.own[name];
    const needed = ([name, value]) => value !== this.own[name] || value !== opensWith(name);
    return Object.fromEntries(Object.entries(this.current).filter(needed));
  },

  /* Puts choices into the address of this page, without a step for Back. */
  keep(values) {
    const address = withTerms(location.href, values);
    if (address !== location.href) history.replaceState(history.state, "", address);
  },
};

/* An address whose part after the # names these values of all that may be chosen. */
function withTerms(address, values) {
  const [page, ...parts] = address.split("#");
  const kept = parts.join("#").split("&").filter((term) => term && !Object.hasOwn(choices.KNOWN, term.split("=")[0]));
  const terms = [...kept, ...Object.entries(values).map(([name, value]) => `${name}=${value}`)];
  return terms.length ? `${page}#${terms.join("&")}` : page;
}

/* Just before somebody follows a link to another page of ours, it takes the choices along. */
function carryChoices(event) {
  const link = event.target.closest?.("a[href]");
  const address = link?.getAttribute("href");
  if (!address || !/^(?!\w+:|\/\/)[^#]+\.html(#|$)/.test(address)) return;
  link.setAttribute("href", withTerms(address, choices.named()));
}

const THEME_WORDS = {
  name: ["外观", "Theme"],
  auto: ["跟随系统", "as the system"],
  light: ["浅色", "light"],
  dark: ["深色", "dark"],
};
const THEME_ICONS = {
  auto: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.5v11a5.5 5.5 0 0 1 0-11Z",
  light: "M8 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM7.2 0h1.6v2.6H7.2ZM7.2 13.4h1.6V16H7.2ZM0 7.2h2.6v1.6H0ZM13.4 7.2H16v1.6h-2.6ZM2.9 1.8l1.8 1.8-1.1 1.1-1.8-1.8ZM12.4 11.3l1.8 1.8-1.1 1.1-1.8-1.8ZM1.8 13.1l1.8-1.8 1.1 1.1-1.8 1.8ZM11.3 3.6l1.8-1.8 1.1 1.1-1.8 1.8Z",
  dark: "M6.2 1A7.1 7.1 0 1 0 15 9.8 5.8 5.8 0 0 1 6.2 1Z",
};

/* One button for the theme, beside the buttons for the language: from auto to light to dark and round again. */
function themeButton() {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", id: "theme", className: "theme" });
  button.addEventListener("click", () => {
    const { theme } = choices.KNOWN;
    choices.set("theme", theme[(theme.indexOf(choices.current.theme) + 1) % theme.length]);
  });
  return button;
}

function themeIcon(theme) {
  const [picture, shape] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  for (const [name, value] of [["viewBox", "0 0 16 16"], ["width", 16], ["height", 16], ["aria-hidden", "true"]]) picture.setAttribute(name, value);
  shape.setAttribute("d", THEME_ICONS[theme]);
  picture.append(shape);
  return picture;
}

/* Says on the controls what is chosen, in the language that is. */
function showChoices() {
  const { lang, theme } = choices.current;
  for (const button of document.querySelectorAll("[data-set-lang]")) button.setAttribute("aria-pressed", String(button.dataset.setLang === lang));
  const title = document.querySelector("title[data-zh]");
  if (title) document.title = title.dataset[lang];
  const [name, value] = [THEME_WORDS.name, THEME_WORDS[theme]].map((pair) => pair[lang === "zh" ? 0 : 1]);
  const button = document.getElementById("theme");
  if (!button) return;
  button.title = `${name}${lang === "zh" ? "：" : ": "}${value}`;
  button.setAttribute("aria-label", button.title);
  button.replaceChildren(themeIcon(theme));
}

/* An address may name a part of the page beside the choices: index.html#cities&lang=en. */
function showPart() {
  const [part, ...rest] = location.hash.slice(1).split("&");
  if (rest.length && part && !part.includes("=")) document.getElementById(part)?.scrollIntoView();
}

choices.open();
choices.listeners.push(showChoices);
for (const kind of ["pointerdown", "click", "auxclick"]) document.addEventListener(kind, carryChoices, true);
window.addEventListener("hashchange", () => {
  for (const [name, value] of Object.entries(choices.asked())) if (value !== choices.current[name]) choices.set(name, value);
});
document.addEventListener("DOMContentLoaded", () => {
  document.querySelector("[data-set-lang]")?.parentElement.after(themeButton());
  for (const button of document.querySelectorAll("[data-set-lang]")) {
    button.addEventListener("click", () => choices.set("lang", button.dataset.setLang));
  }
  showChoices();
  showPart();
});
