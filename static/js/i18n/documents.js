// The server's documents in the page's language, put into words once, when they arrive: titles, notes, ideas.
import { told, words } from "./i18n.js";

export const { named, classNamed } = await words("names");

const titled = (one) => ({ ...one, title: named(one.title) });

/** A model's document, as /api/models/<id> has it. @param {any} model */
export const modelInWords = (model) => ({
  ...titled(model),
  note: told({ reason: model.note_key, detail: model.note }),
  trained_on: model.trained_on && named(model.trained_on),
  points: model.points?.map(titled),
  pictures: model.pictures?.map(titled),
  labels: model.labels?.map(classNamed),
});

/** @param {any} sample */
export const sampleInWords = titled;

/** A step of the lineage. @param {any} step */
export const stepInWords = (step) => ({ ...titled(step), idea: named(step.idea) });
