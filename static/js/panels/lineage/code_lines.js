// The line of code in which two steps differ, or the line that each is about.
import { words } from "../../i18n/i18n.js";
import { el } from "../../ui/dom.js";
import { difference, statement } from "./code_diff.js";

const TEXT = await words("lineage");
const DOES = await words("lineage_lines");

/** Returns {element, show([from, to])}. A child without a line before it has one that holds both. */
export function createCodeLines() {
  const element = el("div.code");
  return {
    element,
    show([from, to]) {
      const child = to.parent === from.key;
      const before = child ? to.before : from.line;
      const both = child && !before;
      const [left, right] = piecesOf(before, to.line);
      const figures = both
        ? [figureOf("both", to.line, right, child, DOES[to.key]?.after)]
        : [
            figureOf("before", before, left, child, child ? DOES[to.key]?.before : DOES[from.key]?.after),
            figureOf("after", to.line, right, child, DOES[to.key]?.after),
          ];
      element.replaceChildren(
        el("h4", {}, child ? TEXT.line : TEXT.own),
        ...figures,
        ...(both ? [el("p.muted", {}, TEXT.same)] : []),
      );
    },
  };
}

/** Both lines in pieces; without an earlier one all of the later one counts as kept. */
function piecesOf(before, after) {
  const code = statement(after.text);
  return before ? difference(statement(before.text), code) : [null, [{ text: code, kept: true }]];
}

/** What differs is marked only where one step is the other's child; `does`: what the line does, in a sentence. */
function figureOf(which, line, pieces, marked, does = "") {
  const parts = pieces.map(({ text, kept }) => (kept || !marked ? text : el("mark", {}, text)));
  return el(
    "figure.code-line",
    { dataset: { which } },
    el("pre", {}, el("code", {}, parts)),
    el("figcaption", {}, el("p", {}, does), el("p.muted", {}, TEXT.where(line.file, line.line, line.function))),
  );
}
