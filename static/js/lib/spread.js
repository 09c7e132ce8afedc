// @ts-check
// Figures of several seeds: their mean and range, and whether two of them differ. Pure.

/** @param {number[]} values at least one */
export const spreadOf = (values) => ({
  mean: values.reduce((sum, value) => sum + value, 0) / values.length,
  least: Math.min(...values),
  most: Math.max(...values),
});

/** By how much the mean of `now` is above that of `before`; null where their ranges meet. @param {number[]} before @param {number[]} now */
export function lossOf(before, now) {
  const [one, other] = [spreadOf(before), spreadOf(now)];
  return one.least <= other.most && other.least <= one.most ? null : other.mean - one.mean;
}
