// A convolution in two halves: thin filters and 1x1 columns, and what they cost.
import { el } from "../../ui/dom.js";
import { count as grouped, short } from "../../lib/format.js";
import { readWeights } from "../../lib/weight_arrays.js";
import { summary } from "../../lib/arrays.js";
import { cellAt, cellCanvas, styled } from "../../ui/cell_canvas.js";
import { words } from "../../i18n/i18n.js";
import { symmetric } from "../../ui/number_matrix.js";
import { pairOf, separableCost } from "./separable_pair.js";
import { button, caption, colourBar, head, KINDS } from "../../ui/figure_parts.js";
import { mountWall } from "../../ui/tile_grid.js";

const BLOCKS = await words("block_views");
const TEXT = await words("stage_view");
const text = BLOCKS.separable;
const MATRIX = 300; // px a side of the pointwise matrix, at most

export const id = "separable";
export const title = text.title;
export const explain = text.explain;
export const working = text.working;
export const needs = ["separable"];

export async function render(container, first) {
  const view = await viewOf(first);
  const halves = [thinHalf(view), columnHalf(view)];
  container.append(el("div.vpair.separable", {}, ...halves.map(({ element }) => element)), ...costsOf(view));
  const paint = () => {
    for (const half of halves) half.paint();
  };
  const looks = ({ channel, theme }) => `${channel}/${theme}`;
  paint();
  return {
    update(next) {
      const same = looks(view.context) === looks(next);
      view.context = next;
      if (!same) paint(); // weights do not depend on the picture
    },
    destroy: () => halves[0].destroy(),
  };
}

/** The two halves with their weights: m thin filters of k x k, and n columns of m weights. */
async function viewOf(context) {
  const { depthwise, pointwise } = pairOf(context.model, context.point);
  const read = ({ picture }) => readWeights(context.request, context.model.id, picture.parameter);
  const [thin, columns] = await Promise.all([read(depthwise), read(pointwise), styled()]);
  return { context, depthwise, pointwise, thin, columns, m: thin.shape[0], k: thin.shape[2], n: columns.shape[0] };
}

function section(half, name, box, note) {
  const [bar, readout] = [colourBar(), el("output.vreadout")];
  const phase = el("span.phase", { dataset: { phase: half.point.phase } }, TEXT.phases[half.point.phase]);
  const element = el("section", {}, head(name, phase), box, bar.element, caption(text.weight(note)), readout);
  return { element, bar, say: (words) => (readout.textContent = words) };
}

const opens = ({ context }, half, channel) =>
  half.point === context.point
    ? context.choose(channel)
    : context.setState({ stage: `${context.model.id}/${half.point.name}`, channel });

function thinHalf(view) {
  const { depthwise, thin, m, k } = view;
  const box = el("div");
  const { element, bar, say } = section(depthwise, text.space(m), box, text.spaceNote(k));
  const tile = (i) => thin.values.subarray(i * k * k, (i + 1) * k * k);
  const scale = symmetric(thin.values);
  const wall = mountWall(box, {
    label: text.space(m),
    count: m,
    rows: k,
    columns: k,
    tile: 33,
    describe: (i) => text.filter(i, short(summary(tile(i)).min), short(summary(tile(i)).max)),
    onChoose: (i) => opens(view, depthwise, i),
    onHover(found) {
      say(found ? text.cell(found.id, found.row, found.column, short(tile(found.id)[found.row * k + found.column])) : "");
    },
  });
  return {
    element,
    paint() {
      const { point, channel } = view.context;
      wall.paint({ values: tile, scale: () => scale, map: KINDS.weight.map() }, depthwise.point === point ? channel : null);
      bar.update(scale, "weight");
    },
    destroy: () => wall.destroy(),
  };
}

function columnHalf(view) {
  const { pointwise, columns, m, n } = view;
  const cell = Math.max(2, Math.min(12, Math.floor(MATRIX / Math.max(m, n))));
  const matrix = cellCanvas(m, n, cell, { role: "img", "aria-label": text.channels(n, m) });
  const { canvas } = matrix;
  const { element, bar, say } = section(pointwise, text.channels(n, m), el("div.matrix", {}, canvas), text.channelsNote);
  const scale = symmetric(columns.values);
  const upright = Float32Array.from(columns.values, (_, at) => columns.values[(at % n) * m + Math.floor(at / n)]); // in, out
  canvas.addEventListener("pointermove", (event) => {
    const at = cellAt(event, canvas, m, n);
    say(at ? text.connection(at.column, at.row, short(upright[at.row * n + at.column])) : "");
  });
  canvas.addEventListener("pointerleave", () => say(""));
  canvas.addEventListener("click", (event) => {
    const at = cellAt(event, canvas, m, n);
    if (at) opens(view, pointwise, at.column);
  });
  return {
    element,
    paint() {
      const { point, channel } = view.context;
      const drawing = matrix.paint(upright, scale, KINDS.weight.map());
      if (pointwise.point === point) outline(drawing, canvas, channel, n);
      bar.update(scale, "weight");
    },
  };
}

function outline(drawing, canvas, column, columns) {
  const step = canvas.width / columns;
  drawing.strokeStyle = getComputedStyle(canvas).getPropertyValue("--chosen");
  drawing.lineWidth = 2;
  drawing.strokeRect(column * step - 1, 1, step + 2, canvas.height - 2);
}

/** The table of costs, and the words under it. */
function costsOf({ context, pointwise, m, n, k }) {
  const [, rows, columns] = pointwise.point.shape;
  const number = () => context.go("number");
  return [
    head(text.costs),
    costs({ kernel: k, from: m, to: n, positions: rows * columns }, rows),
    caption(text.weights(grouped(k * k * m + m * n), grouped(k * k * m * n))),
    caption(text.caveat),
    ...(context.has("number") ? [button(text.number, number)] : []),
  ];
}

/** The cost formula of arXiv 1704.04861 with this block's numbers. */
function costs(sizes, side) {
  const { kernel: k, from: m, to: n } = sizes;
  const found = separableCost(sizes);
  const lines = [
    [text.thin, "K²·M·F²", `${k}²·${m}·${side}²`, grouped(found.depthwise)],
    [text.columns, "M·N·F²", `${m}·${n}·${side}²`, grouped(found.pointwise)],
    [text.both, "K²·M·F² + M·N·F²", "", grouped(found.depthwise + found.pointwise)],
    [text.full, "K²·M·N·F²", `${k}²·${m}·${n}·${side}²`, grouped(found.full)],
    [text.ratio, "1/N + 1/K²", `1/${n} + 1/${k * k}`, short(found.ratio)],
  ];
  const body = lines.map(([name, formula, filled, value]) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, name),
      el("td", {}, formula),
      el("td", {}, filled),
      el("td", {}, el("b", {}, value)),
    ),
  );
  const table = el(
    "table.costs",
    { dataset: { ratio: String(found.ratio) } },
    el("caption", {}, text.letters(k, m, n, side)),
    el("tbody", {}, ...body),
  );
  return el("div.vscroll", {}, table);
}
