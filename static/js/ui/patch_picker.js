// A small picture with the patch grid over it, on which a person chooses a patch by pointer or arrow keys.
import { consume, el } from "./dom.js";
import { paintPicture } from "./canvas.js";
import { theme } from "./plot.js";

const SIDE = 112; // px of the picture, about

/**
 * `onPick(patch)`, counted row by row. With `onToggle(patch)` several can be chosen: a click or the space bar calls it, arrow keys
 * only go there. `paint(input, patch, marked)`: the frame's input of the model; patch null = none; `marked`: those that are chosen.
 */
export function createPatchPicker({ rows, columns, label, onPick, onToggle = null }) {
  const canvas = el("canvas.vquery-picture", {
    tabIndex: 0,
    role: "application",
    "aria-label": `${label}: ${rows} × ${columns}`,
  });
  let chosen = null;
  canvas.addEventListener("click", (event) => {
    const area = canvas.getBoundingClientRect();
    const cell = (at, start, size, count) => Math.min(count - 1, Math.max(0, Math.floor(((at - start) / size) * count)));
    (onToggle ?? onPick)(
      cell(event.clientY, area.top, area.height, rows) * columns + cell(event.clientX, area.left, area.width, columns),
    );
  });
  canvas.addEventListener("keydown", (event) => {
    if (onToggle && event.key === " " && chosen !== null) {
      consume(event);
      return onToggle(chosen);
    }
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    if (!step) return;
    consume(event);
    const next = chosen === null ? 0 : chosen + step;
    if (next >= 0 && next < rows * columns) onPick(next);
  });
  return {
    element: canvas,
    paint(input, patch, marked = []) {
      chosen = patch;
      const pixel = Math.max(1, Math.round(SIDE / input.shape[2]));
      const drawing = paintPicture(canvas, input, pixel);
      const cell = (pixel * input.shape[2]) / columns;
      drawing.strokeStyle = "rgb(128 128 128 / 0.45)";
      drawing.lineWidth = 1;
      drawing.beginPath();
      for (let i = 1; i < columns; i++) {
        drawing.moveTo(i * cell + 0.5, 0);
        drawing.lineTo(i * cell + 0.5, canvas.height);
      }
      for (let i = 1; i < rows; i++) {
        drawing.moveTo(0, i * cell + 0.5);
        drawing.lineTo(canvas.width, i * cell + 0.5);
      }
      drawing.stroke();
      for (const one of marked) cross(drawing, (one % columns) * cell, Math.floor(one / columns) * cell, cell);
      if (patch === null) return;
      drawing.strokeStyle = getComputedStyle(canvas).getPropertyValue("--chosen") || theme().accent;
      drawing.lineWidth = 2;
      drawing.strokeRect((patch % columns) * cell + 1, Math.floor(patch / columns) * cell + 1, cell - 2, cell - 2);
    },
  };
}

/** A place that is painted over, and crossed out: told by more than its colour. */
function cross(drawing, x, y, side) {
  drawing.fillStyle = "rgb(128 128 128 / 0.75)";
  drawing.fillRect(x, y, side, side);
  drawing.strokeStyle = "#fff";
  drawing.lineWidth = 1;
  drawing.beginPath();
  drawing.moveTo(x, y);
  drawing.lineTo(x + side, y + side);
  drawing.moveTo(x + side, y);
  drawing.lineTo(x, y + side);
  drawing.stroke();
}
