// Change against depth: Plotly's figure, and the same lines on a canvas while the pattern moves.
import { words } from "../../i18n/i18n.js";
import { theme } from "../../ui/plot.js";
import { layoutOf, modelLine, plotArea } from "./chart_parts.js";
import { ceiling, depthCurves } from "./curves.js";

const text = await words("charts");
const HEIGHT = 290;
const FAINT = 0.4;

/** `example`: the frame is a move that nobody has made, drawn faintly. */
export function depthSpec({ frame, models, example, state: { measure } }, width) {
  if (!frame) return null;
  const traces = depthCurves(frame, models, measure).map(({ model, x, y, titles }) => ({
    ...modelLine(model, { size: 7 }),
    x,
    y,
    opacity: example ? FAINT : 1,
    customdata: titles,
    connectgaps: false,
    hovertemplate: text.depthHover(model.title),
  }));
  const xaxis = {
    title: text.depth,
    range: [0, 1.02],
    tickformat: ".1f",
    dtick: width < 500 ? 0.5 : 0.1,
    showgrid: false,
  };
  const yaxis = { title: text.measures[measure].title, range: rangeOf(frame, measure), zeroline: true };
  return { box: plotArea(width, HEIGHT), traces, layout: layoutOf(width, HEIGHT, xaxis, yaxis) };
}

const rangeOf = (frame, measure) => [measure === "cosine" ? Math.min(-0.25, lowest(frame)) : 0, ceiling(frame, measure)];

const lowest = (frame) =>
  Math.min(...frame.models.flatMap(({ stages }) => stages.map(({ change }) => change.cosine ?? 0))) * 1.1;

export function paintDepth(canvas, box, { frame, models, state }, { xaxis, yaxis }) {
  const colours = theme();
  const share = (value, [from, to]) => (value - from) / (to - from);
  canvas.lineWidth = 2;
  for (const { model, x: depths, y: changes } of depthCurves(frame, models, state.measure)) {
    canvas.strokeStyle = canvas.fillStyle = colours.family(model.family);
    canvas.setLineDash(model.version === "shifted" ? [9, 9] : []);
    const points = depths.map((depth, i) =>
      changes[i] === null
        ? null
        : { x: box.width * share(depth, xaxis.range), y: box.height * (1 - share(changes[i], yaxis.range)) },
    );
    strokeLine(canvas, points);
    fillMarkers(canvas, points);
  }
}

/** A missing point (null) is a gap. */
function strokeLine(canvas, points) {
  canvas.beginPath();
  points.forEach((point, i) => {
    if (!point) return;
    if (points[i - 1]) canvas.lineTo(point.x, point.y);
    else canvas.moveTo(point.x, point.y);
  });
  canvas.stroke();
}

function fillMarkers(canvas, points) {
  for (const point of points) {
    if (!point) continue;
    canvas.beginPath();
    canvas.arc(point.x, point.y, 3.5, 0, 7);
    canvas.fill();
  }
}
