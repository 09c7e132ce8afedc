// @ts-check
// The bubble that an explanation stands in: above everything else, below what it explains or above it.
import { t, words } from "../i18n/i18n.js";
import { CHAPTER_OF } from "../lib/glossary.js";
import { consume, el, staysHere } from "./dom.js";

const GAP = 6; // px to what it explains
const EDGE = 8; // px to the window's edge
const LOOK = 300; // ms from one look to the next whether what it explains is still there

/** @param {{ onMore?: (chapter: string) => void }} ways */
export function createBubble({ onMore }) {
  const text = el("div", { id: "explanation" });
  const element = el("aside.explanation", { popover: "manual", "aria-label": t("explanation") }, text);
  const bubble = {
    element,
    shown: null,
    pinned: false,
    resting: false,
    show,
    hide,
    enter,
    key: (event) => keyed(bubble, event),
  };
  let watching = 0;

  function put() {
    if (bubble.shown && !place(element, bubble.shown)) hide();
  }
  /**
   * `pinned`: it stays until something else is pressed; `resting`: it is only there because the mouse rests.
   * @param {any} trigger @param {import("./explanation_words.js").Line[]} lines
   */
  async function show(trigger, lines, { pinned = false, resting = false } = {}) {
    if (bubble.shown !== trigger) hide();
    Object.assign(bubble, { shown: trigger, resting: resting && !bubble.pinned });
    bubble.pinned ||= pinned;
    const nodes = await Promise.all(lines.map((line) => nodesOf(line, onMore)));
    if (bubble.shown !== trigger) return;
    text.replaceChildren(...nodes.flat());
    if (trigger.dataset.term) trigger.setAttribute("aria-describedby", text.id);
    if (trigger.matches("[role=button]")) trigger.setAttribute("aria-expanded", "true");
    if (!element.matches(":popover-open")) {
      (trigger.closest("dialog") ?? document.body).append(element);
      element.showPopover();
      watching = setInterval(put, LOOK);
    }
    put();
  }
  function hide() {
    clearInterval(watching);
    bubble.shown?.removeAttribute("aria-describedby");
    if (bubble.shown?.matches("[role=button]")) bubble.shown.setAttribute("aria-expanded", "false");
    Object.assign(bubble, { shown: null, pinned: false, resting: false });
    if (element.matches(":popover-open")) element.hidePopover();
  }
  /** To the link in it, if there is one. */
  function enter() {
    linkIn(element)?.focus();
  }
  addEventListener("scroll", put, { capture: true, passive: true });
  addEventListener("resize", put, { passive: true });
  return bubble;
}

/** @returns {HTMLElement | null} */
const linkIn = (element) => element.querySelector("a");

/** Below what is explained, else above it; false where that is no more to be seen. */
function place(element, trigger) {
  if (!trigger.isConnected || !trigger.checkVisibility()) return false;
  const [at] = trigger.getClientRects();
  if (!at || at.bottom < 0 || at.top > innerHeight) return false;
  const { width, height } = element.getBoundingClientRect();
  const below = at.bottom + GAP + height <= innerHeight - EDGE;
  element.style.left = `${Math.max(EDGE, Math.min(at.left, innerWidth - EDGE - width))}px`;
  element.style.top = `${Math.max(EDGE, below ? at.bottom + GAP : at.top - GAP - height)}px`;
  return true;
}

/**
 * A key while it is shown: Escape closes it (alone, unless the mouse only happens to rest there), Tab goes through it, any other
 * is about something else.
 */
function keyed({ element, shown: trigger, resting, hide, enter }, event) {
  if (!trigger) return;
  const within = element.contains(event.target);
  if (event.key === "Escape") {
    if (!resting) consume(event);
    hide();
    if (within) trigger.focus();
  } else if (event.key === "Tab" && within) {
    trigger.focus(); // and on from there
    if (event.shiftKey) event.preventDefault();
    else hide();
  } else if (event.key === "Tab" && linkIn(element) && !event.shiftKey && document.activeElement === trigger) {
    event.preventDefault();
    enter();
  } else if (!["Tab", "Shift", "Control", "Alt", "Meta"].includes(event.key) && !within) hide();
}

/** @param {import("./explanation_words.js").Line} line */
async function nodesOf({ term, name, text }, onMore) {
  if (!term) return [el("p", {}, name ? [el("b", {}, name), " "] : null, text)];
  const [word, sentence] = (await words("glossary")).terms[term];
  const more = await moreLink(term, onMore);
  return [el("p", {}, el("b", {}, word), " ", sentence), ...(more ? [more] : [])];
}

/**
 * To the chapter that shows what a term means; null where none does. `onMore(chapter)` opens it on this page.
 * @param {string} term
 * @param {((chapter: string) => void) | undefined} onMore
 */
export async function moreLink(term, onMore) {
  const chapter = CHAPTER_OF[term];
  if (!chapter) return null;
  const table = /** @type {any} */ (`story_${chapter}`); // the chapter's words alone
  const [{ more }, story] = await Promise.all([words("glossary"), words(table)]);
  const href = `./#story=${chapter}`;
  return el(
    "a.more",
    { href, onclick: (event) => onMore && staysHere(event) && onMore(chapter) },
    more(story[`${chapter}.title`]),
  );
}
