// Wire -> typed arrays. Pure: no DOM, no fetch. The format is docs/wire.md, "A binary frame".

const MAGIC = "MXS1";
const text = new TextDecoder();

/**
 * Decode one binary frame. Nothing is copied: every typed array is a view into `buffer`.
 *
 * kind "frame": {seq, dx, dy, edge, fit, reference, models: [{id, milliseconds, input: {shape, blank, data}, predictions,
 *   stages: [{name, min, max, mean, std, change, tiles?: {count, total, rows, columns, step, lows, highs, data}}]}]}
 * kind "array": {name, axes, shape, dtype, points?, picture?, values}; values that travelled as float16 are widened.
 * @param {ArrayBuffer} buffer
 * @returns {any} a Frame or an ArrayFrame, as was asked
 */
export function decodeFrame(buffer) {
  const bytes = new Uint8Array(buffer);
  if (bytes.length < 8 || text.decode(bytes.subarray(0, 4)) !== MAGIC) throw new Error("not a Mixscope frame");
  const length = new DataView(buffer).getUint32(4, true);
  const body = 8 + length;
  if (length % 4 || body > bytes.length) throw new Error("a Mixscope frame with a broken header");
  const header = JSON.parse(text.decode(bytes.subarray(8, body)));
  return header.kind === "array" ? arrayOf(header, buffer, body) : frameOf(header, buffer, body);
}

function arrayOf(header, buffer, body) {
  const [at, count] = [body + header.at, size(header.shape)];
  const values = header.dtype === "float16" ? widened(new Uint16Array(buffer, at, count)) : new Float32Array(buffer, at, count);
  const { at: _, picture, ...rest } = header;
  if (picture) rest.picture = { shape: picture.shape, data: new Uint8Array(buffer, body + picture.at, size(picture.shape)) };
  return { ...rest, values };
}

let halves = null; // the value of each of the 65,536 half-precision numbers

/** Bits of float16 numbers -> Float32Array. */
export function widened(bits) {
  halves ??= Float32Array.from({ length: 65536 }, (_, n) => {
    const [sign, exponent, fraction] = [n >> 15 ? -1 : 1, (n >> 10) & 31, n & 1023];
    if (exponent === 31) return fraction ? NaN : sign * Infinity;
    return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -14 * (fraction / 1024));
  });
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) values[i] = halves[bits[i]];
  return values;
}

function frameOf(header, buffer, body) {
  for (const model of header.models) {
    const { at, step: _, ...known } = model.input;
    model.input = { ...known, data: new Uint8Array(buffer, body + at, size(known.shape)) };
    for (const stage of model.stages) if (stage.tiles) stage.tiles = tilesOf(stage.tiles, buffer, body);
  }
  return header;
}

function tilesOf({ count, total, rows, columns, step = 1, at }, buffer, body) {
  const start = body + at;
  return {
    count,
    total,
    rows,
    columns,
    step,
    lows: new Float32Array(buffer, start, count),
    highs: new Float32Array(buffer, start + 4 * count, count),
    data: new Uint8Array(buffer, start + 8 * count, count * rows * columns),
  };
}

export const size = (shape) => shape.reduce((product, n) => product * n, 1);

/**
 * The value of one byte of a tile: low + (high - low) q / 255, so good to (high - low) / 510.
 * @param {import("./wire_types.js").Tiles} tiles
 * @param {number} tile
 * @param {number} cell
 */
export function dequantise(tiles, tile, cell) {
  const q = tiles.data[tile * tiles.rows * tiles.columns + cell];
  return tiles.lows[tile] + ((tiles.highs[tile] - tiles.lows[tile]) * q) / 255;
}

/** A base64 string (of the first page) -> ArrayBuffer. */
export function fromBase64(string) {
  const raw = atob(string.trim());
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  return bytes.buffer;
}

/** @type {(frame: import("./wire_types.js").Frame, id: string) => import("./wire_types.js").FrameModel | undefined} */
export const findModel = (frame, id) => frame.models.find((model) => model.id === id);
/** @type {(frame: import("./wire_types.js").Frame, id: string, name: string) => import("./wire_types.js").FrameStage | undefined} */
export const findStage = (frame, id, name) => findModel(frame, id)?.stages.find((stage) => stage.name === name);

/**
 * The grid cells of a stage that a rectangle of input pixels touches, as {top, left, bottom, right} (ends exclusive);
 * null where the stage has no positions or the rectangle lies outside.
 * @param {import("./wire_types.js").Point} point
 * @param {import("./wire_types.js").Rect | null} rect
 * @returns {import("./wire_types.js").Rect | null}
 */
export function cellsOf(point, rect) {
  if (!point.grid || !point.stride || !rect) return null;
  const [rows, columns] = point.grid;
  const top = Math.max(0, Math.floor(rect.top / point.stride));
  const left = Math.max(0, Math.floor(rect.left / point.stride));
  const bottom = Math.min(rows, Math.ceil(rect.bottom / point.stride));
  const right = Math.min(columns, Math.ceil(rect.right / point.stride));
  return bottom > top && right > left ? { top, left, bottom, right } : null;
}

/** The input pixels that lie under one grid cell; under `step` x `step` of them, where a tile was reduced. */
export function pixelsOf(point, row, column, step = 1) {
  const s = point.stride * step;
  return { top: row * s, left: column * s, bottom: (row + 1) * s, right: (column + 1) * s };
}

/** Grid cells -> the cells of a tile that was reduced by `step`. */
export const reduced = ({ top, left, bottom, right }, step) => ({
  top: Math.floor(top / step),
  left: Math.floor(left / step),
  bottom: Math.ceil(bottom / step),
  right: Math.ceil(right / step),
});
