// @ts-check
// Keys of the page. Arrows move the pattern while the scene, or nothing in particular, has the focus.
import { arrowOf } from "../ui/dom.js";

/** `actions`: move(dx, dy), hold(on), escape(), help(), pin(), reset(), sweep(). */
export function listenToKeys(scene, actions) {
  const free = (target) => target === document.body || target === document.documentElement || target === scene;
  let held = false;
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const { key, target } = event;
    const writing = target instanceof Element && target.closest("input, textarea, select, [contenteditable]");
    if (document.querySelector("dialog[open]")) return;
    if (key === "Escape") return actions.escape(event);
    if (writing) return;
    const arrow = arrowOf(event);
    if (arrow && free(target)) {
      event.preventDefault();
      const far = event.shiftKey ? 4 : 1;
      if (!held) actions.hold((held = true));
      actions.move(arrow[0] * far, arrow[1] * far, event);
    } else if (key === "?") actions.help();
    else if (key === "p") actions.pin();
    else if (key === "r") actions.reset();
    else if (key === "s") actions.sweep();
  });
  addEventListener("keyup", ({ key }) => {
    if (held && arrowOf({ key })) actions.hold((held = false));
  });
  addEventListener("blur", () => {
    if (held) actions.hold((held = false));
  });
}
