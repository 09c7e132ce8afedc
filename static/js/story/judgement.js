// What there is to say of a step: whether it was done, which choice the numbers bear out, the sentences for it. Pure.
import { isPinned } from "../lib/scene.js";
import { stateOf } from "./chapters.js";
import { numbersOf } from "../lib/page_numbers.js";

/**
 * `key` of the step's sentences, their `values` and `now`; a frame that shows other models has nothing to say, and no values for
 * the sentences that need them (null), nor has a step something to say whose answer is still on its way. `altered`: parts of one of
 * the chapter's models are switched off.
 * @param {any} place @param {any} page as views get it
 * @param {string | null} chosen
 * @param {() => Record<string, any> | null} ask what the server says for the step, null as long as it has not said it
 * @returns {{ key: string, values: Record<string, any> | null, now: Judgement | null, altered?: boolean }}
 */
export function judged(place, page, chosen, ask) {
  const { step, chapter, id } = place;
  const { frame, state } = page;
  const key = step.text ?? id;
  if (!frame || !chapter.models.every((model) => frame.models.some((part) => part.id === model)))
    return { key, values: step.values ? null : {}, now: null };
  if (chapter.models.some((model) => !frame.models.find((part) => part.id === model).stages.length))
    return { key, values: null, now: null, altered: true }; // lib/switched_off.js
  const values = step.values?.(numbersOf(page)) ?? {};
  const moved = Boolean(step.done?.(state) && step.done({ ...state, ...placeIn(frame) }));
  const found = step.asks && (moved || step.kind === "ask") ? ask() : {};
  if (!found) return { key, values, now: null };
  const now = judge(step, { moved, still: isPinned(frame) && isMoved(stateOf(place)) }, numbersOf(page, found), chosen);
  return { key, values: { ...values, ...found }, now };
}

/** A frame may still show the scene of before. */
const placeIn = ({ dx, dy, second, transform = "" }) => ({
  dx,
  dy,
  transform,
  ...(second ? { dx2: second[0], dy2: second[1] } : {}),
});

const isMoved = ({ dx = 0, dy = 0, dx2 = 0, dy2 = 0, transform = "" }) => Boolean(dx || dy || dx2 || dy2 || transform);

/** The keys of the sentences that tell it. @param {Judgement | null} now @param {string} key */
export function resultsOf(now, key) {
  if (now?.wrong) return [`${key}.wrong`];
  return now?.done ? [`${key}.then`] : [];
}

/**
 * Whether what was chosen is what the numbers say, and the key of the words for it; null where nothing was chosen.
 * @param {Judgement | null} now
 */
export function markOf(now) {
  if (now?.wrong) return { right: false, key: "wrong" };
  if (!now?.done || !("verdict" in now || "asked" in now)) return null;
  return { right: now.verdict !== "unforeseen", key: now.verdict ?? "right" };
}

/**
 * What there is to say of a step now: {done, verdict: key of a sentence on a prediction, wrong: an answer that the numbers do
 * not bear out, asked: whether a question has an answer at all}.
 * @typedef {{ done: boolean, verdict?: string, wrong?: boolean, asked?: boolean }} Judgement
 * @returns {Judgement}
 */
function judge(step, { moved, still }, numbers, chosen) {
  if (step.kind === "do") return { done: moved };
  if (step.kind === "predict" && !moved) return { done: false };
  const right = step.truth(numbers) === chosen;
  if (step.kind === "ask") return { asked: !still, done: !still && right, wrong: !still && chosen !== null && !right };
  return { done: chosen !== null, verdict: right ? "foreseen" : "unforeseen" };
}
