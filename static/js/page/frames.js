// @ts-check
// State -> request -> frame: asks for what the state says as soon as the picture is there, and hands the answer on.
import { createLive } from "../net/live.js";
import { createReferences } from "../net/pinned_predictions.js";

const TILES = 16; // of a stage, at most: what fits a card, and keeps the default frame below 64 KiB

/**
 * `parts`: store, painter, notices, element (of the rows: says whether they are `settled`), picture(), shown() ids, stages() on
 * screen; `onBack()` when the server has come back.
 * @param {any} parts
 */
export function createFrames({ store, painter, notices, element, picture, shown, stages, onBack }) {
  let ready = false; // the picture is the one of the address
  let asked = "";
  const references = createReferences(() => painter.later());
  const live = createLive({
    onFrame(frame, times) {
      notices.settle("connection");
      references.learn(
        frame,
        picture().names(),
        frame.models.map(({ id }) => id),
      );
      painter.show(frame, times);
    },
    onStatus(status) {
      notices.status(status);
      if (status !== "connected") return;
      notices.settle("connection");
      if (ready) onBack();
    },
    async onProblem(error) {
      if (error.type !== "picture-unknown") return notices.problem(error.message, "live");
      await picture().again();
      asked = ""; // the same question once more
      ask();
    },
  });

  function numbers() {
    const { dx, dy, edge } = store.get();
    return { ...picture().names(), dx, dy, edge };
  }
  function ask(moved) {
    // the picture of the address, or of this tier, may still be on its way
    if (!ready || !picture().fits) return void (element.dataset.settled = false);
    const query = { ...numbers(), models: shown(), reference: store.get().reference, tiles: TILES, stages: stages() };
    const key = JSON.stringify(query);
    if (key === asked) return;
    asked = key;
    element.dataset.settled = false; // until the answer is painted
    live.request(query, moved);
  }
  painter.onPaint(() => {
    element.dataset.settled = ready && picture().fits && live.settled;
  });

  return {
    ask,
    numbers,
    references: references.known,
    /** The picture is there: from now on there is something to ask about. */
    begin() {
      ready = true;
      ask();
    },
    get settled() {
      return live.settled;
    },
  };
}
