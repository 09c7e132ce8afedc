// One channel with its exact values: a heatmap, or for units a ranking.
import { el } from "../ui/dom.js";
import { exact, percent, short } from "../lib/format.js";
import { paintPicture } from "../ui/canvas.js";
import { theme } from "../ui/plot.js";
import { findModel, pixelsOf } from "../lib/wire.js";
import { movingFigure } from "../ui/moving_figure.js";
import { prefixSlice, ranked, rowsOf, slice, summary } from "../lib/arrays.js";
import {
  button,
  caption,
  colourScale,
  fileName,
  head,
  KINDS,
  paintCells,
  saveButtons,
  scaleSentence,
} from "../ui/figure_parts.js";
import { words } from "../i18n/i18n.js";

const TEXT = await words("stage_view");

const MARGIN = { l: 42, t: 8, r: 66, b: 38 };
const text = TEXT.values;

export const id = "values";
export const title = text.title;
export const explain = text.explain;
export const needs = [];

export function render(container, first) {
  let context = first;
  const name = el("h4");
  const readout = el("output.vreadout", {}, text.readout);
  const note = caption("");
  const step = (by) => () => context.choose((context.channel + by + context.form.count) % context.form.count);
  const modes = el("span.vmodes");
  const figureBox = el("div.vfigure");
  const picture28 = el("canvas.vreceived", { role: "img", "aria-label": text.received });
  const facts = el("dl.vfacts.is-column");
  const beside = el("div.vbeside", {}, el("figure", {}, picture28, el("figcaption.vcaption", {}, text.received)), facts);
  container.append(
    head(
      el(
        "span.vstepper",
        {},
        button("‹", step(-1), { "aria-label": text.previous(context.form.noun) }),
        name,
        button("›", step(1), { "aria-label": text.next(context.form.noun) }),
      ),
      modes,
      saveButtons(
        () => chart.element,
        () => fileName(context.model.id, context.point.name, whole() ? "all" : `${context.form.noun}-${context.channel}`),
      ),
    ),
    el("div.vrow", {}, figureBox, beside),
    readout,
    note,
  );

  const units = () => context.form.kind === "units";
  const whole = () => context.form.kind === "tokens" && context.argument === "all";
  const byNumber = () => context.argument === "number";
  const picture = () => (whole() ? wholePicture(context) : onePicture(context));

  // What the panel leaves beside the small picture; the figure takes only what its cells need.
  const room = (width) => (width < 460 ? width : width - 138);
  const chart = movingFigure(figureBox, {
    watch: container,
    specify: (width) => (units() ? ranking(context, width, byNumber()) : heatmap(context, picture(), room(width))),
    paint(canvas, box) {
      if (units()) return paintRanking(canvas, box, context, chart.spec.layout.yaxis.range, byNumber());
      const { flat, rows, columns } = picture();
      const scale = whole() ? context.scale : context.tileScale(context.channel);
      paintCells(canvas, flat, rows, columns, scale, KINDS.activation.map(context.scale.signed), 0, 0, box.width, box.height);
    },
    handlers: {
      onHover(point) {
        readout.textContent = units()
          ? `${context.form.noun} ${point.customdata}: ${exact(point.y)}`
          : `${point.data.meta.down} ${point.y}, ${point.data.meta.across} ${point.x}: ${point.text}`;
        readout.dataset.value = units() ? exact(point.y) : point.text;
        if (!units() && !whole()) light(Number(point.y), Number(point.x));
      },
      onLeave: () => light(null),
      onClick(point) {
        if (units()) context.choose(point.customdata);
        else if (whole()) context.choose(Number(point.x));
        else if (context.has("number")) context.go("number", `${point.y}-${point.x}`);
      },
    },
  });

  /** The input pixels under a cell, here and in every model. */
  function light(row, column) {
    context.hoverCell(row, column);
    paintReceived(row === null || !context.point.stride ? null : pixelsOf(context.point, row, column));
  }
  function paintReceived(rectangle) {
    const input = findModel(context.frame, context.model.id)?.input;
    if (!input || beside.hidden) return;
    const pixel = Math.max(1, Math.round(112 / input.shape[2]));
    const drawing = paintPicture(picture28, input, pixel);
    if (!rectangle) return;
    const { top, left, bottom, right } = rectangle;
    drawing.strokeStyle = getComputedStyle(container).getPropertyValue("--chosen") || theme().accent;
    drawing.lineWidth = 2;
    drawing.strokeRect(left * pixel, top * pixel, (right - left) * pixel, (bottom - top) * pixel);
  }

  function words() {
    beside.hidden = units();
    if (!units()) {
      const numbers = summary(picture().flat);
      facts.replaceChildren(
        ...Object.entries(text.names).map(([key, label]) =>
          el("div", {}, el("dt", {}, label), el("dd", {}, key === "zeros" ? percent(numbers.zeros) : short(numbers[key], 4))),
        ),
      );
      paintReceived(null);
    }
    const { form, channel, state, scale } = context;
    name.textContent = whole() ? TEXT.values.all : `${form.noun} ${channel}`;
    const prefix = form.prefix && !whole() ? Array.from(prefixSlice(context.array, form, channel)) : [];
    const extra = prefix.map((value, i) => text.prefix(prefix.length > 1 ? `token ${i}` : text.classToken, exact(value)));
    if (units()) extra.push(`${form.noun} ${channel}: ${exact(slice(context.array, form, channel)[0])}`);
    note.textContent = [scaleSentence(TEXT.activation, state, scale), ...extra].join(" · ");
    const choice = (label, argument) =>
      button(label, () => context.go("values", argument), { "aria-pressed": String((context.argument ?? null) === argument) });
    const offered =
      context.form.kind === "tokens"
        ? [
            [text.one, null],
            [text.all, "all"],
          ]
        : units()
          ? [
              [text.sorted, null],
              [text.byNumber, "number"],
            ]
          : [];
    modes.replaceChildren(...offered.map(([label, argument]) => choice(label, argument)));
  }
  words();

  return {
    ready: chart.ready,
    update(next) {
      context = next;
      words();
      chart.update(context.moving);
    },
    destroy: () => chart.destroy(),
  };
}

function onePicture({ array, form, channel }) {
  return { flat: slice(array, form, channel), rows: form.rows, columns: form.columns, down: "row", across: "column" };
}

// Tokens down, channels across, as the array lies in the file; the class token is row 0.
function wholePicture({ array }) {
  return { flat: array.values, rows: array.shape[0], columns: array.shape[1], down: "token", across: "channel" };
}

function heatmap(context, { flat, rows, columns, down, across }, width) {
  const cell = Math.min(Math.floor((width - MARGIN.l - MARGIN.r) / columns), Math.floor(396 / rows), 52);
  const size = Math.max(1, cell);
  const box = { left: MARGIN.l, top: MARGIN.t, width: size * columns, height: size * rows };
  const colours = theme();
  const { low, high } = across === "channel" ? context.scale : context.tileScale(context.channel);
  const z = rowsOf(flat, rows, columns);
  const axis = (count) => ({
    range: [-0.5, count - 0.5],
    showgrid: false,
    zeroline: false,
    dtick: count > 40 ? 10 : count > 12 ? 4 : 1,
    tick0: 0,
    ticks: "outside",
    ticklen: 3,
  });
  return {
    box,
    traces: [
      {
        type: "heatmap",
        z,
        text: z.map((row) => row.map(exact)),
        meta: { down, across },
        zmin: low,
        zmax: high,
        colorscale: colourScale("activation", context.scale.signed),
        xgap: size > 8 ? 0.5 : 0,
        ygap: size > 8 ? 0.5 : 0,
        hovertemplate: `${down} %{y}, ${across} %{x}<br><b>%{text}</b><extra></extra>`,
        colorbar: {
          thickness: 10,
          len: 1,
          y: 0.5,
          x: 1,
          xpad: 12,
          ypad: 0,
          outlinewidth: 0,
          tickfont: { color: colours.muted, size: 11 },
          nticks: 5,
        },
      },
    ],
    layout: {
      width: box.left + box.width + MARGIN.r,
      height: box.top + box.height + MARGIN.b,
      margin: MARGIN,
      xaxis: { ...axis(columns), title: across, constrain: "domain" },
      yaxis: { ...axis(rows), range: [rows - 0.5, -0.5], title: down },
    },
  };
}

const unitOrder = ({ array }, byNumber) => (byNumber ? Array.from(array.values.keys()) : ranked(array.values));

function ranking(context, width, byNumber) {
  const { array, form, channel, scale } = context;
  const margin = { ...MARGIN, l: 48, r: 16 };
  const order = unitOrder(context, byNumber);
  const colours = theme();
  const bar = colours.family(context.model.family);
  const pad = (scale.high - scale.low) * 0.04 || 1;
  const height = 330;
  return {
    box: { left: margin.l, top: margin.t, width: width - margin.l - margin.r, height: height - margin.t - margin.b },
    traces: [
      {
        type: "bar",
        x: order.map((_, i) => i),
        y: order.map((unit) => array.values[unit]),
        customdata: order,
        marker: { color: order.map((unit) => (unit === channel ? colours.ink : bar)), line: { width: 0 } },
        text: order.map((unit) => exact(array.values[unit])),
        textposition: "none",
        hovertemplate: `${form.noun} %{customdata}<br><b>%{text}</b><extra></extra>`,
      },
    ],
    layout: {
      width,
      height,
      margin,
      bargap: order.length > 100 ? 0 : 0.15,
      showlegend: false,
      xaxis: {
        title: byNumber ? text.unitsNumber(form.noun) : text.unitsAxis(form.noun),
        range: [-0.5, order.length - 0.5],
        showgrid: false,
        showticklabels: byNumber,
      },
      yaxis: { title: TEXT.activation, range: [scale.low < 0 ? scale.low - pad : 0, scale.high + pad], zeroline: true },
    },
  };
}

function paintRanking(canvas, box, context, [low, high], byNumber) {
  const colours = theme();
  const order = unitOrder(context, byNumber);
  const pitch = box.width / order.length;
  const y = (value) => box.height * (1 - (value - low) / (high - low));
  order.forEach((unit, i) => {
    const value = context.array.values[unit];
    canvas.fillStyle = unit === context.channel ? colours.ink : colours.family(context.model.family);
    canvas.fillRect(i * pitch, Math.min(y(0), y(value)), Math.max(1, pitch - (pitch > 4 ? 1 : 0)), Math.abs(y(0) - y(value)));
  });
}
