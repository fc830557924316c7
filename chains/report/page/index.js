"use strict";
// The sortable tables.
(() => {
  const root = document.documentElement;

  function keyOf(row, column, lang) {
    const cell = row.cells[column];
    return cell.dataset.value === undefined ? cell.dataset[lang] || cell.textContent.trim() : Number(cell.dataset.value);
  }

  function compare(first, second, lang) {
    return typeof first === "number" ? first - second : first.localeCompare(second, lang === "zh" ? "zh-CN" : "en");
  }

  // Numbers begin with the largest, names with the first.
  function nextOrder(heading) {
    const now = heading.getAttribute("aria-sort");
    if (now === "none") return heading.classList.contains("number") ? "descending" : "ascending";
    return now === "ascending" ? "descending" : "ascending";
  }

  function sortBy(table, heading) {
    const order = nextOrder(heading);
    const column = heading.cellIndex;
    const lang = root.dataset.lang;
    const rows = [...table.tBodies[0].rows].map((row, place) => ({ row, place, key: keyOf(row, column, lang) }));
    const sign = order === "ascending" ? 1 : -1;
    rows.sort((one, other) => sign * compare(one.key, other.key, lang) || one.place - other.place);
    table.tBodies[0].append(...rows.map((item) => item.row));
    for (const other of table.tHead.rows[0].cells) {
      if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", other === heading ? order : "none");
    }
  }

  for (const table of document.querySelectorAll("[data-sortable]")) {
    for (const heading of table.tHead.rows[0].cells) {
      heading.querySelector("button")?.addEventListener("click", () => sortBy(table, heading));
    }
  }
})();
