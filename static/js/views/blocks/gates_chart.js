// The gates of one picture as points, over the range and the average of the classes, as Plotly wants them.
import { short } from "../../lib/format.js";
import { theme } from "../../ui/plot.js";
import { words } from "../../i18n/i18n.js";

const BLOCKS = await words("block_views");
const text = BLOCKS.gates;
const MARGIN = { l: 52, t: 8, r: 12, b: 44 };

/** Per channel the smallest and largest of the classes' averages (pure). `table`: class -> channel. */
const rangeOfClasses = (table) =>
  table[0].map((_, channel) => {
    const all = table.map((row) => row[channel]);
    return [Math.min(...all), Math.max(...all)];
  });

/** `now` {gates, order: channels, table or null, predicted: {index, label}, chosen: channel}. */
export function gatesSpec(now, container, width) {
  return {
    traces: [...(now.table ? classTraces(now) : []), ...gateTraces(now, container)],
    layout: {
      width,
      height: 270,
      margin: MARGIN,
      showlegend: true,
      legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom" },
      xaxis: { title: text.axis, showgrid: false, zeroline: false },
      yaxis: { title: text.gate, range: [-0.02, 1.02], zeroline: false },
    },
  };
}

function classTraces({ order, table, predicted }) {
  const { muted, ink } = theme();
  const range = rangeOfClasses(table);
  const x = order.map((_, i) => i);
  const line = { x, mode: "lines", hoverinfo: "skip" };
  const band = (end) => ({
    ...line,
    y: order.map((channel) => range[channel][end]),
    line: { width: 0, color: muted, shape: "hvh" },
    showlegend: end === 1,
    name: text.range,
  });
  return [
    band(0),
    { ...band(1), fill: "tonexty", fillcolor: "rgba(128,128,128,0.28)" },
    {
      ...line,
      y: order.map((channel) => table[predicted.index][channel]),
      line: { color: ink, width: 1.5, shape: "hvh" },
      name: text.average(predicted.label),
    },
  ];
}

function gateTraces({ gates, order, chosen }, container) {
  const size = order.length > 40 ? 6 : 8;
  const mark = getComputedStyle(container).getPropertyValue("--chosen");
  return [
    {
      x: order.map((_, i) => i),
      y: order.map((channel) => gates[channel]),
      customdata: order,
      text: order.map((channel) => short(gates[channel])),
      mode: "markers",
      name: text.mine,
      marker: { size, color: theme().accent },
      hovertemplate: text.hover,
    },
    {
      x: [order.indexOf(chosen)],
      y: [gates?.[chosen]],
      mode: "markers",
      showlegend: false,
      hoverinfo: "skip",
      marker: { size: size + 6, symbol: "circle-open", color: mark, line: { width: 2 } },
    },
  ];
}
