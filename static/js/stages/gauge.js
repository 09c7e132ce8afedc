// @ts-check
// A bar below a map's number: how far the change has come towards a picture of another class, which is where its mark stands.
import { words } from "../i18n/i18n.js";
import { el, explain } from "../ui/dom.js";

const { gauge: TEXT } = await words("rows");
const MARK = 0.75; // where on the bar the mark is

/** `other`: the stage's invariance error between pictures of different classes, undefined where nobody has measured it, 0 where none makes a difference. */
export function createGauge(other) {
  const fill = el("i");
  const element = el("span.gauge", {}, fill, el("b"));
  element.style.setProperty("--mark", `${100 * MARK}%`);
  return {
    element,
    /** `value` null: no number, or of a measure that is not compared with other pictures. */
    show(value) {
      const known = value !== null && other > 0;
      element.classList.toggle("is-off", !known);
      if (!known) return;
      fill.style.transform = `scaleX(${Math.min(1, (MARK * value) / other)})`;
      const label = TEXT.label(value.toFixed(2), other.toFixed(2));
      if (element.ariaLabel === label) return;
      element.role = "img"; // from now on it says something
      element.ariaLabel = label;
      explain(element, label);
    },
  };
}
