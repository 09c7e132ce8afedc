// @ts-check
// One stage of one model: its mosaic and numbers. Painted from a frame, outlined on hover.
import { colourMap, gradient } from "../lib/colour.js";
import { explain, say } from "../ui/dom.js";
import { hit, packTiles, packUnits } from "../lib/packing.js";
import { short } from "../lib/format.js";
import { outlineCells, outlineUnit, paintTiles } from "../ui/canvas.js";
import { cellsOf, reduced } from "../lib/wire.js";
import { t, words } from "../i18n/i18n.js";
import { shapeWords } from "../ui/shape_words.js";
import { cardParts } from "./card_parts.js";
import { reasonOf } from "./no_value.js";
import { fitting } from "./text_room.js";

const { altered: ALTERED } = await words("rows");

const LINE = 90; // px of a chip and a number

/**
 * `handlers`: onOpen(card, channel or unit under the pointer, null where there is none), onHover(card, {tile, row, column, cell} or
 * null, event), onPoint(card or null) with the mouse or keys.
 */
export function createCard(model, point, handlers) {
  const parts = cardParts(model, point);
  const { element, canvas, open } = parts;
  const unpainted = { pack: null, box: null, stage: null, tiles: null, off: "", unitCell: undefined };
  const card = { element, canvas, open, model, point, ...unpainted };
  const units = point.axes.length === 1;
  listen(card, handlers);

  return Object.assign(card, {
    /** Says its shape in as many words as `room` px hold. How wide it is then: as its maps, these words and the line below. */
    label(room) {
      const [, ...options] = shapeWords(point);
      const { text, width } = fitting(options, parts.sizes, room);
      say(parts.sizes, text);
      return Math.ceil(Math.max(card.pack?.width ?? card.box.width, Math.min(room, Math.max(width, LINE))));
    },
    /** How the tiles will fill the card; `cell` forces the side of a unit, so that a model's units are all alike. */
    arrange(box, tiles, cell) {
      card.box = box;
      if (!tiles) return;
      card.tiles = tiles;
      card.pack = units ? packUnits(tiles.rows * tiles.columns, box, cell) : packTiles(tiles, box);
      if (!units && card.pack.shown < tiles.total)
        explain(parts.sizes, t("card.shown", { shown: card.pack.shown, shape: shapeWords(point)[0] }));
    },
    /** view: {scale, own, theme, measure, off: what is off in the pass, altered, hover: {rect, card, at}} */
    paint(stage, view) {
      card.stage = stage;
      if (card.off !== view.off && !stage.tiles) wipe(card, parts); // its map is of another model than its number
      card.off = view.off;
      if (stage.tiles) card.tiles = stage.tiles;
      if (!stage.tiles || !card.pack) return;
      const own = view.own && !units;
      paintTiles(canvas, card.pack, stage.tiles, view.scale, own, colourMap(view.theme, view.scale.signed));
      outline(card, stage, view);
      legend(card, parts, { ...view, own });
    },
    /** `altered`: "still" or "moved" from the pin, where parts of the model are switched off. */
    showChange(stage, measure, moved, altered) {
      card.stage = stage;
      const value = stage.change?.[measure] ?? null;
      say(parts.change, value === null ? "–" : value.toFixed(2));
      parts.gauge.show(measure === "invariance" && !altered ? value : null); // its mark is that of the model as it is
      explain(parts.change, value === null ? reasonOf(model, point, measure, moved) : meaningOf(measure, altered));
    },
  });
}

/** Of the number of a change, in words. */
function meaningOf(measure, altered) {
  const explained = t(`measure.${measure}.explain`);
  return altered ? `${ALTERED.change[altered]} ${explained}` : t("card.change", { explain: explained });
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
  for (const name of ["pointerenter", "focusin"]) element.addEventListener(name, () => handlers.onPoint(card));
  for (const name of ["pointerleave", "focusout"]) element.addEventListener(name, () => handlers.onPoint(null));
}

/** The unit under the pointer, or the cells that see what it is on. */
function outline(card, stage, { hover }) {
  if (!hover) return;
  const { canvas, pack, point } = card;
  if (hover.card === card && hover.at && pack.kind === "units") outlineUnit(canvas, pack, hover.at.cell, hover.colour);
  const cells = cellsOf(point, hover.rect);
  if (cells) outlineCells(canvas, pack, reduced(cells, stage.tiles.step), hover.colour);
}

function wipe({ canvas }, { low, high }) {
  canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
  for (const end of [low, high]) say(end, "");
}

function legend({ canvas, stage, model, point }, { bar, low, high }, { theme, scale, own, held, altered }) {
  const key = `${theme}/${scale.signed}`;
  if (bar.key !== key) {
    bar.style.background = gradient(theme, scale.signed);
    bar.key = key;
  }
  say(low, own ? t("card.each") : short(scale.low, 2));
  say(high, own ? "" : short(scale.high, 2));
  if (held) return;
  const [least, most] = [short(stage.min), short(stage.max)];
  const names = { model: altered ? ALTERED.model(model.title) : model.title, stage: point.title, shape: shapeWords(point)[0] };
  canvas.setAttribute("aria-label", t("card.canvas", { ...names, low: least, high: most }));
}
