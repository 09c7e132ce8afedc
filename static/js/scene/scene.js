// @ts-check
// The scene: the picture, large, with the pattern as an object to drag. Paints at once, by itself; models answer a moment later.
import { t } from "../i18n/i18n.js";
import { paintPicture, sharpInside, traceOutline } from "../ui/canvas.js";
import { shift } from "../lib/image_shift.js";
import { coverOf, cutOut, distanceTo, over } from "../lib/scene.js";

const SIZE = 224; // CSS pixels of the long side; cells are whole pixels
const PIN = "#ffb224";
const LIT = "#ff4fa3";
const FINEST = 5; // CSS pixels of a cell, below which its lines would hide the picture

/** A photograph has no outline of its own against the background: its frame stands for it. */
const isPhotograph = ({ shape: [channels, rows] }) => channels > 1 || rows > 64;
const scaleOf = ({ shape: [, rows, columns] }) => Math.max(1, Math.floor(SIZE / Math.max(rows, columns)));

/**
 * `handlers`: onGrab("first", "second" or "cover"), onDrag(x, y, event) of that one's place, onHold(true while a drag lasts), onHover(row, column, values, event), onLeave().
 * @param {any} canvas
 * @param {any} overlay
 * @param {any} handlers
 */
export function createScene(canvas, overlay, handlers) {
  const scene = {
    base: null, // {shape, data}: the pattern where it started
    second: null, // the same of the other one, null without
    state: null,
    hover: null,
    cell: null, // pixels from line to line of the grid over it
    now: null, // what is on the canvas
  };

  function paint() {
    const { base, state } = scene;
    if (!base || !state) return;
    const [first, second] = patternsOf(scene);
    scene.now = second ? over(first, second) : first;
    paintPicture(canvas, scene.now, scaleOf(base));
    canvas.style.maxWidth = `${SIZE}px`; // an input of 299 px is shown smaller, not cut off
    canvas.style.height = "auto";
    paintOverlay(overlay, scene);
    const { dx, dy, dx2, dy2 } = state;
    canvas.setAttribute("aria-label", t(second ? "scene.label.two" : "scene.label", { dx, dy, dx2, dy2 }));
  }
  followPointer(canvas, scene, handlers);

  return {
    setPattern(pattern) {
      scene.base = pattern;
      paint();
    },
    /** `pattern`: as setPattern's; null: there is no second one. */
    setSecond(pattern) {
      scene.second = pattern;
      paint();
    },
    update(next) {
      scene.state = next;
      paint();
    },
    light(rect) {
      scene.hover = rect;
      if (scene.base && scene.state) paintOverlay(overlay, scene);
    },
    /** Lines over the input's frame, which do not move with the pattern; null: none. */
    grid(cell) {
      if (cell === scene.cell) return;
      scene.cell = cell;
      overlay.dataset.cell = cell ?? "";
      if (scene.base && scene.state) paintOverlay(overlay, scene);
    },
  };
}

/** The patterns where they stand, each alone on the canvas; one that comes for another input is left out. */
function patternsOf({ base, second, state }) {
  const { cut, cut2, dx, dy, dx2, dy2, edge } = state;
  const first = shift(cutOut(base, cut), dx, dy, edge);
  const fits = second && second.shape.join() === base.shape.join();
  return fits ? [first, shift(cutOut(second, cut2), dx2, dy2, edge)] : [first];
}

/** What a place belongs to: the cover, which lies over all, else the nearest pattern, and on top the second. */
function takenAt(scene, row, column) {
  const [left, top, width, height] = coverOf(scene.state) ?? [0, 0, 0, 0];
  if (column >= left && column < left + width && row >= top && row < top + height) return "cover";
  const [first, second] = patternsOf(scene);
  return second && distanceTo(second, row, column) <= distanceTo(first, row, column) ? "second" : "first";
}

// Lines are drawn on their own canvas, in device pixels, so that they stay thin over the large cells.
function paintOverlay(overlay, { base, second, state, hover, cell }) {
  const scale = scaleOf(base);
  const [, rows, columns] = base.shape;
  const [width, height] = [columns * scale, rows * scale];
  const context = sharpInside(overlay, width, height);
  if (cell && cell * scale >= FINEST) paintGrid(context, { cell: cell * scale, width, height });
  const [rx, ry] = state.reference;
  if (rx !== state.dx || ry !== state.dy) tracePin(context, cutOut(base, state.cut), state.cut, [rx, ry], scale);
  const [rx2, ry2] = state.reference2;
  if (second && (rx2 !== state.dx2 || ry2 !== state.dy2))
    tracePin(context, cutOut(second, state.cut2), state.cut2, [rx2, ry2], scale);
  paintCover(context, coverOf(state), scale);
  if (!hover) return;
  const sides = [hover.left, hover.top, hover.right - hover.left, hover.bottom - hover.top];
  const [x, y, w, h] = sides.map((side) => side * scale);
  for (const [colour, thickness] of /** @type {[string, number][]} */ ([
    ["#000", 4],
    [LIT, 2],
  ])) {
    context.strokeStyle = colour;
    context.lineWidth = thickness;
    context.strokeRect(x, y, w, h);
  }
}

/** As the models find it, empty, and framed so that it can be found on an empty ground. */
function paintCover(context, cover, scale) {
  if (!cover) return;
  const [x, y, w, h] = cover.map((side) => side * scale);
  context.fillStyle = "#000";
  context.fillRect(x, y, w, h);
  context.strokeStyle = PIN;
  context.lineWidth = 1.5;
  context.strokeRect(x, y, w, h);
}

/** Where a pattern is pinned: its outline; of a photograph its frame, or that of its cut. */
function tracePin(context, pattern, cut, [x, y], scale) {
  const [, rows, columns] = pattern.shape;
  context.strokeStyle = PIN;
  context.lineWidth = 1.5;
  context.setLineDash([4, 3]);
  if (isPhotograph(pattern)) {
    const [left, top, width, height] = cut ? cut.split(",").map(Number) : [0, 0, columns, rows];
    context.strokeRect((x + left) * scale, (y + top) * scale, width * scale, height * scale);
  } else traceOutline(context, pattern, { dx: x, dy: y, scale });
  context.setLineDash([]);
}

/** A dark line beside a light one, on whole device pixels: seen on black, on white and on a photograph. */
function paintGrid(context, { cell, width, height }) {
  const { a: ratio } = context.getTransform();
  const thin = Math.max(1, Math.round(ratio)) / ratio;
  const lines = (size) =>
    Array.from({ length: Math.ceil(size / cell) - 1 }, (_, i) => Math.round((i + 1) * cell * ratio) / ratio);
  for (const [colour, offset] of /** @type {[string, number][]} */ ([
    ["#000a", -thin],
    ["#fffa", 0],
  ])) {
    context.fillStyle = colour;
    for (const x of lines(width)) context.fillRect(x + offset, 0, thin, height);
    for (const y of lines(height)) context.fillRect(0, y + offset, width, thin);
  }
}

function followPointer(canvas, scene, handlers) {
  let drag = null;

  const cellAt = (event) => {
    const area = canvas.getBoundingClientRect();
    const [, rows, columns] = scene.base.shape;
    return {
      column: Math.floor(((event.clientX - area.left) / area.width) * columns),
      row: Math.floor(((event.clientY - area.top) / area.height) * rows),
      side: area.width / columns,
    };
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (!scene.base || event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    const { row, column } = cellAt(event);
    const which = takenAt(scene, row, column);
    handlers.onGrab(which);
    const { dx, dy, dx2, dy2 } = scene.state;
    const [from, down] = { first: [dx, dy], second: [dx2, dy2], cover: coverOf(scene.state) }[which];
    drag = { id: event.pointerId, x: event.clientX, y: event.clientY, dx: from, dy: down };
    canvas.classList.add("dragging");
    handlers.onLeave();
    handlers.onHold(true);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!scene.base) return;
    const { row, column, side } = cellAt(event);
    if (drag?.id === event.pointerId) {
      const across = Math.round((event.clientX - drag.x) / side);
      const down = Math.round((event.clientY - drag.y) / side);
      handlers.onDrag(drag.dx + across, drag.dy + down, event);
    } else if (!drag && event.pointerType !== "touch") over(row, column, event);
  });
  function over(row, column, event) {
    const [channels, rows, columns] = scene.base.shape;
    if (row < 0 || column < 0 || row >= rows || column >= columns) return handlers.onLeave();
    const values = Array.from({ length: channels }, (_, c) => scene.now.data[(c * rows + row) * columns + column]);
    handlers.onHover(row, column, values, event);
  }
  const end = (event) => {
    if (drag?.id !== event.pointerId) return;
    drag = null;
    canvas.classList.remove("dragging");
    handlers.onHold(false);
  };
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) canvas.addEventListener(name, end);
  canvas.addEventListener("pointerleave", () => {
    if (!drag) handlers.onLeave();
  });
}
