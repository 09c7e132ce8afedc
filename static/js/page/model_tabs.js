// @ts-check
// On a narrow screen one model is shown at a time; these tabs choose which. Hidden by CSS on a wide one.
import { el, keepsArrows, say } from "../ui/dom.js";

export function createTabs(place) {
  let current = null;
  let buttons = [];
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
      for (const {
        id,
        predictions: [top],
      } of frame.models) {
        const button = buttons.find((candidate) => candidate.dataset.id === id);
        if (button) say(button.lastChild, top?.label ?? "");
      }
    },
    show(models) {
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
