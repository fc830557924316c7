"use strict";
/* The page on paper: one sheet with what is shown now, its legend, and where and when it comes from.  The picture on the
   canvas is painted anew, in light colours; a view beside the network and a table are printed as they stand. */

function followPrinter(app) {
  const paper = document.getElementById("paper");
  window.addEventListener("beforeprint", () => {
    const picture = app.route.kind === "view" || !document.getElementById("host").hidden ? null : inLight(app, () => paintPicture(app));
    document.body.classList.toggle("drawn", Boolean(picture));
    paper.replaceChildren(...(picture ? [picture] : [el("h1", {}, titleText(app))]), paperNote(app));
  });
  window.addEventListener("afterprint", () => paper.replaceChildren());
}

function paperNote({ graph, route }) {
  const years = yearsOf(graph);
  const parts = [
    say("paper_holds", { things: count(graph.things), links: count(graph.edges.source.length), gaps: count(graph.gapCount) }),
    years && say("paper_years", { first: years[0], last: years[1] }),
    say("paper_printed", { day: new Date().toLocaleDateString(language.current === "zh" ? "zh-CN" : "en-GB", { dateStyle: "long" }) }),
    readable(withTerms(`map.html${location.hash}`, {})),
  ];
  return el("p", { class: "small muted" }, parts.filter(Boolean).join(" · "));
}

/* An address as people read it; one that is not well formed stays as it is. */
function readable(address) {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
