// Squeeze-and-excitation: this picture's gates, sorted, against the averages of the classes; and one gate taken apart.
import { el } from "../../ui/dom.js";
import { exact, short } from "../../lib/format.js";
import { newest } from "../../lib/newest.js";
import { figure, theme } from "../../ui/plot.js";
import { findModel } from "../../lib/wire.js";
import { ranked, slice, squarest, summary } from "../../lib/arrays.js";
import { cellCanvas, styled } from "../../ui/cell_canvas.js";
import { BLOCKS } from "../../i18n/en/block_views.js";
import { numbers } from "../../ui/number_matrix.js";
import { caption, fileName, head, KINDS, saveButtons, scaleOf } from "../../ui/figure_parts.js";

const text = BLOCKS.gates;
const MARGIN = { l: 52, t: 8, r: 12, b: 44 };

export const id = "gates";
export const title = text.title;
export const explain = text.explain;
export const needs = ["gate"];

/** Per channel the smallest and largest of the classes' averages (pure). `table`: class -> channel. */
export const rangeOfClasses = (table) =>
  table[0].map((_, channel) => {
    const all = table.map((row) => row[channel]);
    return [Math.min(...all), Math.max(...all)];
  });

export async function render(container, first) {
  let context = first;
  let gates = null;
  let order = [];
  const point = context.model.points.find(({ name, role }) => role === "gate" && name.startsWith(`${context.point.name}.`));
  const own = point.shape[0] === context.point.shape[0]; // the gated channels are the stage's own
  const [averages] = await Promise.all([
    context.request.gates(context.model.id).then(
      (answer) => ({ answer }),
      (error) => ({ error }),
    ),
    styled(),
  ]);
  const table = averages.answer?.gates[point.name] ?? null;
  const range = table && rangeOfClasses(table);

  const readout = el("output.vreadout", {}, text.point);
  const plot = el("div.vfigure.is-wide");
  const lit = el("figure.gate-map", { hidden: true });
  const sheet = el("div.vsheet");
  container.append(
    head(
      point.title,
      readout,
      saveButtons(
        () => chart.element,
        () => fileName(context.model.id, point.name),
      ),
    ),
    el("div.vrow", {}, plot),
    caption(table ? text.protocol(averages.answer.protocol) : text.without(averages.error?.message ?? "")),
    caption(own ? "" : text.inside(point.shape[0])),
    el("div.gate-parts", {}, lit, sheet),
  );

  const predicted = () => findModel(context.frame, context.model.id)?.predictions[0] ?? { index: 0, label: "?" };
  const chosen = () => {
    const wanted = own ? context.channel : Number(context.argument ?? order[0] ?? 0);
    return Math.min(point.shape[0] - 1, Math.max(0, Number.isFinite(wanted) ? wanted : 0));
  };
  const choose = (channel) => (own ? context.choose(channel) : context.go("gates", String(channel)));
  const average = (channel) => (table ? table[predicted().index][channel] : null);

  function light(channel) {
    readout.textContent =
      channel === null
        ? text.point
        : text.readout(channel, exact(gates[channel]), average(channel) === null ? null : short(average(channel)));
    if (!own) return;
    context.wall.light(channel);
    lit.hidden = channel === null;
    if (channel === null) return;
    const { rows, columns } = context.form;
    const tile = cellCanvas(rows, columns, Math.max(2, Math.round(98 / rows)));
    tile.paint(
      slice(context.array, context.form, channel),
      context.tileScale(channel),
      KINDS.activation.map(context.scale.signed),
    );
    lit.replaceChildren(tile.canvas, el("figcaption.vcaption", {}, text.map(channel)));
  }

  const chart = figure(
    plot,
    (width) => {
      const x = order.map((_, i) => i);
      const { accent, muted, ink } = theme();
      const band = (end) => ({
        x,
        y: order.map((channel) => range[channel][end]),
        mode: "lines",
        line: { width: 0, color: muted, shape: "hvh" },
        hoverinfo: "skip",
        showlegend: end === 1,
        name: text.range,
      });
      const mark = getComputedStyle(container).getPropertyValue("--chosen");
      const size = order.length > 40 ? 6 : 8;
      const numbersOf = order.map((channel) => exact(gates[channel]));
      return {
        traces: [
          ...(table
            ? [
                band(0),
                { ...band(1), fill: "tonexty", fillcolor: "rgba(128,128,128,0.28)" },
                {
                  x,
                  y: order.map(average),
                  mode: "lines",
                  line: { color: ink, width: 1.5, shape: "hvh" },
                  name: text.average(predicted().label),
                  hoverinfo: "skip",
                },
              ]
            : []),
          {
            x,
            y: order.map((channel) => gates[channel]),
            customdata: order,
            text: numbersOf,
            mode: "markers",
            name: text.mine,
            marker: { size, color: accent },
            hovertemplate: "channel %{customdata}<br>gate <b>%{text}</b><extra></extra>",
          },
          {
            x: [order.indexOf(chosen())],
            y: [gates?.[chosen()]],
            mode: "markers",
            showlegend: false,
            hoverinfo: "skip",
            marker: { size: size + 6, symbol: "circle-open", color: mark, line: { width: 2 } },
          },
        ],
        layout: {
          width,
          height: 270,
          margin: MARGIN,
          showlegend: true,
          legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom" },
          xaxis: { title: text.axis, showgrid: false, zeroline: false },
          yaxis: { title: text.gate, range: [-0.02, 1.02], zeroline: false },
        },
      };
    },
    {
      watch: container,
      onHover: ({ customdata }) => customdata !== undefined && light(customdata),
      onLeave: () => light(null),
      onClick: ({ customdata }) => customdata !== undefined && choose(customdata),
    },
  );

  const ask = newest(
    ({ values, entry }) => {
      gates = values;
      order = ranked(gates);
      chart.redraw();
      sheet.replaceChildren(...takenApart(entry));
    },
    (error) => sheet.replaceChildren(caption(error.message)),
  );
  let asked = "";
  function refresh() {
    if (context.moving) return;
    const now = `${chosen()}/${context.frame.dx},${context.frame.dy}/${context.theme}/${predicted().index}`;
    if (now === asked && context.array === seen) return;
    [asked, seen] = [now, context.array];
    ask(async () => {
      const { values } = await context.request.activation(context.model.id, point.name);
      if (!order.length) order = ranked(values);
      return {
        values,
        entry: await context.request.gateEntry({ model: context.model.id, point: point.name, channel: chosen() }),
      };
    });
  }
  let seen = null;
  refresh();
  return {
    ready: chart.ready,
    update(next) {
      context = next;
      refresh();
    },
    destroy() {
      context.wall.light(null);
      chart.destroy();
    },
  };
}

/** s = σ(W2 δ(W1 z + b1) + b2) for one channel, line by line. */
function takenApart({ channel, squeezed, before, hidden, activation, weights, bias, logit, gate, recorded }) {
  const line = (name, expression, value) =>
    el("li", {}, el("span", {}, name), el("span", {}, expression), el("b", {}, exact(value)));
  const products = hidden.map((value, r) => value * weights[r]);
  return [
    head(text.formula(channel)),
    el(
      "div.vthree",
      {},
      numbers(
        text.z(squeezed.length),
        Float32Array.from(squeezed),
        Math.min(8, squarest(squeezed.length)),
        "activation",
        scaleOf(summary(squeezed)),
      ),
    ),
    el(
      "ol.vchain",
      { dataset: { sum: exact(gate), recorded: exact(recorded) } },
      hidden.map((value, r) => line(text.hidden(r, activation), `W1[${r}]·z + b1 = ${short(before[r], 4)}`, value)),
      products.map((value, r) =>
        line(`W2[${channel}, ${r}] × hidden ${r}`, `${short(weights[r], 4)} × ${short(hidden[r], 4)}`, value),
      ),
      line(text.bias, "", bias),
      line("Σ", text.sum(hidden.length), logit),
      line(text.sigma, `1 ∕ (1 + exp(${short(-logit, 4)}))`, gate),
      el("li.vchain-end", {}, el("span", {}, text.recorded), el("span", {}, ""), el("b", {}, exact(recorded))),
    ),
  ];
}
