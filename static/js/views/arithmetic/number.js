// One output value with the exact sum that makes it. Shown only where the sum reproduces the recorded value.
import { el } from "../../ui/dom.js";
import { percent, short } from "../../lib/format.js";
import { theme } from "../../ui/plot.js";
import { findModel } from "../../lib/wire.js";
import { slice } from "../../lib/arrays.js";
import { derive } from "./derivations.js";
import { caption, head, KINDS, paintCells } from "../../ui/figure_parts.js";
import { recipeOf } from "./recipes.js";
import { words } from "../../i18n/i18n.js";
import { softmax } from "./sums.js";

const TEXT = await words("stage_view");

const text = TEXT.number;
const PICKER = 140; // px of the map on which a position is chosen

export const id = "number";
export const title = text.title;
export const explain = text.explain;
export const needs = ["sum"];

export function render(container, first) {
  let context = first;
  let turn = 0;
  let gone = false;
  const recipe = recipeOf(context.model, context.point);
  const grid = context.form.kind !== "units";
  const picker = el("canvas.vpicker", { tabIndex: 0, role: "application", "aria-label": text.position });
  const where = el("p.vcaption");
  const sheet = el("div.vsheet", { "aria-live": "polite" });
  container.append(el("div.vnumber", {}, grid ? el("div", {}, picker, where) : null, sheet));

  /** The position: from the link, else where the channel is strongest. */
  function cell() {
    const { rows, columns } = context.form;
    const given = /^(\d+)-(\d+)$/.exec(context.argument ?? "");
    if (given && given[1] < rows && given[2] < columns) return { row: Number(given[1]), column: Number(given[2]) };
    const flat = slice(context.array, context.form, context.channel);
    const at = flat.reduce((best, value, i) => (value > flat[best] ? i : best), 0);
    return { row: Math.floor(at / columns), column: at % columns };
  }
  const choose = (row, column) => context.go("number", `${row}-${column}`);
  picker.addEventListener("click", (event) => {
    const area = picker.getBoundingClientRect();
    choose(
      Math.floor(((event.clientY - area.top) / area.height) * context.form.rows),
      Math.floor(((event.clientX - area.left) / area.width) * context.form.columns),
    );
  });
  picker.addEventListener("keydown", (event) => {
    const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] ?? [];
    if (down === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const { row, column } = cell();
    choose(
      Math.min(context.form.rows - 1, Math.max(0, row + down)),
      Math.min(context.form.columns - 1, Math.max(0, column + right)),
    );
  });

  function paintPicker() {
    const { form, channel } = context;
    const { row, column } = cell();
    const size = Math.max(2, Math.floor(PICKER / Math.max(form.rows, form.columns)));
    const [width, height] = [size * form.columns, size * form.rows];
    const ratio = window.devicePixelRatio || 1;
    Object.assign(picker, { width: width * ratio, height: height * ratio });
    Object.assign(picker.style, { width: `${width}px`, height: `${height}px` });
    const drawing = picker.getContext("2d");
    drawing.scale(ratio, ratio);
    paintCells(
      drawing,
      slice(context.array, form, channel),
      form.rows,
      form.columns,
      context.tileScale(channel),
      KINDS.activation.map(context.scale.signed),
      0,
      0,
      width,
      height,
    );
    drawing.strokeStyle = getComputedStyle(container).getPropertyValue("--chosen") || theme().accent;
    drawing.lineWidth = 2;
    drawing.strokeRect(column * size - 1, row * size - 1, size + 2, size + 2);
    where.textContent = `${form.noun} ${channel}, ${form.cell} ${row}, ${column}`;
  }

  async function show() {
    const mine = ++turn;
    if (grid) paintPicker();
    if (context.moving) return void sheet.classList.add("is-stale");
    const position = cell();
    const nodes = await derive(context, recipe, position).catch((error) => [caption(error.message)]);
    if (mine !== turn || gone) return;
    sheet.classList.remove("is-stale");
    sheet.dataset.at = `${context.point.name}/${context.channel}/${position.row}-${position.column}`;
    sheet.replaceChildren(...nodes, ...(context.last ? answer(context) : []));
  }
  const ready = show();
  return {
    ready,
    update(next) {
      context = next;
      show();
    },
    destroy() {
      gone = true;
    },
  };
}

/** The last step of every model, from the frame: logits to probabilities. */
function answer({ frame, model }) {
  const found = findModel(frame, model.id);
  if (!found) return [];
  const predictions = [...found.predictions].sort((a, b) => a.index - b.index);
  const { exps, total } = softmax(predictions.map(({ logit }) => logit));
  return [
    head(text.softmax),
    el(
      "table.vsoftmax",
      {},
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          ["", "logit", "exp(logit − largest)", `÷ ${short(total, 4)}`].map((name) => el("th", {}, name)),
        ),
      ),
      el(
        "tbody",
        {},
        predictions.map(({ label, logit, probability }, i) =>
          el(
            "tr",
            {},
            el("th", {}, label),
            el("td", {}, short(logit, 4)),
            el("td", {}, short(exps[i], 4)),
            el("td", {}, percent(probability)),
          ),
        ),
      ),
    ),
  ];
}
