// A part of the panel that is folded away: mounted when it is opened, and updated only while it is open and on the screen.
import { words } from "../../i18n/i18n.js";
import { el } from "../../ui/dom.js";

const TEXT = await words("mixing");

/** `name`: of its texts. `mount(body, panel)` -> {update, hover?, rest?, destroy?}. `visible()`: whether the panel is in view. */
export function foldPart(name, mount, panel, visible) {
  const body = el("div.lpart");
  const heading = el("summary", {}, el("b", {}, TEXT[name].title), el("span", {}, TEXT[name].teaser));
  const element = el("details.lfold", { dataset: { part: name } }, heading, body);
  let part = null;
  element.addEventListener("toggle", () => {
    if (!element.open) return void part?.rest?.();
    part ??= mount(body, panel);
    part.update();
  });
  return {
    element,
    update: () => {
      if (element.open && visible()) part?.update();
    },
    hover: (at) => element.open && part?.hover?.(at),
    destroy: () => part?.destroy?.(),
  };
}
