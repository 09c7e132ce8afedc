// Two readings of the same values: their scales, their difference, and where it is largest. Pure.
import { summary } from "../../lib/arrays.js";
import { rangeOf } from "../../lib/colour.js";

/** A scale that holds the values of `scale` and those between `min` and `max`; around 0 where one of them is negative. */
export function holding(scale, { min, max }) {
  const low = Math.min(scale.low, min, 0);
  return { ...rangeOf(low, Math.max(scale.high, max, -low)), signed: low < 0 };
}

/** now − pinned, value by value. */
export const differenceOf = (pinned, now) => Float32Array.from(now, (value, i) => value - pinned[i]);

/** Around 0 and as wide as the values' own scale, so that the same colour is the same size; wider where a difference is. */
export function differenceScale({ low, high }, difference) {
  const { min, max } = summary(difference);
  const end = Math.max(-low, high, -min || 0, max || 0) || 1;
  return { low: -end, high: end, signed: true };
}

/** The place of the largest difference; null where there is none. */
export function largestOf(difference) {
  let [most, at] = [0, null];
  difference.forEach((value, i) => {
    if (Math.abs(value) > most) [most, at] = [Math.abs(value), i];
  });
  return at;
}
