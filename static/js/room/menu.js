// @ts-check
// A button of the room's bar with a panel below it.
import { disclosure, el } from "../ui/dom.js";

/**
 * @param {string} name
 * @param {(close: () => void) => HTMLElement} content
 */
export function menu(name, content) {
  const button = el("button", { type: "button" }, name);
  const panel = el("div.menu-panel.room-panel", { hidden: true });
  const { close } = disclosure(button, panel);
  panel.append(content(close));
  return { button, panel, element: el("div.menu", {}, button, panel) };
}
