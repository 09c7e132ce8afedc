// Asking the models: one question a card, a new one gives up the old one, and the same one is not asked twice.
import { fingerprint } from "../../lib/fingerprint.js";
import { words } from "../../i18n/i18n.js";
import { answerOf, weightsAnswer } from "./answer.js";
import { kindOf, kindsOf, picturesOf, queryOf, stageAt } from "./query.js";

const TEXT = await words("mixing");

/** `panel`: the page's context now, the chosen place and the pictures. `onAnswer()` after each answer or refusal. */
export function createAsker(panel, onAnswer) {
  const running = new Map(); // card -> AbortController
  const parameter = remembered((model, name) => panel.context.request.weights(model.id, name));

  async function answerTo({ model, progress }, { point, query, kind, level }, signal) {
    if (kind === "unitWeights") {
      const values = await parameter(model, picturesOf(model, point, "units")[0].parameter);
      return weightsAnswer(values, query.unit);
    }
    const question = { model: model.id, point: point.name, kind, ...(level ? { level } : {}), ...query };
    const tell = (line) => !signal.aborted && progress.told(line);
    return answerOf((await panel.context.request.mixingRow(question, tell, signal)).row);
  }

  /** Sends the card's question, unless it is the one that it has sent already. */
  function ask(card) {
    const { model } = card;
    const question = questionOf(panel, model);
    const key = keyOf(panel.picture(model), question);
    if (key === card.key) return;
    card.key = key;
    running.get(card)?.abort();
    const mine = new AbortController();
    running.set(card, mine);
    card.ask(question);
    if (question.refusal) {
      rest(card);
      card.refuse(TEXT[question.refusal]);
      return onAnswer();
    }
    card.element.setAttribute("aria-busy", "true");
    card.progress.begin();
    follow(card, answerTo(card, question, mine.signal), panel.picture(model), mine.signal);
  }

  /** Shows the answer, or why there is none, unless a newer question has been asked. */
  async function follow(card, asked, received, signal) {
    try {
      const answer = await asked;
      if (!signal.aborted) card.show(answer, received);
    } catch (error) {
      if (!signal.aborted) refused(card, error);
    }
    if (signal.aborted) return;
    rest(card);
    onAnswer();
  }

  return {
    ask,
    parameter,
    forget(card) {
      running.get(card)?.abort();
      running.delete(card);
    },
    stop: () => running.forEach((controller) => controller.abort()),
  };
}

/** Nothing is on its way to the card any more. */
function rest(card) {
  card.element.removeAttribute("aria-busy");
  card.progress.end();
}

/** A call whose answer is kept by model and name; one that failed may be tried again. */
function remembered(call) {
  const known = new Map();
  return (model, name) => {
    const key = `${model.id}/${name}`;
    if (!known.has(key)) {
      const asked = call(model, name);
      known.set(key, asked);
      asked.catch(() => known.delete(key));
    }
    return known.get(key);
  };
}

const keyOf = (picture, { point, query, kind, level }) =>
  JSON.stringify([fingerprint(picture?.data ?? []), point.name, query, kind, level]);

function refused(card, error) {
  card.refuse(error.type === "no-answer" ? error.message : TEXT.failed(error.message));
  if (error.type !== "no-answer") card.key = ""; // the next update may try again
}

/** Why a stage's operation is not asked by itself: a key of TEXT, or null. */
function aloneRefusal(model, point) {
  if (model.family === "rnn") return "stepsTakeTwo";
  return point.phase === "channel" ? "channelsOnly" : null;
}

/** The question that the page's state puts to a model. `refusal`: a key of TEXT where it cannot be asked. */
export function questionOf(panel, model) {
  const { state } = panel.context;
  const point = stageAt(model, state.listenDepth);
  const query = queryOf(point, panel.listen(), state.listenUnit, model.input);
  const kinds = kindsOf(model, point, query);
  const kind = kindOf(state.listenKind, kinds);
  const level = kind === "share" ? state.listenLevel : null;
  const refusal = query.refusal ?? (level === "operator" ? aloneRefusal(model, point) : null);
  return { point, query, kinds, kind, level, unit: point.axes[0] === "unit", refusal };
}
