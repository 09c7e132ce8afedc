// @ts-check
// Which of two patterns hand and keys move, and where it is.
import { hasSecond } from "../lib/scene.js";

/** @param {any} store */
export function createHeld(store) {
  let which = "first";
  const second = () => which === "second" && hasSecond(store.get());
  return {
    /** "first" or "second"; with one pattern it is the first. */
    get which() {
      return second() ? "second" : "first";
    },
    /** @param {string} next */
    hold(next) {
      which = next;
    },
    /** Its place, [dx, dy]. */
    at({ dx, dy, dx2, dy2 } = store.get()) {
      return second() ? [dx2, dy2] : [dx, dy];
    },
    /** Its pinned place. */
    pinned: ({ reference, reference2 } = store.get()) => (second() ? reference2 : reference),
    /** What puts it elsewhere. */
    to: (x, y) => (second() ? { dx2: x, dy2: y } : { dx: x, dy: y }),
  };
}
