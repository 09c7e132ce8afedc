// Theoretical and effective size over depth, as a Plotly figure.
import { figure, theme } from "../../ui/plot.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("receptive_field");

const HEIGHT = 230;
const MARGIN = { l: 46, r: 12, t: 30 };
const STEEP = 5; // more names would run into each other
const NAME = 52; // px that a name takes

/** `read()` -> {stages: [{title, side, initial, trained}] (px or null), picture: px, chosen: index, family}; onChoose(index). */
export function mountFieldChart(box, read, onChoose) {
  const specify = (width) => {
    const now = read();
    return { traces: traces(now), layout: layout(now, width) };
  };
  return figure(box, specify, { onClick: (found) => onChoose(Number(found.x)) });
}

function traces({ stages, family }) {
  const colours = theme();
  const line = (name, key, style, marker) => ({
    type: "scatter",
    mode: "lines+markers",
    name,
    x: stages.map((_, i) => i),
    y: stages.map((stage) => stage[key]),
    connectgaps: true,
    text: stages.map(({ title }) => title),
    hovertemplate: TEXT.chartHover(name),
    line: style,
    marker,
  });
  return [
    line(TEXT.chartTheory, "side", { color: colours.ink, width: 1.5, shape: "hvh" }, { size: 5, symbol: "square" }),
    line(TEXT.chartInitial, "initial", { color: colours.muted, width: 1.5, dash: "dot" }, { size: 6, symbol: "circle-open" }),
    line(TEXT.chartTrained, "trained", { color: colours.family(family), width: 2 }, { size: 6 }),
  ];
}

function layout({ stages, picture, chosen }, width) {
  const { muted } = theme();
  const steep = stages.length > STEEP;
  return {
    width,
    height: HEIGHT,
    margin: { ...MARGIN, b: steep ? 58 : 26 },
    legend: {
      orientation: "h",
      x: 0,
      y: 1.02,
      yanchor: "bottom",
      font: { size: 12, color: muted },
      bgcolor: "rgba(0,0,0,0)",
    },
    xaxis: {
      range: [-0.4, stages.length - 0.6],
      ...names(stages, chosen, width),
      tickangle: steep ? -40 : 0,
      showgrid: false,
      zeroline: false,
      fixedrange: true,
    },
    yaxis: { rangemode: "tozero", title: TEXT.chartAxis, zeroline: true, fixedrange: true },
    ...marks(picture, chosen),
  };
}

/** As many names of stages as there is room for, the chosen one's among them. */
function names(stages, chosen, width) {
  const step = Math.ceil(stages.length / Math.max(2, Math.floor((width - MARGIN.l - MARGIN.r) / NAME)));
  const tickvals = stages.map((_, i) => i).filter((i) => i % step === 0 || i === chosen);
  return { tickvals, ticktext: tickvals.map((i) => stages[i].title) };
}

/** The side of the picture as a line across, the chosen stage as a line up. */
function marks(picture, chosen) {
  const { muted, accent } = theme();
  const across = { type: "line", xref: "paper", x0: 0, x1: 1, y0: picture, y1: picture };
  const up = { type: "line", yref: "paper", y0: 0, y1: 1, x0: chosen, x1: chosen };
  const place = { xref: "paper", x: 1, xanchor: "right", y: picture, yanchor: "bottom" };
  return {
    shapes: [
      { ...across, line: { color: muted, width: 1, dash: "dash" } },
      { ...up, line: { color: accent, width: 1 } },
    ],
    annotations: [{ ...place, showarrow: false, text: TEXT.chartPicture, font: { size: 12, color: muted } }],
  };
}
