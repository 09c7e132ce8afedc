// A part of the panel that can be folded away: mounted when it is open and near the screen, and updated only then.
import { words } from "../../i18n/i18n.js";
import { el } from "../../ui/dom.js";

const TEXT = await words("mixing");

/** `name`: of its texts. `mount(body, panel)` -> {update, hover?, rest?, destroy?}. `open`: whether it begins unfolded. */
export function foldPart(name, { mount, open }, panel) {
  const body = el("div.lpart");
  const heading = el("summary", {}, el("h3", {}, TEXT[name].title), el("span", {}, TEXT[name].teaser));
  const element = el("details.lfold", { open, dataset: { part: name } }, heading, body);
  let part = null;
  let near = false;
  const live = () => element.open && near;
  function turn() {
    if (live()) (part ??= mount(body, panel)).update();
    else if (!element.open || !element.getClientRects().length) part?.rest?.(); // merely out of view, it goes on
  }
  element.addEventListener("toggle", turn);
  const observer = new IntersectionObserver(
    (entries) => {
      near = entries.at(-1).isIntersecting;
      turn();
    },
    { rootMargin: "200px 0px" },
  );
  observer.observe(element);
  return {
    element,
    update: () => {
      if (live() && panel.visible) part?.update();
    },
    hover: (at) => live() && part?.hover?.(at),
    destroy() {
      observer.disconnect();
      part?.destroy?.();
    },
  };
}
