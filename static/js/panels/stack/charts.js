// How much of the square is used: the field's profile, and 4σ over r with depth, of both stacks. Plotly.
import { words } from "../../i18n/i18n.js";
import { figure, theme } from "../../ui/plot.js";
import { field, widthOf } from "../../lib/kernel_stack.js";

const TEXT = await words("stack");

const HEIGHT = 240;
const MARGIN = { l: 50, r: 12, t: 28, b: 40 };

/** `read()` -> the two traced stacks (arithmetic.js). Returns {redraw, destroy}. */
export function mountCharts(profileBox, ratioBox, read) {
  const figures = [
    figure(profileBox, (width) => profileSpec(read(), width)),
    figure(ratioBox, (width) => ratioSpec(read(), width)),
  ];
  return {
    redraw: () => figures.forEach((one) => one.redraw()),
    destroy: () => figures.forEach((one) => one.destroy()),
  };
}

const styles = (colours) => [
  { color: colours.accent, width: 2 },
  { color: colours.family("mlp"), width: 2, dash: "dot" },
];

function framed(width, xaxis, yaxis) {
  const legend = {
    orientation: "h",
    x: 0,
    y: 1.01,
    yanchor: "bottom",
    font: { size: 12, color: theme().muted },
    bgcolor: "rgba(0,0,0,0)",
  };
  return { width, height: HEIGHT, margin: MARGIN, legend, xaxis, yaxis };
}

function profileSpec(stacks, width) {
  const lines = styles(theme());
  const traces = stacks.map((traced, i) => {
    const values = field(traced);
    const most = Math.max(...values);
    return {
      type: "scatter",
      mode: values.length < 40 ? "lines+markers" : "lines",
      name: TEXT.names[i],
      line: lines[i],
      marker: { size: 5 },
      x: Array.from(values, (_, at) => at - (values.length - 1) / 2),
      y: Array.from(values, (value) => value / most),
      hovertemplate: TEXT.profileHover(TEXT.names[i]),
    };
  });
  return {
    traces,
    layout: framed(width, { title: TEXT.profileAxis, zeroline: true }, { title: TEXT.profileValue, rangemode: "tozero" }),
  };
}

function ratioSpec(stacks, width) {
  const colours = theme();
  const lines = stacks.map((traced, i) => ({
    type: "scatter",
    mode: "lines+markers",
    name: TEXT.names[i],
    line: styles(colours)[i],
    marker: { size: 6 },
    x: traced.map((_, n) => n + 1),
    y: traced.map((layer, n) => widthOf(traced.slice(0, n + 1)) / layer.size),
    hovertemplate: TEXT.ratioHover(TEXT.names[i]),
  }));
  const longest = lines[stacks[1].length > stacks[0].length ? 1 : 0];
  const n = longest.x.at(-1);
  return {
    traces: n > 2 ? [...lines, lawThrough(longest, colours)] : lines,
    layout: framed(
      width,
      { title: TEXT.ratioAxis, dtick: n > 12 ? 4 : 1, range: [0.5, n + 0.5], showgrid: false },
      { title: TEXT.ratioValue, range: [0, 1.35] },
    ),
  };
}

/** 1 ∕ √n, through a line's last point. */
function lawThrough({ x, y }, colours) {
  const [n, value] = [x.at(-1), y.at(-1)];
  return {
    type: "scatter",
    mode: "lines",
    name: TEXT.law,
    hoverinfo: "skip",
    line: { color: colours.muted, width: 1, dash: "dash" },
    x,
    y: x.map((one) => value * Math.sqrt(n / one)),
  };
}
