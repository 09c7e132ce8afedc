// The line of code in which two steps differ, or the line that each is about.
import { words } from "../../i18n/i18n.js";
import { el } from "../../ui/dom.js";
import { difference, statement } from "./code_diff.js";

const TEXT = await words("lineage");

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
        ? [figureOf("both", to.line, right, child)]
        : [figureOf("before", before, left, child), figureOf("after", to.line, right, child)];
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
  const { code } = statement(after.text);
  return before ? difference(statement(before.text).code, code) : [null, [{ text: code, kept: true }]];
}

/** What differs is marked only where one step is the other's child. */
function figureOf(which, line, pieces, marked) {
  const { comment } = statement(line.text);
  const parts = pieces.map(({ text, kept }) => (kept || !marked ? text : el("mark", {}, text)));
  return el(
    "figure.code-line",
    { dataset: { which } },
    el("pre", {}, el("code", {}, parts)),
    el("figcaption", {}, TEXT.where(line.file, line.line, line.function), comment ? ` · ${comment}` : ""),
  );
}
