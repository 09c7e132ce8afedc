// A network's weights as a small wall of tiles on a canvas.
import { summary } from "../../lib/arrays.js";
import { sharp } from "../../ui/canvas.js";
import { KINDS, paintCells } from "../../ui/figure_parts.js";
import { tilesOf } from "./tiles.js";

const GAP = 2; // px between tiles

/** Paints the wall `side` px wide. Returns the ends of its colours. */
export function paintWall(canvas, kind, array, side) {
  const { count, across, rows, columns, of } = tilesOf(kind, array);
  const width = Math.floor((side - GAP * (across - 1)) / across);
  const height = Math.round((width * rows) / columns);
  const lines = Math.ceil(count / across);
  const context = sharp(canvas, across * (width + GAP) - GAP, lines * (height + GAP) - GAP);
  const { min, max } = summary(array.values);
  const high = kind === "positions" ? 1 : Math.max(-min, max) || 1;
  const map = KINDS.weight.map();
  for (let tile = 0; tile < count; tile++) {
    const [x, y] = [(tile % across) * (width + GAP), Math.floor(tile / across) * (height + GAP)];
    paintCells(context, of(tile), rows, columns, { low: -high, high }, map, x, y, width, height);
  }
  return { low: -high, high };
}
