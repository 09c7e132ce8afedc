// One tile of weights as a figure: square cells, and the heatmap in the weights' own colours.
import { short } from "../../lib/format.js";
import { rowsOf } from "../../lib/arrays.js";
import { colourScale } from "../../ui/figure_parts.js";
import { colourAxis } from "../../ui/colour_axis.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("stage_view");
const text = TEXT.weights;
const MARGIN = { l: 40, t: 8, r: 70, b: 36 };

/** The layout for rows x columns cells in this width; `dtick`: cells from one number on an axis to the next. */
export function squareCells(width, rows, columns, dtick) {
  const cell = Math.max(1, Math.min(Math.floor((width - MARGIN.l - MARGIN.r) / columns), Math.floor(240 / rows), 40));
  const axis = { showgrid: false, zeroline: false, dtick, tick0: 0, ticks: "outside", ticklen: 3 };
  return {
    width: cell * columns + MARGIN.l + MARGIN.r,
    height: cell * rows + MARGIN.t + MARGIN.b,
    margin: MARGIN,
    xaxis: { ...axis, range: [-0.5, columns - 0.5], title: text.column },
    yaxis: { ...axis, range: [rows - 0.5, -0.5], title: text.row },
  };
}

export function weightHeatmap(values, rows, columns, { low, high }) {
  const z = rowsOf(values, rows, columns);
  return {
    type: "heatmap",
    z,
    text: z.map((line) => line.map((value) => short(value))),
    zmin: low,
    zmax: high,
    colorscale: colourScale("weight", true),
    hovertemplate: text.hover,
    colorbar: colourAxis(),
  };
}
