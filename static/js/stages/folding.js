// @ts-check
// Deep models fold: a row has room for a few cards, so neighbouring stages share one, which steps through them. Pure.

export const MOST = 10; // stages that a row shows one by one
const SLOTS = 8; // cards of a row that folds

const form = ({ axes, shape }) => `${axes}/${shape}`;

/**
 * Neighbouring stages in at most `slots` groups (lists of points): those of one form together as far as they go, the longest
 * runs cut first, into parts of nearly the same length. A row of at most `most` stages keeps them all by themselves.
 */
export function foldPlan(points, most = MOST, slots = SLOTS) {
  if (points.length <= most) return points.map((point) => [point]);
  const runs = [];
  for (const point of points) {
    if (runs.length && form(runs.at(-1)[0]) === form(point)) runs.at(-1).push(point);
    else runs.push([point]);
  }
  while (runs.length > slots) {
    const lengths = runs.slice(1).map((run, i) => run.length + runs[i].length);
    const at = lengths.indexOf(Math.min(...lengths));
    runs.splice(at, 2, [...runs[at], ...runs[at + 1]]);
  }
  const parts = runs.map(() => 1);
  for (let left = slots - runs.length; left > 0; left--) {
    const ratios = runs.map((run, i) => run.length / parts[i]);
    const longest = ratios.indexOf(Math.max(...ratios));
    if (ratios[longest] <= 1) break;
    parts[longest]++;
  }
  return runs.flatMap((run, i) =>
    Array.from({ length: parts[i] }, (_, part) =>
      run.slice(Math.round((part * run.length) / parts[i]), Math.round(((part + 1) * run.length) / parts[i])),
    ),
  );
}

/** What a group holds: "block 4 … 9" where the titles differ only in their last number, else "stem … block 3". */
export function foldTitle(points) {
  const [first, last] = [points[0].title, points.at(-1).title];
  if (points.length === 1 || first === last) return first;
  const [a, b] = [first, last].map((title) => /^(.*?)(\d+)$/.exec(title));
  return a && b && a[1] === b[1] ? `${first} … ${b[2]}` : `${first} … ${last}`;
}

/** Where a group stands on the depth axis: in the middle of what it holds, wherever it has been stepped to. */
export const foldDepth = (points) => (points[0].depth + points.at(-1).depth) / 2;
