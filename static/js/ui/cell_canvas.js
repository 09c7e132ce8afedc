// Pieces that the views of one kind of block share: their style sheet, which comes with the first of them, and small canvases.
import { sharp } from "./canvas.js";
import { el, stylesheet } from "./dom.js";
import { paintCells } from "./figure_parts.js";

/** The style sheet of these views; nothing is drawn before it is there. */
export const styled = () => stylesheet("views_blocks");

/** A canvas of `rows` x `columns` values, `cell` px a cell. `paint(values, scale, map)` fills it; the context it returns counts in CSS pixels. */
export function cellCanvas(rows, columns, cell, properties = {}) {
  const [width, height] = [columns * cell, rows * cell];
  const canvas = el("canvas", properties);
  sharp(canvas, width, height);
  return {
    canvas,
    paint(values, scale, map) {
      const context = sharp(canvas, width, height);
      paintCells(context, values, rows, columns, scale, map, 0, 0, width, height);
      return context;
    },
  };
}

/** Which of rows x columns cells the pointer is over, or null. */
export function cellAt(event, canvas, rows, columns) {
  const area = canvas.getBoundingClientRect();
  const row = Math.floor(((event.clientY - area.top) / area.height) * rows);
  const column = Math.floor(((event.clientX - area.left) / area.width) * columns);
  return row >= 0 && column >= 0 && row < rows && column < columns ? { row, column } : null;
}
