// @ts-check
// The story: chapters of steps, each with a state that is set, something to do that the page notices, and what the numbers
// then say. What the person looked at before is given back when they leave.
import { formatHash, initialState, parseHash } from "../lib/url_state.js";
import { isPinned } from "../lib/scene.js";
import { after, placeOf, stateOf, viewOf } from "./chapters.js";
import { numbersOf } from "./numbers.js";
import { createPanel } from "./panel.js";
import { createPointer } from "./pointer.js";

const BEFORE = "mixscope:before-story"; // what the page showed, as an address: a reload, as of another language, keeps it

/** Remembers what the page shows, which a story gives back. */
export const remember = (state) => sessionStorage.setItem(BEFORE, formatHash({ ...initialState(), ...viewOf(state) }));

/** The state in which a step begins; of a chapter its first, of another name the list of chapters. @param {string} name */
export function opening(name) {
  const place = placeOf(name);
  return { ...(place ? stateOf(place) : {}), story: place?.id ?? "contents" };
}

/**
 * `store`, `context()` as views get it. Returns {apply(state, changed), follow() after a frame, leave()}.
 * @param {any} page
 */
export function createStory({ store, context, onProblem }) {
  let place = null; // the step, null in the list of chapters
  let chosen = null;
  let reached = false; // it was done, whatever was moved since
  const pointer = createPointer();
  const { go, leave } = waysOf(store);
  const panel = createPanel({ onGo: go, onNext: () => go(after(place)), onChoose: choose, onPrint: print, onClose: leave });

  /** A sheet of the open step's chapter or, in the list of chapters, of the one that is named; of none: of the page as it is. */
  async function print(chapter = place?.chapter ?? null) {
    try {
      const page = context();
      const textOf = ({ id, step }, numbers) => panel.told(`${step.text ?? id}.text`, step.values(numbers));
      const choiceOf = (choice, at) => choiceIn(choice, at, page.models, panel);
      const { printSheet } = await import("./printing.js");
      await printSheet(page, { chapter, now: !chapter || chapter === place?.chapter, textOf, choiceOf });
    } catch (error) {
      onProblem(error);
    }
  }
  /** A prediction comes before the move: the picture goes back to where the step begins. */
  function choose(choice) {
    chosen = choice;
    if (place.step.kind === "predict") store.set(stateOf(place));
    look();
  }
  function enter(state) {
    [chosen, reached] = [null, false];
    place = placeOf(state.story);
    if (!state.story) {
      sessionStorage.removeItem(BEFORE);
      pointer.at(null);
      return panel.close();
    }
    if (sessionStorage.getItem(BEFORE) === null) sessionStorage.setItem(BEFORE, ""); // it began with a link
    panel.open();
    if (!place) {
      pointer.at(null);
      return panel.contents();
    }
    if (state.models === null) store.set(stateOf(place)); // a link that names the step alone
    panel.step(place, (choice) => choiceIn(choice, place, context().models, panel));
    look();
  }
  function look() {
    if (!place) return;
    const page = context();
    const { key, values, now } = judged(place, page, chosen);
    const { kind, point, look: then } = place.step;
    reached ||= Boolean(now?.done);
    panel.show({
      sentence: panel.told(`${key}.text`, values),
      result: resultsOf(now, key).map((name) => panel.told(name, values)),
      chosen,
      locked: kind === "ask" ? !now?.asked : Boolean(kind === "predict" && now?.done),
      done: reached,
    });
    pointer.at(now?.done || now?.wrong ? then : point);
  }

  return {
    apply(state, changed) {
      if (changed.includes("story")) enter(state);
      else look();
    },
    follow() {
      look();
      pointer.follow();
    },
    leave,
  };
}

/** From step to step, and out to what the page showed before. */
const waysOf = (store) => ({
  go: (name) => store.set(opening(name)),
  leave() {
    const before = viewOf(parseHash(sessionStorage.getItem(BEFORE) ?? ""));
    store.set({ ...before, story: null });
  },
});

/** A choice in words: a model's title, a stage's, or a word of the story's own. */
function choiceIn(choice, { id: step, step: { text } }, models, { has, told }) {
  const [id, name] = choice.split("/");
  const model = models.find((one) => one.id === id);
  if (model) return name ? model.points.find((point) => point.name === name).title : model.title;
  const own = `${text ?? step}.${choice}`;
  return told(has(own) ? own : choice);
}

/** The key of a step's sentences, their values, and what is to be said; a frame that shows other models has nothing to say. */
function judged({ step, chapter, id }, { frame, state, models }, chosen) {
  const key = step.text ?? id;
  if (!frame || !chapter.models.every((model) => frame.models.some((part) => part.id === model)))
    return { key, values: {}, now: null };
  const numbers = numbersOf(frame, models);
  const there = { ...state, dx: frame.dx, dy: frame.dy }; // a frame may still show the place of before
  const moved = Boolean(step.done?.(state) && step.done(there));
  return { key, values: step.values(numbers), now: judge(step, { moved, still: isPinned(frame) }, numbers, chosen) };
}

/** @param {Judgement | null} now */
function resultsOf(now, key) {
  if (now?.wrong) return [`${key}.wrong`];
  return now?.done ? [`${key}.then`, now.verdict].filter(Boolean) : [];
}

/**
 * What there is to say of a step now: {done, verdict: key of a sentence on a prediction, wrong: an answer that the numbers do
 * not bear out, asked: whether a question has an answer at all}.
 * @typedef {{ done: boolean, verdict?: string, wrong?: boolean, asked?: boolean }} Judgement
 * @returns {Judgement}
 */
function judge(step, { moved, still }, numbers, chosen) {
  if (step.kind === "do") return { done: moved };
  const right = step.truth(numbers) === chosen;
  if (step.kind === "ask") return { asked: !still, done: !still && right, wrong: !still && chosen !== null && !right };
  return { done: chosen !== null && moved, verdict: right ? "foreseen" : "unforeseen" };
}
