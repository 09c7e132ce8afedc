// @ts-check
// What each model said at the pin: known from frames that stood there, else asked for once.
import { isPinned } from "../lib/scene.js";
import { untouched } from "../lib/switched_off.js";
import { trace } from "./api.js";

/** `onKnown()` is called when an answer came that was asked for. */
export function createReferences(onKnown) {
  let key = null;
  let known = new Map(); // model id -> predictions
  let asked = "";
  return {
    known: () => known,
    /** After every frame; `pinned`: the pinned scene as a query, `models` = ids shown. */
    learn(frame, pinned, models) {
      const now = JSON.stringify(pinned);
      if (now !== key) [key, known, asked] = [now, new Map(), ""];
      if (isPinned(frame)) for (const model of untouched(frame).models) known.set(model.id, model.predictions);
      const missing = models.filter((id) => !known.has(id));
      if (!missing.length || asked === missing.join()) return;
      asked = missing.join();
      trace({ ...pinned, models: missing })
        .then(({ traces }) => {
          if (key !== now) return;
          for (const { model, predictions } of traces) known.set(model, predictions);
          onKnown();
        })
        .catch(() => {
          asked = "";
        }); // the socket's own problems are told already
    },
  };
}
