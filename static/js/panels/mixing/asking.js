// What the panel asks about each model, and how: a new question gives up the old one, and nothing is asked twice.
import { answerOf, weightsAnswer } from "./answer.js";
import { kindOf, kindsOf, picturesOf, queryOf, stageAt } from "./query.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("mixing");

/**
 * `context()` is the page's, `listen()` who listens, `picture(model)` what the model received; `onAnswer()` when a card has
 * something else to show.
 */
export function createAsker({ context, listen, picture, onAnswer }) {
  const running = new Map(); // card -> AbortController
  const parameters = new Map(); // "model/parameter" -> promise of its values

  /** What makes a model's answer what it is, beside the question: the picture that it received. */
  function place(model) {
    let hash = 0;
    for (const value of picture(model)?.data ?? []) hash = (hash * 31 + value) | 0;
    return hash;
  }

  function question(model) {
    const { state } = context();
    const point = stageAt(model, state.listenDepth);
    const query = queryOf(point, listen(), state.listenUnit);
    const kinds = kindsOf(model, point, query);
    const kind = kindOf(state.listenKind, kinds);
    const level = kind === "share" ? state.listenLevel : null;
    const refusal = query.refusal ?? (level === "operator" && point.phase === "channel" ? "channelsOnly" : null);
    return { point, query, kinds, kind, level, unit: point.axes[0] === "unit", refusal };
  }

  function ask(card) {
    const { model } = card;
    const asked = question(model);
    const key = JSON.stringify([place(model), asked.point.name, asked.query, asked.kind, asked.level]);
    if (key === card.key) return;
    card.key = key;
    running.get(card)?.abort();
    const mine = new AbortController();
    running.set(card, mine);
    card.ask(asked);
    if (asked.refusal) {
      card.refuse(TEXT[asked.refusal]);
      return onAnswer();
    }
    card.element.setAttribute("aria-busy", "true");
    const received = picture(model);
    answerTo(model, asked, mine.signal)
      .then(
        (answer) => {
          if (!mine.signal.aborted) card.show(answer, received);
        },
        (error) => {
          if (!mine.signal.aborted) refused(card, error);
        },
      )
      .finally(() => {
        if (mine.signal.aborted) return;
        card.element.removeAttribute("aria-busy");
        onAnswer();
      });
  }

  function refused(card, error) {
    card.refuse(error.type === "no-answer" ? error.message : TEXT.failed(error.message));
    if (error.type !== "no-answer") card.key = ""; // the next update may try again
  }

  async function answerTo(model, { point, query, kind, level }, signal) {
    if (kind === "unitWeights")
      return weightsAnswer(
        await parameter(model, picturesOf(model, point, "units")[0].parameter),
        query.unit,
        TEXT.unitWeightsMeans,
      );
    return answerOf(
      await context().request.mixing(
        { model: model.id, point: point.name, kind, ...(level ? { level } : {}), ...query },
        signal,
      ),
    );
  }

  function parameter(model, name) {
    const key = `${model.id}/${name}`;
    if (!parameters.has(key))
      parameters.set(
        key,
        context()
          .request.weights(model.id, name)
          .catch((error) => {
            parameters.delete(key);
            throw error;
          }),
      );
    return parameters.get(key);
  }

  return {
    ask,
    question,
    place,
    parameter,
    drop(card) {
      running.get(card)?.abort();
      running.delete(card);
    },
    destroy() {
      for (const controller of running.values()) controller.abort();
    },
  };
}
