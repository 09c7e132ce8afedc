// Deletion and insertion: how the answer falls and rises in each method's order of the windows, and in a random one.
import { told, words } from "../../i18n/i18n.js";
import { signedShort } from "../../lib/format.js";
import { el, say } from "../../ui/dom.js";
import { fileName, head, saveButtons } from "../../ui/figure_parts.js";
import { figure, theme } from "../../ui/plot.js";

const TEXT = await words("why");

const text = TEXT.checks.curves;
const WAYS = ["deletion", "insertion"];
const HEIGHT = 260;
const NARROW = 560; // px: below it one stands under the other
const MARGIN = { l: 52, t: 26, r: 12, b: 42 };

/** Order -> colour and marker, apart for every eye (Okabe and Ito); the random one is drawn in the page's grey. */
const LOOKS = {
  input: { color: "#0072b2", symbol: "circle" },
  smooth: { color: "#56b4e9", symbol: "square" },
  integrated: { color: "#009e73", symbol: "diamond" },
  occlusion: { color: "#d55e00", symbol: "triangle-up" },
  cam: { color: "#e69f00", symbol: "cross" },
  attention: { color: "#cc79a7", symbol: "x" },
};
const lookOf = (order) => LOOKS[order] ?? { color: theme().muted, symbol: "circle-open", dash: "dot" };
const nameOf = (order, seed) => TEXT.methods[order]?.title ?? text.random(seed);

/** {element, show(answer, {model}), destroy()} */
export function createCurves() {
  let answer = null;
  let plot = null;
  let title = "";
  const box = el("div.vfigure");
  const table = el("div.scroll", { tabIndex: 0, role: "region", "aria-label": text.table });
  const note = el("p.vcaption");
  const lacks = el("p.vcaption");
  const element = el(
    "figure.curves",
    { hidden: true, "aria-label": text.title },
    head(
      el("h4", {}, text.title),
      saveButtons(
        () => plot?.element,
        () => fileName("deletion", title),
      ),
    ),
    box,
    note,
    table,
    lacks,
  );
  return {
    element,
    show(found, { model }) {
      answer = found;
      title = model.title;
      element.hidden = false;
      element.dataset.behind = "false";
      const steps = found.windows.length - 1;
      say(note, text.note(found.window, found.windows.at(-1), steps, TEXT.baseline[found.baseline]));
      say(lacks, found.lacks.map((one) => told(one)).join(" "));
      table.replaceChildren(areas(found));
      if (plot) plot.redraw();
      else plot = figure(box, (width) => spec(answer, width));
    },
    destroy: () => plot?.destroy(),
  };
}

/** The areas, with each line's mark as the chart's key. */
function areas({ curves, seed }) {
  const cell = (value) => el("td", { dataset: { value: String(value) } }, signedShort(value));
  const rows = curves.map(({ order, deletion, insertion }) =>
    el(
      "tr",
      { dataset: { order } },
      el(
        "th",
        { scope: "row" },
        el("i.key", { "aria-hidden": "true", style: { background: lookOf(order).color } }),
        nameOf(order, seed),
      ),
      cell(deletion.area),
      cell(insertion.area),
    ),
  );
  const column = (way) => el("th", { scope: "col" }, text[way].title, el("small", {}, text[way].area));
  return el("table.areas", {}, el("thead", {}, el("tr", {}, el("td"), WAYS.map(column))), el("tbody", {}, rows));
}

function spec({ curves, windows, seed }, width) {
  const narrow = width < NARROW;
  const all = windows.at(-1);
  const traces = WAYS.flatMap((way, i) =>
    curves.map(({ order, ...both }) => {
      const { color, symbol, dash = "solid" } = lookOf(order);
      return {
        type: "scatter",
        mode: "lines+markers",
        name: nameOf(order, seed),
        x: windows.map((count) => count / all),
        y: both[way].values,
        customdata: windows,
        xaxis: i ? "x2" : "x",
        yaxis: i && narrow ? "y2" : "y",
        line: { color, width: 2, dash },
        marker: { color, symbol, size: 5 },
        hovertemplate: text.hover(nameOf(order, seed), all),
      };
    }),
  );
  return { traces, layout: layoutOf(width, narrow, text) };
}

function layoutOf(width, narrow, { deletion, insertion, share, logit }) {
  const x = { title: share, range: [-0.02, 1.02], tickformat: ".0%", dtick: narrow ? 0.5 : 0.25, showgrid: false };
  const heading = (name, at, y) => ({
    text: name, xref: "paper", yref: "paper", x: at, y, xanchor: "left", yanchor: "bottom", showarrow: false,
  }); // prettier-ignore
  const common = { width, margin: MARGIN, showlegend: false, hovermode: "closest" };
  if (!narrow)
    return {
      ...common,
      height: HEIGHT,
      xaxis: { ...x, domain: [0, 0.48] },
      xaxis2: { ...x, domain: [0.52, 1] },
      yaxis: { title: logit, zeroline: true },
      annotations: [heading(deletion.title, 0, 1), heading(insertion.title, 0.52, 1)],
    };
  return {
    ...common,
    height: 2 * HEIGHT,
    xaxis: { ...x, title: "", anchor: "y" },
    xaxis2: { ...x, anchor: "y2" },
    yaxis: { title: logit, domain: [0.56, 1], zeroline: true },
    yaxis2: { title: logit, domain: [0, 0.44], zeroline: true, matches: "y" },
    annotations: [heading(deletion.title, 0, 1), heading(insertion.title, 0, 0.44)],
  };
}
