// The chosen channel, or all units, before and after: pinned, now and their difference, above the wall of an opened stage.
import { el, say } from "../../ui/dom.js";
import { createWaiting } from "../../ui/waiting.js";
import { short, signedShort } from "../../lib/format.js";
import { prefixSlice, slice, squarest, summary } from "../../lib/arrays.js";
import { words } from "../../i18n/i18n.js";
import { holding } from "./compared.js";
import { createPinned, isMoved } from "./pinned.js";
import { createTriple } from "./triple.js";

const TEXT = await words("change");

/** Returns {element, paint(reading, context, look)}: a reading as of pinned.js, `look` {form, channel, scale, own, nameOf(token), choose, hoverCell}. */
export function createBeforeAfter() {
  const title = el("h4");
  const waiting = createWaiting();
  const strip = { shown: null, title, waiting, pinned: createPinned(() => strip.shown && paint(strip)) };
  strip.triple = createTriple({
    onPoint: (cell) => point(strip, cell),
    onPick: (cell) => isUnits(strip) && strip.shown.look.choose(cell),
  });
  strip.element = el("section.before-after", {}, title, strip.triple.element, waiting.element);
  return {
    element: strip.element,
    paint(reading, context, look) {
      strip.shown = { reading, context, look };
      paint(strip);
    },
  };
}

const isUnits = ({ shown }) => shown.look.form.kind === "units";

function point(strip, cell) {
  const { form, hoverCell } = strip.shown.look;
  if (cell === null || isUnits(strip)) return hoverCell(null);
  hoverCell(Math.floor(cell / form.columns), cell % form.columns);
}

function paint(strip) {
  const { reading, context, look } = strip.shown;
  const before = strip.pinned.of(reading, context);
  const still = !isMoved(reading, context);
  strip.triple.paint({
    ...pictures(strip, before),
    still,
    at: reading.at,
    pinnedAt: pinnedAt(context),
    note: note(strip, before),
  });
  say(
    strip.title,
    TEXT.of(isUnits(strip) ? TEXT.units(look.form.count, look.form.noun) : TEXT.unit(look.form.noun, look.channel)),
  );
  const { error } = strip.pinned;
  if (error) strip.waiting.fail(TEXT.failed(error.message), strip.pinned.retry);
  else if (before) strip.waiting.done();
  else strip.waiting.busy(TEXT.reading);
}

const pinnedAt = ({ state: { reference } }) => ({ dx: reference[0], dy: reference[1] });

/** What the three pictures show: one channel's map, or all units in lines, with the chosen one marked. */
function pictures({ shown: { reading, look } }, before) {
  const { form, channel, own } = look;
  const units = form.kind === "units";
  const part = (array) => (units ? array.values : slice(array, form, channel));
  const columns = units ? squarest(form.count) : form.columns;
  const rows = units ? Math.ceil(form.count / columns) : form.rows;
  const [now, pinned] = [part(reading.array), before && part(before)];
  const ends = before ? summary(own ? pinned : before.values) : { min: 0, max: 0 };
  const where = units
    ? (cell) => TEXT.unit(form.noun, cell)
    : (cell) => TEXT.cell(form.cell, Math.floor(cell / columns), cell % columns);
  return { pinned, now, rows, columns, where, mark: units ? channel : null, scale: holding(look.scale, ends) };
}

/** The tokens that are no patch, in numbers. */
function note({ shown: { reading, context, look } }, before) {
  const { form, channel, nameOf } = look;
  if (!before || !form.prefix || !isMoved(reading, context)) return "";
  const [was, now] = [before, reading.array].map((array) => Array.from(prefixSlice(array, form, channel)));
  const change = (i) => TEXT.change_of(short(was[i]), short(now[i]), signedShort(now[i] - was[i]));
  return now.map((_, i) => TEXT.readout(nameOf(i), change(i))).join(" · ");
}
