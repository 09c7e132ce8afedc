/** How an exact array falls into pictures (pure). */

/**
 * What there is to look at, one by one. `axis` and `cell` are names in the data, for which i18n/en/axes.js has the words:
 *   a feature map       count channels, each rows × columns
 *   tokens with a grid  count channels, each rows × columns of patches; `prefix` tokens (class token) apart
 *   tokens without      count channels, each one row of tokens
 *   units               count units, each a single value (rows = columns = 1)
 *   plain               of axes without names in the picture: the last two as rows × columns, the others counted
 */
export function layout({ axes, shape }, point = {}) {
  if (axes.includes("axis") || axes.includes("key")) return plainLayout(axes, shape);
  if (axes.length === 3 && axes[1] === "row") {
    return { kind: "maps", axis: "channel", count: shape[0], rows: shape[1], columns: shape[2], prefix: 0, cell: "position" };
  }
  if (axes[0] === "token") {
    const prefix = point.prefix ?? 0;
    const [rows, columns] = point.grid ?? [1, shape[0] - prefix];
    return { kind: "tokens", axis: "channel", count: shape[1], rows, columns, prefix, cell: "patch" };
  }
  return {
    kind: "units",
    axis: axes[0] ?? "unit",
    count: shape[shape.length - 1],
    rows: 1,
    columns: 1,
    prefix: 0,
    cell: "unit",
  };
}

/** Axes that are no places of the picture: attention's queries and keys, or what nothing is known of. */
function plainLayout(axes, shape) {
  const common = { prefix: 0, cell: "index", plain: true };
  if (axes.length === 1) return { ...common, kind: "units", axis: axes[0], count: shape[0], rows: 1, columns: 1 };
  const count = shape.slice(0, -2).reduce((product, n) => product * n, 1);
  const [rows, columns] = shape.slice(-2);
  return { ...common, kind: "maps", axis: axes[0] === "head" ? "head" : "matrix", count, rows, columns };
}

/** The picture of one channel, row by row. */
export function slice({ values, shape }, form, channel) {
  const size = form.rows * form.columns;
  if (form.kind === "maps") return values.subarray(channel * size, (channel + 1) * size);
  if (form.kind === "units") return values.subarray(channel, channel + 1);
  const out = new Float32Array(size);
  for (let i = 0; i < size; i++) out[i] = values[(form.prefix + i) * shape[1] + channel];
  return out;
}

/** The values of the tokens that are no patch (class token), for one channel. */
export function prefixSlice({ values, shape }, form, channel) {
  const out = new Float32Array(form.prefix);
  for (let i = 0; i < form.prefix; i++) out[i] = values[i * shape[1] + channel];
  return out;
}

export function rowsOf(flat, rows, columns) {
  const out = [];
  for (let r = 0; r < rows; r++) out.push(Array.from(flat.subarray(r * columns, (r + 1) * columns)));
  return out;
}

/** Columns of a grid of `count` cells, as square as their number divides, else the square above. */
export function squarest(count) {
  const side = Math.ceil(Math.sqrt(count));
  for (let columns = side; columns <= Math.min(count, 2 * side); columns++) if (count % columns === 0) return columns;
  return side;
}

export function summary(values) {
  let min = Infinity,
    max = -Infinity,
    sum = 0,
    zeros = 0,
    finite = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    finite++;
    if (value < min) min = value;
    if (value > max) max = value;
    if (value === 0) zeros++;
    sum += value;
  }
  if (!finite) return { count: values.length, min: NaN, max: NaN, mean: NaN, std: NaN, zeros: 0 };
  const mean = sum / finite;
  let squares = 0;
  for (const value of values) if (Number.isFinite(value)) squares += (value - mean) ** 2;
  return { count: values.length, min, max, mean, std: Math.sqrt(squares / finite), zeros: zeros / values.length };
}

/** Equal bins over [min, max]; exact zeros are counted apart, so that a ReLU's zeros do not flatten the rest. */
export function histogram(values, bins = 60) {
  const { min, max } = summary(values);
  const width = (max - min) / bins || 1;
  const counts = new Array(bins).fill(0);
  let zeros = 0;
  for (const value of values) {
    if (value === 0) zeros++;
    else if (Number.isFinite(value)) counts[Math.min(bins - 1, Math.floor((value - min) / width))]++;
  }
  return { counts, zeros, width, centres: counts.map((_, i) => min + (i + 0.5) * width), min, max };
}

/** Indices from the largest value to the smallest; equal ones keep their order. */
export const ranked = (values) => Array.from(values.keys()).sort((a, b) => values[b] - values[a] || a - b);
