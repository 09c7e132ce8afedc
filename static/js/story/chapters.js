// The chapters in their order, and the place that an address names among them: "moving.2".
import { initialState } from "../lib/url_state.js";
import after from "./chapters/after.js";
import depth from "./chapters/depth.js";
import granted from "./chapters/granted.js";
import ideas from "./chapters/ideas.js";
import kernels from "./chapters/kernels.js";
import listening from "./chapters/listening.js";
import maps from "./chapters/maps.js";
import moving from "./chapters/moving.js";
import order from "./chapters/order.js";
import patches from "./chapters/patches.js";
import reading from "./chapters/reading.js";
import space from "./chapters/space.js";

/**
 * A step's `look` and `source` come once it is done, `values` and what `asks` brings are put into its sentences.
 *
 * @typedef {object} Step
 * @property {"do" | "predict" | "ask"} kind
 * @property {object} [state] what the step needs beside its chapter's models and the seven
 * @property {string} point what it points at, a selector
 * @property {string} look what is to be looked at once it is done
 * @property {string[]} [choices] a model, "model/stage", or a word of its own
 * @property {(state: any) => boolean} [done] whether the page's state says so
 * @property {(page: any) => Promise<Record<string, any>>} [asks] what the server has to say for it, once it is done or asked
 * @property {(numbers: any) => string} [truth] which choice the numbers of now bear out
 * @property {string} [source] where it is from, "arXiv:1512.03385"
 * @property {string} [text] the key of its sentences, by default its id
 * @property {(numbers: any) => Record<string, any>} [values] of its sentences
 */

/** `state`: what all steps of a chapter need. @type {{ id: string, models: string[], state?: object, steps: Step[] }[]} */
export const CHAPTERS = /** @type {any} */ ([
  moving,
  maps,
  kernels,
  depth,
  ideas,
  reading,
  listening,
  patches,
  order,
  granted,
  space,
  after,
]);

/** What belongs to the page and not to what it shows: a story leaves it alone. */
const KEPT = ["lang", "theme", "display", "room", "lead", "hide", "story"];

/** A state without what a story leaves alone. */
export const viewOf = (state) => Object.fromEntries(Object.entries(state).filter(([key]) => !KEPT.includes(key)));

/** "moving.2" -> {id, chapter, at, step}; null for the list of chapters. */
export function placeOf(name) {
  const [word, number = "1"] = (name ?? "").split(".");
  const chapter = CHAPTERS.find(({ id }) => id === word);
  const step = chapter?.steps[Number(number) - 1];
  return step ? { id: `${word}.${number}`, chapter, at: Number(number), step } : null;
}

/** The name of the step after one, or of the list after the last. */
export function following({ chapter, at }) {
  if (at < chapter.steps.length) return `${chapter.id}.${at + 1}`;
  const next = CHAPTERS[CHAPTERS.indexOf(chapter) + 1];
  return next ? `${next.id}.1` : "contents";
}

/** All that the page shows in a step. */
export const stateOf = ({ chapter, step }) => ({
  ...viewOf(initialState()),
  models: chapter.models,
  sample: "seven",
  ...chapter.state,
  ...step.state,
});
