// x, F(x) and x + F(x) for one channel, side by side on one scale.
import { el, say } from "../../ui/dom.js";
import { exact, short } from "../../lib/format.js";
import { layout, slice, summary } from "../../lib/arrays.js";
import { caption, colourBar, head, KINDS, paintCells, scaleOf } from "../../ui/figure_parts.js";
import { split } from "./parse.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("residual");

const SIDE = 150; // CSS pixels of a map

export function createMaps() {
  let asked = "";
  let parts = null;
  let running = null;
  let context = null;

  const title = el("h4");
  const readout = el("output.vreadout");
  const bar = colourBar();
  const note = caption("");
  const figures = TEXT.parts.map((name, part) => {
    const canvas = el("canvas.rmap", { width: SIDE, height: SIDE, role: "img", "aria-label": name });
    canvas.addEventListener("pointermove", (event) => point(part, event));
    canvas.addEventListener("pointerleave", () => {
      say(readout, "");
      context?.hoverCell(null);
    });
    return { canvas, element: el("figure", { dataset: { part } }, canvas, el("figcaption", {}, name)) };
  });
  const signs = [el("span.rsign", { "aria-hidden": "true" }, "+"), el("span.rsign", { "aria-hidden": "true" }, "=")];
  const row = el(
    "div.rmaps",
    {},
    figures.flatMap(({ element }, i) => (i < 2 ? [element, signs[i]] : [element])),
  );
  const element = el("section.rpart", {}, head(title, readout), row, bar.element, note);

  const form = () => layout(parts[0], context.point);
  const channel = () => Math.min(form().count - 1, context.channel);

  function point(part, event) {
    if (!parts) return;
    const { rows, columns } = form();
    const area = figures[part].canvas.getBoundingClientRect();
    const at = (value, most) => Math.min(most - 1, Math.max(0, Math.floor(value * most)));
    const [row, column] = [
      at((event.clientY - area.top) / area.height, rows),
      at((event.clientX - area.left) / area.width, columns),
    ];
    const [x, f, sum] = parts.map((array) => slice(array, form(), channel())[row * columns + column]);
    say(readout, `${row}, ${column}: ${exact(x)} + ${exact(f)} = ${exact(sum)}`);
    if (rows === context.point.grid?.[0]) context.hoverCell(row, column);
  }

  function paint() {
    if (!parts) return;
    const shape = form();
    const values = parts.map((array) => slice(array, shape, channel()));
    const ends = values.map(summary);
    const scale = scaleOf({ min: Math.min(...ends.map(({ min }) => min)), max: Math.max(...ends.map(({ max }) => max)) });
    const ratio = window.devicePixelRatio || 1;
    figures.forEach(({ canvas }, i) => {
      const height = Math.round((SIDE * shape.rows) / shape.columns);
      Object.assign(canvas, { width: SIDE * ratio, height: height * ratio });
      paintCells(
        canvas.getContext("2d"),
        values[i],
        shape.rows,
        shape.columns,
        scale,
        KINDS.activation.map(scale.signed),
        0,
        0,
        canvas.width,
        canvas.height,
      );
      Object.assign(canvas.dataset, { min: ends[i].min, max: ends[i].max });
    });
    say(title, TEXT.maps(shape.noun, channel()));
    say(note, TEXT.scale(short(scale.low), short(scale.high)));
    bar.update(scale);
  }

  return {
    element,
    /** Of this branch, at what the stage holds now. */
    async show(next, branch) {
      const fresh = context?.array !== next.array || asked !== branch;
      context = next;
      if (!fresh || next.moving || next.held) return paint();
      asked = branch;
      running?.abort();
      const mine = (running = new AbortController());
      try {
        const found = await next.request.residualMaps({ model: next.model.id, branch }, mine.signal);
        if (mine !== running) return;
        parts = split(found);
        paint();
      } catch (error) {
        if (!mine.signal.aborted) say(note, error.message);
      }
    },
    destroy: () => running?.abort(),
  };
}
