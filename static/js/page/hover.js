// @ts-check
// What the pointer is on: one position, lit in the picture and in every model; and the tooltip with its number.
import { pixelsOf } from "../lib/wire.js";
import { createTooltip } from "./tooltip.js";

/** `onChange(hover)` with {rect: input pixels or null, card, at} or null. Returns {now, overCard, overPixel, leave, show, refresh}. */
export function createHover(onChange) {
  const tip = createTooltip();
  let now = null;
  let key = null;

  const move = (next, nextKey) => {
    if (nextKey === key) return;
    [now, key] = [next, nextKey];
    onChange(next);
  };
  const leave = () => {
    tip.hide();
    move(null, null);
  };
  const pixel = (row, column) => ({ top: row, left: column, bottom: row + 1, right: column + 1 });

  return {
    get now() {
      return now;
    },
    leave,
    overCard(card, at, event) {
      if (!at || !card.tiles) return leave();
      const { point } = card;
      const rect = point.grid && point.stride && at.row !== null ? pixelsOf(point, at.row, at.column, card.tiles.step) : null;
      tip.cell(card, at);
      tip.put(event);
      move({ rect, card, at }, `${card.model.id}/${point.name}/${at.tile}/${at.cell}`);
    },
    overPixel(row, column, values, event) {
      tip.pixel(row, column, values);
      tip.put(event);
      move({ rect: pixel(row, column), card: null, at: null }, `pixel/${row}/${column}`);
    },
    /** From an opened view: {row, column} or {top, left, bottom, right} in input pixels, or null. */
    show(position) {
      if (!position) return leave();
      const rect = "top" in position ? position : pixel(position.row, position.column);
      move({ rect, card: null, at: null }, `view/${Object.values(rect)}`);
    },
    /** The number under a resting pointer, after a new frame. */
    refresh() {
      if (now?.card && now.at && tip.shown) tip.cell(now.card, now.at);
    },
  };
}
