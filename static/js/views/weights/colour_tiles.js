// Weights that multiply red, green and blue: which ones they are, how they fall into pictures, and their colours (pure).

const COLOURS = 3;

/** Whether this picture's weights multiply red, green and blue: it is the model's first layer. */
export function isColour({ input, pictures }, picture) {
  if (input.channels !== COLOURS) return false;
  if (picture.kind === "units") return true;
  return (
    picture.kind === "kernels" && picture.shape[1] === COLOURS && pictures.find(({ kind }) => kind === "kernels") === picture
  );
}

/** {rows, columns, count, plane(tile, colour), of(tile)}: weights (tile, colour, row, column), or units' with the colours one below the other. */
export function colourTiles({ shape, values }) {
  const columns = shape.at(-1);
  const rows = shape.length === 4 ? shape[2] : shape[1] / COLOURS;
  const size = rows * columns;
  return {
    rows,
    columns,
    count: shape[0],
    of: (tile) => values.subarray(tile * COLOURS * size, (tile + 1) * COLOURS * size),
    plane: (tile, colour) => values.subarray((tile * COLOURS + colour) * size, (tile * COLOURS + colour + 1) * size),
  };
}

/** Weights -> Uint32 RGBA: −most is 0, 0 is the middle, most is 255, for each colour. */
export function coloured(planes, most) {
  const level = (weight) => Math.max(0, Math.min(255, Math.round(127.5 + (most ? (127.5 * weight) / most : 0))));
  return Uint32Array.from(
    planes[0],
    (red, i) => ((255 << 24) | (level(planes[2][i]) << 16) | (level(planes[1][i]) << 8) | level(red)) >>> 0,
  );
}
