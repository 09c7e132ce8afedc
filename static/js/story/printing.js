// @ts-check
// What stands on a sheet to print, and the printing of it.
import { sceneQuery } from "../lib/scene.js";
import { initialState } from "../lib/url_state.js";
import { stylesheet } from "../ui/dom.js";
import { placeOf, stateOf } from "./chapters.js";
import { numbersOf } from "../lib/page_numbers.js";
import { modelsOf, sheetOf } from "./sheet.js";

/**
 * Prints a sheet of a chapter, or of the page as it is (no `chapter`). `now`: the picture is that of the page, else it is as at
 * the chapter's last step. `told(key, values)` says a message of the story, `choiceOf(choice, place)` a choice.
 * @param {any} page the context as views get it
 * @param {{ chapter: any, now: boolean, told: (key: string, values?: any) => string, choiceOf: (choice: string, place: any) => string }} what
 */
export async function printSheet(page, { chapter, now, told, choiceOf }) {
  const { models, request, state } = page;
  const places = chapter ? chapter.steps.map((_, at) => placeOf(`${chapter.id}.${at + 1}`)) : [];
  const there = now ? state : { ...initialState(), ...stateOf(places.at(-1)) };
  const question = now ? { ...page.numbers(), ...pinned(state) } : questionOf(there, page);
  const [frame] = await Promise.all([request.frameOf(question, modelsOf(models, there.models)), stylesheet("sheet")]);
  const asked = places.filter(({ step }) => step.kind !== "do");
  const questions = asked.map((place) => ({
    text: textOf(place, { frame, models, state: there }, told),
    choices: (place.step.choices ?? []).map((choice) => choiceOf(choice, place)),
  }));
  const altered = now && state.off.length > 0;
  show(sheetOf({ frame, models, altered, ...(chapter ? { title: told(`${chapter.id}.title`), questions } : {}) }));
  window.print();
}

const textOf = ({ id, step }, page, told) => told(`${step.text ?? id}.text`, step.values?.(numbersOf(page)) ?? {});
const pinned = ({ reference: [rdx, rdy], reference2: [rdx2, rdy2], rtransform }) => ({ rdx, rdy, rdx2, rdy2, rtransform });

/** Of a state; without a sample it is the first one of its kind of picture. */
function questionOf(state, { models, samples }) {
  const { input } = models.find(({ id }) => id === state.models[0]);
  const sample = state.sample ?? samples.find(({ fit }) => fit === input.fit).name;
  return { sample, dx: state.dx, dy: state.dy, edge: state.edge, ...sceneQuery(state) };
}

/** In the place of the page while it prints; the next sheet, or the end of printing, takes it away. */
function show(sheet) {
  document.querySelector(".print-sheet")?.remove();
  document.body.append(sheet);
  addEventListener("afterprint", () => sheet.remove(), { once: true });
}
