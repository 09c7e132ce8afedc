// How much of the square is used: the field's profile, and 4σ over r with depth, of both stacks. Plotly.
import { figure, theme } from "../../ui/plot.js";
import { field, widthOf } from "./arithmetic.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("stack");

const HEIGHT = 240;
const MARGIN = { l: 50, r: 12, t: 28, b: 40 };
const legend = (colours) => ({
  orientation: "h",
  x: 0,
  y: 1.01,
  yanchor: "bottom",
  font: { size: 11, color: colours.muted },
  bgcolor: "rgba(0,0,0,0)",
});

/** `read()` -> the two traced stacks (arithmetic.js). Returns {redraw, destroy, ratio: element}. */
export function mountCharts(profileBox, ratioBox, read) {
  const styles = (colours) => [
    { color: colours.accent, width: 2 },
    { color: colours.family("mlp"), width: 2, dash: "dot" },
  ];

  const profile = figure(profileBox, (width) => {
    const colours = theme();
    return {
      traces: read().map((traced, i) => {
        const values = field(traced);
        const most = Math.max(...values);
        return {
          type: "scatter",
          mode: values.length < 40 ? "lines+markers" : "lines",
          name: TEXT.names[i],
          line: styles(colours)[i],
          marker: { size: 5 },
          x: Array.from(values, (_, at) => at - (values.length - 1) / 2),
          y: Array.from(values, (value) => value / most),
          hovertemplate: `${TEXT.names[i]}, %{x} px: <b>%{y:.3f}</b><extra></extra>`,
        };
      }),
      layout: {
        width,
        height: HEIGHT,
        margin: MARGIN,
        legend: legend(colours),
        xaxis: { title: TEXT.profileAxis, zeroline: true },
        yaxis: { title: TEXT.profileValue, rangemode: "tozero" },
      },
    };
  });

  const ratio = figure(ratioBox, (width) => {
    const colours = theme();
    const stacks = read();
    const lines = stacks.map((traced, i) => ({
      type: "scatter",
      mode: "lines+markers",
      name: TEXT.names[i],
      line: styles(colours)[i],
      marker: { size: 6 },
      x: traced.map((_, n) => n + 1),
      y: traced.map((layer, n) => widthOf(traced.slice(0, n + 1)) / layer.size),
      hovertemplate: `${TEXT.names[i]}, %{x} layers: <b>%{y:.3f}</b><extra></extra>`,
    }));
    const longest = lines[stacks[1].length > stacks[0].length ? 1 : 0]; // the law, through the last point of the deeper stack
    const [n, value] = [longest.x.at(-1), longest.y.at(-1)];
    const law = {
      type: "scatter",
      mode: "lines",
      name: TEXT.law,
      hoverinfo: "skip",
      line: { color: colours.muted, width: 1, dash: "dash" },
      x: longest.x,
      y: longest.x.map((x) => value * Math.sqrt(n / x)),
    };
    return {
      traces: n > 2 ? [...lines, law] : lines,
      layout: {
        width,
        height: HEIGHT,
        margin: MARGIN,
        legend: legend(colours),
        xaxis: { title: TEXT.ratioAxis, dtick: n > 12 ? 4 : 1, range: [0.5, n + 0.5], showgrid: false },
        yaxis: { title: "4σ ∕ r", range: [0, 1.35] },
      },
    };
  });
  return {
    redraw() {
      profile.redraw();
      ratio.redraw();
    },
    destroy() {
      profile.destroy();
      ratio.destroy();
    },
  };
}
