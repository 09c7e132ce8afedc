// One model's map: a field of cells, one for each move, with the pattern's place as a dot.
import { words } from "../../i18n/i18n.js";
import { short, signed } from "../../lib/format.js";
import { el, takeArrow } from "../../ui/dom.js";
import { KINDS, paintCells } from "../../ui/figure_parts.js";
import { theme } from "../../ui/plot.js";

const { map: text } = await words("charts");
const CELL = 8; // px of the canvas

const bounded = (value, list) => Math.min(list.at(-1), Math.max(list[0], value));

/** `actions`: {pick({dx, dy}), place() -> {dx, dy}, read({dx, dy} or null)}. `dx`, `dy`: the moves that the cells stand for. */
export class MapField {
  constructor({ model }, { dx, dy }, actions) {
    this.model = model;
    this.dx = dx;
    this.dy = dy;
    this.actions = actions;
    this.canvas = el("canvas.map-cells", { "aria-hidden": "true" });
    this.dot = el("span.map-dot");
    this.title = el("figcaption");
    this.field = el(
      "div.map-field",
      { tabIndex: 0, role: "application", "aria-label": text.label(model.title) },
      this.canvas,
      this.dot,
    );
    const numbers = [dx[0], dx[(dx.length - 1) / 2], dx.at(-1)].map((value) => el("span", {}, signed(value)));
    this.element = el(
      "figure.map",
      { dataset: { family: model.family, model: model.id } },
      this.title,
      this.field,
      el("div.map-axis", { "aria-hidden": "true" }, numbers),
    );
    this.listen();
  }

  listen() {
    const { field, actions } = this;
    field.addEventListener("click", (event) => actions.pick(this.at(event)));
    field.addEventListener("pointermove", (event) => actions.read(this.at(event)));
    field.addEventListener("pointerleave", () => actions.read(null));
    field.addEventListener("keydown", (event) => this.step(event));
  }

  /** The move under the pointer. */
  at({ clientX, clientY }) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const of = (list, share) => list[Math.min(list.length - 1, Math.max(0, Math.floor(share * list.length)))];
    return { dx: of(this.dx, (clientX - left) / width), dy: of(this.dy, (clientY - top) / height) };
  }

  step(event) {
    const arrow = takeArrow(event);
    if (!arrow) return;
    const [right, down] = arrow;
    const { dx, dy } = this.actions.place();
    this.actions.pick({ dx: bounded(dx + right, this.dx), dy: bounded(dy + down, this.dy) });
  }

  /** `values` row by row, null where there is none; `named`: what they are. */
  paint(values, named, scale) {
    const [rows, columns] = [this.dy.length, this.dx.length];
    const { canvas } = this;
    Object.assign(canvas, { width: columns * CELL, height: rows * CELL });
    const drawing = canvas.getContext("2d");
    const numbers = values.map((value) => value ?? NaN);
    const map = KINDS.activation.map(scale.signed);
    paintCells(drawing, numbers, rows, columns, scale, map, 0, 0, canvas.width, canvas.height);
    this.title.replaceChildren(
      el("strong", { style: { color: theme().family(this.model.family) } }, this.model.title),
      el("span.vmuted", {}, ` ${named}`),
    );
    this.element.dataset.range = rangeOf(values);
  }

  /** The pattern's place; outside of the map there is no dot. */
  mark({ dx, dy }) {
    const [x, y] = [this.dx.indexOf(dx), this.dy.indexOf(dy)];
    this.dot.hidden = x < 0 || y < 0;
    this.dot.style.left = `${(100 * (x + 0.5)) / this.dx.length}%`;
    this.dot.style.top = `${(100 * (y + 0.5)) / this.dy.length}%`;
  }
}

function rangeOf(values) {
  const known = values.filter((value) => value !== null);
  return known.length ? `${short(Math.min(...known))} … ${short(Math.max(...known))}` : "";
}
