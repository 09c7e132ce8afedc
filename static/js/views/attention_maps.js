// One small map for each head: the attention of one query over the patches, with the sum of its row and how far it spreads.
import { sharp, traceOutline } from "../ui/canvas.js";
import { el } from "../ui/dom.js";
import { short } from "../lib/format.js";
import { findModel } from "../lib/wire.js";
import { theme } from "../ui/plot.js";
import { button, KINDS, paintCells } from "../ui/figure_parts.js";
import { queryRow } from "./attention_matrix.js";
import { rowFacts } from "./arithmetic/sums.js";
import { tokenName } from "./arithmetic/tokens.js";
import { words } from "../i18n/i18n.js";

const TEXT = await words("stage_view");
const text = TEXT.attention;
const CELL = 14; // px of a patch

/** {element, canvas, facts, name}; onShow() of the head's button, onPick(patch), onPoint({row, column} or null). */
export function headMap({ rows, columns }, name, { onShow, onPick, onPoint }) {
  const canvas = el("canvas", { "aria-hidden": "true" });
  const facts = el("dl");
  const element = el("figure.vhead-map", {}, button(name, onShow), canvas, facts);
  const cell = (event) => nearestCell(canvas, event, rows, columns);
  canvas.addEventListener("pointermove", (event) => onPoint(cell(event)));
  canvas.addEventListener("pointerleave", () => onPoint(null));
  canvas.addEventListener("click", (event) => {
    const { row, column } = cell(event);
    onPick(row * columns + column);
  });
  return { element, canvas, facts, name };
}

function nearestCell(canvas, event, rows, columns) {
  const area = canvas.getBoundingClientRect();
  const clamp = (value, most) => Math.min(most - 1, Math.max(0, Math.floor(value)));
  return {
    row: clamp(((event.clientY - area.top) / area.height) * rows, rows),
    column: clamp(((event.clientX - area.left) / area.width) * columns, columns),
  };
}

/** All heads and their mean on one scale, which it returns. */
export function paintHeads(view) {
  const { array, keys, query, shown } = view;
  const { maps } = view.parts;
  const all = maps.map((_, h) => queryRow(array, h, query));
  const scale = { low: 0, high: Math.max(...all.map((row) => Math.max(...row)), 1 / keys), signed: false };
  maps.forEach((map, h) => {
    paintMap(map.canvas, view, all[h], scale);
    map.facts.replaceChildren(...factsOf(view, all[h]));
    map.element.classList.toggle("is-chosen", h === shown);
  });
  return scale;
}

function paintMap(canvas, view, row, scale) {
  const { rows, columns, prefix, query } = view;
  const [width, height] = [columns * CELL, rows * CELL];
  const drawing = sharp(canvas, width, height);
  paintCells(drawing, row.subarray(prefix), rows, columns, scale, KINDS.activation.map(false), 0, 0, width, height);
  outline(drawing, view, width);
  if (query < prefix) return;
  const patch = query - prefix;
  drawing.strokeStyle = getComputedStyle(canvas).getPropertyValue("--chosen") || theme().accent;
  drawing.lineWidth = 2;
  drawing.strokeRect((patch % columns) * CELL + 1, Math.floor(patch / columns) * CELL + 1, CELL - 2, CELL - 2);
}

/** The outline of what the model received, as of a digit; a photograph has none. */
function outline(drawing, { context }, width) {
  const input = findModel(context.frame, context.model.id)?.input;
  if (!input || input.shape[0] > 1 || input.shape[1] > 64) return;
  const { panel, ink } = theme();
  for (const [colour, lineWidth] of [
    [panel, 2.5],
    [ink, 1],
  ]) {
    Object.assign(drawing, { strokeStyle: colour, lineWidth });
    traceOutline(drawing, input, { dx: 0, dy: 0, scale: width / input.shape[2] });
  }
}

function factsOf(view, row) {
  const { sum, effective } = rowFacts(row);
  const list = [
    ...Array.from({ length: view.prefix }, (_, token) => [tokenName(token, view), short(row[token]), "class"]),
    [text.sum, sum.toFixed(3), "sum"],
    [text.effective, effective.toFixed(1), "effective"],
  ];
  return list.flatMap(([name, value, key]) => [el("dt", {}, name), el("dd", { dataset: { fact: key } }, value)]);
}
