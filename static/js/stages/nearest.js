// @ts-check
// What else a model finds likely: a button at its answer opens the twenty nearest classes below the row, live, with what was
// measured of how far the model can be believed.
import { words } from "../i18n/i18n.js";
import { shareOf } from "../lib/certainty.js";
import { count, percentage, share, short } from "../lib/format.js";
import { el, say, stylesheet } from "../ui/dom.js";

const TEXT = await words("answers");
const MOST = 20; // a frame tells no more of a model

/**
 * Returns {button, element, paint(predictions)}. Only an open list is painted.
 * @param {any} model its document
 * @param {(index: number) => void} onWhy somebody asks why a class
 */
export function createNearest(model, onWhy) {
  const values = { model: model.title, n: Math.min(MOST, model.labels.length), of: count(model.labels.length) };
  const lines = Array.from({ length: values.n }, () => line(onWhy));
  const element = el(
    "section.nearest",
    { hidden: true, id: `nearest-${model.id}`, "aria-label": TEXT.nearestLabel(values) },
    el(
      "ol",
      {},
      lines.map(({ element: item }) => item),
    ),
    el("div.facts", {}, facts(model)),
  );
  const button = el(
    "button.nearer",
    {
      type: "button",
      "aria-description": TEXT.nearestExplain(values),
      dataset: { gather: ".predictions" },
      "aria-expanded": "false",
      "aria-controls": element.id,
      onclick: turn,
    },
    TEXT.nearest(values),
  );
  let latest = [];

  async function turn() {
    await stylesheet("nearest");
    element.hidden = !element.hidden;
    button.setAttribute("aria-expanded", String(!element.hidden));
    fill();
  }
  function fill() {
    if (!element.hidden) lines.forEach((item, i) => item.show(latest[i]));
  }
  return {
    button,
    element,
    paint(predictions) {
      latest = predictions;
      fill();
    },
  };
}

function line(onWhy) {
  let index = 0;
  const name = el("button.name", { type: "button", onclick: () => onWhy(index) });
  const parts = { name, fill: el("i"), value: el("span.value") };
  return {
    element: el("li", {}, parts.name, el("span.track", { "aria-hidden": "true" }, parts.fill), parts.value),
    show(prediction) {
      if (!prediction) return;
      ({ index } = prediction);
      say(parts.name, prediction.label);
      parts.name.setAttribute("aria-description", TEXT.why.explain);
      say(parts.value, share(shareOf(prediction)));
      parts.fill.style.transform = `scaleX(${shareOf(prediction)})`;
    },
  };
}

/** Sentences on what was measured, and the way to all classes. */
function facts({ calibration, labels }) {
  if (!calibration) return [];
  const sentences = measured(calibration).map(([key, values]) => el("p", {}, TEXT.facts[key](values)));
  const all = TEXT.facts.classes(count(labels.length));
  return [...sentences, el("p", {}, el("a", { href: "./families#classes", target: "_blank" }, all))];
}

/** [key, values] of each sentence. */
function measured(card) {
  const { named, right, unsure_below: least, target, least_named: few } = card;
  const names =
    least === null
      ? ["never", { target: share(target / 100), least: share(few / 100) }]
      : ["named", { named: percentage(named), right: percentage(right), least: share(least) }];
  const foreign = card.foreign.map(({ kind, pictures, unsure }) => [kind, { n: count(pictures), share: share(unsure / 100) }]);
  const temperature = { temperature: short(card.temperature), fitted: count(card.fitted_on), told: count(card.told_of) };
  const off = { before: short(card.ece.softmax, 2), after: short(card.ece.calibrated, 2) };
  return [names, ...foreign, ["calibrated", { ...temperature, ...off }]];
}
