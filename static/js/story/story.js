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

/**
 * `store`, `context()` as views get it. Returns {apply(state, changed), follow() after a frame, leave()}.
 * @param {any} page
 */
export function createStory({ store, context }) {
  let place = null; // the step, null in the list of chapters
  let chosen = null;
  let reached = false; // it was done, whatever was moved since
  const pointer = createPointer();
  const panel = createPanel({ onGo: go, onNext: () => go(after(place)), onChoose: choose, onClose: leave });

  function go(name) {
    const next = placeOf(name);
    store.set({ ...(next ? stateOf(next) : {}), story: next?.id ?? "contents" });
  }
  function leave() {
    const before = viewOf(parseHash(sessionStorage.getItem(BEFORE) ?? ""));
    store.set({ ...before, story: null });
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
    if (!state.story) return ended();
    if (sessionStorage.getItem(BEFORE) === null) sessionStorage.setItem(BEFORE, ""); // it began with a link
    panel.open();
    if (!place) {
      pointer.at(null);
      return panel.contents();
    }
    if (state.models === null) store.set(stateOf(place)); // a link that names the step alone
    panel.step(place, nameOf);
    look();
  }
  function ended() {
    sessionStorage.removeItem(BEFORE);
    pointer.at(null);
    panel.close();
  }
  const nameOf = (choice) => {
    const [id, name] = choice.split("/");
    const model = context().models.find((one) => one.id === id);
    if (model) return name ? model.points.find((point) => point.name === name).title : model.title;
    const own = `${place.step.text ?? place.id}.${choice}`;
    return panel.told(panel.has(own) ? own : choice);
  };

  /** Has it been done? Only what a frame shows counts: its numbers are those of its own place. */
  function look() {
    const { frame, state, models } = context();
    if (!place) return;
    const { step, chapter, id } = place;
    const here = frame && chapter.models.every((model) => frame.models.some((part) => part.id === model));
    const key = step.text ?? id;
    const numbers = here ? numbersOf(frame, models) : null;
    const values = numbers ? step.values(numbers) : {};
    const now = numbers && judge(step, { ...state, dx: frame.dx, dy: frame.dy, still: isPinned(frame) }, numbers, chosen);
    reached ||= Boolean(now?.done);
    panel.show({
      sentence: panel.told(`${key}.text`, values),
      result: now ? results(now, key, values) : [],
      chosen,
      locked: step.kind === "ask" ? !now?.asked : Boolean(step.kind === "predict" && now?.done),
      done: reached,
    });
    pointer.at(now?.done || now?.wrong ? step.look : step.point);
  }
  /** @param {Judgement} judgement */
  function results({ done, verdict, wrong }, key, values) {
    if (wrong) return [panel.told(`${key}.wrong`, values)];
    return done ? [panel.told(`${key}.then`, values), verdict && panel.told(verdict)] : [];
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

/**
 * What there is to say of a step now: {done, verdict: key of a sentence on a prediction, wrong: an answer that the numbers do
 * not bear out, asked: whether a question has an answer at all}.
 * @typedef {{ done: boolean, verdict?: string, wrong?: boolean, asked?: boolean }} Judgement
 * @returns {Judgement}
 */
function judge(step, seen, numbers, chosen) {
  if (step.kind === "do") return { done: step.done(seen) };
  const right = step.truth(numbers) === chosen;
  if (step.kind === "ask") return { asked: !seen.still, done: !seen.still && right, wrong: !seen.still && chosen && !right };
  const done = chosen !== null && step.done(seen);
  return { done, verdict: right ? "foreseen" : "unforeseen" };
}
