// Three pictures side by side: the pinned values, those of now, and their difference; with both scales, and the numbers under
// the pointer.
import { sharp } from "../../ui/canvas.js";
import { cellAt } from "../../ui/cell_canvas.js";
import { el, say } from "../../ui/dom.js";
import { colourBar, KINDS, paintCells } from "../../ui/figure_parts.js";
import { exact, short, signed, signedShort } from "../../lib/format.js";
import { theme } from "../../ui/plot.js";
import { words } from "../../i18n/i18n.js";
import { differenceOf, differenceScale, largestOf } from "./compared.js";

const TEXT = await words("change");

const PARTS = ["pinned", "now", "difference"];
const GAP = 10; // px between the pictures
const [LEAST, MOST] = [64, 140]; // px of one

/** onPoint(cell or null) and onPick(cell), cells counted row by row. Returns {element, paint(content)}. */
export function createTriple({ onPoint, onPick }) {
  const triple = { content: null, pointed: null, difference: null, ...elements(), onPoint };
  triple.canvases.forEach((canvas) => listen(triple, canvas, onPick));
  return {
    element: triple.element,
    /**
     * `pinned` (null: not known), `now`: values of `rows` x `columns` cells, `pinnedAt` and `at` {dx, dy}, `scale` of both,
     * `mark` the chosen cell or null, `where(cell)` its name, `still`: nothing is moved, `note` further words.
     */
    paint(content) {
      triple.content = content;
      paint(triple);
    },
  };
}

function elements() {
  const canvases = PARTS.map((part) => el("canvas", { role: "img", "aria-label": TEXT[part], dataset: { part } }));
  const places = PARTS.map(() => el("span"));
  const figures = PARTS.map((part, i) =>
    el("figure", { dataset: { part } }, el("figcaption", {}, el("b", {}, TEXT[part]), places[i]), canvases[i]),
  );
  const [values, change] = [colourBar(), colourBar()];
  const readout = el("output.vreadout");
  const note = el("p.vcaption");
  const scaleOf = (name, bar) => el("div", {}, el("span.vmuted", {}, name), bar.element);
  const scales = el("div.triple-scales", {}, scaleOf(TEXT.values, values), scaleOf(TEXT.change, change));
  const pictures = el("div.triple-pictures", {}, figures);
  const element = el("div.triple", {}, pictures, scales, readout, note);
  return { element, canvases, places, values, change, readout, note, pictures };
}

function listen(triple, canvas, onPick) {
  const cell = (event) => {
    if (!triple.content) return null;
    const { rows, columns, now } = triple.content;
    const at = cellAt(event, canvas, rows, columns);
    const found = at && at.row * columns + at.column;
    return found !== null && found < now.length && Number.isFinite(now[found]) ? found : null;
  };
  const point = (found) => {
    triple.pointed = found;
    tell(triple);
    triple.onPoint(found);
  };
  canvas.addEventListener("pointermove", (event) => point(cell(event)));
  canvas.addEventListener("pointerdown", (event) => point(cell(event))); // a finger does not hover
  canvas.addEventListener("pointerleave", () => point(null));
  canvas.addEventListener("click", (event) => {
    const found = cell(event);
    if (found !== null) onPick(found);
  });
}

function paint(triple) {
  const { content, canvases, places, values, change, note } = triple;
  const { pinned, now, scale, at, pinnedAt, still } = content;
  triple.difference = pinned && !still ? differenceOf(pinned, now) : null;
  const second = differenceScale(scale, triple.difference ?? []);
  const pictures = [
    [pinned, scale],
    [now, scale],
    [triple.difference, second],
  ];
  pictures.forEach(([shown, own], i) => paintOne(triple, canvases[i], shown, own));
  [pinnedAt, at].forEach(({ dx, dy }, i) => say(places[i], TEXT.at(signed(dx), signed(dy))));
  values.update(scale);
  change.update(second);
  say(note, content.note);
  tell(triple);
}

function paintOne({ content, pictures }, canvas, shown, scale) {
  const { rows, columns, mark } = content;
  const side = Math.max(LEAST, Math.min(MOST, Math.floor((pictures.clientWidth - 2 * GAP) / PARTS.length)));
  const cell = side / Math.max(rows, columns);
  const whole = cell >= 1 ? Math.floor(cell) : cell;
  const [width, height] = [Math.round(whole * columns), Math.round(whole * rows)];
  const drawing = sharp(canvas, width, height);
  canvas.classList.toggle("is-empty", !shown);
  Object.assign(canvas.dataset, { low: scale.low, high: scale.high });
  if (!shown) return;
  paintCells(drawing, shown, rows, columns, scale, KINDS.activation.map(scale.signed), 0, 0, width, height);
  if (mark === null) return;
  drawing.strokeStyle = getComputedStyle(canvas).getPropertyValue("--chosen") || theme().accent;
  drawing.lineWidth = 2;
  drawing.strokeRect((mark % columns) * whole - 1, Math.floor(mark / columns) * whole - 1, whole + 2, whole + 2);
}

/** The three numbers of the cell under the pointer, else of the one that changed most. */
function tell({ content, pointed, difference, readout }) {
  const { pinned, now, where, still } = content;
  const cell = pointed ?? (difference ? largestOf(difference) : null);
  for (const part of PARTS) delete readout.dataset[part];
  if (still && pointed === null) return say(readout, TEXT.still);
  if (!pinned) return say(readout, "");
  if (cell === null) return say(readout, TEXT.same);
  const change = now[cell] - pinned[cell];
  Object.assign(readout.dataset, { cell, pinned: exact(pinned[cell]), now: exact(now[cell]), difference: exact(change) });
  const words = TEXT.change_of(short(pinned[cell]), short(now[cell]), signedShort(change));
  say(readout, pointed === null ? TEXT.most(where(cell), words) : TEXT.readout(where(cell), words));
}
