// Every query and key of one head, as a Plotly heatmap.
import { short } from "../lib/format.js";
import { theme } from "../ui/plot.js";
import { rowsOf } from "../lib/arrays.js";
import { colourScale } from "../ui/figure_parts.js";
import { colourAxis } from "../ui/colour_axis.js";
import { tokenName } from "./arithmetic/tokens.js";
import { words } from "../i18n/i18n.js";

const TEXT = await words("stage_view");
const text = TEXT.attention;
const MARGIN = { l: 60, t: 8, r: 74, b: 38 };
const MOST = 320; // px a side

/** The row of one query in one head (or, for head = heads, the mean of all heads). */
export function queryRow({ shape: [heads, queries, keys], values }, at, query) {
  const row = (h) => values.subarray((h * queries + query) * keys, (h * queries + query + 1) * keys);
  if (at < heads) return row(at);
  const mean = new Float32Array(keys);
  for (let h = 0; h < heads; h++)
    row(h).forEach((value, i) => {
      mean[i] += value / heads;
    });
  return mean;
}

/** `view`: the array, its sizes, `query` and `shown` (the head). */
export function matrixSpec(view, width) {
  const { array, keys, shown } = view;
  const matrix = Float32Array.from({ length: keys * keys });
  for (let q = 0; q < keys; q++) matrix.set(queryRow(array, shown, q), q * keys);
  const z = rowsOf(matrix, keys, keys);
  const names = Array.from({ length: keys }, (_, token) => tokenName(token, view));
  return {
    traces: [
      {
        type: "heatmap",
        z,
        text: z.map((row) => row.map((value) => short(value))),
        customdata: names.map((down) => names.map((across) => `${down} → ${across}`)),
        zmin: 0,
        zmax: Math.max(...matrix),
        colorscale: colourScale("activation", false),
        hovertemplate: "%{customdata}<br><b>%{text}</b><extra></extra>",
        colorbar: colourAxis(),
      },
    ],
    layout: matrixLayout(view, Math.min(width - MARGIN.l - MARGIN.r, MOST)),
  };
}

function matrixLayout({ keys, rows, columns, prefix, query }, side) {
  const line = { type: "line", x0: -0.5, x1: keys - 0.5, line: { color: theme().ink, width: 1 } };
  const middles = Array.from({ length: rows }, (_, r) => prefix + r * columns + (columns - 1) / 2);
  const axis = {
    showgrid: false,
    zeroline: false,
    // the class token first, then the middle of each row of patches
    tickvals: [...(prefix ? [(prefix - 1) / 2] : []), ...middles],
    ticktext: [...(prefix ? [text.classRow] : []), ...middles.map((_, r) => String(r))],
    ticks: "outside",
    ticklen: 3,
  };
  return {
    width: side + MARGIN.l + MARGIN.r,
    height: side + MARGIN.t + MARGIN.b,
    margin: MARGIN,
    xaxis: { ...axis, range: [-0.5, keys - 0.5], title: text.key(prefix), tickangle: 0 },
    yaxis: { ...axis, range: [keys - 0.5, -0.5], title: text.queryAxis(prefix) },
    shapes: [-0.5, 0.5].map((half) => ({ ...line, y0: query + half, y1: query + half })),
  };
}
