// Squeeze-and-excitation: this picture's gates, sorted, against the averages of the classes; and one gate taken apart.
import { el } from "../../ui/dom.js";
import { short } from "../../lib/format.js";
import { newest } from "../../lib/newest.js";
import { figure } from "../../ui/plot.js";
import { findModel } from "../../lib/wire.js";
import { ranked, slice } from "../../lib/arrays.js";
import { cellCanvas, styled } from "../../ui/cell_canvas.js";
import { named } from "../../i18n/documents.js";
import { words } from "../../i18n/i18n.js";
import { caption, fileName, head, KINDS, saveButtons } from "../../ui/figure_parts.js";
import { createWaiting } from "../../ui/waiting.js";
import { gatesSpec } from "./gates_chart.js";
import { takenApart } from "./gates_sum.js";

const BLOCKS = await words("block_views");
const STAGE = await words("stage_view");
const text = BLOCKS.gates;

export const id = "gates";
export const title = text.title;
export const explain = text.explain;
export const working = text.working;
export const needs = ["gate"];

export async function render(container, first) {
  const view = await viewOf(first);
  view.parts = elements(view);
  container.append(...view.parts.all);
  view.chart = figure(view.parts.plot, (width) => view.gates && gatesSpec(shown(view), container, width), {
    watch: container,
    onHover: ({ customdata }) => customdata !== undefined && light(view, customdata),
    onLeave: () => light(view, null),
    onClick: ({ customdata }) => customdata !== undefined && choose(view, customdata),
  });
  view.ask = newest(
    (answer) => arrived(view, answer),
    (error) => failed(view, error),
  );
  refresh(view);
  return {
    ready: view.chart.ready,
    update(next) {
      view.context = next;
      refresh(view);
    },
    destroy() {
      view.context.wall.light(null);
      view.chart.destroy();
    },
  };
}

async function viewOf(context) {
  const point = context.model.points.find(({ name, role }) => role === "gate" && name.startsWith(`${context.point.name}.`));
  const [averages] = await Promise.all([
    context.request.gates(context.model.id).then(
      (answer) => ({ answer }),
      (error) => ({ error }),
    ),
    styled(),
  ]);
  return {
    context,
    point,
    own: point.shape[0] === context.point.shape[0], // the gated channels are the stage's own
    averages,
    table: averages.answer?.gates[point.name] ?? null, // class -> channel
    gates: null,
    order: [], // channels, the largest gate first
    asked: "", // for what, and at which array
    seen: null,
  };
}

function elements(view) {
  const { point, own, table, averages } = view;
  const readout = el("output.vreadout", {}, text.point);
  const plot = el("div.vfigure.is-wide");
  const lit = el("figure.gate-map", { hidden: true });
  const sheet = el("div.vsheet");
  const waiting = createWaiting();
  const save = saveButtons(
    () => view.chart.element,
    () => fileName(view.context.model.id, point.name),
  );
  const all = [
    head(point.title, readout, save),
    el("div.vrow", {}, plot),
    caption(table ? text.protocol(named(averages.answer.protocol)) : text.without(averages.error?.message ?? "")),
    caption(own ? "" : text.inside(point.shape[0])),
    waiting.element,
    el("div.gate-parts", {}, lit, sheet),
  ];
  return { readout, plot, lit, sheet, waiting, all };
}

const predicted = ({ context: { frame, model } }) => findModel(frame, model.id)?.predictions[0] ?? { index: 0, label: "?" };
const averageOf = (view, channel) => (view.table ? view.table[predicted(view).index][channel] : null);
const choose = ({ own, context }, channel) => (own ? context.choose(channel) : context.go("gates", String(channel)));

function chosen({ own, context, order, point }) {
  const wanted = own ? context.channel : Number(context.argument ?? order[0] ?? 0);
  return Math.min(point.shape[0] - 1, Math.max(0, Number.isFinite(wanted) ? wanted : 0));
}

/** What the chart shows. */
function shown(view) {
  const { gates, order, table } = view;
  return { gates, order, table, predicted: predicted(view), chosen: chosen(view) };
}

/** The gate under the pointer in words, and its channel on the wall and as a map. */
function light(view, channel) {
  const { context, own, gates, parts } = view;
  const average = channel === null ? null : averageOf(view, channel);
  parts.readout.textContent =
    channel === null ? text.point : text.readout(channel, short(gates[channel]), average === null ? null : short(average));
  if (!own) return;
  context.wall.light(channel);
  parts.lit.hidden = channel === null;
  if (channel !== null) parts.lit.replaceChildren(mapOf(context, channel), el("figcaption.vcaption", {}, text.map(channel)));
}

function mapOf({ array, form, scale, tileScale }, channel) {
  const tile = cellCanvas(form.rows, form.columns, Math.max(2, Math.round(98 / form.rows)));
  tile.paint(slice(array, form, channel), tileScale(channel), KINDS.activation.map(scale.signed));
  return tile.canvas;
}

function refresh(view) {
  const { context, point } = view;
  if (context.moving) return;
  const now = `${chosen(view)}/${context.frame.dx},${context.frame.dy}/${context.theme}/${predicted(view).index}`;
  if (now === view.asked && context.array === view.seen) return;
  Object.assign(view, { asked: now, seen: context.array });
  view.parts.waiting.busy(text.working);
  view.ask(async () => {
    const { values } = await view.context.request.activation(view.context.model.id, point.name);
    if (!view.order.length) view.order = ranked(values);
    const question = { model: view.context.model.id, point: point.name, channel: chosen(view) };
    return { values, entry: await view.context.request.gateEntry(question) };
  });
}

function failed(view, error) {
  view.asked = "";
  view.parts.waiting.fail(STAGE.failed(error.message), () => refresh(view));
}

function arrived(view, { values, entry }) {
  view.parts.waiting.done();
  Object.assign(view, { gates: values, order: ranked(values) });
  view.chart.redraw();
  view.parts.sheet.replaceChildren(...takenApart(entry));
}
