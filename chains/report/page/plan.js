"use strict";
/* The page of a plan: a slider between budgets, and boxes to tick what is to be done. */
{
  const all = (selector) => document.querySelectorAll(selector);
  const slider = document.getElementById("slider");
  const ticks = JSON.parse(document.getElementById("ticks").textContent);
  const figure = (number) => Number(number.toPrecision(4)).toLocaleString("en");

  /* Shows the list of one budget, and marks that budget on the curve. */
  const show = () => {
    for (const part of all("[data-list]")) part.hidden = part.dataset.list !== slider.value;
    for (const dot of all("[data-dot]")) dot.classList.toggle("here", dot.dataset.dot === slider.value);
    document.getElementById("budget").textContent = document.querySelector(`.verdict[data-list="${slider.value}"]`).dataset.budget;
  };

  /* What some actions close of one objective: of each element at most what is open. */
  const closed = ({ weights, starts, closes }, taken) => {
    const parts = starts.slice();
    for (const action of taken) for (const [element, part] of closes[action]) parts[element] += part;
    return parts.reduce((sum, part, element) => sum + weights[element] * (Math.min(1, part) - starts[element]), 0);
  };

  const add = () => {
    const boxes = [...all("[data-take]:checked")];
    const cost = boxes.reduce((sum, box) => sum + Number(box.dataset.cost), 0);
    document.getElementById("taken").textContent = boxes.length;
    document.getElementById("spent").textContent = figure(cost);
    for (const [number, objective] of ticks.entries()) {
      const gain = closed(objective, boxes.map((box) => Number(box.dataset.take)));
      document.querySelector(`[data-after="${number}"]`).textContent = figure(Math.max(objective.open - gain, 0));
      document.querySelector(`[data-closed="${number}"]`).textContent = objective.open ? `${((100 * gain) / objective.open).toFixed(1)} %` : "–";
    }
  };

  if (slider) {
    slider.addEventListener("input", show);
    for (const box of all("[data-take]")) box.addEventListener("change", add);
    show();
    add();
  }
}
