"use strict";
/* The slider of a plan's page: it shows the list of one budget, and marks that budget on the curve. */
{
  const slider = document.getElementById("slider");
  const show = () => {
    for (const part of document.querySelectorAll("[data-list]")) part.hidden = part.dataset.list !== slider.value;
    for (const dot of document.querySelectorAll("[data-dot]")) dot.classList.toggle("here", dot.dataset.dot === slider.value);
    document.getElementById("budget").textContent = document.querySelector(`.verdict[data-list="${slider.value}"]`).dataset.budget;
  };
  if (slider) {
    slider.addEventListener("input", show);
    show();
  }
}
