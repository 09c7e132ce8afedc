// Interaction against depth, a line for each model: Plotly's figure, and the same on a canvas while a pattern moves.
import { words } from "../../i18n/i18n.js";
import { theme } from "../../ui/plot.js";
import { MET } from "./meetings.js";

const TEXT = await words("two");

const HEIGHT = 300;
const MARGIN = { l: 52, t: 34, r: 16, b: 42 };
const STEP = 0.25; // the axis grows by so much, so that it seldom changes

/** [{model, x: depths, y: interactions or null, titles}] of the server's answer. */
export function curvesOf(answer, models) {
  return answer.map(({ model: id, stages }) => {
    const model = models.find((one) => one.id === id);
    const titleOf = (name) => model.points.find((point) => point.name === name).title;
    return {
      model,
      x: stages.map(({ depth }) => depth),
      y: stages.map(({ interaction }) => interaction),
      titles: stages.map(({ name }) => titleOf(name)),
    };
  });
}

const top = (curves) => Math.max(1, Math.ceil(Math.max(0, ...curves.flatMap(({ y }) => y)) / STEP) * STEP) + 0.04;

export function curveSpec(answer, models, width) {
  const curves = curvesOf(answer, models);
  const traces = curves.map(({ model, x, y, titles }) => {
    const color = theme().family(model.family);
    return {
      type: "scatter",
      mode: "lines+markers",
      name: model.title,
      x,
      y,
      customdata: titles,
      line: { color, width: 2, dash: model.version === "shifted" ? "dash" : "solid" },
      marker: { size: 8, color, symbol: y.map((value) => (value > MET ? "circle" : "circle-open")) },
      hovertemplate: TEXT.hover(model.title),
    };
  });
  const layout = {
    width,
    height: HEIGHT,
    margin: MARGIN,
    showlegend: true,
    legend: { orientation: "h", x: 0, xanchor: "left", y: 1, yanchor: "bottom", font: { size: 12 }, bgcolor: "rgba(0,0,0,0)" },
    hovermode: "closest",
    xaxis: { title: TEXT.depth, range: [0, 1.02], tickformat: ".1f", dtick: width < 500 ? 0.5 : 0.1, showgrid: false },
    yaxis: { title: TEXT.interaction, range: [-0.03, top(curves)], zeroline: true },
  };
  const box = { left: MARGIN.l, top: MARGIN.t, width: width - MARGIN.l - MARGIN.r, height: HEIGHT - MARGIN.t - MARGIN.b };
  return { traces, layout, box };
}

export function paintCurve(canvas, box, answer, models) {
  const curves = curvesOf(answer, models);
  const colours = theme();
  const range = [-0.03, top(curves)];
  canvas.lineWidth = 2;
  for (const { model, x, y } of curves) {
    canvas.strokeStyle = canvas.fillStyle = colours.family(model.family);
    canvas.setLineDash(model.version === "shifted" ? [9, 9] : []);
    const points = x
      .map((depth, i) => ({
        x: (box.width * depth) / 1.02,
        y: y[i] === null ? null : box.height * (1 - (y[i] - range[0]) / (range[1] - range[0])),
        met: y[i] > MET,
      }))
      .filter((point) => point.y !== null);
    canvas.beginPath();
    for (const point of points) canvas.lineTo(point.x, point.y);
    canvas.stroke();
    canvas.setLineDash([]);
    for (const point of points) {
      canvas.beginPath();
      canvas.arc(point.x, point.y, 4, 0, 7);
      if (point.met) canvas.fill();
      else canvas.stroke();
    }
  }
}
