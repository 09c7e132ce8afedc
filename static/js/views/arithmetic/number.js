// One output value with the exact sum that makes it. Shown only where the sum reproduces the recorded value.
import { sharp } from "../../ui/canvas.js";
import { cellAt } from "../../ui/cell_canvas.js";
import { el, takeArrow } from "../../ui/dom.js";
import { percent, short } from "../../lib/format.js";
import { theme } from "../../ui/plot.js";
import { findModel } from "../../lib/wire.js";
import { slice } from "../../lib/arrays.js";
import { derive } from "./derivations.js";
import { head, KINDS, paintCells } from "../../ui/figure_parts.js";
import { recipeOf } from "./recipes.js";
import { createSheet } from "./sheet.js";
import { words } from "../../i18n/i18n.js";
import { softmax } from "./sums.js";

const TEXT = await words("stage_view");
const AXES = await words("axes");
const text = TEXT.number;
const PICKER = 140; // px of the map on which a position is chosen

export const id = "number";
export const title = text.title;
export const explain = text.explain;
export const needs = ["sum"];

export function render(container, first) {
  const view = { context: first, recipe: recipeOf(first.model, first.point), grid: first.form.kind !== "units" };
  view.parts = elements(view);
  container.append(view.parts.element);
  return {
    ready: show(view),
    update(next) {
      view.context = next;
      show(view);
    },
    destroy: () => view.parts.sheet.stop(),
  };
}

function elements(view) {
  const picker = el("canvas.vpicker", { tabIndex: 0, role: "application", "aria-label": text.position });
  const where = el("p.vcaption");
  const sheet = createSheet(text.working);
  picker.addEventListener("click", (event) => {
    const { rows, columns } = view.context.form;
    const at = cellAt(event, picker, rows, columns);
    if (at) choose(view, at);
  });
  picker.addEventListener("keydown", (event) => step(view, event));
  const element = el("div.vnumber", {}, view.grid ? el("div", {}, picker, where) : null, sheet.element);
  return { picker, where, sheet, element };
}

/** The position: from the link, else where the channel is strongest. */
function cellOf({ context: { argument, array, form, channel } }) {
  const { rows, columns } = form;
  const given = /^(\d+)-(\d+)$/.exec(argument ?? "");
  if (given && given[1] < rows && given[2] < columns) return { row: Number(given[1]), column: Number(given[2]) };
  const flat = slice(array, form, channel);
  const at = flat.reduce((best, value, i) => (value > flat[best] ? i : best), 0);
  return { row: Math.floor(at / columns), column: at % columns };
}

const choose = ({ context }, { row, column }) => context.go("number", `${row}-${column}`);

function step(view, event) {
  const arrow = takeArrow(event);
  if (!arrow) return;
  const [right, down] = arrow;
  const { row, column } = cellOf(view);
  const { rows, columns } = view.context.form;
  const within = (at, count) => Math.min(count - 1, Math.max(0, at));
  choose(view, { row: within(row + down, rows), column: within(column + right, columns) });
}

function paintPicker(view) {
  const { context, parts } = view;
  const { array, form, channel, scale, tileScale } = context;
  const { row, column } = cellOf(view);
  const size = Math.max(2, Math.floor(PICKER / Math.max(form.rows, form.columns)));
  const [width, height] = [size * form.columns, size * form.rows];
  const drawing = sharp(parts.picker, width, height);
  const map = KINDS.activation.map(scale.signed);
  paintCells(drawing, slice(array, form, channel), form.rows, form.columns, tileScale(channel), map, 0, 0, width, height);
  drawing.strokeStyle = getComputedStyle(parts.picker).getPropertyValue("--chosen") || theme().accent;
  drawing.lineWidth = 2;
  drawing.strokeRect(column * size - 1, row * size - 1, size + 2, size + 2);
  parts.where.textContent = AXES.channelAndCell(form.axis, channel, form.cell, row, column);
}

function show(view) {
  const { context, recipe, grid, parts } = view;
  if (grid) paintPicker(view);
  const at = cellOf(view);
  return parts.sheet.write(context, `${context.point.name}/${context.channel}/${at.row}-${at.column}`, async () => [
    ...(await derive(context, recipe, at)),
    ...(context.last ? answer(context) : []),
  ]);
}

/** The last step of every model, from the frame: logits to probabilities. */
function answer({ frame, model }) {
  const found = findModel(frame, model.id);
  if (!found || model.scores !== "softmax") return [];
  const predictions = [...found.predictions].sort((a, b) => a.index - b.index);
  const { exps, total } = softmax(predictions.map(({ logit }) => logit));
  const names = ["", text.logit, text.exponential, `÷ ${short(total)}`].map((name) => el("th", {}, name));
  const lines = predictions.map(({ label, logit, probability }, i) =>
    el(
      "tr",
      {},
      el("th", {}, label),
      ...[short(logit), short(exps[i]), percent(probability)].map((value) => el("td", {}, value)),
    ),
  );
  return [head(text.softmax), el("table.vsoftmax", {}, el("thead", {}, el("tr", {}, ...names)), el("tbody", {}, ...lines))];
}
