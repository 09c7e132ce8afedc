// The figures of a dense layer: a band for each source of its stack, and the heatmap of who uses whom.
import { el } from "../../ui/dom.js";
import { exact, short } from "../../lib/format.js";
import { colourScale } from "../../ui/figure_parts.js";
import { colourAxis } from "../../ui/colour_axis.js";
import { words } from "../../i18n/i18n.js";

const BLOCKS = await words("block_views");
const text = BLOCKS.dense;
const MARGIN = { l: 86, t: 8, r: 74, b: 60 };

/** The colour of a source: hues around the circle, the same in stack and chart (pure). */
export const hue = (source, sources) => `oklch(0.68 0.14 ${Math.round(40 + (300 * source) / Math.max(1, sources - 1))})`;

/** {element, maps: where its maps go, source}: the i-th source of the opened layer; onOpen() when its name is clicked. */
export function band({ sources, means, layer }, source, i, onOpen) {
  const start = sources.slice(0, i).reduce((total, { channels }) => total + channels, 0);
  const maps = el("div.dense-maps");
  const mean = means[layer][i];
  const share = mean / Math.max(...means[layer].slice(0, layer + 1));
  const opens = { type: "button", "aria-description": text.open(source.title), onclick: onOpen };
  const name = source.point ? el("button.vbutton", opens, source.title) : el("b", {}, source.title);
  const element = el(
    "div.dense-band",
    { style: { "--source": hue(i, sources.length) }, dataset: { source: String(i), mean: exact(mean) } },
    el("div.dense-name", {}, name, el("span.vmuted", {}, text.channels(start, start + source.channels - 1))),
    maps,
    el(
      "div.dense-mean",
      { "aria-description": text.mean },
      el("i", { style: { width: `${100 * share}%` } }),
      el("span", {}, short(mean, 3)),
    ),
  );
  return { element, maps, source };
}

/** Mean |w| from each source (down) to each layer (across); the opened layer's column is outlined. */
export function heatSpec({ sources, targets, means, layer }, container, width) {
  const count = targets.length;
  const across = Math.max(180, Math.min(560, width) - MARGIN.l - MARGIN.r);
  const side = count * Math.min(44, Math.floor(across / count));
  const z = sources.map((_, s) => targets.map((_, t) => means[t][s]));
  const chosen = getComputedStyle(container).getPropertyValue("--chosen");
  const column = { type: "rect", x0: layer - 0.5, x1: layer + 0.5, y0: -0.5, y1: layer + 0.5 };
  return {
    traces: [
      {
        type: "heatmap",
        z,
        x: targets.map(({ title }) => title),
        y: sources.map(({ title }) => title),
        text: z.map((line) => line.map((value) => (value === null ? "" : short(value)))),
        zmin: 0,
        zmax: Math.max(...means.flat()),
        xgap: 1,
        ygap: 1,
        colorscale: colourScale("activation", false),
        hoverongaps: false,
        hovertemplate: text.hover,
        colorbar: colourAxis({ nticks: 4, tickfont: { size: 12 } }),
      },
    ],
    layout: {
      width: side + MARGIN.l + MARGIN.r,
      height: side + MARGIN.t + MARGIN.b,
      margin: MARGIN,
      xaxis: { title: text.target, showgrid: false, tickangle: -35 },
      yaxis: { autorange: "reversed", showgrid: false },
      shapes: [{ ...column, line: { width: 2, color: chosen } }],
    },
  };
}
