// The figures of the patch matrix: a wall of its rows (or of the hidden units' input weights), and one row over the picture.
import { unpack } from "../../lib/colour.js";
import { el } from "../../ui/dom.js";
import { exact, short } from "../../lib/format.js";
import { paintPicture } from "../../ui/canvas.js";
import { summary } from "../../lib/arrays.js";
import { cellAt } from "../../ui/cell_canvas.js";
import { symmetric } from "../../ui/number_matrix.js";
import { caption, colourBar, head } from "../../ui/figure_parts.js";
import { mountWall } from "../../ui/tile_grid.js";
import { pairUnits } from "./unit_pairing.js";
import { rowOf } from "./patch_rows.js";
import { words } from "../../i18n/i18n.js";

const BLOCKS = await words("block_views");
const text = BLOCKS.patchmatrix;

/** One model's wall: {element, wall, bar, values(tile)}. onPick(patch), say(words). */
export function matrixPane({ rows, columns }, { model, picture, array, tokens }, { onPick, say }) {
  const size = rows * columns;
  const count = tokens ? array.shape[0] : size;
  const values = (i) => array.values.subarray(i * size, (i + 1) * size);
  const nameOf = tokens ? text.hiddenUnit : text.intoPatch;
  const name = `${model.title}: ${picture.title}`;
  const [box, bar] = [el("div"), colourBar()];
  const note = caption(tokens ? text.units : text.matrix);
  const element = el("section", { dataset: { model: model.id } }, head(name), box, bar.element, note);
  const wall = mountWall(box, {
    label: name,
    count,
    rows,
    columns,
    tile: 35,
    numbers: false,
    across: tokens ? null : columns,
    group: tokens ? 2 : 1,
    order: tokens ? pairUnits(array.values, count, rows, columns).flatMap(({ units }) => units) : null,
    describe: (i) => text.span(nameOf(i), short(summary(values(i)).min), short(summary(values(i)).max)),
    onChoose: (i) => !tokens && onPick(i),
    onHover(cell) {
      const value = cell && short(values(cell.id)[cell.row * columns + cell.column]);
      say(cell ? `${model.title}, ${nameOf(cell.id)}, ${text.readout(cell.row, cell.column, value)}` : "");
    },
  });
  return { element, wall, bar, values };
}

/** One row of the matrix over the picture: each patch in the colour of its weight, the more of it the larger the weight. */
export function rowFigure({ rows, columns }, { model, array, second, tokens }, { query, input, map, say }) {
  const row = rowOf(array, second, query);
  const { high } = symmetric(row);
  const canvas = el("canvas", {
    role: "img",
    "aria-label": text.query,
    dataset: { model: model.id, row: Array.from(row, exact).join(" ") },
  });
  const drawing = paintPicture(canvas, input, Math.max(1, Math.round(112 / input.shape[2])));
  paintRow(drawing, row, { columns, high, map });
  outline(drawing, query, columns);
  canvas.addEventListener("pointermove", (event) => {
    const at = cellAt(event, canvas, rows, columns);
    say(at ? `${model.title}, ${text.readout(at.row, at.column, short(row[at.row * columns + at.column]))}` : "");
  });
  const note = text.rowNote(model.title, tokens ? text.product : text.itself, short(high, 2));
  return el("figure", {}, canvas, el("figcaption.vcaption", {}, note));
}

function paintRow(drawing, row, { columns, high, map }) {
  const cell = drawing.canvas.width / columns;
  const [below, above] = [0.12, 0.88].map((share) => unpack(map[Math.round(map.length * share)]).join(" "));
  row.forEach((weight, i) => {
    drawing.fillStyle = `rgb(${weight < 0 ? below : above} / ${(0.9 * Math.abs(weight)) / high})`;
    drawing.fillRect((i % columns) * cell, Math.floor(i / columns) * cell, cell, cell);
  });
}

function outline(drawing, patch, columns) {
  const cell = drawing.canvas.width / columns;
  drawing.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue("--chosen");
  drawing.lineWidth = 2;
  drawing.strokeRect((patch % columns) * cell + 1, Math.floor(patch / columns) * cell + 1, cell - 2, cell - 2);
}
