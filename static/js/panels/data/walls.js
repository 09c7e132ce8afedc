// A network's weights as a small wall: how a parameter falls into tiles (pure), and the wall as a canvas.
import { summary } from "../../lib/arrays.js";
import { sharp } from "../../ui/canvas.js";
import { KINDS, paintCells } from "../../ui/figure_parts.js";

const MOST = 16; // filters, or hidden units, of a layer
const GAP = 2; // px between tiles

/** Which pictures of weights stand along the curve: the first layer's, what positions have in common, the first mixing of tokens. */
export function picturesOf({ pictures }) {
  const first = (...kinds) => pictures.find(({ kind }) => kinds.includes(kind));
  return [first("units", "kernels"), first("positions"), first("tokens", "patches")].filter(Boolean);
}

/** {count, across, rows, columns, of(tile)} of a parameter that reads as pictures of this kind. */
export function tilesOf(kind, { shape, values }) {
  const [rows, columns] = shape.slice(-2);
  const size = rows * columns;
  const whole = kind === "positions" || kind === "patches"; // a tile for each place of the grid
  const step = kind === "kernels" ? shape[1] * size : size; // of a kernel the first channel that it reads
  const count = whole ? shape[0] * shape[1] : Math.min(MOST, shape[0]);
  const across = whole ? shape[1] : Math.min(4, count);
  return { count, across, rows, columns, of: (tile) => values.subarray(tile * step, tile * step + size) };
}

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
