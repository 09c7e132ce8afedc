// The rank of one class, read off each state, against depth; 1 is at the top.
import { words } from "../i18n/i18n.js";
import { theme } from "../ui/plot.js";

const TEXT = await words("early_reading");

const FEW = 30; // classes up to which ranks are evenly spaced

/** `found`: the answer of /api/early-reading. */
export function earlySpec({ states, classes, label }, { model, point }, width) {
  const colours = theme();
  const colour = colours.family(model.family);
  const log = classes > FEW;
  const bottom = log ? Math.log10(classes) + 0.1 : classes + 0.5;
  return {
    traces: [
      {
        type: "scatter",
        mode: "lines+markers",
        name: label,
        x: states.map((_, i) => i),
        y: states.map(({ rank }) => rank),
        customdata: states.map(({ title, probability, first }) => [title, probability, first.label]),
        hovertemplate: TEXT.hover,
        line: { color: colour, width: 2 },
        marker: {
          size: states.map((state) => (state.point === point.name ? 12 : 8)),
          color: colour,
          line: { color: colours.ink, width: states.map((state) => (state.point === point.name ? 1.5 : 0)) },
        },
      },
    ],
    layout: {
      width,
      height: 240,
      margin: { l: 52, t: 10, r: 16, b: 44 },
      showlegend: false,
      xaxis: {
        title: TEXT.depth,
        tickvals: states.map((_, i) => i),
        ticktext: states.map(({ title }) => /(\d+)$/.exec(title)?.[1] ?? title),
        tickangle: 0,
        range: [-0.4, states.length - 0.6],
        showgrid: false,
      },
      yaxis: { title: TEXT.rankAxis(label), type: log ? "log" : "linear", range: [bottom, log ? -0.1 : 0.5] },
    },
  };
}
