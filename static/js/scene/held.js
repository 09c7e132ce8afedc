// @ts-check
// What hand and keys move, one of two patterns or the cover over a part of them, and where it is.
import { coverOf, coveredAt, hasSecond } from "../lib/scene.js";

/** @param {any} store */
export function createHeld(store) {
  let which = "first";
  const second = () => which === "second" && hasSecond(store.get());
  const cover = (state = store.get()) => which === "cover" && coverOf(state);
  return {
    /** "first", "second" or "cover"; the first where the other is not there. */
    get which() {
      return cover() ? "cover" : second() ? "second" : "first";
    },
    /** @param {string} next */
    hold(next) {
      which = next;
    },
    /** Its place, [dx, dy]; of the cover its left and top. */
    at(state = store.get()) {
      const { dx, dy, dx2, dy2 } = state;
      return cover(state) ? cover(state).slice(0, 2) : second() ? [dx2, dy2] : [dx, dy];
    },
    /** Its pinned place; a cover is where it is. */
    pinned(state = store.get()) {
      if (cover(state)) return cover(state).slice(0, 2);
      return second() ? state.reference2 : state.reference;
    },
    /** What puts it elsewhere. */
    to(x, y) {
      if (cover()) return { transform: coveredAt(cover(), x, y) };
      return second() ? { dx2: x, dy2: y } : { dx: x, dy: y };
    },
  };
}
