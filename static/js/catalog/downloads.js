// What is going on with the offered models on the server. Asked for twice a second while something moves and somebody looks.

const QUICK = 500; // ms while a download runs
const CALM = 4000; // ms while none does: another person may begin one
const MOVING = ["waiting", "downloading", "checking"];

/**
 * `api`: downloads(), start(id), cancel(id), remove(id). `here(id)`: whether the page takes the model to be on the server.
 * `onChange()` after news; `onCome(id)` when a model has come or gone.
 */
export function createDownloads(api, { here, onChange, onCome }) {
  const states = new Map(); // id -> state document
  let refusal = null;
  let removable = false;
  let any = false;
  let looking = false;
  let timer = null;
  let turn = 0;

  const moving = () => [...states.values()].some(({ state }) => MOVING.includes(state));
  function next() {
    clearTimeout(timer);
    timer = looking || moving() ? setTimeout(refresh, moving() ? QUICK : CALM) : null;
  }

  function take(news) {
    for (const state of news) states.set(state.model, state);
    for (const { model, state } of news) if ((state === "ready") !== here(model)) onCome(model);
    onChange();
    next();
  }

  async function refresh() {
    const own = ++turn;
    try {
      const answer = await api.downloads();
      if (own !== turn) return;
      ({ refusal, removable, any } = answer);
      take(answer.downloads);
    } catch {
      next(); // the server is away; the page says so elsewhere
    }
  }

  async function act(id, work) {
    turn++; // an answer that is under way knows nothing of this yet
    try {
      take([await work(id)]);
    } catch (error) {
      take([{ model: id, state: "failed", bytes: 0, of: null, speed: null, error: error.message }]);
    }
  }

  return {
    of: (id) => states.get(id) ?? null,
    get refusal() {
      return refusal;
    },
    get removable() {
      return removable;
    },
    get any() {
      return any;
    },
    moving: (id) => MOVING.includes(states.get(id)?.state),
    /** While somebody looks at the list, it is kept fresh. */
    look(on) {
      looking = on;
      if (on) refresh();
      else next();
    },
    start: (id) => act(id, api.start),
    cancel: (id) => act(id, api.cancel),
    remove: (id) => act(id, api.remove),
  };
}
