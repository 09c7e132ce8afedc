// @ts-check
// A view may lead away from what the page shows: that is set aside, and a button brings it back for as long as it can.
import { words } from "../i18n/i18n.js";
import { el, stylesheet } from "../ui/dom.js";

const KEPT = ["section", "models", "stage", "channel", "view"];

/**
 * `rows` is where models stand, `shown()` the ids of those. Returns {lead(patch)}.
 * @param {HTMLElement} rows
 * @param {any} page
 */
export function createSetAside(rows, { store, models, shown }) {
  const sentence = el("span");
  const button = el("button", { type: "button", onclick: back });
  const element = el("p.set-aside", { hidden: true, role: "status" }, sentence, button);
  let aside = null; // {state: what is restored, ids: the models that stood there, led: those that stand there instead}
  document.body.append(element);

  const titles = (ids) => ids.map((id) => models.find((model) => model.id === id).title);
  function drop() {
    aside = null;
    element.hidden = true;
  }
  function back() {
    const { state } = aside;
    drop();
    store.set(state);
    scrollTo(0, 0);
  }
  // the browser's own Back, or other models chosen by hand: there is nothing to go back to any more
  store.onChange(() => aside && shown().join() !== aside.led && drop());

  return {
    /** To another view; of several that lead on, the one before the first stays set aside. */
    async lead(patch) {
      const now = store.get();
      const left = aside ?? { state: Object.fromEntries(KEPT.map((key) => [key, now[key]])), ids: shown() };
      drop();
      store.set(patch);
      if (!patch.stage) rows.querySelector(".row")?.scrollIntoView({ block: "start" }); // an opened stage comes by itself
      const ids = shown();
      if (ids.join() === left.ids.join()) return;
      const [TEXT] = await Promise.all([words("set_aside"), stylesheet("set_aside")]);
      if (shown().join() !== ids.join()) return;
      aside = { ...left, led: ids.join() };
      sentence.textContent = TEXT.why(titles(ids));
      button.textContent = TEXT.back(titles(left.ids));
      element.hidden = false;
    },
  };
}
