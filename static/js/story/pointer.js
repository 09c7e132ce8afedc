// @ts-check
// What a step points at: outlined, and scrolled to where it can be seen.
import { find, findAll } from "../ui/dom.js";
import { holdInView } from "../ui/hold_in_view.js";

const MARK = "data-pointed";

export function createPointer() {
  let selector = null;
  let reason = "";
  let marked = null;
  let brought = false;
  let release = () => {};
  let waiting = null;

  /** The first that can be seen: a phone has other ways to the same place. */
  function wanted() {
    const all = selector ? findAll(selector) : [];
    return all.find((element) => element.checkVisibility()) ?? all[0] ?? null;
  }
  function follow() {
    const found = wanted();
    if (found !== marked) {
      marked?.removeAttribute(MARK);
      found?.setAttribute(MARK, "");
      brought &&= !marked || marked.isConnected; // what was made anew may stand elsewhere
      marked = found;
    }
    if (!found || brought) return;
    brought = makeVisible(found);
    if (brought && !standsInSight(found)) release = holdInView(found, () => bring(found), true);
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
     * The element may come later, or be made anew: `follow` finds it again. `now`: what it is pointed at for, as a word; for
     * another reason it is brought again.
     */
    at(next, now = "") {
      if (next !== selector || now !== reason) {
        reason = now;
        release();
        watch.disconnect();
        brought = false;
        if (next) watch.observe(/** @type {Node} */ (find("main")), { childList: true, subtree: true });
      }
      selector = next;
      follow();
    },
    follow,
  };
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
