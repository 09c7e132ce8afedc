// A convolution in two halves: thin filters and 1x1 columns, and what they cost.
import { el } from "../../ui/dom.js";
import { count as grouped, exact, short } from "../../lib/format.js";
import { summary } from "../../lib/arrays.js";
import { cellAt, cellCanvas, styled } from "../../ui/cell_canvas.js";
import { BLOCKS } from "../../i18n/en/block_views.js";
import { symmetric } from "../../ui/number_matrix.js";
import { pairOf, separableCost } from "./separable_pair.js";
import { button, caption, colourBar, head, KINDS } from "../../ui/figure_parts.js";
import { TEXT } from "../../i18n/en/stage_view.js";
import { mountWall } from "../../ui/tile_grid.js";
import { readWeights } from "../../lib/weight_arrays.js";

const text = BLOCKS.separable;
const MATRIX = 300; // px a side of the pointwise matrix, at most

export const id = "separable";
export const title = text.title;
export const explain = text.explain;
export const needs = ["separable"];

export async function render(container, first) {
  let context = first;
  const { depthwise, pointwise } = pairOf(context.model, context.point);
  const read = ({ picture }) => readWeights(context.request, context.model.id, picture.parameter);
  const [thin, columns] = await Promise.all([read(depthwise), read(pointwise), styled()]);
  const [m, , k] = thin.shape;
  const n = columns.shape[0];
  const [scales, bars] = [
    [symmetric(thin.values), symmetric(columns.values)],
    [colourBar(), colourBar()],
  ];
  const wallBox = el("div");
  const readouts = [el("output.vreadout"), el("output.vreadout")];
  const cell = Math.max(2, Math.min(12, Math.floor(MATRIX / Math.max(m, n))));
  const matrix = cellCanvas(m, n, cell, { role: "img", "aria-label": text.channels(n, m) });
  const upright = Float32Array.from(columns.values, (_, at) => columns.values[(at % n) * m + Math.floor(at / n)]); // in, out
  matrix.canvas.addEventListener("pointermove", (event) => {
    const at = cellAt(event, matrix.canvas, m, n);
    readouts[1].textContent = at ? `out ${at.column}, in ${at.row}: ${exact(upright[at.row * n + at.column])}` : "";
  });
  const opens = (half, channel) =>
    half.point === context.point
      ? context.choose(channel)
      : context.setState({ stage: `${context.model.id}/${half.point.name}`, channel });
  matrix.canvas.addEventListener("click", (event) => {
    const at = cellAt(event, matrix.canvas, m, n);
    if (at) opens(pointwise, at.column);
  });
  matrix.canvas.addEventListener("pointerleave", () => {
    readouts[1].textContent = "";
  });

  const phase = ({ point }) => el("span.phase", { dataset: { phase: point.phase } }, TEXT.phases[point.phase]);
  container.append(
    el(
      "div.vpair.separable",
      {},
      el(
        "section",
        {},
        head(text.space(m), phase(depthwise)),
        wallBox,
        bars[0].element,
        caption(text.weight(text.spaceNote(k))),
        readouts[0],
      ),
      el(
        "section",
        {},
        head(text.channels(n, m), phase(pointwise)),
        el("div.matrix", {}, matrix.canvas),
        bars[1].element,
        caption(text.weight(text.channelsNote)),
        readouts[1],
      ),
    ),
    head(text.costs),
    costs(
      { kernel: k, from: m, to: n, positions: pointwise.point.shape[1] * pointwise.point.shape[2] },
      pointwise.point.shape[1],
    ),
    caption(text.weights(grouped(k * k * m + m * n), grouped(k * k * m * n))),
    caption(text.caveat),
    ...(context.has("number") ? [button(text.number, () => context.go("number"))] : []),
  );
  const tile = (i) => thin.values.subarray(i * k * k, (i + 1) * k * k);
  const wall = mountWall(wallBox, {
    label: text.space(m),
    count: m,
    rows: k,
    columns: k,
    tile: 33,
    describe: (i) => `channel ${i}: ${short(summary(tile(i)).min)} to ${short(summary(tile(i)).max)}`,
    onChoose: (i) => opens(depthwise, i),
    onHover: (found) => {
      readouts[0].textContent = found
        ? `channel ${found.id}, ${found.row}, ${found.column}: ${exact(tile(found.id)[found.row * k + found.column])}`
        : "";
    },
  });

  function paint() {
    const map = KINDS.weight.map();
    wall.paint({ values: tile, scale: () => scales[0], map }, depthwise.point === context.point ? context.channel : null);
    const drawing = matrix.paint(upright, scales[1], map);
    if (pointwise.point === context.point) {
      const step = matrix.canvas.width / n;
      drawing.strokeStyle = getComputedStyle(container).getPropertyValue("--chosen");
      drawing.lineWidth = 2;
      drawing.strokeRect(context.channel * step - 1, 1, step + 2, matrix.canvas.height - 2);
    }
    bars.forEach((bar, i) => bar.update(scales[i], "weight"));
  }
  paint();
  let painted = `${context.channel}/${context.theme}`;
  return {
    update(next) {
      context = next;
      const now = `${context.channel}/${context.theme}`;
      if (now !== painted) paint(); // weights do not depend on the picture
      painted = now;
    },
    destroy: () => wall.destroy(),
  };
}

/** The cost formula of arXiv 1704.04861 with this block's numbers. */
function costs(sizes, side) {
  const { kernel: k, from: m, to: n } = sizes;
  const found = separableCost(sizes);
  const row = (name, formula, filled, value) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, name),
      el("td", {}, formula),
      el("td", {}, filled),
      el("td", {}, el("b", {}, value)),
    );
  return el(
    "div.vscroll",
    {},
    el(
      "table.costs",
      { dataset: { ratio: String(found.ratio) } },
      el("caption", {}, text.letters(k, m, n, side)),
      el(
        "tbody",
        {},
        row(text.thin, "K²·M·F²", `${k}²·${m}·${side}²`, grouped(found.depthwise)),
        row(text.columns, "M·N·F²", `${m}·${n}·${side}²`, grouped(found.pointwise)),
        row(text.both, "K²·M·F² + M·N·F²", "", grouped(found.depthwise + found.pointwise)),
        row(text.full, "K²·M·N·F²", `${k}²·${m}·${n}·${side}²`, grouped(found.full)),
        row(text.ratio, "1/N + 1/K²", `1/${n} + 1/${k * k}`, found.ratio.toFixed(5)),
      ),
    ),
  );
}
