// @ts-check
// The measure of change that the page shows, and what it means.
import { t } from "../i18n/i18n.js";
import { say, segmented } from "../ui/dom.js";

const MEASURES = ["invariance", "equivariance", "cosine"];

/** `place(name)` finds an element of the template; `onChoose(measure)`. */
export function createMeasure(place, onChoose) {
  const choice = segmented(
    t("measure.title"),
    MEASURES.map((value) => ({ value, text: t(`measure.${value}.name`), explain: t(`measure.${value}.explain`) })),
    onChoose,
  );
  place("measure").append(choice.element);
  return {
    show(measure) {
      choice.show(measure);
      say(place("measure-explain"), t(`measure.${measure}.explain`));
    },
  };
}
