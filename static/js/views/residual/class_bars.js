// The shares of a few classes, as it is and with something switched off, side by side.
import { el } from "../../ui/dom.js";
import { percent } from "../../lib/format.js";

/** `columns`: three headings; `classes` as classes() in parse.js. */
export function classBars(columns, classes) {
  const headLine = el("div.class-row.is-head", {}, ...columns.map((name) => el("span", {}, name)));
  return [headLine, ...classes.map(bars)];
}

/** One class: its share before, and after. */
function bars({ label, before, after }) {
  const track = (share, which) =>
    el("span.share-bar", {}, el("i", { style: { "--part": share }, dataset: { which } }), el("small", {}, percent(share)));
  return el("div.class-row", {}, el("b", {}, label), track(before, 0), track(after, 1));
}
