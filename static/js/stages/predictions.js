// @ts-check
// A model's answer: the most likely class large, or that it is unsure; the next ones as bars. Also what it said at the pin, where
// that differs.
import { t, words } from "../i18n/i18n.js";
import { shareOf, verdict } from "../lib/certainty.js";
import { share } from "../lib/format.js";
import { el, say } from "../ui/dom.js";
import { createNearest } from "./nearest.js";

const TEXT = await words("answers");
const SHOWN = 5;

/** A name that may not fit: what is cut off is in the title. */
function nameIt(element, text) {
  if (element.said === text) return;
  say(element, text);
  element.title = text;
}

export function createPredictions(model) {
  const label = el("strong");
  const percent = el("span");
  const before = el("span.before");
  const bars = Array.from({ length: Math.min(SHOWN, model.labels.length) }, () => {
    const bar = { name: el("span.name"), fill: el("i"), value: el("span.value") };
    bar.element = el("li", {}, bar.name, el("span.track", {}, bar.fill), bar.value);
    return bar;
  });
  const named = model.labels.some((name) => name.length > 1);
  const nearest = named && model.labels.length > SHOWN ? createNearest(model) : null;
  const element = el(
    "section.predictions",
    { role: "group" },
    el("p.answer", {}, label, percent),
    el(
      "ol",
      { "aria-hidden": "true" },
      bars.map((bar) => bar.element),
    ),
    before,
    nearest?.button,
  );
  element.classList.toggle("named", named);
  /** A model that was trained without classes answers with features. */
  function none() {
    element.classList.add("named");
    nameIt(label, t("prediction.none"));
    element.setAttribute("aria-label", t("prediction.none.label", { model: model.title }));
  }
  function tell(now) {
    const values = { model: model.title, label: now.label, share: share(now.share) };
    element.classList.toggle("unsure", now.unsure);
    nameIt(label, now.unsure ? TEXT.unsure : now.label);
    nameIt(percent, now.unsure ? t("perhaps", values, TEXT) : values.share);
    const name = now.unsure ? t("unsure.label", values, TEXT) : t("prediction.label", values);
    if (element.name !== name) element.setAttribute("aria-label", (element.name = name));
  }
  /** `was`: the verdict at the pin, null where it is not known (yet). */
  function compare(now, was) {
    const differs = was !== null && (was.label !== now.label || was.unsure !== now.unsure);
    element.classList.toggle("differs", differs);
    say(before, differs ? (was.unsure ? t("before.unsure", was, TEXT) : t("prediction.before", was)) : "");
  }
  return {
    element,
    /** The list of what else is likely; null where all of it is shown as bars. */
    nearest: nearest?.element ?? null,
    /** `reference`: the predictions at the pin, or null where they are not known (yet). */
    paint(predictions, reference) {
      const now = verdict(model, predictions);
      if (!now) return none();
      tell(now);
      compare(now, verdict(model, reference ?? undefined));
      bars.forEach((bar, i) => {
        const item = predictions[i];
        nameIt(bar.name, item?.label ?? "");
        say(bar.value, item ? share(shareOf(item)) : "");
        bar.fill.style.transform = `scaleX(${item ? shareOf(item) : 0})`;
      });
      nearest?.paint(predictions);
    },
  };
}
