// @ts-check
// The way to explanations, which load when the first one is asked for: by mouse, keyboard or finger.
import { stylesheet } from "./dom.js";

/** What may have an explanation, see explanation.js. */
export const EXPLAINED = "[data-term], [aria-description], [data-cut], [data-walk], button, a, select, input, .card";
const EVENTS = ["pointerover", "focusin"];
const FINGER = 1000; // ms after which a tap is answered, too: it cannot be waited with

/** `onMore(chapter)` opens a chapter of the story; a page without one goes to the first page. */
export function createExplaining({ onMore = undefined } = {}) {
  let explanation = null;
  let latest = null; // where mouse or focus have come while it loads
  async function load() {
    const [{ createExplanation }] = await Promise.all([import("./explanation.js"), stylesheet("explanation")]);
    for (const name of EVENTS) removeEventListener(name, first);
    return createExplanation({ onMore });
  }
  async function first(event) {
    latest = event;
    if (explanation || !(event.target instanceof Element) || !event.target.closest(EXPLAINED)) return;
    explanation = load();
    (await explanation).take(latest);
  }
  for (const name of EVENTS) addEventListener(name, first, { passive: true });
  if (navigator.maxTouchPoints) setTimeout(() => (explanation ??= load()), FINGER);
}
