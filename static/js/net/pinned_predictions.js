// @ts-check
// What each model said at the pin: known from frames that stood there, else asked for once.
import { trace } from "./api.js";

/** `onKnown()` is called when an answer came that was asked for. */
export function createReferences(onKnown) {
  let key = null;
  let known = new Map(); // model id -> predictions
  let asked = "";
  return {
    known: () => known,
    /** After every frame; `names` = {sample or picture, fit}, `models` = ids shown. */
    learn(frame, names, models) {
      const [x, y] = frame.reference;
      const now = JSON.stringify([names, frame.edge, x, y]);
      if (now !== key) [key, known, asked] = [now, new Map(), ""];
      if (frame.dx === x && frame.dy === y) for (const model of frame.models) known.set(model.id, model.predictions);
      const missing = models.filter((id) => !known.has(id));
      if (!missing.length || asked === missing.join()) return;
      asked = missing.join();
      trace({ ...names, models: missing, dx: x, dy: y, edge: frame.edge })
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
