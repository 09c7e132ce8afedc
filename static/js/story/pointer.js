// @ts-check
// What a step points at: outlined, and scrolled to where it can be seen.
import { find } from "../ui/dom.js";

const MARK = "data-pointed";

export function createPointer() {
  let selector = null;
  let marked = null;
  let brought = false;

  function follow() {
    const found = selector && find(selector);
    if (found !== marked) {
      marked?.removeAttribute(MARK);
      found?.setAttribute(MARK, "");
      marked = found;
    }
    if (found && !brought) brought = bring(found);
  }
  return {
    /** The element may come later, or be made anew: `follow` finds it again. */
    at(next) {
      brought = brought && next === selector;
      selector = next;
      follow();
    },
    follow,
  };
}

/** Whether it can be seen now. On a phone one model's row is shown at a time. */
function bring(element) {
  if (!element.checkVisibility()) find(`.tabs [data-id="${element.closest(".row")?.dataset.model}"]`)?.click();
  if (!element.checkVisibility()) return false;
  const { top, bottom, height } = element.getBoundingClientRect();
  const free = find(".story").getBoundingClientRect().top; // what lies below is covered by the story itself
  if (top >= 0 && bottom <= free && !element.closest("main")) return true;
  element.scrollIntoView({ block: height < free / 2 ? "center" : "start" });
  return true;
}
