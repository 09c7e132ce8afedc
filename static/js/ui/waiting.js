// What is being done while something is awaited, and what went wrong, with a button that tries again.
import { words } from "../i18n/i18n.js";
import { el, say } from "./dom.js";

const TEXT = await words("waiting");

const PATIENCE = 200; // ms: what comes sooner needs no word

/** {element, busy(sentence), fail(sentence, again), done()}; `again()` is called when the person tries once more. */
export function createWaiting() {
  const sentence = el("span");
  const button = el("button.vbutton", { type: "button", hidden: true }, TEXT.again);
  const element = el("p.waiting", { role: "status", hidden: true }, el("i", { "aria-hidden": "true" }), sentence, button);
  let timer = null;

  function show(text, again) {
    clearTimeout(timer);
    timer = null;
    element.hidden = false;
    element.classList.toggle("is-failed", Boolean(again));
    button.hidden = !again;
    button.onclick = again;
    say(sentence, text);
  }
  return {
    element,
    busy(text) {
      if (!element.hidden) return show(text, null);
      clearTimeout(timer);
      timer = setTimeout(() => show(text, null), PATIENCE);
    },
    fail: show,
    done() {
      clearTimeout(timer);
      timer = null;
      element.hidden = true;
    },
  };
}
