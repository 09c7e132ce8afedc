// Compound scaling: sliders for depth, width and resolution, the cost of the real architecture, and what was trained.
import { el } from "../../ui/dom.js";
import { count as grouped, short } from "../../lib/format.js";
import { newest } from "../../lib/newest.js";
import { figure } from "../../ui/plot.js";
import { styled } from "../../ui/cell_canvas.js";
import { words } from "../../i18n/i18n.js";
import { caption, fileName, head, saveButtons } from "../../ui/figure_parts.js";
import { factList } from "../../ui/fact_list.js";
import { createWaiting } from "../../ui/waiting.js";
import { costSpec } from "./scaling_chart.js";
import { AXES, compoundOf, LEAST, MOST, parseFactors, phiOf } from "./scaling_factors.js";

const BLOCKS = await words("block_views");
const STAGE = await words("stage_view");
const text = BLOCKS.scaling;

export const id = "scaling";
export const title = text.title;
export const explain = text.explain;
export const working = text.working;
export const needs = ["scaled"];

export async function render(container, first) {
  const view = await viewOf(first);
  view.parts = elements(view);
  container.append(...view.parts.all);
  view.chart = figure(view.parts.plot, (width) => costSpec(view, container, width), { watch: container });
  view.ask = newest(
    (answer) => arrived(view, answer),
    (error) => failed(view, error),
  );
  show(view);
  return {
    ready: view.chart.ready,
    update(next) {
      view.context = next;
      show(view);
    },
    destroy: () => view.chart.destroy(),
  };
}

async function viewOf(context) {
  const [trained] = await Promise.all([context.request.trainedScalings(), styled()]);
  const none = compoundOf(trained, 0);
  return {
    context,
    trained,
    unscaled: await context.request.scaling(none),
    own: trained.models.find((model) => model.id === context.model.id)?.factors ?? none,
    asked: "",
    found: null, // the cost of the factors on the sliders
  };
}

const written = (factors) => AXES.map((axis) => factors[axis]);
const factorsOf = ({ context, own }) => parseFactors(context.argument) ?? parseFactors(written(own).join("-"));
const choose = ({ context }, factors) => context.go("scaling", written(factors).join("-"));

function elements(view) {
  const { alpha, beta, gamma, cost_per_step: step } = view.trained;
  const parts = {
    phi: slider("phi", { label: text.phi, min: -1, max: 3, step: 0.1 }, (value) =>
      choose(view, compoundOf(view.trained, value)),
    ),
    sliders: AXES.map((axis) =>
      slider(axis, { label: text[axis], min: LEAST, max: MOST, step: 0.01 }, (value) =>
        choose(view, { ...factorsOf(view), [axis]: value }),
      ),
    ),
    facts: el("dl.vfacts"),
    waiting: createWaiting(),
    plot: el("div.vfigure.is-wide"),
  };
  const save = saveButtons(
    () => view.chart.element,
    () => fileName("scaling", ...written(factorsOf(view))),
  );
  const all = [
    el("div.sliders", {}, ...[parts.phi, ...parts.sliders].map(({ element }) => element)),
    parts.facts,
    parts.waiting.element,
    caption(text.constants(alpha, beta, gamma, short(step))),
    caption(text.rounded),
    head(text.chart, save),
    el("div.vrow", {}, parts.plot),
    caption(text.note),
  ];
  return { ...parts, all };
}

function slider(name, { label, ...range }, onInput) {
  const input = el("input", { type: "range", ...range, name, oninput: () => onInput(Number(input.value)) });
  const value = el("output");
  return {
    element: el("label.slider", {}, el("span", {}, label), input, value),
    /** `number` null: the slider stays where it is. */
    show(number, shown) {
      if (number !== null && document.activeElement !== input) input.value = number;
      value.textContent = shown;
    },
  };
}

function show(view) {
  const now = factorsOf(view);
  const exponent = phiOf(view.trained, now);
  AXES.forEach((axis, i) => view.parts.sliders[i].show(now[axis], now[axis].toFixed(2)));
  view.parts.phi.show(exponent, exponent === null ? "–" : String(exponent));
  const key = JSON.stringify(now);
  if (key === view.asked) return;
  view.asked = key;
  tellBehind(view, true);
  view.parts.waiting.busy(text.working);
  view.ask(() => view.context.request.scaling(now));
}

/** What is there is of the factors before. */
function tellBehind({ parts }, behind) {
  for (const part of [parts.facts, parts.plot]) part.dataset.behind = String(behind);
}

function failed(view, error) {
  view.asked = "";
  view.parts.waiting.fail(STAGE.failed(error.message), () => show(view));
}

function arrived(view, answer) {
  view.found = answer;
  tellBehind(view, false);
  view.parts.waiting.done();
  view.parts.facts.replaceChildren(...factList(costs(view)));
  view.chart.redraw();
}

function costs(view) {
  const { parameters, macs, side, blocks, channels } = view.found;
  const exponent = phiOf(view.trained, factorsOf(view));
  const growth = macs / view.unscaled.macs;
  const times = short(growth, 3);
  const expected = exponent === null ? null : short(view.trained.cost_per_step ** exponent, 3);
  const list = {
    parameters: [grouped(parameters), parameters],
    macs: [grouped(macs), macs],
    growth: [expected === null ? text.times(times) : text.growth(times, expected), growth],
    side: [String(side), side],
    blocks: [blocks.join(" + "), blocks.join()],
    channels: [channels.join(", "), channels.join()],
  };
  return Object.entries(list).map(([key, [shown, value]]) => ({ key, name: text.names[key], text: shown, value }));
}
