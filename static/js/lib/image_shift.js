// The unshifted picture and its shift, exactly as the server does it (docs/wire.md): pure, so that the scene never waits.

/** Move a picture by whole pixels. `clip`: background (0) comes in; `wrap`: what leaves comes in on the other side. */
export function shift({ shape, data }, dx, dy, edge) {
  const [channels, rows, columns] = shape;
  const out = new Uint8Array(data.length);
  for (let channel = 0; channel < channels; channel++) {
    const plane = channel * rows * columns;
    for (let row = 0; row < rows; row++) {
      const from = edge === "wrap" ? modulo(row - dy, rows) : row - dy;
      if (from < 0 || from >= rows) continue;
      for (let column = 0; column < columns; column++) {
        const source = edge === "wrap" ? modulo(column - dx, columns) : column - dx;
        if (source >= 0 && source < columns) out[plane + row * columns + column] = data[plane + from * columns + source];
      }
    }
  }
  return { shape, data: out };
}

/** The box around everything that is not background: {top, left, bottom, right}, ends exclusive; null for an empty picture. */
export function boundsOf({ shape: [channels, rows, columns], data }, threshold = 64) {
  let [top, left, bottom, right] = [rows, columns, 0, 0];
  for (let i = 0; i < data.length; i++) {
    if (data[i] < threshold) continue;
    const row = Math.floor((i % (rows * columns)) / columns);
    const column = i % columns;
    [top, left, bottom, right] = [
      Math.min(top, row),
      Math.min(left, column),
      Math.max(bottom, row + 1),
      Math.max(right, column + 1),
    ];
  }
  return channels && bottom > top ? { top, left, bottom, right } : null;
}

const modulo = (a, n) => ((a % n) + n) % n;

/** Pixels of a decoded image (canvas RGBA) -> {shape, data} with `channels` planes. */
export function planesOf({ data, width, height }, channels) {
  const out = new Uint8Array(channels * width * height);
  for (let c = 0; c < channels; c++) for (let i = 0; i < width * height; i++) out[c * width * height + i] = data[4 * i + c];
  return { shape: [channels, height, width], data: out };
}
