// @ts-check
// State -> request -> frame: asks for what the state says as soon as the picture is there, and hands the answer on.
import { createLive } from "../net/live.js";
import { createReferences } from "../net/pinned_predictions.js";
import { createLag } from "./lag.js";

const TILES = 16; // of a stage, at most: what fits a card, and keeps the default frame below 64 KiB

/**
 * `parts`: store, painter, notices, element (of the rows: says whether they are `settled`), values (what holds values beside
 * them), behind (where it is said that they are old), picture(), shown() ids, stages() on screen; `onBack()` when the server has
 * come back. `followed()`: frames of another's view come by themselves, see `take`; `whole()`: every stage is asked for, as those do.
 * @param {any} parts
 */
export function createFrames({
  store,
  painter,
  notices,
  element,
  values,
  behind,
  picture,
  shown,
  stages,
  followed,
  whole,
  onBack,
}) {
  let ready = false; // the picture is the one of the address
  let asked = "";
  const references = createReferences(() => painter.later());
  const line = createLine({
    notices,
    onFrame(frame, times) {
      const ids = frame.models.map(({ id }) => id);
      references.learn(frame, picture().names(), ids);
      painter.show(frame, times);
    },
    onBack: () => ready && onBack(),
    async onUnknownPicture() {
      await picture().again();
      asked = ""; // the same question once more
      ask();
    },
  });
  const sent = createSent();
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
    const { dx, dy, edge } = store.get();
    return { ...picture().names(), dx, dy, edge };
  }
  const query = () => ({ ...numbers(), models: shown(), reference: store.get().reference, tiles: TILES });
  function ask(moved) {
    // the picture of the address, or of this tier, may still be on its way
    if (!ready || !picture().fits) return wait();
    const view = query();
    const question = { ...view, stages: whole() ? null : stages() };
    const key = JSON.stringify(question);
    if (key === asked || (followed() && sent.holds(view))) return;
    asked = key;
    wait();
    if (followed()) sent.expect(view, () => line.request(question, moved));
    else {
      sent.forget();
      line.request(question, moved);
    }
  }
  painter.onPaint(() => {
    const settled = ready && picture().fits && !sent.expected && line.settled;
    element.dataset.settled = String(settled);
    lag.painted(settled);
  });

  /** The picture is there: from now on there is something to ask about. */
  function begin() {
    ready = true;
    ask();
  }
  /** A frame of the view that is followed. */
  function take(frame) {
    if (!ready || !picture().fits) return;
    sent.arrived(frame, query());
    references.learn(frame, picture().names(), shown());
    painter.show(frame);
  }
  return { ask, take, query, numbers, begin, references: references.known, settled: () => line.settled };
}

const PATIENCE = 1000; // ms that a frame of a followed view may take before the page asks for one itself

/** What is expected of another's view, and what of it is there. */
function createSent() {
  let timer = null;
  let there = ""; // the view that the last frame belongs to
  const named = (view) => JSON.stringify(view);
  const forget = () => {
    clearTimeout(timer);
    timer = null;
    there = "";
  };
  return {
    forget,
    get expected() {
      return timer !== null;
    },
    holds: (view) => there === named(view),
    expect(view, askYourself) {
      forget();
      timer = setTimeout(() => {
        timer = null;
        askYourself();
      }, PATIENCE);
    },
    arrived(frame, view) {
      const at = [frame.dx, frame.dy, ...frame.reference, ...frame.models.map(({ id }) => id)];
      if (at.join() !== [view.dx, view.dy, ...view.reference, ...view.models].join()) return;
      forget();
      there = named(view);
    },
  };
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
