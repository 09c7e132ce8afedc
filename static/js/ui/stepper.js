// One of many (a head, a channel, a unit), or all of them together: buttons, and a number to type.
import { el } from "./dom.js";
import { words } from "../i18n/i18n.js";

const TEXT = await words("mixing");

/** `onPick(index or null)`; null is all together, where `show` allows it. */
export function createStepper(onPick) {
  let now = { index: null, count: 1 };
  const step = (by) => onPick(((now.index ?? (by > 0 ? -1 : now.count)) + by + now.count) % now.count);
  const all = el("button.quiet", { type: "button", onclick: () => onPick(null) });
  const number = el("input", {
    type: "number",
    min: 0,
    inputMode: "numeric",
    onchange: () => {
      const wanted = Math.round(Number(number.value));
      if (number.value !== "" && Number.isFinite(wanted)) onPick(Math.min(now.count - 1, Math.max(0, wanted - now.first)));
    },
  });
  const name = el("span");
  const total = el("span.lmuted");
  const back = el("button.square", { type: "button", "aria-label": TEXT.previous, onclick: () => step(-1) }, "‹");
  const next = el("button.square", { type: "button", "aria-label": TEXT.next, onclick: () => step(1) }, "›");
  const counter = el("span.lcounter", {}, el("label", {}, name, " ", number), total);
  const element = el("div.lstepper", { role: "group" }, all, back, counter, next);
  return {
    element,
    /** `all`: the words for all together, null where there is no such thing. `first`: how the first one is counted. */
    show({ noun, index, count, all: together, first = 0 }) {
      now = { index, count, first };
      element.setAttribute("aria-label", noun);
      name.textContent = noun;
      total.textContent = TEXT.of(count);
      Object.assign(number, { max: count - 1 + first, min: first, value: index === null ? "" : String(index + first) });
      number.placeholder = index === null ? TEXT.every : "";
      all.hidden = together === null;
      if (together !== null) all.textContent = together;
      all.setAttribute("aria-pressed", String(index === null));
    },
  };
}
