// Compound scaling: sliders for depth, width and resolution, the cost of the real architecture, and what was trained.
import { el } from "../../ui/dom.js";
import { count as grouped, short } from "../../lib/format.js";
import { newest } from "../../lib/newest.js";
import { figure, theme } from "../../ui/plot.js";
import { styled } from "../../ui/cell_canvas.js";
import { BLOCKS } from "../../i18n/en/block_views.js";
import { caption, fileName, head, saveButtons } from "../../ui/figure_parts.js";

const text = BLOCKS.scaling;
const MARGIN = { l: 56, t: 8, r: 16, b: 44 };
const AXES = ["depth", "width", "resolution"];
const [LEAST, MOST] = [0.8, 2]; // of each slider; φ from −1 to 3
const round = (value) => Math.round(value * 100) / 100;

export const id = "scaling";
export const title = text.title;
export const explain = text.explain;
export const needs = ["scaled"];

/** "1.2-1.1-1.15" -> factors, each within the sliders; null if it is none (pure). */
export function parseFactors(argument) {
  const parts = (argument ?? "").split("-").map(Number);
  if (parts.length !== 3 || !parts.every((value) => Number.isFinite(value) && value > 0)) return null;
  return Object.fromEntries(AXES.map((axis, i) => [axis, Math.min(MOST, Math.max(LEAST, round(parts[i])))]));
}

export async function render(container, first) {
  let context = first;
  const [trained] = await Promise.all([context.request.trainedScalings(), styled()]);
  const { alpha, beta, gamma, cost_per_step: step } = trained;
  const compound = (phi) => ({ depth: round(alpha ** phi), width: round(beta ** phi), resolution: round(gamma ** phi) });
  const unscaled = await context.request.scaling(compound(0));
  const own = trained.models.find(({ id }) => id === context.model.id)?.factors ?? compound(0);
  const factors = () => parseFactors(context.argument) ?? parseFactors(AXES.map((axis) => own[axis]).join("-"));
  const set = (next) => context.go("scaling", AXES.map((axis) => next[axis]).join("-"));
  let found = null;

  const slider = (name, label, min, max, by, onInput) => {
    const input = el("input", { type: "range", min, max, step: by, name, oninput: () => onInput(Number(input.value)) });
    const value = el("output");
    return { input, value, element: el("label.slider", {}, el("span", {}, label), input, value) };
  };
  const phi = slider("phi", text.phi, -1, 3, 0.1, (value) => set(compound(value)));
  const sliders = AXES.map((axis) =>
    slider(axis, text[axis], LEAST, MOST, 0.01, (value) => set({ ...factors(), [axis]: value })),
  );
  const facts = el("dl.vfacts");
  const plot = el("div.vfigure.is-wide");
  const problem = caption("");
  container.append(
    el(
      "div.sliders",
      {},
      phi.element,
      sliders.map(({ element }) => element),
    ),
    facts,
    problem,
    caption(text.constants(alpha, beta, gamma, step.toFixed(5))),
    caption(text.rounded),
    head(
      text.chart,
      saveButtons(
        () => chart.element,
        () => fileName("scaling", ...AXES.map((axis) => factors()[axis])),
      ),
    ),
    el("div.vrow", {}, plot),
    caption(text.note),
  );

  const scaled = new Set(trained.models.map(({ id }) => id));
  const points = context.models.filter(
    ({ tier, version, top1, macs }) =>
      tier === context.model.tier && version === context.model.version && top1 !== null && macs,
  );
  /** φ if the three factors are those of one, else null. */
  const phiOf = (now) => {
    const value = Math.round((Math.log(now.depth) / Math.log(alpha)) * 10) / 10;
    const same = compound(value);
    return AXES.every((axis) => Math.abs(same[axis] - now[axis]) < 0.006) ? value : null;
  };
  const label = ({ id, title }) => {
    const factors = trained.models.find((one) => one.id === id)?.factors;
    const value = factors && phiOf(factors);
    return value === undefined || value === null ? title : `φ = ${value}`;
  };
  const chart = figure(
    plot,
    (width) => {
      const { accent, muted } = theme();
      const chosen = getComputedStyle(container).getPropertyValue("--chosen");
      const trace = (some, name, colour, mode) => ({
        x: some.map(({ macs }) => macs),
        y: some.map(({ top1 }) => round(100 - top1)),
        text: some.map(label),
        customdata: some.map(({ title }) => title),
        name,
        mode,
        marker: { color: colour, size: 9 },
        textposition: "top center",
        hovertemplate: "%{customdata}<br>%{x:,} MACs<br>error <b>%{y} %</b><extra></extra>",
      });
      return {
        traces: [
          trace(
            points.filter(({ id }) => !scaled.has(id)),
            text.others,
            muted,
            "markers",
          ),
          trace(
            points.filter(({ id }) => scaled.has(id)),
            text.scaled,
            accent,
            width > 480 ? "markers+text" : "markers",
          ),
        ],
        layout: {
          width,
          height: 300,
          margin: MARGIN,
          showlegend: true,
          legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom" },
          xaxis: { title: text.axisX, type: "log" },
          yaxis: { title: text.axisY, rangemode: "tozero" },
          annotations: found
            ? [
                {
                  x: Math.log10(found.macs),
                  y: 1,
                  yref: "paper",
                  yanchor: "top",
                  xanchor: "left",
                  text: text.here,
                  showarrow: false,
                  font: { color: chosen, size: 11 },
                },
              ]
            : [],
          shapes: found
            ? [
                {
                  type: "line",
                  x0: found.macs,
                  x1: found.macs,
                  yref: "paper",
                  y0: 0,
                  y1: 1,
                  line: { color: chosen, width: 1.5, dash: "dot" },
                },
              ]
            : [],
        },
      };
    },
    { watch: container },
  );

  const ask = newest(
    (answer) => {
      found = answer;
      problem.textContent = "";
      tell();
      chart.redraw();
    },
    (error) => {
      problem.textContent = error.message;
    },
  );
  function tell() {
    const { parameters, macs, side, blocks, channels } = found;
    const exponent = phiOf(factors());
    const times = short(macs / unscaled.macs, 3);
    const { names } = text;
    const list = {
      parameters: [names.parameters, grouped(parameters), parameters],
      macs: [names.macs, grouped(macs), macs],
      growth: [
        names.growth,
        exponent === null ? `${times} ×` : text.growth(times, short(step ** exponent, 3)),
        macs / unscaled.macs,
      ],
      side: [names.side, String(side), side],
      blocks: [names.blocks, blocks.join(" + "), blocks.join()],
      channels: [names.channels, channels.join(", "), channels.join()],
    };
    facts.replaceChildren(
      ...Object.entries(list).map(([key, [name, shown, value]]) =>
        el("div", {}, el("dt", {}, name), el("dd", { dataset: { fact: key, value: String(value) } }, shown)),
      ),
    );
  }
  let asked = "";
  function show() {
    const now = factors();
    AXES.forEach((axis, i) => {
      if (document.activeElement !== sliders[i].input) sliders[i].input.value = now[axis];
      sliders[i].value.textContent = now[axis].toFixed(2);
    });
    const exponent = phiOf(now);
    if (exponent !== null && document.activeElement !== phi.input) phi.input.value = exponent;
    phi.value.textContent = exponent === null ? "–" : String(exponent);
    const key = JSON.stringify(now);
    if (key === asked) return;
    asked = key;
    ask(() => context.request.scaling(now));
  }
  show();
  return {
    ready: chart.ready,
    update(next) {
      context = next;
      show();
    },
    destroy: () => chart.destroy(),
  };
}
