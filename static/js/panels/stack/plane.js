// The picture's plane: the exact field of the layers up to the lit one, and the squares of all of them around it.
import { words } from "../../i18n/i18n.js";
import { short } from "../../lib/format.js";
import { el } from "../../ui/dom.js";
import { KINDS, paintCells } from "../../ui/figure_parts.js";
import { createPane, frameOf, ofSquare } from "../../ui/square_pane.js";
import { field, width } from "../../lib/kernel_stack.js";

const TEXT = await words("stack");

/** Returns {element, show(traced, index of the lit layer)}; its frame is the whole stack's square. */
export function createPlane() {
  const element = el("div.plane");
  let pane = null;
  let size = null;
  return {
    element,
    show(traced, lit) {
      if (size !== traced.at(-1).size) {
        size = traced.at(-1).size;
        pane = createPane(size, size, frameOf(size, size, []));
        element.replaceChildren(pane.element);
      }
      const profile = field(traced.slice(0, lit + 1));
      paintField(pane.canvas, profile, size);
      const spread = width(profile);
      pane.squares(squaresOf(traced, lit, spread), TEXT.planeLabel(traced[lit].size, short(spread)));
    },
  };
}

/** The field is its profile's product with itself, brightest 1, in the middle of the canvas. */
function paintField(canvas, profile, size) {
  const { length } = profile;
  const most = Math.max(...profile);
  const start = (size - length) / 2;
  const values = Float64Array.from(
    { length: length ** 2 },
    (_, i) => (profile[Math.floor(i / length)] * profile[i % length]) / most ** 2,
  );
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, size, size);
  paintCells(context, values, length, length, { low: 0, high: 1 }, KINDS.activation.map(false), start, start, length, length);
}

function squaresOf(traced, lit, spread) {
  const { size } = traced.at(-1);
  const square = (side, kind) => {
    const [from, to] = [(size - side) / 2, (size + side) / 2];
    return ofSquare({ top: from, left: from, bottom: to, right: to }, kind);
  };
  return [
    ...traced.slice(0, lit).map((layer) => square(layer.size, "before")),
    square(traced[lit].size, "theory"),
    square(spread, "sigma"),
  ];
}
