// What the tab "Switch off" shows: its stage's part of what is switched off, and its own part of the link. Pure.
import { PARTS, offOf, withOff } from "../lib/switched_off.js";

/** @typedef {{ part: string, off: number[], value: string, source: string | null, target: number | null, rank: boolean }} Choice */

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

/**
 * `argument`, "head.none.mean.c3.rank", is what the link says of the view, as far as it fits the stage's `parts`; what is off
 * stands in `list`, as it does for the rows.
 * @param {string | null} argument
 * @param {Map<string, number>} parts
 * @param {string[]} list
 * @param {string} key "model/stage"
 * @returns {Choice}
 */
export function readChoice(argument, parts, list, key) {
  const [named, , value, ...more] = (argument ?? "").split(".");
  const fits = parts.has(named);
  const source = fits && value?.startsWith("of-") ? value.slice(3) : null;
  const target = more.map((one) => /^c(\d{1,4})$/.exec(one)).find(Boolean);
  const own = offOf(list, key);
  const there = own && parts.has(own.part);
  const part = there ? own.part : fits ? named : [...parts.keys()][0];
  return {
    part,
    off: there ? own.off.filter((number) => number < parts.get(part)) : [],
    value: there ? own.value : source ? "sample" : fits && value === "mean" ? "mean" : "zero",
    source: there ? own.source : source,
    target: target ? Number(target[1]) : null,
    rank: more.includes("rank"),
  };
}

/** The view's part of the link. @param {Choice} choice */
export const writeChoice = ({ part, value, source, target, rank }) =>
  [
    part,
    "none",
    value === "sample" ? `of-${source}` : value,
    ...(target === null ? [] : [`c${target}`]),
    ...(rank ? ["rank"] : []),
  ].join(".");

/** What is off in the rows with this choice. @param {string[]} list @param {string} key @param {Choice} choice */
export const listWith = (list, key, { part, off, value, source }) => withOff(list, { key, part, off, value, source });

/** With one number more, or without it where it is there. */
export const toggled = (numbers, number) =>
  numbers.includes(number) ? numbers.filter((one) => one !== number) : [...numbers, number];

/** What the server is asked with. */
export const questionOf = ({ part, value, source, target }) => ({ part, value, source, class: target });
