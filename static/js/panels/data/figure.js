// Error against the number of digits, both logarithmic: a line for each form, and the range of its seeds as a band.
import { words } from "../../i18n/i18n.js";
import { count, short } from "../../lib/format.js";
import { theme } from "../../ui/plot.js";
import { curveOf, floorOf, regimes } from "./curves.js";

const TEXT = await words("data");
const HEIGHT = 400;
const TICKS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100];
/** Two forms of one family have one colour: the second has other marks. */
const SYMBOLS = { resmlp: "diamond" };

/** `study`: the server's document; `state`: the page's; `standing`: ids of the networks among the rows. */
export function studySpec({ study, state, standing }, width) {
  if (!study) return null;
  const lines = study.forms.flatMap((form) =>
    regimes(state.dataTraining).map((shifted) => ({
      form,
      shifted,
      points: curveOf(form, { shifted, moved: state.dataMoved, error: state.dataError }),
    })),
  );
  const drawn = lines.filter(({ points }) => points.length);
  const floor = floorOf(drawn.map(({ points }) => points));
  const at = (value) => (value > 0 ? value : floor);
  const traces = [...drawn.map((line) => band(line, at)), ...drawn.map((line) => curve(line, at, standing))];
  return { traces, layout: layoutOf(width, { sizes: study.sizes, floor, state, lines: drawn.length }) };
}

const colourOf = ({ family }) => theme().family(family);

function band({ form, points }, at) {
  const sizes = points.map(({ size }) => size);
  const ends = [...points.map(({ most }) => at(most)), ...points.map(({ least }) => at(least)).reverse()];
  return {
    type: "scatter",
    mode: "lines",
    x: [...sizes, ...[...sizes].reverse()],
    y: ends,
    fill: "toself",
    fillcolor: colourOf(form),
    opacity: 0.16,
    line: { width: 0 },
    hoverinfo: "skip",
    showlegend: false,
  };
}

function curve({ form, shifted, points }, at, standing) {
  const color = colourOf(form);
  const stands = points.map(({ model }) => standing.includes(model));
  return {
    type: "scatter",
    mode: "lines+markers",
    name: shifted ? TEXT.shiftedLine(form.title) : form.title,
    x: points.map(({ size }) => size),
    y: points.map(({ mean }) => at(mean)),
    customdata: points.map((point) => [point.model, hover(form, shifted, point)]),
    hovertemplate: "%{customdata[1]}<extra></extra>",
    line: { color, width: 2, dash: shifted ? "dash" : "solid" },
    marker: {
      symbol: points.map(({ model }) => `${SYMBOLS[form.form] ?? "circle"}${model ? "" : "-open"}`),
      size: stands.map((on) => (on ? 15 : 10)),
      color,
      line: { color: theme().ink, width: stands.map((on) => (on ? 2 : 0)) },
    },
  };
}

const hover = (form, shifted, point) =>
  TEXT.hover({
    title: shifted ? TEXT.shiftedLine(form.title) : form.title,
    digits: count(point.size),
    value: TEXT.range(rangeOf(point)),
    seeds: point.seeds,
    opens: Boolean(point.model),
  });

/** A point's error and its range, to read. */
export const rangeOf = ({ mean, least, most }) => ({ mean: short(mean, 2), least: short(least, 2), most: short(most, 2) });

function layoutOf(width, { sizes, floor, lines, state: { dataError, dataMoved } }) {
  const ticks = TICKS.filter((tick) => floor === null || tick > floor * 1.5);
  const narrow = width < 520;
  const legend = narrow ? 20 * lines + 24 : 46; // a phone has one line of it below the other
  const wrong = dataError === "train" ? TEXT.axis.train : TEXT.axis.test(Number(dataMoved));
  return {
    width,
    height: HEIGHT + (narrow ? legend - 46 : 0),
    margin: { l: 52, t: legend, r: 16, b: 46 },
    legend: { orientation: "h", x: 0, xanchor: "left", y: 1.01, yanchor: "bottom", bgcolor: "rgba(0,0,0,0)" },
    hovermode: "closest",
    xaxis: {
      title: TEXT.axis.digits,
      type: "log",
      tickvals: sizes,
      ticktext: sizes.map((size) => (narrow && size >= 1000 ? `${size / 1000} k` : count(size))),
      range: [Math.log10(sizes[0]) - 0.12, Math.log10(sizes.at(-1)) + 0.12],
      showgrid: false,
    },
    yaxis: {
      title: narrow ? TEXT.axis.wrong : wrong,
      type: "log",
      tickvals: floor === null ? ticks : [floor, ...ticks],
      ticktext: floor === null ? ticks.map(String) : ["0", ...ticks.map(String)],
    },
  };
}
