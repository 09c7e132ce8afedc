// What was trained: test error against cost, with a line where the sliders are.
import { theme } from "../../ui/plot.js";
import { words } from "../../i18n/i18n.js";
import { phiOf, round } from "./scaling_factors.js";

const BLOCKS = await words("block_views");
const text = BLOCKS.scaling;
const MARGIN = { l: 56, t: 8, r: 16, b: 44 };

/** `view` {context, trained, found: {macs} or null}. */
export function costSpec(view, container, width) {
  const { accent, muted } = theme();
  const models = comparable(view.context);
  const scaled = new Set(view.trained.models.map(({ id }) => id));
  const [own, others] = [true, false].map((wanted) => models.filter(({ id }) => scaled.has(id) === wanted));
  return {
    traces: [
      trace(view, others, { name: text.others, colour: muted, mode: "markers" }),
      trace(view, own, { name: text.scaled, colour: accent, mode: width > 480 ? "markers+text" : "markers" }),
    ],
    layout: {
      width,
      height: 300,
      margin: MARGIN,
      showlegend: true,
      legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom" },
      xaxis: { title: text.axisX, type: "log" },
      yaxis: { title: text.axisY, rangemode: "tozero" },
      ...(view.found ? here(view.found, getComputedStyle(container).getPropertyValue("--chosen")) : NOWHERE),
    },
  };
}

/** The models that were tested as the opened one was. */
const comparable = ({ model, models }) =>
  models.filter(({ tier, version, top1, macs }) => tier === model.tier && version === model.version && top1 !== null && macs);

const trace = (view, models, { name, colour, mode }) => ({
  x: models.map(({ macs }) => macs),
  y: models.map(({ top1 }) => round(100 - top1)),
  text: models.map((model) => label(view, model)),
  customdata: models.map(({ title }) => title),
  name,
  mode,
  marker: { color: colour, size: 9 },
  textposition: "top center",
  hovertemplate: text.hover,
});

function label({ trained }, { id, title }) {
  const factors = trained.models.find((one) => one.id === id)?.factors;
  const phi = factors ? phiOf(trained, factors) : null;
  return phi === null ? title : `φ = ${phi}`;
}

const NOWHERE = { annotations: [], shapes: [] };

function here({ macs }, colour) {
  const line = { type: "line", x0: macs, x1: macs, yref: "paper", y0: 0, y1: 1 };
  const top = { x: Math.log10(macs), y: 1, yref: "paper", yanchor: "top", xanchor: "left" };
  return {
    annotations: [{ ...top, text: text.here, showarrow: false, font: { color: colour, size: 12 } }],
    shapes: [{ ...line, line: { color: colour, width: 1.5, dash: "dot" } }],
  };
}
