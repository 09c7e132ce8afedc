// How far, and to how many, each head of each block listens: one dot a head, block by block, and the line of even listening.
import { words } from "../../../i18n/i18n.js";
import { short } from "../../../lib/format.js";
import { el, segmented } from "../../../ui/dom.js";
import { figure, theme } from "../../../ui/plot.js";
import { headFacts, uniformDistance } from "../../../lib/share_measures.js";

const TEXT = await words("mixing");

const text = TEXT.wall;
const HEIGHT = 250;
const MARGIN = { l: 46, t: 14, r: 12, b: 38 };

export function mountHeads(container) {
  let facts = null; // {model, blocks: [[{distance, sources}]], even: {distance, sources}}
  let measure = "distance";
  let chart = null;
  const title = el("h4");
  const options = ["distance", "sources"].map((value) => ({ value, text: text[value] }));
  const choice = segmented(text.chart, options, (value) => {
    measure = value;
    draw();
  });
  const plot = el("div.lplot");
  container.append(el("div.lline", {}, title, choice.element), plot, el("p.lmuted", {}, text.note));

  function draw() {
    title.textContent = measure === "distance" ? text.chart : text.chartSources;
    choice.show(measure);
    plot.dataset.even = facts ? String(facts.even[measure]) : "";
    if (chart) return chart.redraw();
    chart = figure(plot, () => (facts && plot.clientWidth ? specify(facts, measure, plot.clientWidth) : null));
  }

  return {
    show({ model, blocks, matrices }) {
      const { prefix, grid, stride } = blocks[0];
      facts = {
        model,
        blocks: matrices.map((matrix) => headFacts(matrix, prefix, grid[1], stride)),
        even: { distance: uniformDistance(...grid, stride), sources: grid[0] * grid[1] },
      };
      draw();
    },
    destroy: () => chart?.destroy(),
  };
}

function specify({ model, blocks, even }, measure, width) {
  const colours = theme();
  const end = blocks.length + 0.5;
  const line = colours.family(model.family);
  return {
    traces: [
      evenLine(end, even[measure], colours),
      meanLine(blocks, measure, line),
      dots(blocks, measure, line, colours.panel),
    ],
    layout: {
      width,
      height: HEIGHT,
      margin: MARGIN,
      hovermode: "closest",
      xaxis: { title: text.blocks, dtick: 1, range: [0.5, end], showgrid: false },
      yaxis: { title: measure === "distance" ? text.axis : text.axisSources, rangemode: "tozero" },
      annotations: [
        {
          x: end,
          xanchor: "right",
          y: even[measure],
          yanchor: "bottom",
          text: text.evenly(short(even[measure])),
          showarrow: false,
          font: { color: colours.muted, size: 12 },
        },
      ],
    },
  };
}

const evenLine = (end, value, colours) => ({
  type: "scatter",
  mode: "lines",
  x: [0.5, end],
  y: [value, value],
  line: { color: colours.muted, width: 1.5, dash: "dash" },
  hoverinfo: "skip",
  showlegend: false,
});

const meanLine = (blocks, measure, color) => ({
  type: "scatter",
  mode: "lines",
  x: blocks.map((_, i) => i + 1),
  y: blocks.map((heads) => heads.reduce((total, one) => total + one[measure], 0) / heads.length),
  line: { color, width: 1.5 },
  opacity: 0.5,
  hovertemplate: `${text.meanHover("%{x}")}<br><b>%{y:.3~g}</b><extra></extra>`,
  showlegend: false,
});

function dots(blocks, measure, color, edge) {
  const points = blocks.flatMap((heads, block) =>
    heads.map((one, head) => ({ x: block + 1, head: head + 1, y: one[measure] })),
  );
  return {
    type: "scatter",
    mode: "markers",
    x: points.map(({ x }) => x),
    y: points.map(({ y }) => y),
    customdata: points.map(({ head }) => head),
    marker: { color, size: 8, line: { color: edge, width: 1 } },
    hovertemplate: `${text.headHover("%{x}", "%{customdata}")}<br><b>%{y:.3~g}</b><extra></extra>`,
    showlegend: false,
  };
}
