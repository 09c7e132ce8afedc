// @ts-check
// What a step points at: outlined, and scrolled to where it can be seen.
import { find, findAll } from "../ui/dom.js";
import { holdInView } from "../ui/hold_in_view.js";

const MARK = "data-pointed";

/** `onPlaced()`: what is pointed at stands where it stays. */
export function createPointer(onPlaced = () => {}) {
  let selectors = [];
  let reason = "";
  let marked = [];
  let brought = false;
  let release = () => {};
  let waiting = null;

  function follow() {
    const found = selectors.map(firstSeen).filter(Boolean);
    if (found.length !== marked.length || found.some((element, i) => element !== marked[i])) {
      for (const element of marked) element.removeAttribute(MARK);
      for (const element of found) element.setAttribute(MARK, "");
      brought &&= marked.every((element) => element.isConnected); // what was made anew may stand elsewhere
      marked = found;
    }
    const [first] = found;
    if (!first || brought) return;
    brought = makeVisible(first);
    if (brought && !standsInSight(first)) release = holdInView(first, () => (bring(first), onPlaced()), true);
    onPlaced();
  }
  /** A section or a view may bring it later. */
  const watch = new MutationObserver(() => {
    waiting ??= requestAnimationFrame(() => {
      waiting = null;
      follow();
    });
  });
  return {
    /**
     * A selector, or several for what stands side by side, of which the first is brought into sight; null for none. The element
     * may come later, or be made anew: `follow` finds it again. `now`: what it is pointed at for, as a word; for another reason
     * it is brought again.
     * @param {string | string[] | null} pointed
     */
    at(pointed, now = "") {
      const next = [pointed ?? []].flat();
      if (next.join() !== selectors.join() || now !== reason) {
        reason = now;
        release();
        watch.disconnect();
        brought = false;
        if (next.length) watch.observe(/** @type {Node} */ (find("main")), { childList: true, subtree: true });
      }
      selectors = next;
      follow();
    },
    follow,
  };
}

/** The first that can be seen: a phone has other ways to the same place. */
function firstSeen(selector) {
  const all = findAll(selector);
  return all.find((element) => element.checkVisibility()) ?? all[0] ?? null;
}

/** On a phone one model's row is shown at a time. */
function makeVisible(element) {
  if (!element.checkVisibility()) find(`.tabs [data-id="${element.closest(".row")?.dataset.model}"]`)?.click();
  return element.checkVisibility();
}

/** What lies below is covered by the story itself. */
const freeHeight = () => find(".story").getBoundingClientRect().top;

/** Beside the sections, and wholly to be seen. */
function standsInSight(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return !element.closest("main") && top >= 0 && bottom <= freeHeight();
}

/** The page stays where it is if it can be seen whole there: between what stays at the top and the story. */
function bring(element) {
  const { top, bottom, height } = element.getBoundingClientRect();
  const seen = top >= parseFloat(getComputedStyle(element).scrollMarginTop) && bottom <= freeHeight();
  element.scrollIntoView({ block: seen ? "nearest" : height < freeHeight() / 2 ? "center" : "start" });
}
