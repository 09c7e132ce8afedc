// The share of each class after each row, as lines: those that lead after some row in colour, the rest faint.
import { words } from "../i18n/i18n.js";
import { leader } from "../lib/reading_steps.js";
import { theme } from "../ui/plot.js";

const TEXT = await words("reading");

const MARGIN = { l: 52, t: 22, r: 16, b: 40 };
const HEIGHT = 280;
const DASHES = ["solid", "dash", "dot", "dashdot", "longdash"];

/** `found`: the answer of /api/reading; `row`: how many rows are read. */
export function readingSpec({ labels, steps }, row, family, width) {
  const colours = theme();
  const last = leader(steps.at(-1).shares);
  const leading = [...new Set(steps.map(({ shares }) => leader(shares)))].filter((i) => i !== last);
  const rest = labels.map((_, i) => i).filter((i) => i !== last && !leading.includes(i));
  const line = (index) => {
    const place = leading.indexOf(index);
    if (index === last) return { width: 2.5, color: colours.family(family) };
    return place < 0
      ? { width: 1, color: colours.line }
      : { width: 1.5, color: colours.ink, dash: DASHES[place % DASHES.length] };
  };
  return {
    traces: [...rest, ...leading, last].map((index) => ({
      type: "scatter",
      mode: "lines",
      name: labels[index],
      x: steps.map((_, i) => i + 1),
      y: steps.map(({ shares }) => shares[index]),
      line: line(index),
      showlegend: !rest.includes(index),
      hovertemplate: `${labels[index]}<br><b>%{y:.1%}</b><extra></extra>`,
    })),
    layout: {
      width,
      height: HEIGHT,
      margin: MARGIN,
      legend: { orientation: "h", x: 1, xanchor: "right", y: 1, yanchor: "bottom", traceorder: "reversed" },
      xaxis: { title: TEXT.row, range: [0.5, steps.length + 0.5], showgrid: false },
      yaxis: { title: TEXT.share, range: [0, 1.02], tickformat: ".0%" },
      shapes: [
        {
          type: "line",
          x0: row,
          x1: row,
          y0: 0,
          y1: 1,
          yref: "paper",
          line: { width: 1.5, color: colours.accent, dash: "dot" },
        },
      ],
    },
  };
}
