// x, F(x) and x + F(x) for one channel, side by side on one scale.
import { sharpInside } from "../../ui/canvas.js";
import { el, say } from "../../ui/dom.js";
import { short } from "../../lib/format.js";
import { layout, slice, summary } from "../../lib/arrays.js";
import { caption, colourBar, head, KINDS, paintCells, scaleOf } from "../../ui/figure_parts.js";
import { createWaiting } from "../../ui/waiting.js";
import { split } from "./parse.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("residual");
const AXES = await words("axes");

const SIDE = 150; // CSS pixels of a map

/** Returns {element, show(context, branch), destroy}. */
export function createMaps() {
  const maps = { asked: "", read: null, parts: null, running: null, context: null }; // read: the array for which was asked
  Object.assign(maps, elements(maps));
  return {
    element: maps.element,
    /** Of this branch, at what the stage holds now. */
    show(next, branch) {
      maps.context = next;
      const fresh = maps.read !== next.array || maps.asked !== branch;
      if (!fresh || next.moving || next.held) return paint(maps);
      Object.assign(maps, { asked: branch, read: next.array });
      ask(maps, branch);
    },
    destroy: () => maps.running?.abort(),
  };
}

function elements(maps) {
  const title = el("h4");
  const readout = el("output.vreadout");
  const bar = colourBar();
  const note = caption("");
  const waiting = createWaiting();
  const figures = TEXT.parts.map((name, part) => mapFigure(maps, name, part));
  const sign = (mark) => el("span.sign", { "aria-hidden": "true" }, mark);
  const [x, f, sum] = figures.map((one) => one.element);
  const row = el("div.maps", {}, x, sign("+"), f, sign("="), sum);
  const element = el("section.part", {}, head(title, readout), waiting.element, row, bar.element, note);
  return { title, readout, bar, note, waiting, figures, row, element };
}

function mapFigure(maps, name, part) {
  const canvas = el("canvas.map", { width: SIDE, height: SIDE, role: "img", "aria-label": name });
  canvas.addEventListener("pointermove", (event) => point(maps, part, event));
  canvas.addEventListener("pointerleave", () => {
    say(maps.readout, "");
    maps.context?.hoverCell(null);
  });
  return { canvas, element: el("figure", { dataset: { part } }, canvas, el("figcaption", {}, name)) };
}

async function ask(maps, branch) {
  maps.running?.abort();
  const mine = (maps.running = new AbortController());
  const { request, model } = maps.context;
  maps.row.dataset.behind = "true"; // what is there is of another branch or another place
  maps.waiting.busy(TEXT.askingMaps);
  try {
    const found = await request.residualMaps({ model: model.id, branch }, mine.signal);
    if (mine.signal.aborted) return;
    maps.waiting.done();
    maps.parts = split(found);
    maps.row.dataset.behind = "false";
    paint(maps);
  } catch (error) {
    if (!mine.signal.aborted) maps.waiting.fail(TEXT.failed(error.message), () => ask(maps, branch));
  }
}

/** How the three arrays fall into pictures, and which channel of them is shown. */
function shown({ parts, context }) {
  const form = layout(parts[0], context.point);
  const channel = Math.min(form.count - 1, context.channel);
  return { form, channel, values: parts.map((array) => slice(array, form, channel)) };
}

function point(maps, part, { clientX, clientY }) {
  if (!maps.parts) return;
  const { form, values } = shown(maps);
  const area = maps.figures[part].canvas.getBoundingClientRect();
  const at = (share, most) => Math.min(most - 1, Math.max(0, Math.floor(share * most)));
  const row = at((clientY - area.top) / area.height, form.rows);
  const column = at((clientX - area.left) / area.width, form.columns);
  const [x, f, sum] = values.map((one) => short(one[row * form.columns + column]));
  say(maps.readout, `${row}, ${column}: ${x} + ${f} = ${sum}`);
  if (form.rows === maps.context.point.grid?.[0]) maps.context.hoverCell(row, column);
}

function paint(maps) {
  if (!maps.parts) return;
  const { form, channel, values } = shown(maps);
  const ends = values.map(summary);
  const scale = scaleOf({ min: Math.min(...ends.map(({ min }) => min)), max: Math.max(...ends.map(({ max }) => max)) });
  maps.figures.forEach(({ canvas }, i) => {
    paintMap(canvas, values[i], form, scale);
    Object.assign(canvas.dataset, { min: ends[i].min, max: ends[i].max });
  });
  say(maps.title, TEXT.maps(AXES.numbered(form.axis, channel)));
  say(maps.note, TEXT.scale(short(scale.low), short(scale.high)));
  maps.bar.update(scale);
}

/** The canvas has no size of its own on the page: it is as wide as its figure. */
function paintMap(canvas, values, { rows, columns }, scale) {
  const height = Math.round((SIDE * rows) / columns);
  const map = KINDS.activation.map(scale.signed);
  paintCells(sharpInside(canvas, SIDE, height), values, rows, columns, scale, map, 0, 0, SIDE, height);
}
