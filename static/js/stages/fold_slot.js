// @ts-check
// The place of one group of stages in a row: its card, and above it, where there are several, what is folded and a stepper.
import { el, icon, say } from "../ui/dom.js";
import { foldDepth, foldTitle } from "./folding.js";
import { t } from "../i18n/i18n.js";

/**
 * `points` of the group; `cardOf(point)` makes or finds a card; `onStep(card, before)` after the person has stepped.
 * Returns {element, points, depth, card, show(point)}. A group begins with its last stage: what comes out of it.
 */
export function createSlot(points, cardOf, onStep) {
  const slot = { points, depth: foldDepth(points), card: cardOf(points.at(-1)), element: null, show: (_) => {} };
  if (points.length === 1) return Object.assign(slot, { element: slot.card.element });

  const name = foldTitle(points);
  const where = el("span");
  const step = (by) => {
    const before = slot.card;
    slot.show(points[points.indexOf(before.point) + by]);
    onStep(slot.card, before);
  };
  const back = el(
    "button.quiet",
    { type: "button", "aria-label": t("fold.back", { name }), dataset: { gather: ".fold" }, onclick: () => step(-1) },
    icon("back"),
  );
  const on = el(
    "button.quiet",
    { type: "button", "aria-label": t("fold.on", { name }), dataset: { gather: ".fold" }, onclick: () => step(1) },
    icon("on"),
  );
  const fold = el(
    "div.fold",
    {
      role: "group",
      "aria-label": t("fold.label", { name, n: points.length }),
      "aria-description": t("fold.label", { name, n: points.length }),
    },
    back,
    where,
    on,
  );
  slot.element = el("div.slot", {}, fold, slot.card.element);
  slot.show = (point) => {
    const card = cardOf(point);
    if (card !== slot.card) {
      slot.card.element.replaceWith(card.element);
      slot.card = card;
    }
    const at = points.indexOf(point);
    say(where, t("fold.at", { at: at + 1, of: points.length }));
    back.disabled = at === 0;
    on.disabled = at === points.length - 1;
  };
  slot.show(slot.card.point);
  return slot;
}
