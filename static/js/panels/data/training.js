// One network while it was trained: a slider over its snapshots, with what it says, whom a patch listens to, and its errors.
import { words } from "../../i18n/i18n.js";
import { count, share } from "../../lib/format.js";
import { newest } from "../../lib/newest.js";
import { cellCanvas } from "../../ui/cell_canvas.js";
import { el, say } from "../../ui/dom.js";
import { KINDS } from "../../ui/figure_parts.js";
import { figure } from "../../ui/plot.js";
import { createWaiting } from "../../ui/waiting.js";
import { createMultiples } from "./multiples.js";
import { snapshotSpec } from "./snapshot_figure.js";

const TEXT = await words("data");
const text = TEXT.during;
/** Where a form mixes space, deep inside: whose sources are shown. A dense layer has no places. */
const LISTENS = { cnn: "act6", vit: "blocks.2", mixer: "blocks.2", resmlp: "blocks.2" };
const MIDDLE = 3; // of 7 rows and columns

/** `onStep(step)`, `onLoad(model)`. Returns {element, show(context, form, theme), destroy}. */
export function createTraining({ onStep, onLoad }) {
  const view = { form: null, at: 0, listens: "" };
  const slider = el("input", { type: "range", min: 0, oninput: () => onStep(view.form.snapshots[slider.valueAsNumber].step) });
  const output = el("output");
  const says = el("p.says", { role: "status" });
  const load = el("button", { type: "button", onclick: () => onLoad(view.form.snapshots[view.at].model) }, text.load);
  const missing = el("p.note", {}, text.missing);
  const chart = el("div.vfigure");
  const plot = figure(chart, (width) => snapshotSpec(view, width));
  const multiples = createMultiples(() => "");
  const listening = createListening();
  const controls = el("p.controls", {}, el("label", {}, text.slider, " ", slider, " ", output), load);
  const beside = el("div.beside", {}, multiples.element, listening.element, chart);
  const ask = createAsking(says);
  return {
    element: el("section.during", {}, el("h3", {}, text.title), el("p", {}, text.lead), missing, controls, says, beside),
    show(context, form, theme) {
      const { snapshots } = form;
      missing.hidden = snapshots.length > 0;
      controls.hidden = says.hidden = beside.hidden = !snapshots.length;
      if (!snapshots.length) return;
      const wanted = snapshots.findIndex(({ step }) => step === context.state.dataStep);
      Object.assign(view, { form, at: wanted < 0 ? snapshots.length - 1 : wanted });
      const { model, step } = snapshots[view.at];
      slider.max = String(snapshots.length - 1);
      slider.value = String(view.at);
      slider.setAttribute("aria-valuetext", text.steps(count(step)));
      say(output, text.steps(count(step)));
      load.disabled = context.state.models.includes(model);
      plot.redraw();
      multiples.show(context, [model], theme);
      const place = JSON.stringify(context.numbers());
      ask(context, model, place);
      listening.show(context, model, LISTENS[form.form], `${place} ${theme}`);
    },
    destroy: () => plot.destroy(),
  };
}

/** What the network says of the page's picture where it stands. */
function createAsking(says) {
  let asked = "";
  const ask = newest(
    ({ traces: [{ predictions }] }) =>
      say(says, text.says({ label: predictions[0].label, share: share(predictions[0].probability) })),
    (error) => say(says, error.message),
  );
  return (context, model, place) => {
    if (asked === `${model} ${place}`) return;
    asked = `${model} ${place}`;
    ask(() => context.request.trace({}, [model]));
  };
}

/** Whom the middle place of a late stage listens to: the mixing share, the one measure that all forms have. */
function createListening() {
  const waiting = createWaiting();
  const box = el("div");
  const element = el("figure.listening", {}, el("figcaption", {}, text.listens), waiting.element, box);
  let asked = "";
  const ask = newest(
    (answer) => {
      waiting.done();
      draw(box, answer);
    },
    (error) => waiting.fail(error.message, () => (asked = "")),
  );
  return {
    element,
    show(context, model, point, place) {
      element.hidden = !point;
      if (!point || asked === `${model} ${place}`) return;
      asked = `${model} ${place}`;
      ask(() => context.request.mixing({ model, point, row: MIDDLE, column: MIDDLE, level: "operator", kind: "share" }));
    },
  };
}

function draw(box, { grid: [rows, columns], values, query, model }) {
  const flat = Float32Array.from(values.flat());
  const high = Math.max(...flat);
  const cells = cellCanvas(rows, columns, Math.max(4, Math.floor(112 / columns)), { role: "img", "aria-label": text.listens });
  cells.paint(flat, { low: 0, high }, KINDS.activation.map(false));
  box.dataset.model = model;
  box.dataset.query = `${query.row},${query.column}`;
  box.replaceChildren(cells.canvas);
}
