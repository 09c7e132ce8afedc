// Theoretical and effective size over depth, as a Plotly figure.
import { figure, theme } from "../../ui/plot.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("receptive_field");

const HEIGHT = 230;
const MARGIN = { l: 46, r: 12, t: 30 };

/** `read()` -> {stages: [{title, side, initial, trained}] (px or null), picture: px, chosen: index, family}; onChoose(index). */
export function mountFieldChart(box, read, onChoose) {
  return figure(
    box,
    (width) => {
      const { stages, picture, chosen, family } = read();
      const steep = stages.length > 5; // names that would run into each other
      const colours = theme();
      const x = stages.map((_, i) => i);
      const line = (name, key, style, more = {}) => ({
        type: "scatter",
        mode: "lines+markers",
        name,
        x,
        y: stages.map((stage) => stage[key]),
        connectgaps: true,
        text: stages.map(({ title }) => title),
        hovertemplate: `%{text}<br>${name} <b>%{y:.1f} px</b><extra></extra>`,
        line: style,
        marker: { size: 6, ...more.marker },
        ...more,
      });
      const across = Math.max(2, Math.floor((width - MARGIN.l - MARGIN.r) / 52));
      const step = Math.ceil(stages.length / across);
      const ticks = x.filter((i) => i % step === 0 || i === chosen);
      return {
        traces: [
          line(
            TEXT.chartTheory,
            "side",
            { color: colours.ink, width: 1.5, shape: "hvh" },
            { marker: { size: 5, symbol: "square" } },
          ),
          line(
            TEXT.chartInitial,
            "initial",
            { color: colours.muted, width: 1.5, dash: "dot" },
            { marker: { size: 6, symbol: "circle-open" } },
          ),
          line(TEXT.chartTrained, "trained", { color: colours.family(family), width: 2 }),
        ],
        layout: {
          width,
          height: HEIGHT,
          margin: { ...MARGIN, b: steep ? 58 : 26 },
          legend: {
            orientation: "h",
            x: 0,
            y: 1.02,
            yanchor: "bottom",
            font: { size: 11, color: colours.muted },
            bgcolor: "rgba(0,0,0,0)",
          },
          xaxis: {
            range: [-0.4, stages.length - 0.6],
            tickvals: ticks,
            ticktext: ticks.map((i) => stages[i].title),
            tickangle: steep ? -40 : 0,
            showgrid: false,
            zeroline: false,
            fixedrange: true,
          },
          yaxis: { rangemode: "tozero", title: TEXT.chartAxis, zeroline: true, fixedrange: true },
          shapes: [
            {
              type: "line",
              xref: "paper",
              x0: 0,
              x1: 1,
              y0: picture,
              y1: picture,
              line: { color: colours.muted, width: 1, dash: "dash" },
            },
            { type: "line", yref: "paper", y0: 0, y1: 1, x0: chosen, x1: chosen, line: { color: colours.accent, width: 1 } },
          ],
          annotations: [
            {
              xref: "paper",
              x: 1,
              xanchor: "right",
              y: picture,
              yanchor: "bottom",
              showarrow: false,
              text: TEXT.chartPicture,
              font: { size: 10, color: colours.muted },
            },
          ],
        },
      };
    },
    { onClick: (found) => onChoose(Number(found.x)) },
  );
}
