// A reading row by row, as /api/reading tells it: which class leads after each row, from which row on for good, and how far back
// a state reaches. Pure.

/** The class with the largest share. */
export const leader = (shares) => shares.reduce((best, share, i) => (share > shares[best] ? i : best), 0);

/** The number of rows, from 1, from which on the last row's leader leads without a break. */
export function settledAt(steps) {
  const last = leader(steps.at(-1).shares);
  const other = steps.findLastIndex(({ shares }) => leader(shares) !== last);
  return other + 2;
}

/** How many of the rows read last, `row` of them in all, have half of a state's shares together. */
export function backTo(shares, row) {
  let held = 0;
  let rows = 0;
  while (held < 0.5 && rows < row) held += shares[row - ++rows];
  return rows;
}
