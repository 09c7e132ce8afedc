// @ts-check
// Keys of the page. Arrows move the pattern, unless a control that the keyboard has reached needs them itself.
import { arrowOf, keepsArrows } from "../ui/dom.js";

/** What arrow keys do something in. */
const NEEDS_ARROWS = "input, textarea, select, [contenteditable], [role=radio], [role=tab], [role=slider]";

/** `actions`: move(dx, dy), hold(on), escape(), help(), pin(), reset(), sweep(). */
export function listenToKeys(actions) {
  const takesArrows = (target) => target.closest(NEEDS_ARROWS) && keepsArrows();
  let held = false;
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const { key } = event;
    const target = /** @type {Element} */ (event.target);
    const writing = target.closest("input:not([type=checkbox], [type=radio]), textarea, [contenteditable]");
    if (document.querySelector("dialog[open]")) return;
    if (key === "Escape") return actions.escape(event);
    if (writing) return;
    const arrow = arrowOf(event);
    if (arrow && !takesArrows(target)) {
      event.preventDefault();
      const far = event.shiftKey ? 4 : 1;
      if (!held) actions.hold((held = true));
      actions.move(arrow[0] * far, arrow[1] * far, event);
    } else if (target.closest("select"))
      return; // letters choose in it
    else if (key === "?") actions.help();
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
