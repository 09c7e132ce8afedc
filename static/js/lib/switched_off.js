// What is switched off of the models in the rows, as links and requests name it (docs/wire.md), one text for each stage:
// "digits-vit/blocks.3:head.0_2-3.zero". Pure.

/** `key`: "model/stage". @typedef {{ key: string, part: string, off: number[], value: string, source: string | null }} Off */

export const PARTS = ["head", "branch", "channel", "unit", "position", "whole"];

export const MOST = 16; // stages at once, of all models together, as the server takes them
const [LONGEST, MOST_NUMBERS] = [2000, 4096];

const RUN = String.raw`\d{1,5}(?:-\d{1,5})?`;
const WRITTEN = new RegExp(
  String.raw`^([\w.@-]{1,80}/[\w.@-]{1,120}):(${PARTS.join("|")})\.(${RUN}(?:_${RUN})*)\.(zero|mean|of-[\w.-]{1,80})$`,
);

/** [1, 2, 3, 7] -> [[1, 3], [7, 7]] */
function runsOf(numbers) {
  const runs = /** @type {number[][]} */ ([]);
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs;
}

const written = (/** @type {number[]} */ [first, last], between) => (first === last ? `${first}` : `${first}${between}${last}`);

/** [1, 2, 3, 7] -> "1-3_7"; nothing -> "none". */
export const writeNumbers = (numbers) =>
  runsOf(numbers)
    .map((run) => written(run, "-"))
    .join("_") || "none";

/** The same for people, at most `most` runs of them: {text: "1–3, 7", more: how many numbers are not in it}. */
export function sayNumbers(numbers, most) {
  const runs = runsOf(numbers);
  const text = runs.slice(0, most).map((run) => written(run, run[1] - run[0] > 1 ? "–" : ", "));
  const more = runs.slice(most).reduce((sum, [first, last]) => sum + last - first + 1, 0);
  return { text: text.join(", "), more };
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

/** @param {string} text @returns {Off | null} null for what cannot be read */
export function readOff(text) {
  const found = text.length <= LONGEST && WRITTEN.exec(text);
  if (!found) return null;
  const [, key, part, numbers, value] = found;
  const source = value.startsWith("of-") ? value.slice(3) : null;
  return { key, part, off: readNumbers(numbers, MOST_NUMBERS), value: source ? "sample" : value, source };
}

/** @param {Off} off */
export const writeOff = ({ key, part, off, value, source }) =>
  `${key}:${part}.${writeNumbers(off)}.${value === "sample" ? `of-${source}` : value}`;

/** A list of texts as it stands in a link: what can be read, one of each stage, as many as the server takes. */
export function readList(text) {
  const stages = new Map();
  for (const one of text.split(",")) {
    const read = readOff(one);
    if (read?.off.length && !stages.has(read.key)) stages.set(read.key, one);
  }
  return [...stages.values()].slice(0, MOST);
}

const keyOf = (text) => text.slice(0, text.indexOf(":"));

/** @param {string[]} list @param {string} key @returns {Off | null} */
export const offOf = (list, key) => readOff(list.find((text) => keyOf(text) === key) ?? "");

/** The list with this in the place of what was off in its stage; without it where nothing is. @param {Off} off */
export function withOff(list, off) {
  const at = list.findIndex((text) => keyOf(text) === off.key);
  if (!off.off.length) return list.filter((_, i) => i !== at);
  const text = writeOff(off);
  if (!readOff(text)) return list; // longer than a request may be
  if (at < 0) return list.length < MOST ? [...list, text] : list;
  return list.map((one, i) => (i === at ? text : one));
}

const about = (text, model) => text.startsWith(`${model}/`);
/** The texts about one model. */
export const offIn = (list, model) => list.filter((text) => about(text, model));
/** The texts about all others. */
export const offElsewhere = (list, model) => list.filter((text) => !about(text, model));

/** An older link has what is off in the view of the opened stage: "ablation.head.1.zero.c7". */
export function fromOlder(state) {
  const [view, part, numbers, value, ...more] = (state.view ?? "").split(".");
  if (view !== "ablation" || !state.stage || !numbers || numbers === "none") return state;
  const text = `${state.stage}:${part}.${numbers}.${value}`;
  const off = readOff(text) && !offOf(state.off, state.stage) ? [...state.off, text].slice(0, MOST) : state.off;
  return { ...state, off, view: [view, part, "none", value, ...more].join(".") };
}

const untouchedFrames = new WeakMap();

/**
 * A frame as what is asked for elsewhere than in the rows goes with it: models with nothing off, of which only the answer is
 * known; the very same frame where nothing is off, and the same one each time.
 * @template {any} Frame
 * @param {Frame} frame
 * @returns {Frame}
 */
export function untouched(frame) {
  const { models } = /** @type {any} */ (frame ?? { models: [] });
  if (!models.some(({ off }) => off)) return frame;
  const key = /** @type {any} */ (frame);
  if (!untouchedFrames.has(key)) {
    const as = ({ off, untouched: predictions, ...model }) => (off ? { ...model, predictions, stages: [] } : model);
    untouchedFrames.set(key, { ...key, models: models.map(as) });
  }
  return untouchedFrames.get(key);
}
