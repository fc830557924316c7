"use strict";
// Finds terms and codes as somebody types, and shows in the diagram which lines belong to a class.
(() => {
  const field = document.getElementById("term-search");
  const count = document.getElementById("search-count");
  const items = [...document.querySelectorAll("[data-find]")].map((element) => [element, textOf(element)]);
  const parts = [...document.querySelectorAll("[data-filtered]")];
  const shelves = document.querySelectorAll(".toc, #the-codes > h2");

  // What names and defines a term or code: the first two parts of its card, the first three cells of its row.
  function textOf(element) {
    return [...element.children].slice(0, element.cells ? 3 : 2).map((part) => part.textContent).join(" ").toLowerCase();
  }

  function say(found) {
    const zh = `找到 ${found} 个`;
    const en = found === 1 ? "1 is found" : `${found} are found`;
    count.replaceChildren(...[["zh", zh], ["en", en]].map(([lang, text]) => {
      const words = document.createElement("span");
      words.className = words.lang = lang;
      words.textContent = text;
      return words;
    }));
  }

  // All words must occur, in either language.
  function search() {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const [element, text] of items) {
      element.hidden = !words.every((word) => text.includes(word));
      if (!element.hidden) found += 1;
    }
    for (const part of parts) part.hidden = words.length > 0 && !part.querySelector("[data-find]:not([hidden])");
    for (const shelf of shelves) shelf.hidden = words.length > 0;
    if (words.length) say(found);
    else count.replaceChildren();
  }

  // A link to what the search has hidden ends the search.
  function reveal() {
    const name = decodeURIComponent(location.hash.slice(1)).split("&")[0];
    const target = document.getElementById(name);
    if (!target?.closest("[hidden]")) return;
    field.value = "";
    search();
    target.scrollIntoView();
  }

  field.addEventListener("input", search);
  window.addEventListener("hashchange", reveal);

  const diagram = document.querySelector(".diagram");
  function light(name) {
    diagram.classList.toggle("lit", Boolean(name));
    for (const edge of diagram.querySelectorAll(".edge")) {
      edge.classList.toggle("lit", Boolean(name) && (edge.dataset.from === name || edge.dataset.to === name));
    }
  }
  for (const box of diagram.querySelectorAll(".box")) {
    for (const kind of ["pointerenter", "focusin"]) box.addEventListener(kind, () => light(box.dataset.class));
    for (const kind of ["pointerleave", "focusout"]) box.addEventListener(kind, () => light(null));
  }
})();
