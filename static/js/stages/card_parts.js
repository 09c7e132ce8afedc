// @ts-check
// The elements of a card: title, shape, mosaic, colour bar, phase, change.
import { t } from "../i18n/i18n.js";
import { count, shape as times } from "../lib/format.js";
import { el, icon } from "../ui/dom.js";

export function cardParts(model, point) {
  const canvas = el("canvas", {
    width: 0,
    height: 0,
    role: "img",
    "aria-label": t("card.label", { model: model.title, stage: point.title, shape: times(point.shape) }),
  });
  const open = el("button.open", {
    type: "button",
    "aria-label": t("card.open", { model: model.title, stage: point.title }),
    "aria-expanded": "false",
  });
  const [low, high] = [el("span.end"), el("span.end")];
  const bar = el("span.bar");
  const change = el("span.change", { title: "" });
  const one = point.axes.length === 1;
  const sizes = el(
    "span.shape",
    {},
    one ? t("card.count", { n: count(point.shape[0]), axis: point.axes[0] }) : times(point.shape),
  );
  const phase = el(
    "span.phase",
    { dataset: { phase: point.phase }, title: t(`phase.${point.phase}.explain`) },
    t(`phase.${point.phase}`),
  );
  const element = el(
    "article.card",
    { dataset: { model: model.id, point: point.name } },
    open,
    el("span.title", {}, point.title, icon("expand")),
    sizes,
    el("span.mosaic", {}, canvas),
    el("span.colourbar", {}, low, bar, high),
    el("span.foot", {}, phase, change),
  );
  return { element, canvas, open, low, high, bar, change, sizes };
}
