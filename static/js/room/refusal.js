// @ts-check
// What the server has refused: it stays beside what is said of the room, which others change, until the person does something else.
import { el, say } from "../ui/dom.js";

/** `tell(deed, more)` of a room's line. Returns {element, show(sentence), tell: the same for what the person does}. @param {any} tell */
export function createRefusal(tell) {
  const element = el("span", { role: "status" });
  const show = (sentence) => say(element, sentence);
  return {
    element,
    show,
    tell(deed, more) {
      show("");
      return tell(deed, more);
    },
  };
}
