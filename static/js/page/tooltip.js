// @ts-check
// The tooltip beside the pointer: a number, and what it belongs to.
import { t } from "../i18n/i18n.js";
import { short } from "../lib/format.js";
import { dequantise } from "../lib/wire.js";
import { el, say } from "../ui/dom.js";

export function createTooltip() {
  const value = el("b");
  const place = el("span");
  const element = el("div.tip", { role: "tooltip", hidden: true }, value, place);
  document.body.append(element);
  return {
    get shown() {
      return !element.hidden;
    },
    hide() {
      element.hidden = true;
    },
    /** Beside the pointer, on the side where there is room. */
    put({ clientX, clientY }) {
      element.hidden = false;
      const { width, height } = element.getBoundingClientRect();
      const right = clientX + 14 + width > innerWidth - 8;
      element.style.left = `${right ? clientX - 14 - width : clientX + 14}px`;
      element.style.top = `${clientY + 16 + height > innerHeight - 8 ? clientY - 12 - height : clientY + 16}px`;
    },
    /** One cell of a card's tiles. */
    cell({ tiles, point }, at) {
      say(value, t("tip.value", { value: short(dequantise(tiles, at.tile, at.cell)) }));
      say(place, at.row === null ? unitOf(point, at) : cellOf(point, tiles, at));
    },
    pixel(row, column, values) {
      say(value, values.map((v) => short(v / 255, 2)).join(" · "));
      say(place, t("tip.pixel", { row, column }));
    },
  };
}

const unitOf = (point, at) => t(point.axes[0] === "unit" ? "tip.unit" : "tip.channel", { n: at.cell, total: point.shape[0] });

function cellOf(point, tiles, at) {
  const where = t(point.axes[0] === "token" ? "tip.patch" : "tip.position", {
    row: at.row * tiles.step,
    column: at.column * tiles.step,
  });
  return `${t("tip.channel", { n: at.tile, total: tiles.total })} · ${where}`;
}
