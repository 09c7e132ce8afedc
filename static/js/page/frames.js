// @ts-check
// State -> request -> frame: asks for what the state says as soon as the picture is there, and hands the answer on.
import { t } from "../i18n/i18n.js";
import { pinnedQuery, sceneQuery } from "../lib/scene.js";
import { createLive } from "../net/live.js";
import { offIn } from "../lib/switched_off.js";
import { createReferences } from "../net/pinned_predictions.js";
import { createFollowed } from "./followed_frames.js";
import { createLag } from "./lag.js";
import { openSection } from "./sections.js";

const TILES = 16; // of a stage, at most: what fits a card, and keeps the default frame below 64 KiB

/**
 * `parts`: store, painter, notices, element (of the rows: says whether they are `settled`), values (what holds values beside
 * them), behind (where it is said that they are old), picture(), shown() ids, stages() on screen; `onBack()` when the server has
 * come back. `room()`: that of a class, see room/room.js, or null: whose leader is followed gets frames
 * by itself, see `take`; whoever leads asks for what those have, so that it is computed once.
 * @param {any} parts
 */
export function createFrames({ store, painter, notices, element, values, behind, picture, shown, stages, room, onBack }) {
  let ready = false; // the picture is the one of the address
  let asked = "";
  const references = createReferences(() => painter.later());
  const line = createLine({
    notices,
    onFrame: received,
    onBack: () => ready && onBack(),
    async onUnknownPicture() {
      await picture().again();
      asked = ""; // the same question once more
      ask();
    },
  });
  const sent = createFollowed();
  const lag = createLag(lagParts({ store, painter, elements: [element, ...values], note: behind, shown, line }));
  const { numbers, query } = createQuestions({ store, picture, shown });
  function received(frame, times = undefined) {
    references.learn(frame, { ...numbers(), ...pinnedQuery(store.get()) }, idsOf(frame));
    painter.show(frame, times);
  }
  function wait() {
    element.dataset.settled = "false"; // until the answer is painted
    lag.wait();
  }
  function ask(moved) {
    // the picture of the address, or of this tier, may still be on its way
    if (!ready || !picture().fits) return wait();
    const view = query();
    const question = { ...view, stages: room()?.leads() ? null : stages() };
    const key = JSON.stringify(question);
    if (key === asked || (room()?.follows() && sent.holds(view))) return;
    asked = key;
    wait();
    sent.expect(room()?.follows(), () => line.request(question, moved));
  }
  painter.onPaint(() => {
    const settled = ready && picture().fits && !sent.expected && line.settled;
    element.dataset.settled = String(settled);
    lag.painted(settled);
  });
  return {
    ask,
    query,
    numbers,
    references: references.known,
    settled: () => line.settled,
    /** The picture is there: from now on there is something to ask about. */
    begin() {
      ready = true;
      ask();
    },
    /** A frame of the view that is followed; `newest`: of the view that the page shows. */
    take(frame, newest) {
      if (!ready || !picture().fits) return;
      if (newest) sent.arrived(query());
      received(frame);
    },
  };
}

const idsOf = (frame) => frame.models.map(({ id }) => id);

/** What is asked about: the picture and its place, and for a frame the models, the pin and how much of each stage. */
function createQuestions({ store, picture, shown }) {
  const numbers = () => {
    const state = store.get();
    const { dx, dy, edge } = state;
    return { ...picture().names(), dx, dy, edge, ...sceneQuery(state) };
  };
  const query = () => {
    const { reference, reference2, rtransform } = store.get();
    return {
      ...numbers(),
      models: shown(),
      reference,
      reference2,
      rtransform,
      tiles: TILES,
      ...offQuery(store.get(), shown()),
    };
  };
  return { numbers, query };
}

/** The rows show altered models; everywhere else all of them are as they are. */
function offQuery(state, shown) {
  const off = openSection(state) === "rows" ? shown.flatMap((id) => offIn(state.off, id)) : [];
  return off.length ? { off } : {};
}

const lagParts = ({ store, painter, elements, note, shown, line }) => ({
  elements,
  note,
  shown: () => (painter.frame?.models.some(({ id }) => shown().includes(id)) ? painter.frame : null),
  wanted: store.get,
  away: () => line.away,
});

/**
 * The line to the server, and what the page says of it.
 * @param {{ notices: any, onFrame: (frame: any, times: any) => void, onBack: () => void, onUnknownPicture: () => void }} parts
 */
function createLine({ notices, onFrame, onBack, onUnknownPicture }) {
  let away = false;
  let connected = false; // once
  const live = createLive({
    onFrame(frame, times) {
      notices.settle("connection");
      notices.settle("live"); // what was refused is not asked any more
      onFrame(frame, times);
    },
    onStatus(status) {
      notices.status(status);
      away = status === "reconnecting";
      if (status === "http" && !connected) notices.hint(t("status.http.explain"), "line");
      if (status !== "connected") return;
      connected = true;
      notices.settle("connection");
      notices.settle("line");
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
