// What the charts have in common: a panel with its title and save buttons, margins, the legend, and a model's line.
import { el } from "../../ui/dom.js";
import { head, saveButtons } from "../../ui/figure_parts.js";
import { theme } from "../../ui/plot.js";

const MARGIN = { l: 50, t: 30, r: 18, b: 40 };
const LEGEND = {
  orientation: "h",
  x: 0,
  xanchor: "left",
  y: 1.0,
  yanchor: "bottom",
  font: { size: 12 },
  bgcolor: "rgba(0,0,0,0)",
  itemsizing: "constant",
};

/** A section with its title; `plot()` is the figure to save and `name()` its file's name. */
export function panel(selector, title, { plot, name }, ...content) {
  return el(selector, { "aria-label": title }, head(el("h3", {}, title), saveButtons(plot, name)), ...content);
}

export const layoutOf = (width, height, xaxis, yaxis) => ({
  width,
  height,
  margin: MARGIN,
  showlegend: true,
  legend: LEGEND,
  hovermode: "closest",
  xaxis,
  yaxis,
});

/** Where in a figure of this size the values are drawn. */
export const plotArea = (width, height) => ({
  left: MARGIN.l,
  top: MARGIN.t,
  width: width - MARGIN.l - MARGIN.r,
  height: height - MARGIN.t - MARGIN.b,
});

/** A model's line: its family's colour, dashed where it was trained with shifts. */
export function modelLine(model, { width = 2, size }) {
  const color = theme().family(model.family);
  return {
    type: "scatter",
    mode: "lines+markers",
    name: model.title,
    line: { color, width, dash: model.version === "shifted" ? "dash" : "solid" },
    marker: { size, color },
  };
}
