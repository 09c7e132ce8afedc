// State -> request -> frame: at most two requests in flight, the latest wins, HTTP while the socket is down.
import { ApiError, frame as httpFrame, openSocket } from "./api.js";
import { createLateness } from "./late_frames.js";
import { createPace } from "./rate_limit.js";
import { decodeFrame } from "../lib/wire.js";

const IN_FLIGHT = 2;
const FULL = 1013; // close code of a server that has no room for another connection
const PATIENCE = 8000; // ms without an answer before the connection is given up

/**
 * `onFrame(frame, timing)`, `onProblem(ApiError)`, `onStatus("connected" | "reconnecting" | "full")`.
 * `request(query, moved)`: ask for a frame; `moved` is when the person moved (performance.now()), for the timing.
 */
export function createLive({ onFrame, onProblem, onStatus }) {
  let seq = 0;
  let newest = null; // the last thing asked for: sent again after a reconnection
  let waiting = null; // asked for, not sent yet
  let painted = 0; // seq of the newest frame handed out
  let fetching = false;
  let everOpen = false;
  const flying = new Map(); // seq -> timing
  const pace = createPace(58, 30);
  const lateness = createLateness();
  let later = null;
  let watchdog = null;

  const socket = openSocket({
    onOpen() {
      everOpen = true;
      flying.clear();
      onStatus("connected");
      if (newest && newest.seq > painted) pump(newest);
    },
    onClose(code) {
      clearTimeout(watchdog);
      flying.clear();
      onStatus(code === FULL ? "full" : "reconnecting");
      if (newest && newest.seq > painted) pump(newest);
    },
    onMessage(data) {
      const received = performance.now();
      if (typeof data === "string") return answerProblem(JSON.parse(data));
      const frame = decodeFrame(data);
      settle(frame.seq);
      deliver(frame, { received, decoded: performance.now(), bytes: data.byteLength });
    },
  });

  function pump(item) {
    waiting = item;
    if (flying.size >= IN_FLIGHT || later) return;
    const pause = pace.wait();
    if (pause) {
      later = setTimeout(() => {
        later = null;
        if (waiting) pump(waiting);
      }, pause);
      return;
    }
    const { query, seq: number } = item;
    item.sent = performance.now();
    if (socket.send({ ...query, seq: number })) {
      flying.set(number, item);
      waiting = null;
      clearTimeout(watchdog);
      watchdog = setTimeout(() => flying.size && socket.restart(), PATIENCE);
    } else if (everOpen || item.sent > 1500) overHttp();
  }

  // An answer to n also settles everything before n: the server skips positions that a newer one has overtaken.
  function settle(number) {
    for (const key of flying.keys()) if (key < number) flying.delete(key);
    const item = flying.get(number);
    flying.delete(number);
    clearTimeout(watchdog);
    if (flying.size) watchdog = setTimeout(() => flying.size && socket.restart(), PATIENCE);
    if (item) settled.set(number, item);
    if (waiting) pump(waiting);
  }
  const settled = new Map();

  function deliver(frame, arrival) {
    const item = settled.get(frame.seq) ?? {};
    settled.clear();
    if (frame.seq <= painted || lateness.skip(arrival.received - item.sent, flying.size > 0)) return;
    painted = frame.seq;
    onFrame(frame, { ...arrival, moved: item.moved, sent: item.sent });
  }

  function answerProblem({ seq: number, problem }) {
    if (number !== null && number !== undefined) settle(number);
    settled.clear();
    onProblem(new ApiError(problem), newest?.query);
  }

  // One at a time; the socket keeps trying meanwhile, so this only has to keep the page alive.
  async function overHttp() {
    if (fetching || !waiting) return;
    const item = waiting;
    waiting = null;
    fetching = true;
    try {
      const { reference, stages, ...rest } = item.query;
      const frame = await httpFrame({ ...rest, stages, rdx: reference[0], rdy: reference[1] });
      frame.seq = item.seq;
      const now = performance.now();
      settled.set(item.seq, item);
      deliver(frame, { received: now, decoded: now, bytes: 0 });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.type !== "unreachable") onProblem(error, item.query);
    } finally {
      fetching = false;
      if (waiting) pump(waiting);
    }
  }

  return {
    request(query, moved = performance.now()) {
      newest = { query, moved, seq: ++seq };
      pump(newest);
    },
    /** Ask for the last thing again (after the picture was sent anew). */
    repeat(query) {
      if (newest) this.request(query ?? newest.query);
    },
    get settled() {
      return painted === seq;
    },
  };
}
