// A reading that is stopped: what the head says of the state after each row, and after the one on the slider; and how far back
// that state reaches.
import { percent } from "../lib/format.js";
import { newest } from "../lib/newest.js";
import { leader, settledAt } from "../lib/reading_steps.js";
import { words } from "../i18n/i18n.js";
import { styled } from "../ui/cell_canvas.js";
import { el, say } from "../ui/dom.js";
import { caption, fileName, head, saveButtons } from "../ui/figure_parts.js";
import { figure } from "../ui/plot.js";
import { createWaiting } from "../ui/waiting.js";
import { readingSpec } from "./reading_chart.js";
import { createReach } from "./reading_reach.js";

const TEXT = await words("reading");
const STAGE = await words("stage_view");

export const id = "reading";
export const title = TEXT.title;
export const explain = TEXT.explain;
export const working = TEXT.working;
export const needs = ["steps"];

export async function render(container, first) {
  const [found] = await Promise.all([askBoth(first), styled()]);
  const view = /** @type {any} */ ({ context: first, ...found });
  view.parts = elements(view);
  container.append(...view.parts.all);
  const { family } = first.model;
  view.chart = figure(view.parts.plot, (width) => readingSpec(view.found, rowOf(view), family, width), {
    watch: container,
    onClick: ({ x }) => choose(view, x),
  });
  const ask = newest(
    (answer) => {
      Object.assign(view, answer);
      view.parts.waiting.done();
      show(view);
    },
    (error) => view.parts.waiting.fail(STAGE.failed(error.message), again),
  );
  const again = () => ask(() => askBoth(view.context));
  show(view);
  return {
    ready: view.chart.ready,
    update(next) {
      const moved = next.array !== view.context.array; // another picture, or another place
      view.context = next;
      if (moved) again();
      else show(view);
    },
    destroy() {
      view.chart.destroy();
      view.parts.reach.destroy();
    },
  };
}

/** `found`: what is believed after each row; `reach`: how far back each state reaches. */
async function askBoth({ request, model }) {
  const [found, reach] = await Promise.all([request.reading(model.id), request.reach(model.id)]);
  return { found, reach };
}

/** How many rows are read: the link's, else those of the opened stage. */
function rowOf({ context: { argument, point }, found: { steps } }) {
  const given = Number(argument);
  if (Number.isInteger(given) && given >= 1 && given <= steps.length) return given;
  return steps.findIndex((step) => step.point === point.name) + 1;
}
const choose = ({ context }, row) => context.go("reading", String(row));

function elements(view) {
  const { labels, steps } = view.found;
  const oninput = () => choose(view, Number(slider.value));
  const slider = el("input", { type: "range", min: 1, max: steps.length, step: 1, name: "row", oninput });
  const rows = el("output");
  const sentence = el("p.reading-believed", { role: "status" });
  const bars = labels.map((label) => ({ label, bar: el("i"), share: el("span"), name: el("b", {}, label) }));
  const list = el(
    "ul.reading-bars",
    { "aria-label": TEXT.bars },
    bars.map(({ name, bar, share }) => el("li", {}, name, el("span.reading-track", { "aria-hidden": "true" }, bar), share)),
  );
  const plot = el("div.vfigure.is-wide");
  const save = saveButtons(
    () => view.chart.element,
    () => fileName(view.context.model.id, "row-by-row"),
  );
  const settled = caption("");
  const waiting = createWaiting();
  const control = el("div.sliders", {}, el("label.slider", {}, el("span", {}, TEXT.slider), slider, rows));
  const reach = createReach(() => view.context.model.id);
  const chart = [head(TEXT.chart, save), plot, settled, caption(TEXT.note)];
  const all = [control, sentence, list, waiting.element, ...chart, reach.element];
  return { slider, rows, sentence, bars, plot, settled, reach, waiting, all };
}

function show(view) {
  const { slider, rows, sentence, bars, settled } = view.parts;
  const { labels, steps } = view.found;
  const row = rowOf(view);
  const { shares } = steps[row - 1];
  if (document.activeElement !== slider) slider.value = String(row);
  say(rows, TEXT.read(row, steps.length));
  say(sentence, TEXT.believed(row, labels[leader(shares)], percent(shares[leader(shares)])));
  say(settled, TEXT.settled(labels[leader(steps.at(-1).shares)], settledAt(steps)));
  bars.forEach(({ bar, share, name }, i) => {
    bar.style.setProperty("width", `${100 * shares[i]}%`);
    name.toggleAttribute("data-leads", i === leader(shares));
    say(share, percent(shares[i]));
  });
  view.chart?.redraw();
  view.parts.reach.show(view.reach, row, view.context.model.family);
}
