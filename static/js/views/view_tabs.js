// The tabs of an opened stage, one for each view: arrow keys, Home and End go from one to the next.
import { el, keepsArrows } from "../ui/dom.js";
import { words } from "../i18n/i18n.js";

const TEXT = await words("stage_view");

/** `views` [{id, title}]; `onGo(id)` when one is chosen. */
export function createViewTabs(views, onGo) {
  const buttons = views.map(({ id, title }) =>
    el(
      "button",
      { type: "button", role: "tab", id: `tab-${id}`, tabIndex: -1, dataset: { view: id }, onclick: () => onGo(id) },
      el("span", { dataset: { title } }, title),
    ),
  );
  const element = el("div.vtabs", { role: "tablist", "aria-label": TEXT.open }, ...buttons);
  element.addEventListener("keydown", (event) => {
    const here = buttons.indexOf(document.activeElement);
    const next = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (next === undefined || here < 0 || !keepsArrows()) return;
    event.preventDefault();
    event.stopPropagation();
    const button = buttons[(next + buttons.length) % buttons.length];
    button.focus();
    button.click();
  });
  return {
    element,
    show(id) {
      for (const button of buttons) {
        const on = button.dataset.view === id;
        button.setAttribute("aria-selected", String(on));
        button.tabIndex = on ? 0 : -1;
      }
    },
  };
}
