// What the pointer is on: one position, lit in the picture and in every model; and the tooltip with its number.
import { el, say } from "../ui/dom.js";
import { short } from "../lib/format.js";
import { t } from "../i18n/i18n.js";
import { dequantise, pixelsOf } from "../lib/wire.js";

/**
 * `onChange(hover)` with {rect: input pixels or null, card, at} or null. Returns {overCard, overPixel, leave, show}.
 */
export function createHover(onChange) {
  const value = el("b");
  const place = el("span");
  const tip = el("div.tip", { role: "tooltip", hidden: true }, value, place);
  document.body.append(tip);
  let key = null;

  const move = (next, nextKey) => {
    if (nextKey === key) return;
    key = nextKey;
    onChange(next);
  };
  const put = ({ clientX, clientY }) => {
    tip.hidden = false;
    const { width, height } = tip.getBoundingClientRect();
    const right = clientX + 14 + width > innerWidth - 8;
    tip.style.left = `${right ? clientX - 14 - width : clientX + 14}px`;
    tip.style.top = `${clientY + 16 + height > innerHeight - 8 ? clientY - 12 - height : clientY + 16}px`;
  };
  const leave = () => {
    tip.hidden = true;
    move(null, null);
  };

  return {
    leave,
    overCard(card, at, event) {
      if (!at || !card.tiles) return leave();
      const { point } = card;
      const rect = point.grid && point.stride && at.row !== null ? pixelsOf(point, at.row, at.column, card.tiles.step) : null;
      describe(card, at);
      put(event);
      move({ rect, card, at }, `${card.model.id}/${point.name}/${at.tile}/${at.cell}`);
    },
    overPixel(row, column, values, event) {
      say(value, values.map((v) => short(v / 255, 2)).join(" · "));
      say(place, t("tip.pixel", { row: row + 1, column: column + 1 }));
      put(event);
      move(
        { rect: { top: row, left: column, bottom: row + 1, right: column + 1 }, card: null, at: null },
        `pixel/${row}/${column}`,
      );
    },
    /** From an opened view: {row, column} or {top, left, bottom, right} in input pixels, or null. */
    show(position) {
      if (!position) return leave();
      const rect =
        "top" in position
          ? position
          : { top: position.row, left: position.column, bottom: position.row + 1, right: position.column + 1 };
      move({ rect, card: null, at: null }, `view/${Object.values(rect)}`);
    },
    /** The number under a resting pointer, after a new frame. */
    refresh(hover) {
      if (hover?.card && hover.at && !tip.hidden) describe(hover.card, hover.at);
    },
  };

  function describe({ tiles, point }, at) {
    say(value, t("tip.value", { value: short(dequantise(tiles, at.tile, at.cell)) }));
    if (at.row === null)
      return say(place, t(point.axes[0] === "unit" ? "tip.unit" : "tip.channel", { n: at.cell, total: point.shape[0] }));
    const where = t(point.axes[0] === "token" ? "tip.patch" : "tip.position", {
      row: at.row * tiles.step + 1,
      column: at.column * tiles.step + 1,
    });
    say(place, `${t("tip.channel", { n: at.tile, total: tiles.total })} · ${where}`);
  }
}
