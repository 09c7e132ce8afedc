// One query's attention in one head, before and after.
import { summary } from "../../lib/arrays.js";
import { words } from "../../i18n/i18n.js";
import { holding } from "./compared.js";
import { createComparison, inWords } from "./comparison.js";

const TEXT = await words("change");

/**
 * onPick(patch), onPoint(row or null, column). Returns {element, paint(view, look)}: `look` {name of the head, asker, scale,
 * row(array) of this query, nameOf(token)}.
 */
export function createAttentionChange({ onPick, onPoint }) {
  let columns = 1;
  const comparison = createComparison({
    onPick,
    onPoint: (cell) => (cell === null ? onPoint(null) : onPoint(Math.floor(cell / columns), cell % columns)),
  });
  return {
    element: comparison.element,
    paint(view, look) {
      const { array, at, point, context } = view;
      ({ columns } = view);
      comparison.show({
        reading: { array, at, point },
        context,
        heading: TEXT.attention(look.name, look.asker),
        pictures: (before, still) => picturesOf(view, before && look.row(before), still, look),
      });
    },
  };
}

function picturesOf({ array, prefix, rows, columns, query }, pinned, still, { row, scale, nameOf }) {
  const now = row(array);
  const known = pinned && !still;
  return {
    now: now.subarray(prefix),
    pinned: pinned && pinned.subarray(prefix),
    rows,
    columns,
    scale: pinned ? holding(scale, summary(pinned)) : scale,
    mark: query < prefix ? null : query - prefix,
    where: (patch) => nameOf(prefix + patch),
    note: known && prefix ? inWords(pinned.subarray(0, prefix), now.subarray(0, prefix), nameOf) : "",
  };
}
