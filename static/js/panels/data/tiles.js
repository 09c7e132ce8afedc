// How a network's weights fall into small walls: which parameters, and each one's tiles (pure).

const MOST = 16; // filters, or hidden units, of a layer

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
