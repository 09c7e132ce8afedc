// Who listens to whom in one block: each head's attention over the patches, for one query.
import { el } from "../ui/dom.js";
import { short } from "../lib/format.js";
import { figure } from "../ui/plot.js";
import { findModel } from "../lib/wire.js";
import { button, caption, colourBar, fileName, head, saveButtons } from "../ui/figure_parts.js";
import { createPatchPicker } from "../ui/patch_picker.js";
import { createWaiting } from "../ui/waiting.js";
import { headMap, paintHeads } from "./attention_maps.js";
import { matrixSpec, queryRow } from "./attention_matrix.js";
import { createAttentionChange } from "./change/attention_change.js";
import { createReader } from "./reader.js";
import { tokenName } from "./arithmetic/tokens.js";
import { words } from "../i18n/i18n.js";

const TEXT = await words("stage_view");
const text = TEXT.attention;

export const id = "attention";
export const title = text.title;
export const explain = text.explain;
export const working = text.working;
export const needs = ["attention"];

export async function render(container, first) {
  const view = await viewOf(first);
  view.parts = elements(view);
  container.append(...view.parts.all);
  view.chart = figure(view.parts.plot, (width) => matrixSpec(view, width), {
    onClick: (found) => choose(view, Number(found.y)),
  });
  view.reader = createReader({
    read() {
      view.asked = view.context.numbers();
      return view.context.request.activation(view.context.model.id, view.point.name);
    },
    onArray(array) {
      Object.assign(view, { array, at: view.asked });
      view.parts.waiting.done();
      paint(view);
      if (!view.context.moving) view.chart.redraw();
    },
    onFail: (error) => view.parts.waiting.fail(TEXT.failed(error.message), () => view.reader.retry()), // the old maps stay
  });
  paint(view);
  return {
    ready: view.chart.ready,
    update: (next) => update(view, next),
    destroy() {
      view.reader.stop();
      view.chart.destroy();
    },
  };
}

async function viewOf(context) {
  const point = context.attention;
  const at = context.numbers();
  const array = await context.request.activation(context.model.id, point.name);
  const [rows, columns] = context.point.grid;
  const [heads, , keys] = array.shape;
  return { context, point, array, at, rows, columns, heads, keys, prefix: point.prefix };
}

/** "query-head" in the link: which query, and whose matrix is shown below. */
function chosen({ context, keys, heads }) {
  const [query, head] = (context.argument ?? "0-0").split("-").map(Number);
  return { query: Math.min(keys - 1, query || 0), head: Math.min(heads, head || 0) };
}
const choose = (view, query, head = chosen(view).head) => view.context.go("attention", `${query}-${head}`);

function elements(view) {
  const { rows, columns, prefix, heads, keys } = view;
  const parts = {
    picker: createPatchPicker({ rows, columns, label: text.query, onPick: (patch) => choose(view, prefix + patch) }),
    classes: Array.from({ length: prefix }, (_, token) =>
      button(tokenName(token, view), () => choose(view, token), { "aria-pressed": "false" }),
    ),
    queryName: el("strong"),
    readout: el("output.vreadout"),
    bar: colourBar(),
    maps: Array.from({ length: heads + 1 }, (_, h) => mapOf(view, h)),
    plot: el("div.vfigure"),
    matrixName: el("h4"),
    waiting: createWaiting(),
    change: createAttentionChange({
      onPick: (patch) => choose(view, prefix + patch),
      onPoint: (row, column) => view.context.hoverCell(row, column),
    }),
  };
  const save = saveButtons(
    () => view.chart.element,
    () => fileName(view.context.model.id, view.point.name, `head-${chosen(view).head}`),
  );
  const beside = el(
    "div",
    {},
    el("p", {}, `${text.query}: `, parts.queryName),
    el("p.vmodes", {}, parts.classes),
    parts.readout,
  );
  const all = [
    el("div.vquery", {}, parts.picker.element, beside),
    el("div.vheads", {}, ...parts.maps.map(({ element }) => element)),
    parts.bar.element,
    caption(text.bar(keys)),
    caption(text.facts(keys)),
    parts.waiting.element,
    parts.change.element,
    head(parts.matrixName, save),
    parts.plot,
    caption(text.matrixCaption(view.prefix)),
  ];
  return { ...parts, all };
}

function mapOf(view, h) {
  const { prefix, columns, heads } = view;
  const name = h < heads ? text.head(h + 1) : text.mean;
  return headMap(view, name, {
    onShow: () => choose(view, chosen(view).query, h),
    onPick: (patch) => choose(view, prefix + patch),
    onPoint(cell) {
      view.context.hoverCell(cell?.row ?? null, cell?.column);
      view.parts.readout.textContent = cell ? readout(view, h, name, prefix + cell.row * columns + cell.column) : "";
    },
  });
}

function readout(view, h, name, key) {
  const { query } = chosen(view);
  return text.readout(name, tokenName(query, view), tokenName(key, view), short(queryRow(view.array, h, query)[key]));
}

function paint(view) {
  const { parts, context, keys, prefix } = view;
  const { query, head: shown } = chosen(view);
  Object.assign(view, { query, shown });
  const scale = paintHeads(view);
  parts.bar.update(scale, "activation", [[1 / keys, `1/${keys}`]]);
  parts.classes.forEach((node, token) => node.setAttribute("aria-pressed", String(token === query)));
  parts.queryName.textContent = tokenName(query, view);
  parts.matrixName.textContent = `${text.matrix}, ${parts.maps[shown].name}`;
  const input = findModel(context.frame, context.model.id)?.input;
  if (input) parts.picker.paint(input, query < prefix ? null : query - prefix);
  parts.change.paint(view, {
    name: parts.maps[shown].name,
    asker: tokenName(query, view),
    scale,
    row: (array) => queryRow(array, shown, query),
    nameOf: (token) => tokenName(token, view),
  });
}

function update(view, next) {
  const before = view.context;
  view.context = next;
  if (before.frame !== next.frame) return view.reader.ask();
  paint(view);
  const changed = before.argument !== next.argument || before.moving || before.theme !== next.theme;
  if (!next.moving && changed) view.chart.redraw();
}
