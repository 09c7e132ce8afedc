// One channel with its exact values: a heatmap, or for units a ranking.
import { el } from "../ui/dom.js";
import { exact, percent, short } from "../lib/format.js";
import { paintPicture } from "../ui/canvas.js";
import { theme } from "../ui/plot.js";
import { findModel, pixelsOf } from "../lib/wire.js";
import { movingFigure } from "../ui/moving_figure.js";
import { prefixSlice, slice, summary } from "../lib/arrays.js";
import { button, caption, fileName, head, saveButtons, scaleSentence } from "../ui/figure_parts.js";
import { heatmapSpec, onePicture, paintHeatmap, wholePicture } from "./values_heatmap.js";
import { paintRanking, rankingSpec } from "./values_ranking.js";
import { factList } from "../ui/fact_list.js";
import { words } from "../i18n/i18n.js";

const TEXT = await words("stage_view");
const AXES = await words("axes");
const text = TEXT.values;

export const id = "values";
export const title = text.title;
export const explain = text.explain;
export const needs = [];

const isUnits = ({ form }) => form.kind === "units";
const isWhole = ({ form, argument }) => form.kind === "tokens" && argument === "all";
const byNumber = ({ argument }) => argument === "number";
const pictureOf = (context) => (isWhole(context) ? wholePicture(context) : onePicture(context));

export function render(container, first) {
  const view = { context: first, parts: null, chart: null };
  view.parts = elements(view);
  container.append(...view.parts.all);
  view.chart = movingFigure(view.parts.figureBox, {
    watch: container,
    specify: (width) => specify(view.context, width),
    paint: (canvas, box) => paint(view, canvas, box),
    handlers: {
      onHover: (point) => hover(view, point),
      onLeave: () => light(view, null),
      onClick: (point) => click(view.context, point),
    },
  });
  tell(view);
  return {
    ready: view.chart.ready,
    update(next) {
      view.context = next;
      tell(view);
      view.chart.update(next.moving);
    },
    destroy: () => view.chart.destroy(),
  };
}

function elements(view) {
  const { axis } = view.context.form;
  const name = el("h4");
  const modes = el("span.vmodes");
  const figureBox = el("div.vfigure");
  const received = el("canvas.vreceived", { role: "img", "aria-label": text.received });
  const facts = el("dl.vfacts.is-column");
  const beside = el("div.vbeside", {}, el("figure", {}, received, el("figcaption.vcaption", {}, text.received)), facts);
  const readout = el("output.vreadout", {}, text.readout);
  const note = caption("");
  const step = (by) => () => {
    const { channel, form, choose } = view.context;
    choose((channel + by + form.count) % form.count);
  };
  const stepper = el(
    "span.vstepper",
    {},
    button("‹", step(-1), { "aria-label": AXES.previous(axis) }),
    name,
    button("›", step(1), { "aria-label": AXES.next(axis) }),
  );
  const save = saveButtons(
    () => view.chart.element,
    () => savedAs(view.context),
  );
  const all = [head(stepper, modes, save), el("div.vrow", {}, figureBox, beside), readout, note];
  return { name, modes, figureBox, received, facts, beside, readout, note, all };
}

function savedAs(context) {
  const { model, point, form, channel } = context;
  return fileName(model.id, point.name, isWhole(context) ? "all" : `${form.axis}-${channel}`);
}

function specify(context, width) {
  if (isUnits(context)) return rankingSpec(context, width, byNumber(context));
  // What the panel leaves beside the small picture; the figure takes only what its cells need.
  return heatmapSpec(context, pictureOf(context), width < 460 ? width : width - 138);
}

function paint({ context, chart }, canvas, box) {
  if (isUnits(context)) paintRanking(canvas, box, context, chart.spec.layout.yaxis.range, byNumber(context));
  else paintHeatmap(canvas, box, context, pictureOf(context));
}

function hover(view, point) {
  const { context, parts } = view;
  const number = isUnits(context) ? point.y : point.z;
  const value = short(number);
  parts.readout.dataset.value = exact(number);
  if (isUnits(context)) return void (parts.readout.textContent = AXES.valued(context.form.axis, point.customdata, value));
  const { down, across } = point.data.meta;
  parts.readout.textContent = `${down} ${point.y}, ${across} ${point.x}: ${value}`;
  if (!isWhole(context)) light(view, Number(point.y), Number(point.x));
}

function click(context, point) {
  if (isUnits(context)) context.choose(point.customdata);
  else if (isWhole(context)) context.choose(Number(point.x));
  else if (context.has("number")) context.go("number", `${point.y}-${point.x}`);
}

/** The input pixels under a cell, here and in every model. */
function light(view, row, column) {
  const { point, hoverCell } = view.context;
  hoverCell(row, column);
  paintReceived(view, row === null || !point.stride ? null : pixelsOf(point, row, column));
}

function paintReceived({ context, parts: { received, beside } }, rectangle) {
  const input = findModel(context.frame, context.model.id)?.input;
  if (!input || beside.hidden) return;
  const pixel = Math.max(1, Math.round(112 / input.shape[2]));
  const drawing = paintPicture(received, input, pixel);
  if (!rectangle) return;
  const { top, left, bottom, right } = rectangle;
  drawing.strokeStyle = getComputedStyle(received).getPropertyValue("--chosen") || theme().accent;
  drawing.lineWidth = 2;
  drawing.strokeRect(left * pixel, top * pixel, (right - left) * pixel, (bottom - top) * pixel);
}

function tell(view) {
  const { context, parts } = view;
  const { form, channel } = context;
  parts.beside.hidden = isUnits(context);
  if (!isUnits(context)) {
    parts.facts.replaceChildren(...factList(measures(context)));
    paintReceived(view, null);
  }
  parts.name.textContent = isWhole(context) ? text.all : AXES.numbered(form.axis, channel);
  parts.note.textContent = note(context);
  parts.modes.replaceChildren(...modes(context));
}

function measures(context) {
  const numbers = summary(pictureOf(context).flat);
  return Object.entries(text.names).map(([key, name]) => ({
    name,
    text: key === "zeros" ? percent(numbers.zeros) : short(numbers[key]),
    value: numbers[key],
  }));
}

/** The scale in words, and the exact values that the picture does not show. */
function note(context) {
  const { array, form, channel, state, scale } = context;
  const prefix = form.prefix && !isWhole(context) ? Array.from(prefixSlice(array, form, channel)) : [];
  const nameOf = (i) => (prefix.length > 1 ? TEXT.attention.token(i) : text.classToken);
  return [
    scaleSentence(TEXT.activation, state, scale),
    ...prefix.map((value, i) => text.prefix(nameOf(i), short(value))),
    ...(isUnits(context) ? [AXES.valued(form.axis, channel, short(slice(array, form, channel)[0]))] : []),
  ].join(" · ");
}

const MODES = {
  tokens: [
    [text.one, null],
    [text.all, "all"],
  ],
  units: [
    [text.sorted, null],
    [text.byNumber, "number"],
  ],
};

const modes = ({ form, argument, go }) =>
  (MODES[form.kind] ?? []).map(([label, value]) =>
    button(label, () => go("values", value), { "aria-pressed": String((argument ?? null) === value) }),
  );
