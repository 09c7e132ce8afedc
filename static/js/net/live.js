// @ts-check
// State -> request -> frame: at most two requests in flight, the latest wins, HTTP while the socket is down.
import { receive } from "./frames.js";
import { ApiError, frame as httpFrame, openSocket } from "./api.js";
import { createFlights } from "./in_flight.js";
import { createLateness } from "./late_frames.js";
import { createPace } from "./rate_limit.js";

const IN_FLIGHT = 2;
const FULL = 1013; // close code of a server that has no room for another connection

/**
 * `onFrame(frame, timing)`, `onProblem(ApiError)`, `onStatus("connected" | "http" | "reconnecting" | "full")`.
 * `request(query, moved)`: ask for a frame; `moved` is when the person moved (performance.now()), for the timing.
 * @param {any} handlers
 */
export function createLive({ onFrame, onProblem, onStatus }) {
  const asked = { seq: 0, newest: null, painted: 0 }; // `newest` is sent again after a reconnection; `painted`: of the newest frame
  const lateness = createLateness();
  let answered = false; // over HTTP, since the socket closed
  const sender = createSender({
    deliver,
    onProblem,
    onHttp(there) {
      if (open) return; // an answer to what was asked before it was
      answered = there;
      onStatus(there ? "http" : "reconnecting");
    },
  });
  let open = false;
  const repeat = () => again(asked, answered, sender);
  const socket = openSocket({
    onOpen() {
      open = true;
      answered = false;
      sender.opened(socket);
      onStatus("connected");
      repeat();
    },
    onClose(code) {
      sender.flights.clear();
      open = false;
      onStatus(code === FULL ? "full" : answered ? "http" : "reconnecting");
      repeat();
    },
    onMessage(data, arrival) {
      if (typeof data === "string") return answerProblem(JSON.parse(data));
      const frame = receive(data);
      const item = sender.settle(frame.seq);
      deliver(frame, item, { ...arrival, decoded: performance.now() });
    },
  });

  function deliver(frame, item, arrival) {
    if (frame.seq <= asked.painted || lateness.skip(arrival.received - item?.sent, sender.flights.size > 0)) return;
    asked.painted = frame.seq;
    onFrame(frame, { ...arrival, moved: item?.moved, sent: item?.sent });
  }

  function answerProblem({ seq, problem }) {
    if (seq !== null && seq !== undefined) sender.settle(seq);
    onProblem(new ApiError(problem));
  }

  return {
    request(query, moved = performance.now()) {
      asked.newest = { query, moved, seq: ++asked.seq };
      sender.send(asked.newest);
    },
    get settled() {
      return asked.painted === asked.seq;
    },
  };
}

/** What was asked last, if its answer is not there; over HTTP in any case, which says whether the server is. */
function again({ newest, painted }, answered, sender) {
  if (newest && answered) sender.probe(newest);
  else if (newest && newest.seq > painted) sender.send(newest);
}

/** One item waits at most, the newest; it leaves when the pace and what is in flight allow it. */
function createSender({ deliver, onProblem, onHttp }) {
  const pace = createPace(58, 30);
  let socket = null; // once it was open
  let waiting = null;
  let later = null;
  const flights = createFlights(() => socket?.restart());
  const next = () => waiting && send(waiting);
  const http = createHttp({ deliver, onProblem, onHttp, next });

  function send(item) {
    waiting = item;
    if (flights.size >= IN_FLIGHT || later) return;
    const pause = pace.wait();
    if (pause) {
      later = setTimeout(() => {
        later = null;
        next();
      }, pause);
      return;
    }
    item.sent = performance.now();
    if (socket?.send({ ...item.query, seq: item.seq })) {
      flights.add(item);
      waiting = null;
    } else if ((socket || item.sent > 1500) && http.free) {
      waiting = null;
      http.ask(item);
    }
  }
  return {
    flights,
    send,
    /** Whether the server still answers over HTTP: what was asked last is asked again, and its answer known already. */
    probe(item) {
      if (http.free) http.ask(item);
    },
    opened(open) {
      socket = open;
      flights.clear();
    },
    settle(seq) {
      const item = flights.settle(seq);
      next();
      return item;
    },
  };
}

/** One at a time, while the socket keeps trying. `onHttp(whether the server answers)`. */
function createHttp({ deliver, onProblem, onHttp, next }) {
  let busy = false;
  return {
    get free() {
      return !busy;
    },
    async ask(item) {
      busy = true;
      try {
        const { reference, reference2, ...rest } = item.query;
        const [[rdx, rdy], [rdx2, rdy2]] = [reference, reference2];
        const frame = await httpFrame({ ...rest, rdx, rdy, rdx2, rdy2 });
        frame.seq = item.seq;
        onHttp(true);
        const now = performance.now();
        deliver(frame, item, { received: now, decoded: now, bytes: 0 });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        onHttp(error.type !== "unreachable");
        if (error.type !== "unreachable") onProblem(error);
      } finally {
        busy = false;
        next();
      }
    },
  };
}
