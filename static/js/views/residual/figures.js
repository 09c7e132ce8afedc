// The two charts of the residual stream, as Plotly wants them.
import { percent, short } from "../../lib/format.js";
import { theme } from "../../ui/plot.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("residual");

const LEGEND = {
  orientation: "h",
  x: 1,
  xanchor: "right",
  y: 1,
  yanchor: "bottom",
  font: { size: 12 },
  bgcolor: "rgba(0,0,0,0)",
};

/** "block 12" -> "12": the axis says the rest. */
const tick = (title) => /(\d+)$/.exec(title)?.[1] ?? title;

/** One bar per branch, those of a block side by side; the block of the opened stage in full colour. */
export function ratioSpec({ answer, chosen, context }, width) {
  const colours = theme();
  const colour = colours.family(context.model.family);
  const titles = [...new Set(answer.parts.map(({ title }) => title))];
  const phases = [...new Set(answer.parts.map(({ phase }) => phase ?? "both"))];
  const several = phases.length > 1 && answer.parts.length > titles.length;
  const groups = several ? phases : ["both"];
  const traces = groups.map((phase, order) => {
    const mine = answer.parts
      .map((part, index) => ({ part, index }))
      .filter(({ part }) => !several || (part.phase ?? "both") === phase);
    return {
      type: "bar",
      name: TEXT.phases[phase] ?? phase,
      x: mine.map(({ part }) => titles.indexOf(part.title)),
      y: mine.map(({ part }) => part.measures.ratio),
      customdata: mine.map(({ part, index }) => [
        index,
        part.title,
        percent(part.measures.share),
        short(part.measures.skip_norm),
        short(part.measures.branch_norm),
      ]),
      hovertemplate: TEXT.hoverRatio,
      marker: {
        color: order ? colours.muted : colour,
        opacity: mine.map(({ part }) => (part.point === context.point.name ? 1 : 0.4)),
        line: { color: colours.ink, width: mine.map(({ index }) => (index === chosen ? 1.5 : 0)) },
      },
    };
  });
  const most = Math.max(1, ...answer.parts.map(({ measures }) => measures.ratio));
  return {
    traces,
    layout: {
      width,
      height: 210,
      margin: { l: 48, t: several ? 26 : 8, r: 12, b: 38 },
      barmode: "group",
      bargap: 0.25,
      showlegend: several,
      legend: { ...LEGEND, font: { size: 12, color: colours.muted } },
      hovermode: "closest",
      xaxis: {
        title: TEXT.blockAxis,
        tickvals: titles.map((_, i) => i),
        ticktext: titles.map(tick),
        showgrid: false,
        range: [-0.6, titles.length - 0.4],
      },
      yaxis: { title: { text: TEXT.ratioAxis }, range: [0, most * 1.08] },
      shapes: [
        { type: "line", xref: "paper", x0: 0, x1: 1, y0: 1, y1: 1, line: { color: colours.muted, width: 1, dash: "dot" } },
      ],
    },
  };
}

/** How many paths of each length there are, and how much of the gradient comes through them. */
export function pathSpec({ answer, ways, context }, width) {
  const colours = theme();
  const lengths = answer.paths.map((_, k) => k);
  /** @type {object[]} */
  const traces = [
    {
      type: "bar",
      name: TEXT.binomial,
      x: lengths,
      y: answer.paths,
      marker: { color: colours.muted, opacity: 0.45 },
      hovertemplate: TEXT.hoverAllPaths,
    },
  ];
  if (ways) {
    traces.push({
      type: "scatter",
      mode: "lines+markers",
      name: TEXT.carried,
      x: lengths,
      y: ways.shares,
      line: { color: colours.family(context.model.family), width: 2 },
      marker: { size: 6 },
      hovertemplate: TEXT.hoverGradient,
    });
  }
  return {
    traces,
    layout: {
      width,
      height: 220,
      margin: { l: 48, t: 26, r: 12, b: 38 },
      bargap: 0.15,
      showlegend: true,
      legend: { ...LEGEND, font: { size: 12, color: colours.muted } },
      xaxis: { title: TEXT.pathsAxis, showgrid: false, dtick: lengths.length > 16 ? 3 : 1 },
      yaxis: { title: TEXT.pathsShare, tickformat: ".0%", rangemode: "tozero" },
    },
  };
}
