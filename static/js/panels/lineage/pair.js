// Two steps side by side: their stage at this picture, what they say, and the line of code that differs.
import { words } from "../../i18n/i18n.js";
import { el, say } from "../../ui/dom.js";
import { createCodeLines } from "./code_lines.js";
import { sameStage } from "./links.js";
import { PairSide } from "./pair_side.js";

const TEXT = await words("lineage");

/** `onRows()`: both models are to stand in the rows. Returns {element, show(pair, context), destroy}. */
export function createPair({ onRows }) {
  const sides = [new PairSide(), new PairSide()];
  const title = el("h3");
  const code = createCodeLines();
  const rows = el("button", { type: "button", onclick: onRows }, TEXT.rows);
  const both = el(
    "div.sides",
    {},
    sides.map(({ element }) => element),
  );
  let pair = null;
  return {
    element: el("section.pair", {}, el("div.pair-head", {}, title, rows), both, code.element),
    show(next, context) {
      if (pair?.[0] !== next[0] || pair?.[1] !== next[1]) {
        pair = next;
        say(title, TEXT.step(next[0].title, next[1].title));
        code.show(next);
      }
      rows.hidden =
        [...context.state.models].sort().join() ===
        next
          .map(({ model }) => model)
          .sort()
          .join();
      sameStage(next, context.models).forEach((step, i) => sides[i].show(step, context));
    },
    destroy: () => sides.forEach((side) => side.destroy()),
  };
}
