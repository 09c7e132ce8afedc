// @ts-check
// What stands on a sheet to print, and the printing of it.
import { words } from "../i18n/i18n.js";
import { initialState } from "../lib/url_state.js";
import { stylesheet } from "../ui/dom.js";
import { placeOf, stateOf } from "./chapters.js";
import { numbersOf } from "./numbers.js";
import { modelsOf, sheetOf } from "./sheet.js";

const STORY = /** @type {Record<string, any>} */ (await words("story"));

/**
 * Prints a sheet of a chapter, or of the page as it is (`chapter` null). `now`: whether the picture is that of the page, else it
 * is as at the chapter's last step. `textOf(place, numbers)` and `choiceOf(choice, place)` say a step in words.
 * @param {any} page the context as views get it
 * @param {{ chapter: any, now: boolean, textOf: (place: any, numbers: any) => string, choiceOf: (choice: string, place: any) => string }} what
 */
export async function printSheet(page, { chapter, now, textOf, choiceOf }) {
  const { models, request, state } = page;
  const places = chapter ? chapter.steps.map((_, at) => placeOf(`${chapter.id}.${at + 1}`)) : [];
  const there = now ? state : { ...initialState(), ...stateOf(places.at(-1)) };
  const ids = modelsOf(models, there.models);
  const [frame] = await Promise.all([
    request.frameOf(now ? { ...page.numbers(), ...pinned(state) } : questionOf(there), ids),
    stylesheet("/static/css/sheet.css"),
  ]);
  const numbers = numbersOf(frame, models);
  const asked = places.filter(({ step }) => step.kind !== "do");
  const questions = asked.map((place) => ({
    text: textOf(place, numbers),
    choices: (place.step.choices ?? []).map((choice) => choiceOf(choice, place)),
  }));
  const sheet = sheetOf({ frame, models, ...(chapter ? { title: STORY[`${chapter.id}.title`], questions } : {}) });
  show(sheet);
  print();
}

const pinned = ({ reference: [rdx, rdy], reference2: [rdx2, rdy2], rtransform }) => ({ rdx, rdy, rdx2, rdy2, rtransform });
const questionOf = ({ sample, dx, dy, edge, transform }) => ({ sample, dx, dy, edge, transform });

/** In the place of the page while it prints; the next sheet, or the end of printing, takes it away. */
function show(sheet) {
  document.querySelector(".print-sheet")?.remove();
  document.body.append(sheet);
  addEventListener("afterprint", () => sheet.remove(), { once: true });
}
