// A reading row by row, as /api/reading tells it: which class leads after each row, and from which row on for good. Pure.

/** The class with the largest share. */
export const leader = (shares) => shares.reduce((best, share, i) => (share > shares[best] ? i : best), 0);

/** The number of rows, from 1, from which on the last row's leader leads without a break. */
export function settledAt(steps) {
  const last = leader(steps.at(-1).shares);
  const other = steps.findLastIndex(({ shares }) => leader(shares) !== last);
  return other + 2;
}
