// One stage of one model: title, shape, mosaic, colour bar, phase, change. Painted from a frame, outlined on hover.
import { colourMap, gradient } from "../lib/colour.js";
import { el, icon, say } from "../ui/dom.js";
import { hit, packTiles, packUnits } from "../lib/packing.js";
import { count, shape as times, short } from "../lib/format.js";
import { outlineCells, outlineUnit, paintTiles } from "../ui/canvas.js";
import { cellsOf, reduced } from "../lib/wire.js";
import { t } from "../i18n/i18n.js";

/** `handlers`: onOpen(card), onHover(card, {tile, row, column, cell} or null, event). */
export function createCard(model, point, handlers) {
  const canvas = el("canvas", {
    width: 0,
    height: 0,
    role: "img",
    "aria-label": `${model.title}, ${point.title}: ${times(point.shape)}`,
  });
  const open = el("button.open", {
    type: "button",
    "aria-label": t("card.open", { model: model.title, stage: point.title }),
    "aria-expanded": "false",
  });
  const low = el("span.end");
  const high = el("span.end");
  const bar = el("span.bar");
  const change = el("span.change", { title: "" });
  const sizes = el(
    "span.shape",
    {},
    point.axes.length === 1 ? `${count(point.shape[0])} ${point.axes[0]}s` : times(point.shape),
  );
  const element = el(
    "article.card",
    { dataset: { model: model.id, point: point.name } },
    open,
    el("span.title", {}, point.title, icon("expand")),
    sizes,
    el("span.mosaic", {}, canvas),
    el("span.colourbar", {}, low, bar, high),
    el(
      "span.foot",
      {},
      el(
        "span.phase",
        { dataset: { phase: point.phase }, title: t(`phase.${point.phase}.explain`) },
        t(`phase.${point.phase}`),
      ),
      change,
    ),
  );

  const card = { element, canvas, open, model, point, pack: null, box: null, stage: null, tiles: null, unitCell: undefined };
  const units = point.axes.length === 1;

  element.addEventListener("click", () => handlers.onOpen(card)); // also that of the button, which keys reach
  element.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || !card.pack) return;
    const area = canvas.getBoundingClientRect();
    const [x, y] = [
      (event.clientX - area.left) * (card.pack.width / area.width),
      (event.clientY - area.top) * (card.pack.height / area.height),
    ];
    handlers.onHover(card, hit(card.pack, x, y), event);
  });
  element.addEventListener("pointerleave", (event) => handlers.onHover(card, null, event));

  /** How the tiles will fill the card; `cell` forces the side of a unit, so that a model's units are all alike. */
  card.arrange = (box, tiles, cell) => {
    card.box = box;
    if (!tiles) return;
    card.tiles = tiles;
    card.pack = units ? packUnits(tiles.rows * tiles.columns, box, cell) : packTiles(tiles, box);
    if (!units && card.pack.shown < tiles.total) sizes.title = t("card.shown", { shown: card.pack.shown, total: tiles.total });
  };

  /** view: {scale, own, theme, measure, hover: {rect, card, at}} */
  card.paint = (stage, view) => {
    card.stage = stage;
    if (stage.tiles) card.tiles = stage.tiles;
    if (!stage.tiles || !card.pack) return;
    paintTiles(canvas, card.pack, stage.tiles, view.scale, view.own && !units, colourMap(view.theme, view.scale.signed));
    if (view.hover?.card === card && view.hover.at && units)
      outlineUnit(canvas, card.pack, view.hover.at.cell, view.hover.colour);
    const cells = view.hover && cellsOf(point, view.hover.rect);
    if (cells) outlineCells(canvas, card.pack, reduced(cells, stage.tiles.step), view.hover.colour);
    card.legend(view);
  };

  card.legend = (view) => {
    const key = `${view.theme}/${view.scale.signed}`;
    if (bar.key !== key) ((bar.style.background = gradient(view.theme, view.scale.signed)), (bar.key = key));
    say(low, view.own && !units ? t("card.each") : short(view.scale.low, 2));
    say(high, view.own && !units ? "" : short(view.scale.high, 2));
    const { stage } = card;
    if (!view.held)
      canvas.setAttribute(
        "aria-label",
        t("card.canvas", {
          model: model.title,
          stage: point.title,
          shape: times(point.shape),
          low: short(stage.min),
          high: short(stage.max),
        }),
      );
  };

  card.showChange = (stage, measure) => {
    card.stage = stage;
    const value = stage.change?.[measure] ?? null;
    say(change, value === null ? "–" : value.toFixed(2));
    const reason = value !== null ? t("card.change", { measure: t(`measure.${measure}.name`) }) : whyNull(point, measure);
    if (change.title !== reason) change.title = reason;
  };
  return card;
}

function whyNull(point, measure) {
  if (measure !== "equivariance") return t("measure.null.empty");
  return point.grid && point.stride ? t("measure.null.stride", { stride: point.stride }) : t("measure.null.positions");
}
