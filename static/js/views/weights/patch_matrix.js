// The learned matrix over the patches: ResMLP's, gMLP's, and the Mixer's input weights beside them.
import { el } from "../../ui/dom.js";
import { findModel } from "../../lib/wire.js";
import { readWeights } from "../../lib/weight_arrays.js";
import { styled } from "../../ui/cell_canvas.js";
import { words } from "../../i18n/i18n.js";
import { symmetric } from "../../ui/number_matrix.js";
import { caption, head, KINDS } from "../../ui/figure_parts.js";
import { createPatchPicker } from "../../ui/patch_picker.js";
import { createWaiting } from "../../ui/waiting.js";
import { matrixPane, rowFigure } from "./patch_figures.js";
import { besides, MIXING_KINDS, mixing } from "./patch_rows.js";
import { toeplitzTable } from "./toeplitz_table.js";

const BLOCKS = await words("block_views");
const STAGE = await words("stage_view");
const text = BLOCKS.patchmatrix;

export const id = "patchmatrix";
export const title = text.title;
export const explain = text.explain;
export const working = text.working;
export const needs = MIXING_KINDS;

export async function render(container, first) {
  await styled();
  const [rows, columns] = first.point.grid;
  const others = besides(first);
  const view = { context: first, rows, columns, others, gone: false, shown: [] }; // shown: {model, picture, array, second, wall, …}
  view.parts = elements(view);
  container.append(...view.parts.all);
  load(view);
  return {
    update: (next) => update(view, next),
    destroy() {
      view.gone = true;
      for (const { wall } of view.shown) wall.destroy();
    },
  };
}

/** "24" or "24-digits-mixer" in the link: the query patch, and whose matrix stands beside. */
function chosen({ context, rows, columns, others }) {
  const [, query, id] = /^(\d+)(?:-(.+))?$/.exec(context.argument ?? "") ?? [];
  const count = rows * columns;
  return {
    query: Math.min(count - 1, Number(query ?? Math.floor(count / 2))),
    other: others.find((model) => (id ? model.id === id : amongRows(context, model))) ?? null,
  };
}

/** A model among the rows stands beside by itself, another one when it is chosen. */
const amongRows = ({ frame }, { id }) => findModel(frame, id) !== undefined;

function choose(view, patch) {
  const { query, other } = { ...chosen(view), ...patch };
  view.context.go("patchmatrix", other ? `${query}-${other.id}` : String(query));
}

function elements(view) {
  const { context, rows, columns, others } = view;
  const picker = createPatchPicker({ rows, columns, label: text.query, onPick: (query) => choose(view, { query }) });
  const beside = el("select", {
    "aria-label": text.beside,
    onchange: () => choose(view, { other: others.find((model) => model.id === beside.value) ?? null }),
  });
  const none = others.some((model) => amongRows(context, model)) ? [] : [{ id: "", title: text.alone }];
  beside.append(...[...none, ...others].map(({ id, title }) => el("option", { value: id }, title)));
  const parts = {
    picker,
    beside,
    readout: el("output.vreadout"),
    waiting: createWaiting(),
    rowsBox: el("div.patch-rows"),
    panes: el("div.vpair.patch-panes"),
    table: el("div.vscroll"),
  };
  const words = el("div", {}, el("p", {}, el("b", {}, text.query)), parts.rowsBox, parts.readout);
  const all = [
    el("div.vquery", {}, picker.element, words),
    head(`${text.beside} ${context.model.title}, ${context.point.title}`, others.length ? beside : null),
    parts.waiting.element,
    parts.panes,
    head(text.toeplitz, el("a", { href: "./families" }, text.families)),
    parts.table,
    caption(text.toeplitzNote),
  ];
  return { ...parts, all };
}

async function load(view) {
  const { parts } = view;
  parts.waiting.busy(text.working);
  try {
    await read(view);
    parts.waiting.done();
  } catch (error) {
    if (!view.gone) parts.waiting.fail(STAGE.failed(error.message), () => load(view));
  }
}

async function read(view) {
  const { context, parts } = view;
  const own = mixing(context.model);
  const at = own.findIndex(({ stage }) => stage === context.point.name);
  const models = [context.model, chosen(view).other].filter(Boolean);
  const read = await Promise.all(models.map((model) => readPart(context.request, model, at)));
  if (view.gone) return;
  for (const { wall } of view.shown) wall.destroy();
  view.shown = read.map((part) => ({ ...part, ...paneOf(view, part) }));
  parts.panes.replaceChildren(...view.shown.map(({ element }) => element));
  parts.table.replaceChildren(toeplitzTable(view.shown));
  paint(view);
}

/** What is known of one model's mixing in the block of this number, or in its last one. */
async function readPart(request, model, at) {
  const pictures = mixing(model);
  const picture = pictures[Math.min(at, pictures.length - 1)];
  const tokens = picture.kind === "tokens";
  const read = (parameter) => readWeights(request, model.id, parameter);
  const [array, second, toeplitz] = await Promise.all([
    read(picture.parameter),
    tokens ? read(picture.parameter.replace("fc1", "fc2")) : null,
    request.toeplitz(model.id),
  ]);
  return { model, picture, tokens, array, second, toeplitz };
}

const paneOf = (view, part) =>
  matrixPane(view, part, {
    onPick: (query) => choose(view, { query }),
    say: (words) => (view.parts.readout.textContent = words),
  });

function paint(view) {
  const { context, parts, shown } = view;
  const { query, other } = chosen(view);
  const map = KINDS.weight.map();
  const input = findModel(context.frame, context.model.id)?.input;
  view.painted = { input, theme: context.theme, argument: context.argument };
  parts.beside.value = other?.id ?? "";
  for (const { wall, array, values, tokens, bar } of shown) {
    const scale = symmetric(array.values);
    wall.paint({ values, scale: () => scale, map }, tokens ? null : query);
    bar.update(scale, "weight");
  }
  if (input) parts.picker.paint(input, query);
  const say = (words) => (parts.readout.textContent = words);
  parts.rowsBox.replaceChildren(...(input ? shown.map((part) => rowFigure(view, part, { query, input, map, say })) : []));
}

function update(view, next) {
  const before = chosen(view).other;
  view.context = next;
  if (chosen(view).other !== before) return load(view);
  const { input, theme, argument } = view.painted ?? {};
  const now = findModel(next.frame, next.model.id)?.input;
  if (now !== input || next.theme !== theme || next.argument !== argument) paint(view);
}
