// @ts-check
// What is going on with the offered models on the server. Asked for twice a second while something moves and somebody looks.

const QUICK = 500; // ms while a download runs
const CALM = 4000; // ms while none does: another person may begin one
const MOVING = ["waiting", "downloading", "checking"];
import { told } from "../i18n/i18n.js";

/** A sentence of the server's in the page's language, null where there is none.
 * @type {(said: any, detail: string | null) => string | null} */
const inWords = ({ reason, values }, detail) => detail && told({ reason, values, detail });

/**
 * `api`: downloads(), start(id), cancel(id), remove(id). `here(id)`: whether the page takes the model to be on the server.
 * `onChange()` after news; `onCome(id)` when a model has come or gone; `onLeave(id)` before one is removed.
 * @param {any} api
 * @param {any} handlers
 */
export function createDownloads(api, { here, onChange, onCome, onLeave = () => {} }) {
  const states = new Map(); // id -> state document
  const server = { refusal: null, removable: false, any: false };
  const moves = (id) => MOVING.includes(states.get(id)?.state);
  const refresh = createAsking({ ask: api.downloads, take, moving: () => [...states.keys()].some(moves) });

  function take({ downloads: news, ...rest }) {
    if ("refusal" in rest) Object.assign(server, rest, { refusal: inWords(rest, rest.refusal) });
    for (const state of news) states.set(state.model, { ...state, error: inWords(state, state.error) });
    for (const { model, state } of news) if ((state === "ready") !== here(model)) onCome(model);
    onChange();
  }

  async function act(id, work) {
    refresh.overtake(); // an answer that is under way knows nothing of this yet
    try {
      take({ downloads: [await work(id)] });
    } catch (error) {
      take({ downloads: [{ model: id, state: "failed", bytes: 0, of: null, speed: null, error: error.message }] });
    }
    refresh.next();
  }

  return {
    of: (id) => states.get(id) ?? null,
    get refusal() {
      return server.refusal;
    },
    get removable() {
      return server.removable;
    },
    get any() {
      return server.any;
    },
    moving: moves,
    /** While somebody looks at the list, it is kept fresh. */
    look: refresh.look,
    start: (id) => act(id, api.start),
    cancel: (id) => act(id, api.cancel),
    /** It leaves the page first: nobody asks about a model that is going. */
    remove(id) {
      onLeave(id);
      return act(id, api.remove);
    },
  };
}

/** Asks again and again while somebody looks or something moves. An answer that was overtaken is not taken. */
function createAsking({ ask, take, moving }) {
  let looking = false;
  let timer = null;
  let turn = 0;

  async function refresh() {
    const own = ++turn;
    try {
      const answer = await ask();
      if (own !== turn) return;
      take(answer);
    } catch {
      // the server is away; the page says so elsewhere
    }
    next();
  }
  function next() {
    clearTimeout(timer);
    timer = looking || moving() ? setTimeout(refresh, moving() ? QUICK : CALM) : null;
  }
  return {
    next,
    overtake() {
      turn++;
    },
    look(on) {
      looking = on;
      if (on) refresh();
      else next();
    },
  };
}
