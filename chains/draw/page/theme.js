"use strict";
/* The theme of the picture on the canvas.  vis-network keeps the colours that it was given, so a change of theme gives it
   new ones; what the page paints itself asks for colour(…) each time. */

/* Gives the links of a picture the colours of the theme, as wide and as strong as they were. */
function inTheme(edges) {
  return edges.map((edge) => ({ ...edge, color: { ...edge.color, color: colour(edge.id.startsWith("link") ? "edge" : "gap") } }));
}

/* Filled marks for what a view is about, hollow ones for what is linked to it. */
function markLooks(groups) {
  const look = ([name, group]) => {
    const [chain, paper] = [colour(name.replace(/-linked$/, "")), colour("surface")];
    const color = name.endsWith("-linked") ? { background: paper, border: chain } : { background: chain, border: paper };
    return [name, { ...group, color }];
  };
  return Object.fromEntries(Object.entries(groups).map(look));
}

/* Gives a graph, before it is drawn, the colours of the theme. */
function colourGraph({ overview }) {
  overview.edges = inTheme(overview.edges);
  overview.options.groups = markLooks(overview.options.groups);
}

/* Paints the picture in the theme that the page wears now. */
function recolour({ graph, stage, route }) {
  colours.clear();
  colourGraph(graph);
  stage.network.setOptions({ groups: graph.overview.options.groups });
  if (route.kind === "view") return; // the stage is hidden, and gets its marks anew when it is shown
  const { nodes, edges } = stage.network.body.data;
  edges.update(inTheme(edges.get()));
  stage.network.setData({ nodes, edges });
  stage.repaint();
}

/* Does something while the page is light, as for paper and picture files; nobody sees it change. */
function inLight(app, action) {
  const { dataset } = document.documentElement;
  const worn = dataset.theme;
  const wear = (theme) => [(dataset.theme = theme), recolour(app)];
  wear("light");
  try {
    return action();
  } finally {
    wear(worn);
  }
}

/* Follows the reader's choice and the system's; the address of the map names the choice wherever one goes. */
function followTheme(app) {
  const keep = () => choices.keep(choices.named());
  const change = () => {
    recolour(app);
    if (app.route.kind === "view") showView(app);
  };
  choices.listeners.push(keep, (name) => name === "theme" && change());
  window.addEventListener("hashchange", keep);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", change);
}
