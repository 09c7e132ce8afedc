// The charts of "One step at a time", as Plotly wants them: colour says the family, dashes tell its lines apart.
import { words } from "../../i18n/i18n.js";
import { theme } from "../../ui/plot.js";
import { lines } from "./curves.js";

const TEXT = await words("sequence");

const LEGEND = { orientation: "h", x: 0, xanchor: "left", y: 1.02, yanchor: "bottom", bgcolor: "rgba(0,0,0,0)" };
const HEIGHT = 260; // of what is below the legend
const DASHES = { trained: "solid", shuffled: "dash", without: "dot" };
const SYMBOLS = { rnn: "circle", lstm: "square", vit: "diamond" };

const symbolOf = (form) => SYMBOLS[form.replace("digits-", "")];

function framed(width, traces, xaxis, yaxis) {
  const names = traces.filter(({ showlegend }) => showlegend !== false).length;
  const top = 26 + 20 * Math.ceil(names / (width < 420 ? 1 : width < 620 ? 2 : 3));
  return {
    traces,
    layout: {
      width,
      height: HEIGHT + top,
      margin: { l: 58, t: top, r: 16, b: 44 },
      showlegend: true,
      legend: { ...LEGEND, font: { size: 12, color: theme().muted } },
      hovermode: "closest",
      xaxis,
      yaxis,
    },
  };
}

function line({ form, family }, name, dash, x, y, more = {}) {
  const color = theme().family(family);
  return {
    type: "scatter",
    mode: "lines+markers",
    name,
    x,
    y,
    line: { color, width: 2, dash },
    marker: { color, size: 8, symbol: `${symbolOf(form)}${dash === "dot" ? "-open" : ""}` },
    ...more,
  };
}

/** Percent right against the number of blank rows; bars are the range of the seeds. */
export function blankSpec(study, width) {
  const traces = lines(study).map((one) =>
    line(
      one,
      TEXT.lines[one.kind](one.title),
      DASHES[one.kind],
      one.points.map(({ blank }) => blank),
      one.points.map(({ mean }) => mean),
      {
        error_y: {
          type: "data",
          symmetric: false,
          array: one.points.map(({ mean, most }) => most - mean),
          arrayminus: one.points.map(({ mean, least }) => mean - least),
          width: 4,
          thickness: 1,
        },
        hovertemplate: TEXT.blank.hover(TEXT.lines[one.kind](one.title)),
      },
    ),
  );
  return framed(
    width,
    traces,
    { title: TEXT.blank.axis, tickvals: study.blanks, showgrid: false },
    { title: TEXT.blank.right, range: [0, 102], dtick: 20 },
  );
}

const rowsAxis = (lengths) => ({
  title: TEXT.cost.rows,
  type: "log",
  tickvals: lengths,
  ticktext: lengths.map(String),
  showgrid: false,
});

const rowsOf = ({ costs }) => costs.map(({ rows }) => rows);

/** Multiply-adds against the rows: of a recurrent network one line, of a ViT its two terms and their sum. */
export function macsSpec({ lengths, networks }, width) {
  const hover = (name) => TEXT.cost.macsHover(name);
  const traces = networks.flatMap((one) => {
    const sums = one.costs.map(({ linear, quadratic }) => linear + quadratic);
    const total = line(one, one.title, "solid", rowsOf(one), sums, { hovertemplate: hover(one.title) });
    if (!one.costs.some(({ quadratic }) => quadratic)) return [total];
    const parts = [
      ["linear", "dash"],
      ["quadratic", "dot"],
    ].map(([part, dash]) => {
      const name = TEXT.cost.parts[part](one.title);
      return line(
        one,
        name,
        dash,
        rowsOf(one),
        one.costs.map((cost) => cost[part]),
        { hovertemplate: hover(name) },
      );
    });
    return [total, ...parts];
  });
  return framed(width, traces, rowsAxis(lengths), { title: TEXT.cost.macs, type: "log", exponentformat: "SI", dtick: 1 });
}

/** Milliseconds against the rows; bars are the quartiles. The dotted line is the RNN's products without their waiting. */
export function timeSpec({ lengths, networks, not_waiting: notWaiting }, width) {
  const rnn = networks.find(({ form }) => form.endsWith("rnn"));
  const atOnce = rnn && { ...rnn, title: TEXT.cost.notWaiting, costs: notWaiting, dash: "dot" };
  const traces = [...networks, ...(atOnce ? [atOnce] : [])].map((one) => {
    const ms = one.costs.map((cost) => cost.ms);
    return line(
      one,
      one.title,
      one.dash ?? "solid",
      rowsOf(one),
      ms.map(({ median }) => median),
      {
        error_y: {
          type: "data",
          symmetric: false,
          array: ms.map(({ median, most }) => most - median),
          arrayminus: ms.map(({ median, least }) => median - least),
          width: 3,
          thickness: 1,
        },
        hovertemplate: TEXT.cost.timeHover(one.title),
      },
    );
  });
  return framed(width, traces, rowsAxis(lengths), { title: TEXT.cost.msAxis, type: "log", tickformat: "~g", dtick: 1 });
}
