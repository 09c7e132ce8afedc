// The attention wall as one small picture, a pixel per patch: where each tile stands, and its colours (pure).

const GAP = 1; // cells between tiles; two below the line of the prefix tokens, so that it belongs to the tile above

/**
 * `blocks` tiles across (the way data flows), `heads` down. Under each tile a gap and a line for what goes to the prefix tokens,
 * where there are some.
 */
export function wallShape({ blocks, heads, rows, columns, prefix }) {
  const strip = prefix ? 2 : 0;
  const pitch = { x: columns + GAP, y: rows + strip + (strip ? 2 : 1) * GAP };
  return {
    blocks,
    heads,
    rows,
    columns,
    prefix,
    pitch,
    width: blocks * pitch.x - GAP,
    height: heads * pitch.y - (strip ? 2 : 1) * GAP,
  };
}

/** An attention frame (block, head, query, key) as a list of matrices (head, query, key): views, not copies. */
export function blocksOf({ shape: [blocks, ...shape], values }) {
  const size = values.length / blocks;
  return Array.from({ length: blocks }, (_, block) => ({ shape, values: values.subarray(block * size, (block + 1) * size) }));
}

export const corner = ({ pitch }, block, head) => ({ x: block * pitch.x, y: head * pitch.y });

/** What lies under a cell of the wall: {block, head, key} or null between the tiles. */
export function hitWall({ blocks, heads, rows, columns, prefix, pitch }, x, y) {
  const [block, head] = [Math.floor(x / pitch.x), Math.floor(y / pitch.y)];
  const [column, row] = [x - block * pitch.x, y - head * pitch.y];
  if (block < 0 || head < 0 || block >= blocks || head >= heads) return null;
  if (row < rows && column < columns) return { block, head, key: prefix + row * columns + column };
  return row === rows + 1 && column < prefix ? { block, head, key: column } : null;
}

/** Write one query's rows of all `matrices` [{shape: [heads, tokens, tokens], values}] into `pixels` (Uint32, shape.width a line); the colours grow with the square root. */
export function paintWall(pixels, shape, matrices, query, high, map) {
  const { heads, rows, columns, prefix, width } = shape;
  const last = map.length - 1;
  const factor = high > 0 ? 1 / high : 0;
  const colour = (value) => map[Math.min(last, Math.round(Math.sqrt(value * factor) * last))];
  matrices.forEach(({ shape: [, tokens], values }, block) => {
    for (let head = 0; head < heads; head++) {
      const { x, y } = corner(shape, block, head);
      let at = (head * tokens + query) * tokens;
      for (let key = 0; key < prefix; key++) pixels[(y + rows + 1) * width + x + key] = colour(values[at++]);
      for (let row = 0; row < rows; row++) {
        const line = (y + row) * width + x;
        for (let column = 0; column < columns; column++) pixels[line + column] = colour(values[at++]);
      }
    }
  });
  return pixels;
}

/** The value below which `share` of all values lie, from a sample of at most `most` of them. */
export function quantile(matrices, share, most = 200_000) {
  const total = matrices.reduce((count, { values }) => count + values.length, 0);
  const stride = Math.max(1, Math.floor(total / most));
  const sample = new Float32Array(matrices.reduce((count, { values }) => count + Math.ceil(values.length / stride), 0));
  let count = 0;
  for (const { values } of matrices) for (let i = 0; i < values.length; i += stride) sample[count++] = values[i];
  sample.sort();
  return sample[Math.min(count - 1, Math.floor(share * count))] ?? 0;
}
