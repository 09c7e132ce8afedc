// @ts-check
// The rows as a thin strip, while another section is open: each model's answer, and how much its last stage has changed.
import { t, words } from "../i18n/i18n.js";
import { verdict } from "../lib/certainty.js";
import { share } from "../lib/format.js";
import { el, explain, say } from "../ui/dom.js";

const TEXT = await words("answers");

/** Returns {show(on), paint(frame, measure)}. @param {HTMLElement} place @param {any[]} models */
export function createStrip(place, models) {
  const parts = new Map(); // model id -> its element, with what changes in it
  let shown = "";

  function arrange(ids) {
    if (ids.join() === shown) return;
    shown = ids.join();
    for (const id of ids) if (!parts.has(id)) parts.set(id, part(models.find((model) => model.id === id)));
    place.replaceChildren(...ids.map((id) => parts.get(id).element));
  }
  return {
    show(on) {
      place.hidden = !on;
    },
    paint(frame, measure) {
      if (place.hidden) return;
      arrange(frame.models.map(({ id }) => id));
      for (const model of frame.models) {
        const { answer, probability, change, document } = parts.get(model.id);
        const now = verdict(document, model.predictions);
        const told = now ? { label: now.label, share: share(now.share) } : null;
        say(answer, now?.unsure ? TEXT.unsure : (now?.label ?? ""));
        say(probability, told ? (now?.unsure ? TEXT.perhaps(told) : told.share) : t("prediction.none"));
        const value = model.stages.at(-1)?.change?.[measure] ?? null;
        say(change, value === null ? "" : value.toFixed(2));
        explain(change, t("strip.change", { measure: t(`measure.${measure}.name`) }));
      }
    },
  };
}

function part(document) {
  const { title, family } = document;
  const [answer, probability, change] = [el("strong"), el("span"), el("span.change")];
  return {
    document,
    element: el("p", { dataset: { family } }, el("b", {}, title), answer, probability, change),
    answer,
    probability,
    change,
  };
}
