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

const PARTS = 5; // of a position: red, green, blue, likeness, likeness without the mean

/**
 * A stage of a decoded answer (docs/wire.md) as pixels and values, its prefix tokens apart from its places.
 * @param {any} answer
 * @param {any} stage one of its `stages`
 * @param {boolean} centred whether the mean is taken away for the likeness
 */
export function viewed({ values }, { first, prefix, rows, columns }, centred) {
  const size = prefix + rows * columns;
  const at = (i, part) => values[(first + i) * PARTS + part];
  const byte = (value) => Math.round(255 * value);
  const colours = Uint32Array.from(
    { length: size },
    (_, i) => ((255 << 24) | (byte(at(i, 2)) << 16) | (byte(at(i, 1)) << 8) | byte(at(i, 0))) >>> 0,
  );
  const likeness = Float32Array.from({ length: size }, (_, i) => at(i, centred ? 4 : 3));
  const cut = (array) => ({ prefix: array.slice(0, prefix), places: array.slice(prefix) });
  return { colours: cut(colours), likeness: cut(likeness) };
}
