// @ts-check
// A model's answer: the most likely class large, or that it is unsure; the next ones as bars. Also what it said at the pin, where
// that differs, and that there is nothing to answer about, where the picture is blank.
import { t, words } from "../i18n/i18n.js";
import { shareOf, verdict } from "../lib/certainty.js";
import { share } from "../lib/format.js";
import { el, say } from "../ui/dom.js";
import { createNearest } from "./nearest.js";

const TEXT = await words("answers");
const ROWS = await words("rows");
const SHOWN = 5;
const CUT = { dataset: { cut: "" } }; // a name that may not fit

/** The answer in large letters: a name, or that the model is unsure; `onWhy()` asks why. */
function createAnswer(model, onWhy) {
  const [label, percent] = [el("strong", CUT), el("span", CUT)];
  const explained = { "aria-label": TEXT.why.label(model.title), "aria-description": TEXT.why.explain, onclick: onWhy };
  const why = el("button.to-why", { type: "button", hidden: true, ...explained }, TEXT.why.text);
  return {
    element: el("p.answer", {}, label, percent, why),
    /** Returns the same as one sentence. */
    tell(now) {
      const values = { model: model.title, label: now.label, share: share(now.share) };
      say(label, now.unsure ? TEXT.unsure : now.label);
      say(percent, now.unsure ? TEXT.perhaps(values) : values.share);
      why.hidden = false;
      return now.unsure ? TEXT.unsureOf(values) : t("prediction.label", values);
    },
    /** A model that was trained without classes answers with features. */
    none() {
      say(label, t("prediction.none"));
      why.hidden = true;
      return t("prediction.none.label", { model: model.title });
    },
  };
}

/** What an altered model says of this very picture with nothing off; `was`: null of a model without classes. */
function asItIs(was) {
  if (!was) return "";
  const values = { label: was.label, share: share(was.share) };
  return was.unsure ? TEXT.asItIsUnsure(values) : TEXT.asItIs(values);
}

/** What it said at the pin, where that is another answer; `was`: null where it is not known (yet). */
function before(now, was) {
  if (!was || (was.label === now.label && was.unsure === now.unsure)) return "";
  return was.unsure ? TEXT.before(was) : t("prediction.before", was);
}

/** `onWhy(index of a class)`: a bar was clicked; for the keyboard, the section that answers has all classes in a list. */
function createBars(count, onWhy) {
  let latest = [];
  const bars = Array.from({ length: count }, () => {
    const bar = { name: el("span.name", CUT), fill: el("i"), value: el("span.value") };
    return { ...bar, element: el("li", {}, bar.name, el("span.track", {}, bar.fill), bar.value) };
  });
  const element = el(
    "ol",
    {
      "aria-hidden": "true",
      onclick({ target }) {
        const at = bars.findIndex(({ element: bar }) => bar.contains(target));
        if (latest[at]) onWhy(latest[at].index);
      },
    },
    bars.map((bar) => bar.element),
  );
  const paint = (predictions) => {
    latest = predictions;
    bars.forEach(({ name, value, fill }, i) => {
      const item = predictions[i];
      say(name, item?.label ?? "");
      say(value, item ? share(shareOf(item)) : "");
      fill.style.transform = `scaleX(${item ? shareOf(item) : 0})`;
    });
  };
  return { element, paint };
}

/** `onWhy(index of a class)`: somebody asks why. */
export function createPredictions(model, onWhy) {
  let first = 0;
  const named = model.labels.some((name) => name.length > 1);
  const nearest = named && model.labels.length > SHOWN ? createNearest(model, onWhy) : null;
  const answer = createAnswer(model, () => onWhy(first));
  const bars = createBars(Math.min(SHOWN, model.labels.length), onWhy);
  const earlier = el("span.before");
  const nothing = el("p.nothing", { hidden: true }, ROWS.nothing);
  const without = el("p.without", { hidden: true }, TEXT.without);
  const element = el(
    "section.predictions",
    { role: "group" },
    el("p.opening", {}, ROWS.opening),
    nothing,
    without,
    answer.element,
    bars.element,
    earlier,
    nearest?.button,
  );
  element.classList.toggle("named", named);
  let told = "";
  const label = (sentence) => {
    if (told !== sentence) element.setAttribute("aria-label", (told = sentence));
  };
  return {
    element,
    /** The list of what else is likely; null where all of it is shown as bars. */
    nearest: nearest?.element ?? null,
    /**
     * `before`: {pinned: the predictions at the pin, undefined where they are not known (yet)}, or of an altered model {untouched:
     * those of this picture with nothing off}. `blank`: there is nothing to see.
     */
    paint(predictions, { pinned, untouched }, blank) {
      nothing.hidden = !blank;
      without.hidden = !untouched;
      element.classList.toggle("is-blank", Boolean(blank));
      const now = verdict(model, predictions);
      if (!now) {
        element.classList.add("named");
        return label(answer.none());
      }
      first = predictions[0].index;
      const was = verdict(model, untouched ?? pinned);
      const differs = before(now, was);
      const says = untouched ? TEXT.alteredSays(answer.tell(now), asItIs(was)) : answer.tell(now);
      label(blank ? ROWS.saysNothing(says) : says);
      element.classList.toggle("unsure", now.unsure);
      element.classList.toggle("differs", differs !== "");
      say(earlier, untouched ? asItIs(was) : differs);
      bars.paint(predictions);
      nearest?.paint(predictions);
    },
  };
}
