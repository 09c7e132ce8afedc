// Test accuracy under shift, from the cards; and change against dx, from the shift map. Plotly.
import { words } from "../../i18n/i18n.js";
import { layoutOf, modelLine } from "./chart_parts.js";
import { accuracyCurves, sawCurves } from "./curves.js";

const text = await words("charts");
const HEIGHT = 270;

export function accuracySpec({ models, frame }, width) {
  const curves = accuracyCurves(models, frame);
  const traces = curves.map(({ model, shown, x, y }) => ({
    ...modelLine(model, shown ? { size: 6 } : { width: 1.5, size: 4 }),
    x,
    y,
    opacity: shown ? 1 : 0.45,
    showlegend: shown,
    hovertemplate: text.accuracyHover(model.title),
  }));
  const xaxis = {
    title: text.accuracyAxis,
    tickvals: [...new Set(curves.flatMap(({ x }) => x))],
    showgrid: false,
    range: [-0.3, 8.3],
  };
  return { traces, layout: layoutOf(width, HEIGHT, xaxis, { title: text.percent, range: [0, 102] }) };
}

/** `shown`: what the shift map shows now (shift_map.js); without maps an empty figure. */
export function sawSpec({ state: { measure } }, { maps, depth }, width) {
  const curves = maps ? sawCurves(maps, measure, depth) : [];
  const [first, last] = maps ? [maps.dx[0], maps.dx.at(-1)] : [-10, 10];
  const most = Math.max(1, ...curves.flatMap(({ y }) => y.filter((value) => value !== null)));
  const traces = curves.map(({ model, point, x, y }) => ({
    ...modelLine(model, { size: 5 }),
    x,
    y,
    connectgaps: false,
    hovertemplate: text.sawHover(model.title, point.title),
  }));
  const xaxis = { title: text.sawAxis, range: [first - 0.3, last + 0.3], dtick: 2, showgrid: true };
  const range = measure === "cosine" ? [-0.5, 1.05] : [0, most * 1.05];
  const yaxis = { title: text.measures[measure].title, range, zeroline: true };
  return { traces, layout: layoutOf(width, HEIGHT, xaxis, yaxis) };
}
