// The units of a stage without positions: a bar each, the largest first or by number.
import { short } from "../lib/format.js";
import { theme } from "../ui/plot.js";
import { ranked } from "../lib/arrays.js";
import { words } from "../i18n/i18n.js";

const TEXT = await words("stage_view");

const MARGIN = { l: 48, t: 8, r: 16, b: 38 };
const HEIGHT = 330;
const text = TEXT.values;

const unitOrder = ({ array }, byNumber) => (byNumber ? Array.from(array.values.keys()) : ranked(array.values));

export function rankingSpec(context, width, byNumber) {
  const { array, form, channel } = context;
  const order = unitOrder(context, byNumber);
  const colours = theme();
  const bar = colours.family(context.model.family);
  return {
    box: { left: MARGIN.l, top: MARGIN.t, width: width - MARGIN.l - MARGIN.r, height: HEIGHT - MARGIN.t - MARGIN.b },
    traces: [
      {
        type: "bar",
        x: order.map((_, i) => i),
        y: order.map((unit) => array.values[unit]),
        customdata: order,
        marker: { color: order.map((unit) => (unit === channel ? colours.ink : bar)), line: { width: 0 } },
        text: order.map((unit) => short(array.values[unit])),
        textposition: "none",
        hovertemplate: `${form.noun} %{customdata}<br><b>%{text}</b><extra></extra>`,
      },
    ],
    layout: rankingLayout(context, width, byNumber, order.length),
  };
}

function rankingLayout({ form, scale }, width, byNumber, count) {
  const pad = (scale.high - scale.low) * 0.04 || 1;
  return {
    width,
    height: HEIGHT,
    margin: MARGIN,
    bargap: count > 100 ? 0 : 0.15,
    showlegend: false,
    xaxis: {
      title: byNumber ? text.unitsNumber(form.noun) : text.unitsAxis(form.noun),
      range: [-0.5, count - 0.5],
      showgrid: false,
      showticklabels: byNumber,
    },
    yaxis: { title: TEXT.activation, range: [scale.low < 0 ? scale.low - pad : 0, scale.high + pad], zeroline: true },
  };
}

export function paintRanking(canvas, box, context, [low, high], byNumber) {
  const colours = theme();
  const order = unitOrder(context, byNumber);
  const pitch = box.width / order.length;
  const y = (value) => box.height * (1 - (value - low) / (high - low));
  order.forEach((unit, i) => {
    const value = context.array.values[unit];
    canvas.fillStyle = unit === context.channel ? colours.ink : colours.family(context.model.family);
    canvas.fillRect(i * pitch, Math.min(y(0), y(value)), Math.max(1, pitch - (pitch > 4 ? 1 : 0)), Math.abs(y(0) - y(value)));
  });
}
