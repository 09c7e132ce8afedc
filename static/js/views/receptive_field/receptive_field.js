// The receptive field of a stage's middle position: the square that the structure allows, growing with depth, and beside it
// what the gradient finds, at initialisation and trained.
import { el, stylesheet } from "../../ui/dom.js";
import { short } from "../../lib/format.js";
import { caption, colourBar, fileName, head, saveButtons } from "../../ui/figure_parts.js";
import { createWaiting } from "../../ui/waiting.js";
import { mountFieldChart } from "./chart.js";
import { createPanes, SCALE, sideOf } from "./panes.js";
import { createFields } from "./requests.js";
import { createSteps } from "./steps.js";
import { told, words } from "../../i18n/i18n.js";

const TEXT = await words("receptive_field");

const SMALL = 64 * 64; // larger pictures: only the stages that somebody looks at are computed
const MOST = 12; // stages of the chart that are computed without being asked for

export const id = "field";
export const title = TEXT.title;
export const explain = TEXT.explain;
export const working = TEXT.loading;
export const needs = [];

/** Up to `most` of 0 … n - 1, evenly, first and last among them. */
export const spread = (n, most) =>
  n <= most
    ? Array.from({ length: n }, (_, i) => i)
    : Array.from({ length: most }, (_, i) => Math.round((i * (n - 1)) / (most - 1)));

/** Why a stage has no square, in the page's language; null where it has one. */
const why = ({ reason, reason_key, reason_values }) =>
  reason && told({ reason: reason_key, values: reason_values, detail: reason });

export async function render(container, first) {
  const { model, point, request } = first;
  const asked = request.squares(model.id, point.inner ? point.name : null);
  const [found] = await Promise.all([asked, stylesheet("views_receptive_field")]);
  found.stages = found.stages.map((stage) => ({ ...stage, reason: why(stage) }));
  const view = viewOf(first, found);
  if (view.last < 0) {
    container.replaceChildren(caption(found.stages[view.opened].reason));
    return {};
  }
  view.fields = fieldsOf(view);
  view.parts = elements(view);
  container.replaceChildren(...view.parts.all);
  view.chart = mountFieldChart(
    view.parts.plot,
    () => curves(view),
    (index) => choose(view, index),
  );
  paint(view);
  return {
    ready: view.chart.ready,
    update: (next) => update(view, next),
    destroy() {
      view.parts.steps.still();
      view.fields.destroy();
      view.chart.destroy();
    },
  };
}

/** The stages from the first to the opened one, and the last of them that has positions. */
function viewOf(context, { rows, columns, stages: all, when, cause }) {
  const opened = all.findIndex(({ point }) => point === context.point.name);
  const stages = all.slice(0, opened + 1);
  const points = [context.point, ...context.model.points];
  const grids = stages.map(({ point }) => points.find(({ name }) => name === point).grid);
  return { context, rows, columns, when, cause, opened, stages, grids, last: grids.findLastIndex(Boolean) };
}

const chosen = ({ context, opened }) => Math.min(opened, Math.max(0, Number(context.argument ?? opened) || 0));
const choose = ({ context, opened }, index) => context.go(id, String(Math.min(opened, Math.max(0, index))));
const isSmall = ({ rows, columns }) => rows * columns <= SMALL;

function fieldsOf(view) {
  const { context, when, stages, grids, last } = view;
  return createFields({
    model: context.model.id,
    request: context.request.receptiveField,
    wanted() {
      const order = [chosen(view), ...(isSmall(view) ? spread(last + 1, MOST) : [])].filter((index) => grids[index] !== null);
      return order.flatMap((index) => when.map((one) => [stages[index].point, one]));
    },
    onChange(arrived) {
      paint(view);
      if (arrived) view.chart.redraw();
    },
  });
}

function elements(view) {
  const parts = {
    steps: createSteps({
      stages: view.stages,
      last: view.last,
      chosen: () => chosen(view),
      onChoose: (index) => choose(view, index),
    }),
    reason: el("p.vcaption.reason"),
    waiting: createWaiting(),
    panes: createPanes(view),
    bar: colourBar(),
    from: caption(""),
    plot: el("div.vfigure"),
    words: caption(""),
  };
  const save = saveButtons(
    () => view.chart.element,
    () => fileName(view.context.model.id, "receptive-field"),
  );
  const all = [
    parts.steps.element,
    parts.reason,
    parts.waiting.element,
    parts.panes.element,
    el("div.key-line", {}, parts.bar.element, caption(TEXT.bar)),
    parts.from,
    head(TEXT.chart, save),
    parts.plot,
    parts.words,
  ];
  return { ...parts, all };
}

function paint(view) {
  const { context, parts, stages, grids } = view;
  const index = chosen(view);
  const placed = grids[index] !== null;
  parts.steps.show(index);
  parts.reason.textContent = placed ? "" : stages[index].reason;
  parts.panes.paint(placed ? index : null, context);
  parts.bar.update(SCALE);
  tellFailure(view, stages[index].point);
  parts.from.textContent = limits(view);
  parts.words.textContent = chartWords(view);
  view.fields.next();
}

function tellFailure({ parts, when, fields }, point) {
  const error = when.map((one) => fields.failure(point, one)).find(Boolean);
  if (error) parts.waiting.fail(TEXT.failed(error.message), fields.retry);
  else parts.waiting.done();
}

/** From where on the square says nothing, and what neither of the two says. */
function limits({ stages, cause }) {
  const turned = stages.find(({ square }) => square?.whole);
  return [turned && cause ? TEXT.from(turned.title, cause) : "", TEXT.notTheory, TEXT.notEffective].filter(Boolean).join(" ");
}

function chartWords(view) {
  const any = view.stages.map(({ point }) => view.fields.get(point, "trained")).find(Boolean);
  return [
    ...(any ? [TEXT.chartUniform(short(any.uniform_width)), TEXT.pictures(any.pictures, any.probes)] : []),
    ...(isSmall(view) ? [] : [TEXT.chartRest]),
  ].join(" ");
}

function curves(view) {
  const { rows, columns, context, stages, last, fields } = view;
  const width = (point, when) => fields.get(point, when)?.width ?? null;
  return {
    picture: Math.max(rows, columns),
    chosen: chosen(view),
    family: context.model.family,
    stages: stages.slice(0, last + 1).map(({ title, point, square }) => ({
      title,
      side: sideOf(square),
      initial: width(point, "initial"),
      trained: width(point, "trained"),
    })),
  };
}

function update(view, next) {
  const before = view.context;
  view.context = next;
  paint(view);
  if (before.argument !== next.argument) view.chart.redraw();
}
