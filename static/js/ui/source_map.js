// One map: the sources' colours, a faint version of the picture in them, and thin lines over both. Mouse, touch and keys.
import { colourMap } from "../lib/colour.js";
import { el, takeArrow } from "./dom.js";
import { offscreen, sharp, traceOutline } from "./canvas.js";
import { theme, themeName } from "./plot.js";

/**
 * Values -> pixels: `low` and `high` take the map's first and last colour, what lies beyond keeps them. `root`: from 0 on, the
 * colours grow with the square root.
 */
export function colourCells(pixels, values, low, high, map, root = false) {
  const last = map.length - 1;
  const factor = high > low ? 1 / (high - low) : 0;
  for (let i = 0; i < values.length; i++) {
    const part = (values[i] - low) * factor;
    const index = Math.round((root ? Math.sqrt(Math.max(0, part)) : part) * last);
    pixels[i] = map[index < 0 ? 0 : index > last ? last : index];
  }
}

const INK = 0.08; // of the picture over the colours: to be recognised, not to change them
let scratch = null;

/** Paint rows x columns colours (Uint32 RGBA) onto a rectangle of a canvas. */
function paintImage(context, pixels, rows, columns, width, height) {
  scratch ??= offscreen(1, 1);
  if (scratch.width !== columns || scratch.height !== rows) Object.assign(scratch, { width: columns, height: rows });
  const image = new ImageData(new Uint8ClampedArray(pixels.buffer), columns, rows);
  scratch.getContext("2d").putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(scratch, 0, 0, width, height);
}

/** The picture as it is: grey, or three planes of colour. */
function paintPlain(context, { shape: [channels, rows, columns], data }, width, height) {
  const plane = rows * columns;
  const of = (c, i) => data[(channels === 3 ? c : 0) * plane + i];
  paintImage(
    context,
    Uint32Array.from({ length: plane }, (_, i) => ((255 << 24) | (of(2, i) << 16) | (of(1, i) << 8) | of(0, i)) >>> 0),
    rows,
    columns,
    width,
    height,
  );
}

/** The picture as faint ink over the colours, `strength` 0 … 1 where it is brightest. */
function paintInk(context, { shape: [channels, rows, columns], data }, width, height, strength) {
  const ink = themeName() === "dark" ? 0xffffff : 0x000000;
  const plane = rows * columns;
  const pixels = Uint32Array.from({ length: plane }, (_, i) => {
    let value = 0;
    for (let c = 0; c < channels; c++) value += data[c * plane + i] / channels;
    return ((Math.round(strength * value) << 24) | ink) >>> 0;
  });
  paintImage(context, pixels, rows, columns, width, height);
}

/** The line around a drawing: of grey pictures only, a photo has no such edge. */
function contour(context, picture, scale) {
  if (picture.shape[0] !== 1) return;
  context.strokeStyle = theme().ink;
  context.globalAlpha = 0.55;
  context.lineWidth = 1;
  traceOutline(context, picture, { dx: 0, dy: 0, scale, threshold: 96 });
  context.globalAlpha = 1;
}

/** Outline a rectangle so that it shows on every colour: a wide line in the page's colour under a thin one. */
export function outline(context, { left, top, right, bottom }, scale, colour, { dash = [], width = 2 } = {}) {
  const box = [left * scale + 0.5, top * scale + 0.5, (right - left) * scale - 1, (bottom - top) * scale - 1];
  context.setLineDash([]);
  context.strokeStyle = theme().panel;
  context.lineWidth = width + 2;
  context.strokeRect(...box);
  context.setLineDash(dash);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.strokeRect(...box);
  context.setLineDash([]);
}

/**
 * `size` {width, height}: the model's input. Handlers: onPick({row, column} in input pixels), onStep(dx, dy),
 * onHover(at or null, event) with at = {row, column: input pixels, cell: index of the source}.
 * paint({places or, as colours (Uint32 RGBA), pixels, rows, columns, low, high, signed, root, picture, ink, label}), lines([{rect, colour, dash, width}]).
 */
export function createMap(size, handlers, { most = 252, least = 84, className = "lmap" } = {}) {
  const base = el("canvas", { "aria-hidden": "true" });
  const lines = el("canvas.llines", { "aria-hidden": "true" });
  const element = el(`div.${className}`, { tabIndex: 0, role: "application" }, base, lines);
  let shown = null;
  let drawn = [];
  let side = 0;

  /** Whole pixels per pixel of the input where there is room for them. */
  function measured() {
    const room = Math.max(least, Math.min(most, element.parentElement?.clientWidth || most));
    return room < size.width ? room : Math.floor(room / size.width) * size.width;
  }
  const height = () => Math.round((side * size.height) / size.width);

  function paint(next = shown) {
    if (!next) return;
    shown = next;
    side = measured();
    paintSources(sharp(base, side, height()), next, side, height(), side / size.width);
    if (next.label) element.setAttribute("aria-label", next.label);
    paintLines();
  }
  function paintLines() {
    if (!shown) return;
    const context = sharp(lines, side, height());
    for (const { rect, colour, ...style } of drawn) outline(context, rect, side / size.width, colour, style);
  }

  follow(element, handlers, (event) => {
    const area = base.getBoundingClientRect();
    const [x, y] = [(event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height];
    if (!shown || x < 0 || y < 0 || x >= 1 || y >= 1) return null;
    const cell = shown.places ? Math.floor(y * shown.rows) * shown.columns + Math.floor(x * shown.columns) : null;
    return { row: Math.floor(y * size.height), column: Math.floor(x * size.width), cell };
  });
  return {
    element,
    paint,
    lines(next) {
      drawn = next;
      paintLines();
    },
    get shown() {
      return shown;
    },
  };
}

/** Colours of the sources, where there are any, and the picture over them; `scale`: CSS pixels per pixel of the input. */
function paintSources(
  context,
  { places, pixels = null, rows, columns, low = 0, high, signed, root, picture, ink = INK },
  width,
  height,
  scale,
) {
  context.fillStyle = theme().line;
  context.fillRect(0, 0, width, height);
  if (pixels) paintImage(context, pixels, rows, columns, width, height);
  else if (places) {
    const made = new Uint32Array(rows * columns);
    colourCells(made, places, low, high, colourMap(themeName(), Boolean(signed)), root);
    paintImage(context, made, rows, columns, width, height);
  }
  if (picture && ink === null) paintPlain(context, picture, width, height);
  else if (picture) {
    if (ink) paintInk(context, picture, width, height, ink);
    contour(context, picture, scale);
  }
}

/** Mouse, touch and keys on a map; `at(event)`: what lies under the pointer. */
function follow(element, handlers, at) {
  element.addEventListener("click", (event) => {
    const found = at(event);
    if (found) handlers.onPick(found);
  });
  element.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "touch") handlers.onHover?.(at(event), event);
  });
  element.addEventListener("pointerleave", (event) => handlers.onHover?.(null, event));
  element.addEventListener("keydown", (event) => {
    const step = takeArrow(event); // here the arrow keys choose a place, elsewhere they move the pattern
    if (step) handlers.onStep?.(...step);
  });
}
