// @ts-check
// Whether a model is here, and why not: read off its document in one place. Pure.
import { told } from "../i18n/i18n.js";

/**
 * @param {any} model its document
 * @returns {{ state: "ready" | "absent" | "unavailable", sentence: string }} the sentence says why it is not ready
 */
export function stateOf(model) {
  return { state: model.state ?? "ready", sentence: model.reason ? told(model.reason) : "" };
}

export const absent = (model) => stateOf(model).state === "absent";
export const unavailable = (model) => stateOf(model).state === "unavailable";
const ready = (model) => stateOf(model).state === "ready" && !model.leaving;

/** A model can be shown, and asked about, once its stages are known, as long as it is there; `leaving`: it is being removed. */
export const usable = (model) => ready(model) && (!model.points || model.points.length > 0);

/** Here, but not opened since the server was started: its stages are not known yet. */
export const unopened = (model) => ready(model) && !usable(model);
