// Two steps side by side: their stage at this picture, what they say, and the line of code that differs.
import { words } from "../../i18n/i18n.js";
import { el, say } from "../../ui/dom.js";
import { createCodeLines } from "./code_lines.js";
import { PairSide } from "./pair_side.js";

const TEXT = await words("lineage");

/** Returns {element, show(pair, context), destroy}. */
export function createPair() {
  const sides = [new PairSide(), new PairSide()];
  const title = el("h3");
  const code = createCodeLines();
  const both = el(
    "div.sides",
    {},
    sides.map(({ element }) => element),
  );
  let pair = null;
  return {
    element: el("section.pair", {}, title, both, code.element),
    show(next, context) {
      if (pair?.[0] !== next[0] || pair?.[1] !== next[1]) {
        pair = next;
        say(title, TEXT.step(next[0].title, next[1].title));
        code.show(next);
      }
      sides.forEach((side, i) => side.show(next[i], context));
    },
    destroy: () => sides.forEach((side) => side.destroy()),
  };
}
