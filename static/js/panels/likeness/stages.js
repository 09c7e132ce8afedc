// Which stages of a model hold features at places, and which of them are shown. Pure.

import { hasPlaces } from "../../lib/placed_stage.js";

const MOST = 12; // of a model with more stages, spread evenly over its depth

/** {shown: points, of: how many there are} */
export function stagesOf({ points }) {
  const all = points.filter(hasPlaces);
  if (all.length <= MOST) return { shown: all, of: all.length };
  const every = (all.length - 1) / (MOST - 1);
  return { shown: Array.from({ length: MOST }, (_, i) => all[Math.round(i * every)]), of: all.length };
}

/** The place in the address, "row,column" in input pixels, kept within the input; the middle where it names none. */
export function placeOf(text, { width, height }) {
  const [row, column] = (text ?? `${height >> 1},${width >> 1}`).split(",").map(Number);
  return { row: Math.min(row, height - 1), column: Math.min(column, width - 1) };
}

/** One cell further, to its middle. `cells`: {rows, columns} of the map that is walked on. */
export function stepped({ row, column }, [dx, dy], { rows, columns }, { width, height }) {
  const move = (at, by, cells, size) => {
    const cell = Math.min(cells - 1, Math.max(0, Math.floor((at * cells) / size) + by));
    return Math.floor(((cell + 0.5) * size) / cells);
  };
  return { row: move(row, dy, rows, height), column: move(column, dx, columns, width) };
}

/** The cell's rectangle in input pixels. */
export function cellRect([row, column], { rows, columns }, { width, height }) {
  const [tall, wide] = [height / rows, width / columns];
  return { top: row * tall, bottom: (row + 1) * tall, left: column * wide, right: (column + 1) * wide };
}

/** Which position of a stage an input pixel belongs to, counted from its first prefix token. */
export function positionAt({ row, column }, { prefix, rows, columns }, { width, height }) {
  return prefix + Math.floor((row * rows) / height) * columns + Math.floor((column * columns) / width);
}

/** Row and column of a position's cell. */
export const cellOf = (position, { prefix, columns }) => [
  Math.floor((position - prefix) / columns),
  (position - prefix) % columns,
];

const PARTS = 5; // of a position: red, green, blue, likeness, likeness without the mean

const positions = ({ prefix, rows, columns }) => prefix + rows * columns;
const cut = (array, prefix) => ({ prefix: array.subarray(0, prefix), places: array.slice(prefix) });

/**
 * A stage of a decoded answer (docs/wire.md) as pixels, its prefix tokens apart from its places.
 * @param {any} answer
 * @param {any} stage one of its `stages`
 */
export function coloursOf({ values }, stage) {
  const pixels = new Uint32Array(positions(stage));
  for (let i = 0, at = stage.first * PARTS; i < pixels.length; i++, at += PARTS) {
    const [red, green, blue] = [values[at], values[at + 1], values[at + 2]];
    pixels[i] = (255 << 24) | (byte(blue) << 16) | (byte(green) << 8) | byte(red);
  }
  return cut(pixels, stage.prefix);
}

const byte = (value) => Math.round(255 * value);

/** The same of its likeness to the place that was asked about; `centred`: whether the mean is taken away. */
export function likenessOf({ values }, stage, centred) {
  const found = new Float32Array(positions(stage));
  for (let i = 0, at = stage.first * PARTS + (centred ? 4 : 3); i < found.length; i++, at += PARTS) found[i] = values[at];
  return cut(found, stage.prefix);
}

/**
 * The same of its likeness to any of its positions, from the directions of all of them (docs/wire.md): sums of products,
 * NaN where either has no direction.
 * @param {{ values: Float32Array }} directions
 * @param {{ first: number, positions: number, features: number }} stage one of their `stages`
 * @param {number} position
 * @param {number} prefix
 */
export function cosines({ values }, { first, positions, features }, position, prefix) {
  const found = new Float32Array(positions);
  const one = values.subarray(first + position * features, first + (position + 1) * features);
  for (let i = 0, at = first; i < positions; i++) {
    let [sum, some] = [0, 0];
    for (let c = 0; c < features; c++, at++) {
      sum += values[at] * one[c];
      some += Math.abs(values[at]);
    }
    found[i] = some ? Math.max(-1, Math.min(1, sum)) : NaN;
  }
  return cut(one.some(Boolean) ? found : found.fill(NaN), prefix);
}
