"use strict";
/* A view as a picture file: its SVG with the styles that it wears on the page, as SVG and as PNG. */

const PICTURE_STYLES = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-size", "font-weight", "font-family", "text-anchor", "dominant-baseline"];

function exportView(app) {
  const drawn = document.querySelector("#host svg.picture");
  if (!drawn) return;
  const picture = inLight(app, () => wearStyles(drawn));
  const text = new XMLSerializer().serializeToString(picture);
  download(new Blob([text], { type: "image/svg+xml" }), `${fileName(app)}.svg`);
  rasterise(picture, text).then((blob) => download(blob, `${fileName(app)}.png`));
}

function download(blob, name) {
  const url = URL.createObjectURL(blob);
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/* A copy that looks the same without the page's stylesheet. */
function wearStyles(drawn) {
  const copy = drawn.cloneNode(true);
  const [from, to] = [drawn, copy].map((root) => [root, ...root.querySelectorAll("*")]);
  from.forEach((element, number) => {
    const style = getComputedStyle(element);
    for (const name of PICTURE_STYLES) to[number].setAttribute(name, style.getPropertyValue(name));
  });
  const { width, height } = drawn.getBoundingClientRect();
  copy.setAttribute("xmlns", SVG);
  copy.setAttribute("width", Math.ceil(width));
  copy.setAttribute("height", Math.ceil(height));
  const ground = svg("rect", { width: "100%", height: "100%", fill: colour("surface"), stroke: "none" });
  copy.prepend(ground);
  return copy;
}

async function rasterise(picture, text) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const scale = Math.max(2, EXPORT_WIDTH / Number(picture.getAttribute("width")));
  const canvas = el("canvas", { width: Number(picture.getAttribute("width")) * scale, height: Number(picture.getAttribute("height")) * scale });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}
