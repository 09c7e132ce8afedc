// @ts-check
// The elements of a card: title, shape, mosaic, colour bar, phase, change and its gauge.
import { t } from "../i18n/i18n.js";
import { el, icon } from "../ui/dom.js";
import { shapeWords } from "../ui/shape_words.js";
import { createGauge } from "./gauge.js";
import { phaseChips } from "./phase_chips.js";

export function cardParts(model, point) {
  const [shape] = shapeWords(point);
  const canvas = el("canvas", {
    width: 0,
    height: 0,
    role: "img",
    "aria-label": t("card.label", { model: model.title, stage: point.title, shape }),
  });
  const open = el("button.open", {
    type: "button",
    "aria-label": t("card.open", { model: model.title, stage: point.title }),
    "aria-expanded": "false",
    dataset: { gather: ".card" },
  });
  const [low, high] = [el("span.end"), el("span.end")];
  const bar = el("span.bar");
  const change = el("span.change");
  const sizes = el("span.shape", { "aria-description": shape });
  const gauge = createGauge(model.between_classes?.[point.name]);
  const element = el(
    "article.card",
    { dataset: { model: model.id, point: point.name } },
    open,
    el("span.title", {}, point.title, icon("expand")),
    sizes,
    el("span.mosaic", {}, canvas),
    el("span.colourbar", {}, low, bar, high),
    el("span.foot", {}, phaseChips(point), change),
    gauge.element,
  );
  return { element, canvas, open, low, high, bar, change, gauge, sizes };
}
