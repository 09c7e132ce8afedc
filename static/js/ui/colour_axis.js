// The colour bar that Plotly draws beside a heatmap of the views.
import { theme } from "./plot.js";

export const colourAxis = (more = {}) => ({
  thickness: 8,
  len: 1,
  xpad: 10,
  ypad: 0,
  outlinewidth: 0,
  nticks: 5,
  tickfont: { color: theme().muted, size: 12 },
  ...more,
});
