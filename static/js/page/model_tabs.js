// @ts-check
// On a narrow screen one model is shown at a time; these tabs choose which. Hidden by CSS on a wide one.
import { words } from "../i18n/i18n.js";
import { verdict } from "../lib/certainty.js";
import { el, keepsArrows, say } from "../ui/dom.js";

const TEXT = await words("answers");

export function createTabs(place) {
  let current = null;
  let buttons = [];
  let standing = []; // the models of the buttons
  const pick = (id) => {
    current = id;
    for (const button of buttons) {
      button.setAttribute("aria-selected", button.dataset.id === id);
      button.tabIndex = button.dataset.id === id ? 0 : -1;
    }
    const rows = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".row"));
    for (const row of rows) row.classList.toggle("current", row.dataset.model === id);
  };
  place.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !keepsArrows()) return;
    event.preventDefault();
    const next = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length];
    next.focus();
    pick(next.dataset.id);
  });
  return {
    /** What each model says, so that it is seen while another one is on screen. */
    answer(frame) {
      for (const { id, predictions, off } of frame.models) {
        const at = standing.findIndex((model) => model.id === id);
        const now = at < 0 ? null : verdict(standing[at], predictions);
        if (at < 0) continue;
        say(buttons[at].lastChild, now?.unsure ? TEXT.unsure : (now?.label ?? ""));
        buttons[at].classList.toggle("is-altered", Boolean(off));
      }
    },
    show(models) {
      standing = models;
      buttons = models.map((model) =>
        el(
          "button",
          { type: "button", role: "tab", dataset: { id: model.id, family: model.family }, onclick: () => pick(model.id) },
          model.title.replace(",", ""),
          el("b"),
        ),
      );
      place.replaceChildren(...buttons);
      pick(models.some(({ id }) => id === current) ? current : models[0].id);
    },
  };
}
