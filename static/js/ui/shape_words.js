// @ts-check
// What a stage's shape means, in words: from a whole sentence down to the bare numbers.
import { words } from "../i18n/i18n.js";

const { shape: TEXT } = await words("rows");

/** Texts for one point, the longest (a sentence) first, each shorter than the one before. */
export function shapeWords({ axes, shape, prefix, grid }) {
  const sizes = Object.fromEntries(axes.map((axis, i) => [axis, shape[i]]));
  if (axes.includes("axis")) return [shape.join(" × ")];
  if ("row" in sizes) return TEXT.maps(sizes.channel, sizes.row, sizes.column);
  if ("window" in sizes) return TEXT.windows(sizes.window, sizes.head, sizes.query, sizes.key);
  if ("key" in sizes) return TEXT.heads(sizes.head, sizes.query, sizes.key);
  if ("token" in sizes && grid) return TEXT.patches(sizes.token - prefix, prefix, sizes.channel);
  if ("token" in sizes) return TEXT.tokens(sizes.token, sizes.channel);
  return { unit: TEXT.units, class: TEXT.classes }[axes[0]]?.(shape[0]) ?? TEXT.channels(shape[0]);
}
