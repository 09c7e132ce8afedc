// @ts-check
// A model's answer: the most likely class large, the next ones as bars. Also what it said at the pin, where that differs, and
// that there is nothing to answer about, where the picture is blank.
import { share } from "../lib/format.js";
import { el, say } from "../ui/dom.js";
import { t, words } from "../i18n/i18n.js";

const TEXT = await words("rows");

const SHOWN = 5;

/** A name that may not fit: what is cut off is in the title. */
function nameIt(element, text) {
  if (element.said === text) return;
  say(element, text);
  element.title = text;
}

export function createPredictions(model) {
  const label = el("strong");
  const nothing = el("p.nothing", { hidden: true }, TEXT.nothing);
  const percent = el("span");
  const before = el("span.before");
  const bars = Array.from({ length: Math.min(SHOWN, model.labels.length) }, () => {
    const bar = { name: el("span.name"), fill: el("i"), value: el("span.value") };
    bar.element = el("li", {}, bar.name, el("span.track", {}, bar.fill), bar.value);
    return bar;
  });
  const element = el(
    "section.predictions",
    { role: "group" },
    el("p.opening", {}, TEXT.opening),
    nothing,
    el("p.answer", {}, label, percent),
    el(
      "ol",
      { "aria-hidden": "true" },
      bars.map((bar) => bar.element),
    ),
    before,
  );
  element.classList.toggle(
    "named",
    model.labels.some((name) => name.length > 1),
  );
  /** A model that was trained without classes answers with features. */
  function none() {
    element.classList.add("named");
    nameIt(label, t("prediction.none"));
    element.setAttribute("aria-label", t("prediction.none.label", { model: model.title }));
  }
  return {
    element,
    /** `reference`: the predictions at the pin, or null where they are not known (yet). `blank`: there is nothing to see. */
    paint(predictions, reference, blank) {
      nothing.hidden = !blank;
      element.classList.toggle("is-blank", Boolean(blank));
      const [top] = predictions;
      if (!top) return none();
      nameIt(label, top.label);
      say(percent, share(top.probability));
      const was = reference?.[0]?.label;
      element.classList.toggle("differs", was !== undefined && was !== top.label);
      say(before, was !== undefined && was !== top.label ? t("prediction.before", { label: was }) : "");
      bars.forEach((bar, i) => {
        const item = predictions[i];
        nameIt(bar.name, item?.label ?? "");
        say(bar.value, item ? share(item.probability) : "");
        bar.fill.style.transform = `scaleX(${item ? item.probability : 0})`;
      });
      const says = t("prediction.label", { model: model.title, label: top.label, share: share(top.probability) });
      const name = blank ? TEXT.saysNothing(says) : says;
      if (element.name !== name) element.setAttribute("aria-label", (element.name = name));
    },
  };
}
