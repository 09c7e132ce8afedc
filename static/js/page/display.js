// @ts-check
// The projector's view: the rows alone, with large answers and last numbers, to be read from the back of a room.
import { t } from "../i18n/i18n.js";
import { stylesheet } from "../ui/dom.js";

/**
 * `button` turns it on and off; `set(patch)` of the state; `onTurn()` when the page has another form. Returns {show(display)}.
 * @param {HTMLElement} button
 * @param {{ now: () => string, set: (patch: any) => void, onTurn: () => void }} page
 */
export function createDisplay(button, { now, set, onTurn }) {
  button.title = t("display.explain");
  button.setAttribute("aria-label", t("display.projector"));
  const other = () => (now() === "projector" ? "normal" : "projector");
  // The rows are what a room is to see; who turns it off again stays there.
  button.addEventListener("click", () => set({ display: other(), section: "rows", stage: null, channel: null, view: null }));
  return {
    async show(display) {
      const large = display === "projector";
      button.setAttribute("aria-pressed", String(large));
      if (large) await stylesheet("projector");
      if (now() !== display) return;
      const before = document.documentElement.dataset.display ?? "normal";
      document.documentElement.dataset.display = display;
      if (display !== before) onTurn();
    },
  };
}
