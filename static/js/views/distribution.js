// How the stage's values are spread, and those of the chosen channel among them.
import { el } from "../ui/dom.js";
import { count, percent, short } from "../lib/format.js";
import { theme } from "../ui/plot.js";
import { factList } from "../ui/fact_list.js";
import { movingFigure } from "../ui/moving_figure.js";
import { histogram, slice, summary } from "../lib/arrays.js";
import { fileName, head, saveButtons } from "../ui/figure_parts.js";
import { words } from "../i18n/i18n.js";

const TEXT = await words("stage_view");
const AXES = await words("axes");

const MARGIN = { l: 56, t: 26, r: 16, b: 40 };
const text = TEXT.distribution;

export const id = "distribution";
export const title = text.title;
export const explain = text.explain;
export const needs = [];

export function render(container, first) {
  let context = first;
  const facts = el("dl.vfacts");
  const zeros = el("p.vcaption");
  const box = el("div.vfigure");
  container.append(
    head(
      text.title,
      saveButtons(
        () => chart.element,
        () => fileName(context.model.id, context.point.name, "distribution"),
      ),
    ),
    facts,
    box,
    zeros,
  );
  const chart = movingFigure(box, {
    specify: (width) => specify(context, width),
    paint: (canvas, area) => paint(canvas, area, context, chart.spec.layout),
  });

  function words() {
    const whole = summary(context.array.values);
    const written = { count: count(whole.count), zeros: percent(whole.zeros) };
    const fact = ([key, name]) => ({ key, name, text: written[key] ?? short(whole[key]), value: whole[key] });
    facts.replaceChildren(...factList(Object.entries(text.names).map(fact)));
    zeros.textContent = whole.zeros ? text.zeros(percent(whole.zeros)) : text.noZeros;
  }
  words();
  return {
    ready: chart.ready,
    update(next) {
      context = next;
      words();
      chart.update(context.moving);
    },
    destroy: () => chart.destroy(),
  };
}

/** Shares of all values per bin, and of the chosen channel's per the same bins (null where it is a single value). */
function shares({ array, form, channel }) {
  const whole = histogram(array.values);
  const part = form.kind === "units" ? null : slice(array, form, channel);
  const counts = part && new Array(whole.counts.length).fill(0);
  for (const value of part ?? [])
    if (value !== 0) counts[Math.min(counts.length - 1, Math.max(0, Math.floor((value - whole.min) / whole.width)))]++;
  return {
    ...whole,
    whole: whole.counts.map((n) => n / array.values.length),
    part: counts?.map((n) => n / part.length),
  };
}

function specify(context, width) {
  const { whole, part, centres, width: bin } = shares(context);
  const colours = theme();
  const range = (i) => `${short(centres[i] - bin / 2)} … ${short(centres[i] + bin / 2)}`;
  const label = (values) => values.map((value, i) => `${range(i)}<br><b>${percent(value)}</b>`);
  const height = 300;
  const top = Math.max(...whole, ...(part ?? [0])) * 1.05 || 1;
  /** @type {object[]} */
  const traces = [
    {
      type: "bar",
      name: text.whole,
      x: centres,
      y: whole,
      width: bin,
      customdata: label(whole),
      hovertemplate: "%{customdata}<extra></extra>",
      marker: { color: colours.family(context.model.family), opacity: 0.55, line: { width: 0 } },
    },
  ];
  if (part) {
    traces.push({
      type: "scatter",
      mode: "lines",
      name: AXES.numbered(context.form.axis, context.channel),
      x: centres,
      y: part,
      customdata: label(part),
      hovertemplate: "%{customdata}<extra></extra>",
      line: { shape: "hvh", width: 1.5, color: colours.ink },
    });
  }
  return {
    box: { left: MARGIN.l, top: MARGIN.t, width: width - MARGIN.l - MARGIN.r, height: height - MARGIN.t - MARGIN.b },
    traces,
    layout: {
      width,
      height,
      margin: MARGIN,
      bargap: 0,
      showlegend: Boolean(part),
      legend: {
        orientation: "h",
        x: 1,
        xanchor: "right",
        y: 1.0,
        yanchor: "bottom",
        font: { size: 12, color: colours.muted },
        bgcolor: "rgba(0,0,0,0)",
      },
      xaxis: { title: text.axis, range: [centres[0] - bin, centres.at(-1) + bin], showgrid: false },
      yaxis: { title: text.share, range: [0, top], tickformat: ".1~%", zeroline: true },
    },
  };
}

function paint(canvas, box, context, { xaxis, yaxis }) {
  const { whole, part, centres, width: bin } = shares(context);
  const colours = theme();
  const [left, right] = xaxis.range;
  const x = (value) => (box.width * (value - left)) / (right - left);
  const y = (share) => box.height * (1 - share / yaxis.range[1]);
  canvas.globalAlpha = 0.55;
  canvas.fillStyle = colours.family(context.model.family);
  whole.forEach((share, i) => canvas.fillRect(x(centres[i] - bin / 2), y(share), x(bin) - x(0) + 0.5, box.height - y(share)));
  canvas.globalAlpha = 1;
  if (!part) return;
  canvas.strokeStyle = colours.ink;
  canvas.lineWidth = 1.5;
  canvas.beginPath();
  part.forEach((share, i) => {
    canvas.lineTo(x(centres[i] - bin / 2), y(share));
    canvas.lineTo(x(centres[i] + bin / 2), y(share));
  });
  canvas.stroke();
}
