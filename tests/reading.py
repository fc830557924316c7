"""What axe-core does not judge: whether text in a picture (SVG) reads on what lies under it."""

__all__ = ["FIND_PALE_TEXT"]

FIND_PALE_TEXT = """(scope) => {
  const parse = (text) => { const [r, g, b, a = 1] = (text.match(/[\\d.]+/g) ?? [0, 0, 0, 0]).map(Number); return { rgb: [r, g, b], a }; };
  const over = (top, under) => top.rgb.map((value, at) => value * top.a + under[at] * (1 - top.a));
  const light = (rgb) => rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const opacity = (element) => { let all = 1; for (let at = element; at; at = at.parentElement) all *= Number(getComputedStyle(at).opacity); return all; };
  const paint = (element) => {
    const style = getComputedStyle(element);
    const text = element instanceof SVGElement ? (element instanceof SVGGeometryElement ? style.fill : "none") : style.backgroundColor;
    if (text === "none" || text.startsWith("url(")) return { rgb: [0, 0, 0], a: 0 };
    const colour = parse(text);
    const own = element instanceof SVGElement ? Number(style.fillOpacity) : 1;
    return { rgb: colour.rgb, a: colour.a * own * opacity(element) };
  };
  const faults = [];
  for (const text of document.querySelectorAll(`${scope} svg text`)) {
    const box = text.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    if (!box.width || x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) continue;
    const stack = document.elementsFromPoint(x, y).filter((one) => !(one instanceof SVGTextContentElement));
    if (!stack[0]?.closest("svg") || !text.ownerSVGElement.contains(stack[0])) continue;
    const style = getComputedStyle(text);
    let ground = [255, 255, 255];
    for (const one of stack.reverse()) ground = over(paint(one), ground);
    if (style.stroke !== "none" && style.paintOrder.startsWith("stroke") && parseFloat(style.strokeWidth) >= 2) ground = over({ ...parse(style.stroke), a: opacity(text) }, ground);
    const ink = over({ rgb: parse(style.fill).rgb, a: opacity(text) }, ground);
    const [dark, bright] = [light(ink), light(ground)].sort((one, other) => one - other);
    const ratio = (bright + 0.05) / (dark + 0.05);
    const size = parseFloat(style.fontSize) * text.getScreenCTM().a;
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) faults.push(`${text.textContent} (${text.getAttribute("class")}): ${ratio.toFixed(2)}`);
  }
  return faults;
}"""
"""A function for the page: of the pictures in a part of it, the texts in sight whose contrast is under WCAG's 4.5:1 (3:1
for large ones), with their class and contrast.  Opacities and halos count; a hatched ground counts as none."""
