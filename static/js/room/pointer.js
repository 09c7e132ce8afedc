// @ts-check
// The leader's pointer: a place on an element, so that it is the same thing on every screen, however that is laid out.
import { atMostEvery } from "../lib/at_most.js";
import { el } from "../ui/dom.js";

const PAUSE = 60; // ms between two places of a pointer that moves
const NAMED = ".card, [data-el]";

/** A name for the smallest element under the pointer that every page has. */
function nameOf(element) {
  const { model, point, el: name } = element.dataset;
  return model ? `${model}/${point}` : name;
}

function elementOf(name) {
  const own = (element) => nameOf(element) === name && element.checkVisibility();
  return [...document.querySelectorAll(NAMED)].find(own) ?? null;
}

/** Tells `tell({on, x, y})` where the leader's pointer is; `on` null = nowhere. */
export function followPointer(tell) {
  const at = atMostEvery(PAUSE, tell);
  document.addEventListener("pointermove", ({ target, clientX, clientY }) => {
    const element = target instanceof Element && target.closest(NAMED);
    if (!element || element.closest(".room-bar")) return at({ on: null });
    const { left, top, width, height } = element.getBoundingClientRect();
    const share = (value) => Math.min(1, Math.max(0, value));
    return at({ on: nameOf(element), x: share((clientX - left) / width), y: share((clientY - top) / height) });
  });
  document.documentElement.addEventListener("pointerleave", () => at({ on: null }));
}

/** A follower's view of it. Returns {show({on, x, y}), hide()}. */
export function createPointer() {
  const dot = el("div.room-pointer", { hidden: true, "aria-hidden": "true" });
  document.body.append(dot);
  return {
    show({ on, x, y }) {
      const element = on === null ? null : elementOf(on);
      dot.hidden = !element;
      if (!element) return;
      const { left, top, width, height } = element.getBoundingClientRect();
      dot.style.translate = `${left + scrollX + x * width}px ${top + scrollY + y * height}px`;
    },
    hide() {
      dot.hidden = true;
    },
  };
}
