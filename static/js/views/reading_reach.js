// How far back a state reaches: the share that each row has in it, as a map of all states, and the gradient against the distance.
import { percent, short } from "../lib/format.js";
import { backTo, leader } from "../lib/reading_steps.js";
import { words } from "../i18n/i18n.js";
import { colourAxis } from "../ui/colour_axis.js";
import { el, say } from "../ui/dom.js";
import { caption, colourScale, fileName, head, saveButtons } from "../ui/figure_parts.js";
import { figure, theme } from "../ui/plot.js";

const TEXT = (await words("reading")).reach;
const SIDE = 330; // px at most, of the map

/** `name()`: of the model, for files. Returns {element, show(answer of /api/reading/reach, rows read, family), destroy}. */
export function createReach(name) {
  let shown = null;
  const sentence = el("p.reading-reach", { role: "status" });
  const part = (title, specify, file) => {
    const plot = el("div.vfigure", { dataset: { chart: file } });
    const save = saveButtons(
      () => plot,
      () => fileName(name(), file),
    );
    const chart = figure(plot, (width) => (shown ? specify(shown, width) : null));
    return { chart, element: el("div", {}, head(title, save), plot) };
  };
  const parts = [part(TEXT.map, mapSpec, "rows-in-states"), part(TEXT.gradient, gradientSpec, "gradient-back")];
  const pair = el(
    "div.reading-pair",
    {},
    parts.map(({ element }) => element),
  );
  return {
    element: el("div.reading-back", {}, el("h4", {}, TEXT.title), sentence, pair, caption(TEXT.note)),
    show(found, row, family) {
      shown = { found, row, family };
      say(sentence, said(found, row));
      for (const { chart } of parts) chart.redraw();
    },
    destroy() {
      for (const { chart } of parts) chart.destroy();
    },
  };
}

function said({ steps, label }, row) {
  const { shares } = steps[row - 1];
  const [first, last] = [steps[0].norm, steps.at(-1).norm];
  const most = leader(shares);
  return [
    TEXT.most(row, most + 1, percent(shares[most])),
    TEXT.half(row, backTo(shares, row)),
    TEXT.norm(label, short(first / last), steps.length - 1),
  ].join(" ");
}

function mapSpec({ found: { steps }, row }, width) {
  const margin = { l: 46, t: 8, r: 74, b: 40 };
  const side = Math.min(SIDE, width - margin.l - margin.r);
  const numbers = steps.map((_, at) => at + 1);
  return {
    traces: [
      {
        type: "heatmap",
        x: numbers,
        y: numbers,
        z: steps.map(({ shares }) => shares),
        text: steps.map(({ shares }) => shares.map(percent)),
        zmin: 0,
        zmax: Math.max(...steps.slice(1).flatMap(({ shares }) => shares)), // the first state has one row, which is all of it
        colorscale: colourScale("activation", false),
        hovertemplate: TEXT.hover,
        colorbar: colourAxis({ tickformat: ".0%" }),
      },
    ],
    layout: {
      width: side + margin.l + margin.r,
      height: side + margin.t + margin.b,
      margin,
      xaxis: { title: TEXT.row, showgrid: false, zeroline: false, dtick: 7, tick0: 0 },
      yaxis: { title: TEXT.state, autorange: "reversed", showgrid: false, zeroline: false, dtick: 7, tick0: 0 },
      shapes: [
        {
          type: "rect",
          x0: 0.5,
          x1: steps.length + 0.5,
          y0: row - 0.5,
          y1: row + 0.5,
          line: { width: 1.5, color: theme().accent },
        },
      ],
    },
  };
}

function gradientSpec({ found: { steps }, row, family }, width) {
  const colours = theme();
  const distance = steps.map((_, at) => steps.length - 1 - at);
  return {
    traces: [
      {
        type: "scatter",
        mode: "lines+markers",
        x: distance,
        y: steps.map(({ norm }) => norm),
        text: steps.map((_, at) => String(at + 1)),
        line: { color: colours.family(family), width: 2 },
        marker: { size: steps.map((_, at) => (at + 1 === row ? 11 : 5)), color: colours.family(family) },
        hovertemplate: TEXT.gradientHover,
      },
    ],
    layout: {
      width,
      height: SIDE,
      margin: { l: 62, t: 8, r: 16, b: 40 },
      showlegend: false,
      xaxis: { title: TEXT.distance, showgrid: false, dtick: 7 },
      yaxis: { title: TEXT.axis, type: "log", exponentformat: "power", dtick: 1 },
    },
  };
}
