// @ts-check
// State -> request -> frame: asks for what the state says as soon as the picture is there, and hands the answer on.
import { pinnedQuery, sceneQuery } from "../lib/scene.js";
import { createLive } from "../net/live.js";
import { createReferences } from "../net/pinned_predictions.js";
import { createLag } from "./lag.js";

const TILES = 16; // of a stage, at most: what fits a card, and keeps the default frame below 64 KiB

/**
 * `parts`: store, painter, notices, element (of the rows: says whether they are `settled`), values (what holds values beside
 * them), behind (where it is said that they are old), picture(), shown() ids, stages() on screen; `onBack()` when the server has
 * come back.
 * @param {any} parts
 */
export function createFrames({ store, painter, notices, element, values, behind, picture, shown, stages, onBack }) {
  let ready = false; // the picture is the one of the address
  let asked = "";
  const references = createReferences(() => painter.later());
  const line = createLine({
    notices,
    onFrame(frame, times) {
      const ids = frame.models.map(({ id }) => id);
      references.learn(frame, { ...numbers(), ...pinnedQuery(store.get()) }, ids);
      painter.show(frame, times);
    },
    onBack: () => ready && onBack(),
    async onUnknownPicture() {
      await picture().again();
      asked = ""; // the same question once more
      ask();
    },
  });
  const lag = createLag({
    elements: [element, ...values],
    note: behind,
    shown: () => (painter.frame?.models.some(({ id }) => shown().includes(id)) ? painter.frame : null),
    wanted: store.get,
    away: () => line.away,
  });

  function wait() {
    element.dataset.settled = "false"; // until the answer is painted
    lag.wait();
  }
  function numbers() {
    const state = store.get();
    const { dx, dy, edge } = state;
    return { ...picture().names(), dx, dy, edge, ...sceneQuery(state) };
  }
  function ask(moved) {
    // the picture of the address, or of this tier, may still be on its way
    if (!ready || !picture().fits) return wait();
    const { reference, reference2, rtransform } = store.get();
    const pinned = { reference, reference2, rtransform };
    const query = { ...numbers(), models: shown(), ...pinned, tiles: TILES, stages: stages() };
    const key = JSON.stringify(query);
    if (key === asked) return;
    asked = key;
    wait();
    line.request(query, moved);
  }
  painter.onPaint(() => {
    const settled = ready && picture().fits && line.settled;
    element.dataset.settled = String(settled);
    lag.painted(settled);
  });

  /** The picture is there: from now on there is something to ask about. */
  function begin() {
    ready = true;
    ask();
  }
  return { ask, numbers, begin, references: references.known, settled: () => line.settled };
}

/**
 * The line to the server, and what the page says of it.
 * @param {{ notices: any, onFrame: (frame: any, times: any) => void, onBack: () => void, onUnknownPicture: () => void }} parts
 */
function createLine({ notices, onFrame, onBack, onUnknownPicture }) {
  let away = false;
  const live = createLive({
    onFrame(frame, times) {
      notices.settle("connection");
      onFrame(frame, times);
    },
    onStatus(status) {
      notices.status(status);
      away = status === "reconnecting";
      if (status !== "connected") return;
      notices.settle("connection");
      onBack();
    },
    onProblem(error) {
      if (error.type === "picture-unknown") onUnknownPicture();
      else notices.problem(error.message, "live");
    },
  });
  return {
    request: live.request,
    get settled() {
      return live.settled;
    },
    get away() {
      return away;
    },
  };
}
