"use strict";
/* Marks of a picture that one can walk among with the keyboard, and names for them. */

/* Enter and space choose a mark of a picture; arrows go to the nearest on that side, which alone is then in the order of
   tabs.  found(mark) hears where one has come. */
function turnAmong(event, selector, choose, found = () => {}) {
  const step = ARROWS[event.key];
  if (event.key === "Enter" || event.key === " ") [event.preventDefault(), choose()];
  if (!step) return;
  event.preventDefault();
  const marks = [...event.currentTarget.ownerSVGElement.querySelectorAll(selector)];
  const next = nearestMark(marks, event.currentTarget, step);
  if (!next) return;
  marks.forEach((mark) => mark.setAttribute("tabindex", mark === next ? 0 : -1));
  next.focus();
  found(next);
}

function centreOf(mark) {
  const { left, top, width, height } = mark.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}

function nearestMark(marks, from, step) {
  const here = centreOf(from);
  return closest(marks, (mark) => {
    const [ahead, aside] = waysTo(here, centreOf(mark), step);
    return ahead > 0.5 && aside <= ahead ? ahead + 2 * aside : Infinity;
  });
}

/* A name in so many lines of about the same width; nothing where it has no such breaks. */
function breakName(ctx, name, number) {
  if (number === 1) return [name];
  const parts = /\p{Script=Han}/u.test(name) ? name.match(/[A-Za-z0-9.+#/]+\s*|./gu) : name.match(/\S+\s*/g);
  if (!parts || parts.length < number) return null;
  const goal = ctx.measureText(name).width / number;
  const lines = [""];
  for (const part of parts) {
    const last = lines[lines.length - 1];
    const more = ctx.measureText(last + part.trimEnd()).width;
    if (last && lines.length < number && more - goal > goal - ctx.measureText(last.trimEnd()).width) lines.push(part);
    else lines[lines.length - 1] += part;
  }
  const whole = lines.map((line) => line.trim());
  return lines.length === number && whole.every((line) => line.length > 1) ? whole : null;
}
