// The charts of the lineage, as Plotly wants them: colour says plain or residual, dashes the depth, thin lines no norm.
import { short } from "../../lib/format.js";
import { theme } from "../../ui/plot.js";
import { curves, lesions, loss, relative, wrong } from "./training_curves.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("lineage");
const DEPTHS = await words("depths");

const LEGEND = { orientation: "h", x: 0, xanchor: "left", y: 1.02, yanchor: "bottom", bgcolor: "rgba(0,0,0,0)" };
const HEIGHT = 270;
const FEW = 6; // lines whose legend needs no more room

const dashOf = ({ depth, norm }) => (!norm || depth > 1000 ? "dot" : depth > 20 ? "dash" : "solid");

function line(twin, title) {
  const colours = theme();
  const colour = { plain: colours.family("mlp"), residual: colours.family("cnn"), "pre-activation": colours.family("mixer") }[
    twin.kind
  ];
  return {
    type: "scatter",
    mode: "lines+markers",
    name: title,
    line: { color: colour, width: twin.norm ? 2 : 1, dash: dashOf(twin) },
    marker: { size: 5, color: colour },
  };
}

function framed(width, traces, xaxis, yaxis, more = {}) {
  return {
    traces,
    layout: {
      width,
      height: HEIGHT + (width < 420 ? 40 : 0),
      margin: { l: 54, t: width < 420 ? 90 : 46, r: 14, b: 40 },
      showlegend: true,
      legend: { ...LEGEND, font: { size: 12, color: theme().muted } },
      hovermode: "closest",
      xaxis,
      yaxis,
      ...more,
    },
  };
}

/** What a chart of many lines needs above it for its legend, two lines of it a row where they fit. */
function roomFor(traces, width) {
  const top = 22 + 20 * Math.ceil(traces.length / (width < 420 ? 1 : 2));
  return { height: HEIGHT - 60 + top, margin: { l: 54, t: top, r: 14, b: 40 } };
}

const epochs = (drawn) => ({
  title: TEXT.degradation.epoch,
  dtick: 1,
  showgrid: false,
  range: [0.8, Math.max(4, ...drawn.map(({ x }) => x.length)) + 0.2],
});

export function lossSpec({ twins, titleOf }, width) {
  const drawn = curves(twins, loss);
  const traces = drawn.map(({ twin, x, y }) => ({
    ...line(twin, titleOf(twin.model)),
    x,
    y,
    hovertemplate: TEXT.degradation.lossHover(titleOf(twin.model)),
  }));
  return framed(width, traces, epochs(drawn), {
    title: TEXT.degradation.lossAxis,
    type: "log",
    dtick: "D2",
    tickformat: ".3~g",
  });
}

export function errorSpec({ twins, titleOf }, width) {
  const drawn = curves(twins, wrong);
  const traces = drawn.map(({ twin, x, y }) => ({
    ...line(twin, titleOf(twin.model)),
    x,
    y,
    hovertemplate: TEXT.degradation.errorHover(titleOf(twin.model)),
  }));
  return framed(width, traces, epochs(drawn), {
    title: TEXT.degradation.errorAxis,
    type: "log",
    dtick: "D2",
    tickformat: "~g",
  });
}

/** The loss over the steps: a point of a curve is the mean of `epoch` of them. */
export function stepsSpec({ twins, titleOf, epoch }, width) {
  const traces = curves(twins, loss).map(({ twin, x, y }) => ({
    ...line(twin, titleOf(twin.model)),
    x: x.map((at) => at * epoch),
    y,
    hovertemplate: DEPTHS.hover(titleOf(twin.model)),
  }));
  return framed(
    width,
    traces,
    { title: DEPTHS.steps, showgrid: false, rangemode: "tozero" },
    { title: DEPTHS.axis(epoch), type: "log", dtick: "D2", tickformat: ".3~g" },
    roomFor(traces, width),
  );
}

export function gradientSpec({ twins, titleOf, answers }, width) {
  const traces = twins
    .filter(({ model }) => answers.has(model))
    .map((twin) => {
      const { x, y, titles, norms } = relative(answers.get(twin.model));
      return {
        ...line(twin, titleOf(twin.model)),
        x,
        y,
        text: titles.map((title, i) => TEXT.gradients.hover(title, titleOf(twin.model), short(norms[i]))),
        hovertemplate: TEXT.gradients.hoverValue,
      };
    });
  return framed(
    width,
    traces,
    { title: TEXT.gradients.depth, range: [-0.02, 1.02], showgrid: false },
    { title: TEXT.gradients.axis, type: "log", tickformat: "~g", dtick: 1 },
    traces.length > FEW ? roomFor(traces, width) : {},
  );
}

export function lesionSpec({ twins, titleOf }, width) {
  const colours = theme();
  const drawn = lesions(twins);
  const traces = drawn.map(({ twin, x, y, names }) => ({
    ...line(twin, titleOf(twin.model)),
    x,
    y,
    text: names,
    hovertemplate: TEXT.lesion.hover(titleOf(twin.model)),
  }));
  const shapes = drawn.slice(0, 1).map(({ twin }) => ({
    type: "line",
    xref: "paper",
    x0: 0,
    x1: 1,
    y0: twin.lesion_whole,
    y1: twin.lesion_whole,
    line: { color: colours.muted, width: 1, dash: "dot" },
  }));
  return framed(
    width,
    traces,
    { title: TEXT.lesion.block, range: [-0.02, 1.02], showgrid: false },
    { title: TEXT.lesion.axis, range: [0, 102] },
    { shapes },
  );
}
