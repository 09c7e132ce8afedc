// A dense layer: the growing stack of maps that it gets, and how much it uses of each source.
import { el } from "../../ui/dom.js";
import { short } from "../../lib/format.js";
import { figure } from "../../ui/plot.js";
import { slice, summary } from "../../lib/arrays.js";
import { cellCanvas, styled } from "../../ui/cell_canvas.js";
import { words } from "../../i18n/i18n.js";
import { caption, fileName, head, KINDS, saveButtons, scaleOf } from "../../ui/figure_parts.js";
import { createWaiting } from "../../ui/waiting.js";
import { band, heatSpec } from "./dense_figures.js";

const BLOCKS = await words("block_views");
const STAGE = await words("stage_view");
const text = BLOCKS.dense;
const MAP = 28; // px of one map in the stack, about

export const id = "dense";
export const title = text.title;
export const explain = text.explain;
export const working = text.working;
export const needs = ["sources"];

export async function render(container, first) {
  const [block] = await Promise.all([first.request.dense(first.model.id, first.point.name), styled()]);
  const view = { context: first, block, gone: false };
  view.parts = elements(view);
  container.append(...view.parts.all);
  const names = block.targets.map((target) => target.title);
  view.chart = figure(view.parts.plot, (width) => heatSpec(block, container, width), {
    watch: container,
    onClick: (point) => openStage(view, block.targets[names.indexOf(point.x)].point),
  });
  paint(view);
  return {
    ready: view.chart.ready,
    update(next) {
      view.context = next;
      if (next.moving || (next.array === view.seen.array && next.theme === view.seen.theme)) return;
      paint(view);
    },
    destroy() {
      view.gone = true;
      view.chart.destroy();
    },
  };
}

const openStage = ({ context }, point) => context.setState({ stage: `${context.model.id}/${point}`, channel: null });

function elements(view) {
  const { context, block } = view;
  const target = block.targets[block.layer];
  const bands = block.sources
    .slice(0, block.layer + 1)
    .map((source, i) => band(block, source, i, () => openStage(view, source.point)));
  const note = caption("");
  const waiting = createWaiting();
  const plot = el("div.vfigure.is-wide");
  const narrow = context.model.pictures.find(({ parameter }) => parameter === target.parameter).shape[0];
  const save = saveButtons(
    () => view.chart.element,
    () => fileName(view.context.model.id, block.block, "mean-weights"),
  );
  const all = [
    head(text.gets(target.title, target.channels)),
    waiting.element,
    el("div.dense-stack", { tabIndex: 0, dataset: { walk: "" } }, ...bands.map(({ element }) => element)),
    caption(text.adds(narrow, block.kernel, context.point.shape[0])),
    note,
    head(text.heat, save),
    el("div.vrow", {}, plot),
    caption(text.heatCaption(block.connections, block.targets.length)),
  ];
  return { bands, note, plot, waiting, all };
}

async function paint(view) {
  const { context, parts } = view;
  const seen = (view.seen = { array: context.array, theme: context.theme });
  parts.waiting.busy(text.working);
  try {
    const arrays = await Promise.all(
      parts.bands.map(({ source }) => (source.point ? context.request.activation(context.model.id, source.point) : null)),
    );
    if (view.gone || view.seen !== seen) return;
    parts.waiting.done();
    show(view, arrays);
  } catch (error) {
    if (!view.gone && view.seen === seen) parts.waiting.fail(STAGE.failed(error.message), () => paint(view));
  }
}

function show({ parts }, arrays) {
  const ends = arrays.filter(Boolean).map(({ values }) => summary(values));
  const scale = scaleOf({ min: Math.min(...ends.map(({ min }) => min)), max: Math.max(...ends.map(({ max }) => max)) });
  arrays.forEach((array, i) => {
    if (array) parts.bands[i].maps.replaceChildren(...tiles(array, scale, parts.bands[i].source.title));
  });
  parts.note.textContent = text.stackCaption(short(scale.low), short(scale.high));
}

/** All maps of one source, on one scale. */
function tiles(array, scale, source) {
  const [count, rows, columns] = array.shape;
  const form = { kind: "maps", rows, columns };
  const cell = Math.max(1, Math.round(MAP / rows));
  const map = KINDS.activation.map(scale.signed);
  return Array.from({ length: count }, (_, channel) => {
    const name = text.tile(source, channel);
    const tile = cellCanvas(rows, columns, cell, { role: "img", "aria-label": name, "aria-description": name });
    tile.paint(slice(array, form, channel), scale, map);
    return tile.canvas;
  });
}
