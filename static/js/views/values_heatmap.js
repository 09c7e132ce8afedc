// One channel, or all tokens, with the exact values: as Plotly draws it at rest, and as a canvas while the pattern moves.
import { short } from "../lib/format.js";
import { theme } from "../ui/plot.js";
import { rowsOf, slice } from "../lib/arrays.js";
import { colourScale, KINDS, paintCells } from "../ui/figure_parts.js";
import { colourAxis } from "../ui/colour_axis.js";
import { words } from "../i18n/i18n.js";

const TEXT = await words("stage_view");

const MARGIN = { l: 42, t: 8, r: 66, b: 38 };
const { axes } = TEXT.values;

/** {flat, rows, columns, down, across: names of the axes, scale}: one channel. */
export function onePicture({ array, form, channel, tileScale }) {
  return {
    flat: slice(array, form, channel),
    rows: form.rows,
    columns: form.columns,
    down: form.plain ? axes.index : axes.row,
    across: form.plain ? axes.index : axes.column,
    scale: tileScale(channel),
  };
}

/** Tokens down, channels across, as the array lies in the file; the class token is row 0. */
export function wholePicture({ array, scale }) {
  return { flat: array.values, rows: array.shape[0], columns: array.shape[1], down: axes.token, across: axes.channel, scale };
}

export function heatmapSpec({ scale: { signed } }, { flat, rows, columns, down, across, scale }, width) {
  const size = Math.max(1, Math.min(Math.floor((width - MARGIN.l - MARGIN.r) / columns), Math.floor(396 / rows), 52));
  const box = { left: MARGIN.l, top: MARGIN.t, width: size * columns, height: size * rows };
  const z = rowsOf(flat, rows, columns);
  return {
    box,
    traces: [
      {
        type: "heatmap",
        z,
        text: z.map((row) => row.map((value) => short(value))),
        meta: { down, across },
        zmin: scale.low,
        zmax: scale.high,
        colorscale: colourScale("activation", signed),
        xgap: size > 8 ? 0.5 : 0,
        ygap: size > 8 ? 0.5 : 0,
        hovertemplate: `${down} %{y}, ${across} %{x}<br><b>%{text}</b><extra></extra>`,
        colorbar: colourAxis({ thickness: 10, y: 0.5, x: 1, xpad: 12, tickfont: { color: theme().muted, size: 12 } }),
      },
    ],
    layout: {
      width: box.left + box.width + MARGIN.r,
      height: box.top + box.height + MARGIN.b,
      margin: MARGIN,
      xaxis: { ...axis(columns), title: across, constrain: "domain" },
      yaxis: { ...axis(rows), range: [rows - 0.5, -0.5], title: down },
    },
  };
}

const axis = (count) => ({
  range: [-0.5, count - 0.5],
  showgrid: false,
  zeroline: false,
  dtick: count > 40 ? 10 : count > 12 ? 4 : 1,
  tick0: 0,
  ticks: "outside",
  ticklen: 3,
});

export function paintHeatmap(canvas, box, { scale: { signed } }, { flat, rows, columns, scale }) {
  paintCells(canvas, flat, rows, columns, scale, KINDS.activation.map(signed), 0, 0, box.width, box.height);
}
