// @ts-check
// The story: chapters of steps, each with a state that is set, something to do that the page notices, and what the numbers
// then say. What the person looked at before is given back when they leave.
import { formatHash, initialState, parseHash } from "../lib/url_state.js";
import { findAll } from "../ui/dom.js";
import { CHAPTERS, following, placeOf, stateOf, viewOf } from "./chapters.js";
import { judged, markOf, resultsOf } from "./judgement.js";
import { createPanel } from "./panel.js";
import { createPointer } from "./pointer.js";
import { keepAsRead } from "./read_chapters.js";
import { createServerAnswers } from "./server_answers.js";

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
  let stood = null; // the state that the step before has left
  let [chosen, reached] = [null, false]; // what was predicted; whether the step was done, whatever was moved since
  const pointer = createPointer(() => place && panel.standBeside(spokenOf(place)));
  const answers = createServerAnswers(() => look());
  const { go, leave } = waysOf(store);
  const onPrint = (chapter) => print(chapter ?? place?.chapter, place?.chapter, context(), panel, onProblem);
  const panel = createPanel({ onGo: go, onNext: () => go(following(place)), onChoose: choose, onPrint, onClose: leave });

  /** A prediction comes before the move: the picture goes back to where the step begins. */
  function choose(choice) {
    chosen = choice;
    if (place.step.kind === "predict") store.set(stateOf(place));
    look();
  }
  function enter(state) {
    const before = stood; // setting a step's state, below, comes through `apply` again
    [chosen, reached] = [null, false];
    place = placeOf(state.story);
    if (!place) pointer.at(null);
    if (!state.story) {
      sessionStorage.removeItem(BEFORE);
      return panel.close();
    }
    if (sessionStorage.getItem(BEFORE) === null) sessionStorage.setItem(BEFORE, ""); // it began with a link
    panel.open();
    if (!place) return panel.contents();
    if (state.models === null) store.set(stateOf(place)); // a link that names the step alone
    panel.step(place, (choice) => choiceIn(choice, place, context().models, panel), placedIn(store.get(), before, panel));
    look();
  }
  function look() {
    if (!place) return;
    const page = context();
    const judgement = judged(place, page, chosen, () => answers(place, page));
    const { now } = judgement;
    const { point, look: then } = place.step;
    reached ||= Boolean(now?.done);
    if (reached && endsChapter(place)) keepAsRead(place.chapter.id);
    panel.show({ ...said(judgement, place, panel), chosen, done: reached });
    const told = Boolean(now?.done || now?.wrong);
    pointer.at(told ? then : point, `${place.id} ${told}`);
  }

  return {
    apply(state, changed) {
      if (changed.includes("story")) enter(state);
      else look();
      stood = place ? state : null;
    },
    follow() {
      look();
      pointer.follow();
    },
    leave,
  };
}

/** What is pointed at and looked at in a step, and what the person moves or chooses meanwhile: the card is not to hide it. */
const spokenOf = ({ step }) =>
  [step.point, step.look, ".open-stage .vview", ".scene-stage", '[data-el="samples"]']
    .flat()
    .flatMap((one) => findAll(one))
    .filter((one) => one.checkVisibility());

/** What the panel says of a step now, and whether its choices are locked. */
function said({ key, values, now, altered = false }, place, { told }) {
  const { kind, source } = place.step;
  const closing = now?.done && isLast(place) ? ["end"] : [];
  return {
    sentence: values ? told(`${key}.text`, values) : told(altered ? "altered" : "coming"),
    result: [...resultsOf(now, key), ...closing].map((name) => told(name, { ...values, n: CHAPTERS.length })),
    mark: markOf(now),
    source,
    locked: kind === "ask" ? !now?.asked : Boolean(kind === "predict" && now?.done),
  };
}

const endsChapter = ({ chapter, at }) => at === chapter.steps.length;
const isLast = (place) => place.chapter === CHAPTERS.at(-1) && endsChapter(place);

/** That a step has put the pattern elsewhere than the one before has left it, in words; "" where it has not. */
function placedIn({ dx, dy }, stood, { told }) {
  return stood && (stood.dx !== dx || stood.dy !== dy) ? told("placed", { dx, dy }) : "";
}

/** A sheet of a chapter, of the `open` one or of none with the picture as it is. */
async function print(chapter, open, page, panel, onProblem) {
  try {
    const { printSheet } = await import("./printing.js");
    const choiceOf = (choice, place) => choiceIn(choice, place, page.models, panel);
    await printSheet(page, { chapter, now: chapter === open, told: panel.told, choiceOf });
  } catch (error) {
    onProblem(error);
  }
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
