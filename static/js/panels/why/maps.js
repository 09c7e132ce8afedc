// The maps of an answer, and one scale for many. Pure.

/** Method -> whose scale it shares: those of the difference have one unit, each other one its own. */
export const SCALE_OF = {
  input: "map",
  smooth: "map",
  integrated: "map",
  occlusion: "map",
  cam: "cam",
  attention: "attention",
  gradient: "gradient",
};
/** In the order of the table. */
export const METHODS = Object.keys(SCALE_OF);
export const SCALES = [...new Set(Object.values(SCALE_OF)), "legrad"];
/** Attention within windows has a unit of its own. */
export const scaleOf = (method, { form }) => (form === "legrad" ? "legrad" : SCALE_OF[method]);
/** Scales with nothing below 0. */
export const UPWARDS = ["attention", "legrad"];
/** Those that take one pass with a gradient. */
export const QUICK = ["input", "cam", "attention", "gradient"];
/** The others, in the groups in which they are asked for. */
export const SLOW = [["integrated"], ["smooth"], ["occlusion"]];

/**
 * Method -> {values, rows, columns, total, stage, form} of a decoded answer (docs/wire.md). A window's value is spread evenly over its pixels,
 * so that each map has logits in each pixel, and adds up to its total. Nothing where it was refused.
 */
export function mapsOf(answer) {
  if (answer.refused) return new Map();
  const { methods, shape, values, window } = answer;
  const [, rows, columns] = shape;
  const size = rows * columns;
  return new Map(
    methods.map(({ method, total, stage, form }, i) => {
      const own = values.subarray(i * size, (i + 1) * size);
      const each = method === "occlusion" ? spread(own, rows, columns, window) : own;
      return [method, { rows, columns, total, stage, form, values: each }];
    }),
  );
}

function spread(values, rows, columns, window) {
  const tall = (row) => Math.min(window, rows - (row - (row % window)));
  const wide = (column) => Math.min(window, columns - (column - (column % window)));
  return values.map((value, i) => value / (tall(Math.floor(i / columns)) * wide(i % columns)));
}

/** The end of a scale from −end to end, beyond which lie no more than 1 − `most` of the values; 0 where there is nothing. */
export function endOf(maps, most = 0.995) {
  const sizes = Float32Array.from(
    maps.flatMap(({ values }) => [...values]),
    Math.abs,
  ).sort();
  return sizes.length ? sizes[Math.ceil(most * sizes.length) - 1] || sizes.at(-1) : 0;
}

/** The size that a cell needs to be among the fewest that together hold `part` of the map's size, the sum of |values|. */
export function weakestOf(values, part) {
  const sizes = Float64Array.from(values, Math.abs).sort().reverse();
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  let held = 0;
  for (const size of sizes) {
    held += size;
    if (held >= part * whole * (1 - 1e-9)) return size;
  }
  return 0;
}

/** [row, column] of the largest value in size. */
export function strongest({ values, columns }) {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (Math.abs(values[i]) > Math.abs(values[best])) best = i;
  return [Math.floor(best / columns), best % columns];
}
