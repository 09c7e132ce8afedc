// The chosen channel, or all units, before and after: above the wall of an opened stage.
import { prefixSlice, slice, summary } from "../../lib/arrays.js";
import { words } from "../../i18n/i18n.js";
import { holding } from "./compared.js";
import { createComparison, inWords } from "./comparison.js";

const TEXT = await words("change");

const isUnits = ({ form }) => form.kind === "units";

/** Returns {element, paint(reading, context, look)}: `look` {form, channel, scale, own: of the channel, nameOf(token), choose, hoverCell}. */
export function createBeforeAfter() {
  let look = null;
  const comparison = createComparison({
    onPoint(cell) {
      const { form, hoverCell } = look;
      if (cell === null || isUnits(look)) hoverCell(null);
      else hoverCell(Math.floor(cell / form.columns), cell % form.columns);
    },
    onPick: (cell) => isUnits(look) && look.choose(cell),
  });
  return {
    element: comparison.element,
    paint(reading, context, next) {
      look = next;
      const { form, channel } = look;
      const what = isUnits(look) ? TEXT.units(form.count, form.noun) : TEXT.unit(form.noun, channel);
      const pictures = (before, still) => ({ ...picturesOf(reading, before, look), note: note(reading, before, still, look) });
      comparison.show({ reading, context, heading: TEXT.of(what), pictures });
    },
  };
}

/** One channel's map; or all units in lines, with the chosen one marked. */
function picturesOf({ array }, before, look) {
  const { form, channel, own } = look;
  const units = isUnits(look);
  const part = (one) => (units ? one.values : slice(one, form, channel));
  const columns = units ? Math.ceil(Math.sqrt(form.count)) : form.columns;
  const rows = units ? Math.ceil(form.count / columns) : form.rows;
  const [now, pinned] = [part(array), before && part(before)];
  const where = (cell) =>
    units ? TEXT.unit(form.noun, cell) : TEXT.cell(form.cell, Math.floor(cell / columns), cell % columns);
  const scale = before ? holding(look.scale, summary(own ? pinned : before.values)) : look.scale;
  return { pinned, now, rows, columns, where, mark: units ? channel : null, scale };
}

/** The tokens that are no patch. */
function note({ array }, before, still, { form, channel, nameOf }) {
  if (!before || still || !form.prefix) return "";
  return inWords(prefixSlice(before, form, channel), prefixSlice(array, form, channel), nameOf);
}
