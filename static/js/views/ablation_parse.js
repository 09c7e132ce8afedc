// What the link says is switched off, and what a stage has that can be. Pure.

/** @typedef {{ part: string, off: number[], value: string, source: string | null, target: number | null, rank: boolean }} Choice */

export const PARTS = ["head", "branch", "channel", "unit", "position", "whole"];

/** Part -> how many of them the stage has, in the order of PARTS; those that it lacks are not there. */
export function partsOf({ axes, shape, adds, grid, prefix }, attention) {
  const size = (axis) => (axes.includes(axis) ? shape[axes.indexOf(axis)] : 0);
  const counts = {
    head: attention ? attention.shape[attention.axes.indexOf("head")] : 0,
    branch: adds ?? 0,
    channel: size("channel"),
    unit: size("unit"),
    position: grid ? prefix + grid[0] * grid[1] : 0,
    whole: 1,
  };
  return new Map(PARTS.filter((part) => counts[part]).map((part) => [part, counts[part]]));
}

/** [1, 2, 3, 7] -> "1-3_7"; nothing -> "none". */
export function writeNumbers(numbers) {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const runs = [];
  for (const number of sorted) {
    const last = runs.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join("_") || "none";
}

/** The other way; what is not below `count`, or cannot be read, is left out. */
export function readNumbers(text, count) {
  const numbers = (text ?? "").split("_").flatMap((run) => {
    const found = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(run);
    if (!found) return [];
    const [first, last] = [Number(found[1]), Math.min(count - 1, Number(found[2] ?? found[1]))];
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  });
  return [...new Set(numbers)].filter((number) => number < count).sort((a, b) => a - b);
}

/** "head.0_2.of-two.c3.rank" in the link, as far as it fits the stage's `parts`. @returns {Choice} */
export function parseChoice(text, parts) {
  const [part, numbers, value, ...more] = (text ?? "").split(".");
  const fits = parts.has(part);
  const source = fits && value?.startsWith("of-") ? value.slice(3) : null;
  const target = more.map((one) => /^c(\d{1,4})$/.exec(one)).find(Boolean);
  const own = fits ? part : [...parts.keys()][0];
  return {
    part: own,
    off: fits ? readNumbers(numbers, parts.get(own)) : [],
    value: source ? "sample" : fits && value === "mean" ? "mean" : "zero",
    source,
    target: target ? Number(target[1]) : null,
    rank: more.includes("rank"),
  };
}

/** @param {Choice} choice */
export const writeChoice = ({ part, off, value, source, target, rank }) =>
  [
    part,
    writeNumbers(off),
    value === "sample" ? `of-${source}` : value,
    ...(target === null ? [] : [`c${target}`]),
    ...(rank ? ["rank"] : []),
  ].join(".");

/** With one number more, or without it where it is there. */
export const toggled = (numbers, number) =>
  numbers.includes(number) ? numbers.filter((one) => one !== number) : [...numbers, number];

/** What the server is asked with. */
export const questionOf = ({ part, value, source, target }) => ({ part, value, source, class: target });
