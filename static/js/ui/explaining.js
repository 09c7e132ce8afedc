// @ts-check
// The way to explanations, which load when the first one is asked for: by mouse, keyboard or finger.
import { stylesheet } from "./dom.js";

/** What may have an explanation, see explanation.js. */
export const EXPLAINED = "[data-term], [aria-description], [data-cut], [data-walk], button, a, select, input, .card";
const EVENTS = ["pointerover", "focusin"];
const PRESSES = ["keydown", "pointerdown"]; // who has gone on meanwhile has not waited for an explanation
const FINGER = 1000; // ms after which a tap is answered, too: it cannot be waited with

/** `onMore(chapter)` opens a chapter of the story; a page without one goes to the first page. */
export function createExplaining({ onMore = undefined } = {}) {
  let explanation = null;
  let latest = null; // where mouse or focus have come while it loads
  async function load() {
    const [{ createExplanation }] = await Promise.all([import("./explanation.js"), stylesheet("explanation")]);
    for (const name of EVENTS) removeEventListener(name, first);
    for (const name of PRESSES) removeEventListener(name, forget, true);
    document.body.dataset.explains = "true";
    return createExplanation({ onMore });
  }
  const forget = () => (latest = null);
  async function first(event) {
    latest = event;
    if (explanation || !(event.target instanceof Element) || !event.target.closest(EXPLAINED)) return;
    explanation = load();
    const { take } = await explanation;
    if (latest) take(latest);
  }
  for (const name of EVENTS) addEventListener(name, first, { passive: true });
  for (const name of PRESSES) addEventListener(name, forget, { passive: true, capture: true });
  if (navigator.maxTouchPoints) setTimeout(() => (explanation ??= load()), FINGER);
}
