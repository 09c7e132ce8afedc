// The small inputs of a stack: lists to choose from, and numbers of channels.
import { el } from "../../ui/dom.js";
import { MOST_CHANNELS } from "../../lib/kernel_stack.js";

/** @param {(value: any) => string} text */
export const options = (list, chosen, text = String) =>
  list.map((value) => el("option", { value, selected: value === chosen }, text(value)));

/** A list of numbers; `set(number)` when another one is chosen. */
export function choice(label, list, chosen, set, text = String) {
  const select = el("select", { "aria-label": label, onchange: () => set(Number(select.value)) }, options(list, chosen, text));
  return select;
}

/** A number of channels, kept within what a stack may have. */
export function channelsInput(label, set) {
  const box = el("input.channels", { type: "number", min: 1, max: MOST_CHANNELS, "aria-label": label });
  box.addEventListener("change", () => {
    const value = Math.min(MOST_CHANNELS, Math.max(1, Math.round(Number(box.value))));
    if (value) set(value);
    else box.value = box.defaultValue;
  });
  return box;
}
