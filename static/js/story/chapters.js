// The chapters in their order, and the place that an address names among them: "moving.2".
import { initialState } from "../lib/url_state.js";
import maps from "./chapters/maps.js";
import moving from "./chapters/moving.js";
import patches from "./chapters/patches.js";
import space from "./chapters/space.js";

/**
 * @typedef {object} Step
 * @property {"do" | "predict" | "ask"} kind
 * @property {object} [state] what the step needs beside its chapter's models and the seven
 * @property {string} point what it points at, a selector
 * @property {string} look what is to be looked at once it is done
 * @property {string[]} [choices] a model, "model/stage", or a word of its own
 * @property {(state: any) => boolean} [done] whether the page's state says so
 * @property {(numbers: any) => string} [truth] which choice the numbers of now bear out
 * @property {string} [text] the key of its sentences, by default its id
 * @property {(numbers: any) => Record<string, any>} values of its sentences
 */

/** @type {{ id: string, models: string[], steps: Step[] }[]} */
export const CHAPTERS = /** @type {any} */ ([moving, maps, patches, space]);

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
export function after({ chapter, at }) {
  if (at < chapter.steps.length) return `${chapter.id}.${at + 1}`;
  const next = CHAPTERS[CHAPTERS.indexOf(chapter) + 1];
  return next ? `${next.id}.1` : "contents";
}

/** All that the page shows in a step. */
export const stateOf = ({ chapter, step }) => ({
  ...viewOf(initialState()),
  models: chapter.models,
  sample: "seven",
  ...step.state,
});
