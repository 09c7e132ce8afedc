// Small matrices with their numbers in coloured cells, and pictures of large ones.
import { el } from "./dom.js";
import { inkOn, unpack } from "../lib/colour.js";
import { exact, fixed, short } from "../lib/format.js";
import { summary } from "../lib/arrays.js";
import { KINDS, paintCells, scaleOf } from "./figure_parts.js";

/** A scale around 0 that holds all values. */
export const symmetric = (values) => {
  const { min, max } = summary(values);
  const end = Math.max(-min, max) || 1;
  return { low: -end, high: end, signed: true };
};

export const sign = (mark) => el("span.vsign", { "aria-hidden": "true" }, mark);

/** A small matrix with its numbers in coloured cells. */
export function numbers(name, values, columns, kind, scale) {
  const map = KINDS[kind].map(scale.signed);
  const last = map.length - 1;
  const colour = (value) => {
    const index = Math.min(last, Math.max(0, Math.round(((value - scale.low) / (scale.high - scale.low || 1)) * last)));
    const rgb = unpack(map[index]);
    return { "background-color": `rgb(${rgb.join(" ")})`, color: inkOn(rgb) };
  };
  const most = Math.max(...Array.from(values, Math.abs), 1e-9);
  const digits = most >= 10 ? 1 : Math.min(5, Math.max(2, 1 - Math.floor(Math.log10(most)))); // the same for all, so that columns line up
  const lines = [];
  for (let at = 0; at < values.length; at += columns) {
    lines.push(
      el(
        "tr",
        {},
        Array.from(values.slice(at, at + columns), (value) =>
          el("td", { style: colour(value), title: exact(value) }, fixed(value, digits)),
        ),
      ),
    );
  }
  return el("table.vnumbers", {}, el("caption", {}, name), el("tbody", {}, lines));
}

/** A picture without numbers, for matrices too large to write out. */
export function cells(name, values, rows, columns, kind) {
  const scale = kind === "weight" ? symmetric(values) : scaleOf(summary(values));
  return painted(name, values, rows, columns, { scale, map: KINDS[kind].map(scale.signed) });
}

const GREYS = Uint32Array.from({ length: 256 }, (_, level) => ((255 << 24) | (level << 16) | (level << 8) | level) >>> 0);

/** Pixels as the picture has them, from `black` to `white`. */
export const greys = (name, values, rows, columns, { black, white }) =>
  painted(name, values, rows, columns, { scale: { low: black, high: white }, map: GREYS });

function painted(name, values, rows, columns, { scale, map }) {
  const size = Math.max(1, Math.floor(112 / columns));
  const canvas = el("canvas", { width: columns * size, height: rows * size, role: "img", "aria-label": name });
  paintCells(canvas.getContext("2d"), values, rows, columns, scale, map, 0, 0, canvas.width, canvas.height);
  return el(
    "figure.vcells",
    {},
    canvas,
    el("figcaption", {}, name, el("br"), `${short(scale.low, 2)} … ${short(scale.high, 2)}`),
  );
}
