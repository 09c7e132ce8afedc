// @ts-check
// One stage of one model: its mosaic and numbers. Painted from a frame, outlined on hover.
import { colourMap, gradient } from "../lib/colour.js";
import { say } from "../ui/dom.js";
import { hit, packTiles, packUnits } from "../lib/packing.js";
import { shape as times, short } from "../lib/format.js";
import { outlineCells, outlineUnit, paintTiles } from "../ui/canvas.js";
import { cellsOf, reduced } from "../lib/wire.js";
import { t } from "../i18n/i18n.js";
import { cardParts } from "./card_parts.js";

/** `handlers`: onOpen(card, channel or unit under the pointer, null where there is none), onHover(card, {tile, row, column, cell} or null, event). */
export function createCard(model, point, handlers) {
  const parts = cardParts(model, point);
  const { element, canvas, open } = parts;
  const card = { element, canvas, open, model, point, pack: null, box: null, stage: null, tiles: null, unitCell: undefined };
  const units = point.axes.length === 1;
  listen(card, handlers);

  return Object.assign(card, {
    /** How the tiles will fill the card; `cell` forces the side of a unit, so that a model's units are all alike. */
    arrange(box, tiles, cell) {
      card.box = box;
      if (!tiles) return;
      card.tiles = tiles;
      card.pack = units ? packUnits(tiles.rows * tiles.columns, box, cell) : packTiles(tiles, box);
      if (!units && card.pack.shown < tiles.total)
        parts.sizes.title = t("card.shown", { shown: card.pack.shown, total: tiles.total });
    },
    /** view: {scale, own, theme, measure, hover: {rect, card, at}} */
    paint(stage, view) {
      card.stage = stage;
      if (stage.tiles) card.tiles = stage.tiles;
      if (!stage.tiles || !card.pack) return;
      const own = view.own && !units;
      paintTiles(canvas, card.pack, stage.tiles, view.scale, own, colourMap(view.theme, view.scale.signed));
      outline(card, stage, view);
      legend(card, parts, { ...view, own });
    },
    showChange(stage, measure) {
      card.stage = stage;
      const value = stage.change?.[measure] ?? null;
      say(parts.change, value === null ? "–" : value.toFixed(2));
      const reason = value !== null ? t("card.change", { measure: t(`measure.${measure}.name`) }) : whyNull(point, measure);
      if (parts.change.title !== reason) parts.change.title = reason;
    },
  });
}

function listen(card, handlers) {
  const { element, canvas } = card;
  const under = ({ clientX, clientY }) => {
    const area = canvas.getBoundingClientRect();
    return hit(
      card.pack,
      (clientX - area.left) * (card.pack.width / area.width),
      (clientY - area.top) * (card.pack.height / area.height),
    );
  };
  // also the click of the button, which keys reach: that one is nowhere
  element.addEventListener("click", (event) => {
    const at = event.detail && card.pack ? under(event) : null;
    handlers.onOpen(card, at && (at.row === null ? at.cell : at.tile));
  });
  element.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || !card.pack) return;
    handlers.onHover(card, under(event), event);
  });
  element.addEventListener("pointerleave", (event) => handlers.onHover(card, null, event));
}

/** The unit under the pointer, or the cells that see what it is on. */
function outline(card, stage, { hover }) {
  if (!hover) return;
  const { canvas, pack, point } = card;
  if (hover.card === card && hover.at && pack.kind === "units") outlineUnit(canvas, pack, hover.at.cell, hover.colour);
  const cells = cellsOf(point, hover.rect);
  if (cells) outlineCells(canvas, pack, reduced(cells, stage.tiles.step), hover.colour);
}

function legend({ canvas, stage, model, point }, { bar, low, high }, { theme, scale, own, held }) {
  const key = `${theme}/${scale.signed}`;
  if (bar.key !== key) {
    bar.style.background = gradient(theme, scale.signed);
    bar.key = key;
  }
  say(low, own ? t("card.each") : short(scale.low, 2));
  say(high, own ? "" : short(scale.high, 2));
  if (held) return;
  const [least, most] = [short(stage.min), short(stage.max)];
  const names = { model: model.title, stage: point.title, shape: times(point.shape) };
  canvas.setAttribute("aria-label", t("card.canvas", { ...names, low: least, high: most }));
}

function whyNull(point, measure) {
  if (measure !== "equivariance") return t("measure.null.empty");
  return point.grid && point.stride ? t("measure.null.stride", { stride: point.stride }) : t("measure.null.positions");
}
