// The canvas, small, with what one late position of a CNN sees of it: a square as large as its receptive field.
import { CELL, SIDE } from "../../lib/pairs.js";
import { sharp } from "../../ui/canvas.js";

export const SCALE = 3; // CSS px of a pixel

/** The last map's position between the two: its square's left and top. Where edges meet, the square goes on at the other side. */
function squareOf({ a, b }, field) {
  const centre = [0, 1].map((i) => Math.floor((a[i] + b[i] + CELL) / 2));
  return centre.map((at) => at - Math.floor(field / 2));
}

/** `picture`: a frame's input {shape, data}, 0–255. */
export function paintWindow(canvas, picture, places, { field, padding }, colour) {
  const context = sharp(canvas, SIDE * SCALE, SIDE * SCALE);
  context.fillStyle = "#000";
  context.fillRect(0, 0, SIDE * SCALE, SIDE * SCALE);
  picture.data.forEach((value, i) => {
    if (!value) return;
    context.fillStyle = `rgb(${value} ${value} ${value})`;
    context.fillRect((i % SIDE) * SCALE, Math.floor(i / SIDE) * SCALE, SCALE, SCALE);
  });
  context.strokeStyle = colour;
  context.lineWidth = 2;
  const [left, top] = squareOf(places, field);
  const turns = padding === "circular" ? [-SIDE, 0, SIDE] : [0];
  for (const x of turns)
    for (const y of turns) context.strokeRect((left + x) * SCALE, (top + y) * SCALE, field * SCALE, field * SCALE);
}
