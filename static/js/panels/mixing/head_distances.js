// How far, and to how many, each head of each block listens: one dot a head, block by block, and the line of even listening.
import { el, segmented } from "../../ui/dom.js";
import { short } from "../../lib/format.js";
import { figure, theme } from "../../ui/plot.js";
import { headFacts, uniformDistance } from "./share_measures.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("mixing");

const text = TEXT.wall;
const MARGIN = { l: 46, t: 14, r: 12, b: 38 };

export function mountHeads(container) {
  let facts = null; // {model, blocks: [[{distance, sources}]], even: {distance, sources}}
  let measure = "distance";
  let chart = null;
  const title = el("h4");
  const choice = segmented(
    text.chart,
    ["distance", "sources"].map((value) => ({ value, text: text[value] })),
    (value) => {
      measure = value;
      draw();
    },
  );
  const plot = el("div.lplot");
  container.append(el("div.lline", {}, title, choice.element), plot, el("p.lmuted", {}, text.note));

  function draw() {
    title.textContent = measure === "distance" ? text.chart : text.chartSources;
    choice.show(measure);
    plot.dataset.even = facts ? String(facts.even[measure]) : "";
    if (!chart) chart = figure(plot, specify);
    else chart.redraw();
  }

  function specify() {
    if (!facts || !plot.clientWidth) return null;
    const { model, blocks, even } = facts;
    const colours = theme();
    const count = blocks.length;
    const points = blocks.flatMap((heads, block) =>
      heads.map((one, head) => ({ block: block + 1, head: head + 1, value: one[measure] })),
    );
    const means = blocks.map((heads) => heads.reduce((total, one) => total + one[measure], 0) / heads.length);
    const blocksOf = Array.from({ length: count }, (_, i) => i + 1);
    return {
      traces: [
        {
          type: "scatter",
          mode: "lines",
          x: [0.5, count + 0.5],
          y: [even[measure], even[measure]],
          line: { color: colours.muted, width: 1.5, dash: "dash" },
          hoverinfo: "skip",
          showlegend: false,
        },
        {
          type: "scatter",
          mode: "lines",
          x: blocksOf,
          y: means,
          line: { color: colours.family(model.family), width: 1.5 },
          opacity: 0.5,
          hovertemplate: "block %{x}, mean of the heads<br><b>%{y:.4~g}</b><extra></extra>",
          showlegend: false,
        },
        {
          type: "scatter",
          mode: "markers",
          x: points.map(({ block }) => block),
          y: points.map(({ value }) => value),
          customdata: points.map(({ head }) => head),
          marker: { color: colours.family(model.family), size: 8, line: { color: colours.panel, width: 1 } },
          hovertemplate: "block %{x}, head %{customdata}<br><b>%{y:.4~g}</b><extra></extra>",
          showlegend: false,
        },
      ],
      layout: {
        width: plot.clientWidth,
        height: 250,
        margin: MARGIN,
        hovermode: "closest",
        xaxis: { title: text.blocks, dtick: 1, range: [0.5, count + 0.5], showgrid: false },
        yaxis: { title: measure === "distance" ? text.axis : text.axisSources, rangemode: "tozero" },
        annotations: [
          {
            x: count + 0.5,
            xanchor: "right",
            y: even[measure],
            yanchor: "bottom",
            text: text.evenly(short(even[measure], measure === "distance" ? 4 : 3)),
            showarrow: false,
            font: { color: colours.muted, size: 11 },
          },
        ],
      },
    };
  }

  return {
    show({ model, blocks, matrices }) {
      const {
        prefix,
        grid: [rows, columns],
        stride,
      } = blocks[0];
      facts = {
        model,
        blocks: matrices.map((matrix) => headFacts(matrix, prefix, columns, stride)),
        even: { distance: uniformDistance(rows, columns, stride), sources: rows * columns },
      };
      draw();
    },
    destroy: () => chart?.destroy(),
  };
}
