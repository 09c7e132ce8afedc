// Canvases: everything that moves with the mouse. Sizes are CSS pixels; `image-rendering: pixelated` does the rest.
import { rangeOf, tileColours } from "../lib/colour.js";
import { corner } from "../lib/packing.js";

const colours = new Uint32Array(256);

/** Give a canvas a backing store of its own size and a Uint32 view of its pixels; kept on the canvas until the size changes. */
export function surface(canvas, width, height) {
  if (canvas.surface?.image.width === width && canvas.surface.image.height === height) return canvas.surface;
  canvas.width = width;
  canvas.height = height;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  canvas.surface = { context, image, pixels: new Uint32Array(image.data.buffer) };
  return canvas.surface;
}

/** A canvas that is on no page; an ordinary one in browsers that have no other kind (Safari before 16.4). @returns {any} */
export const offscreen = (width, height) =>
  globalThis.OffscreenCanvas
    ? new OffscreenCanvas(width, height)
    : Object.assign(document.createElement("canvas"), { width, height });

/** The screen's own pixels per CSS pixel. */
export const pixelRatio = () => window.devicePixelRatio || 1;

/** A canvas of this many CSS pixels, on the screen's own pixels: its context, cleared, which counts in CSS pixels. */
export function sharp(canvas, width, height) {
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  return sharpInside(canvas, width, height);
}

/** The same for a canvas whose size on the page is the style sheet's. */
export function sharpInside(canvas, width, height) {
  const ratio = pixelRatio();
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== across) canvas.width = across;
  if (canvas.height !== down) canvas.height = down;
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** A stage's tiles as a mosaic. `scale` {low, high, signed}; with `own` each tile (unit) gets its own ends. */
export function paintTiles(canvas, pack, tiles, scale, own, map) {
  const { context, image, pixels } = surface(canvas, pack.width, pack.height);
  if (pack.kind === "units") {
    tileColours(tiles.lows[0], tiles.highs[0], scale, map, colours);
    paintUnits(pixels, pack, tiles.data);
  } else {
    for (let tile = 0; tile < pack.shown; tile++) {
      const [low, high] = [tiles.lows[tile], tiles.highs[tile]];
      const ends = own ? rangeOf(scale.signed ? Math.min(low, -1e-30) : 0, high) : scale;
      if (own && scale.signed) ends.low = -(ends.high = Math.max(-low, high));
      tileColours(low, high, ends, map, colours);
      paintTile(pixels, pack, tile, tiles.data);
    }
  }
  context.putImageData(image, 0, 0);
}

function paintTile(pixels, pack, tile, data) {
  const { rows, columns, scale, step, width } = pack;
  const { x, y } = corner(pack, tile);
  let from = tile * rows * columns;
  let line = y * width + x;
  for (let row = 0; row < rows; row += step, from += columns * step) {
    let to = line;
    for (let column = 0; column < columns; column += step) {
      const colour = colours[data[from + column]];
      for (let i = 0; i < scale; i++) pixels[to++] = colour;
    }
    for (let i = 1; i < scale; i++) pixels.copyWithin(line + i * width, line, to);
    line += scale * width;
  }
}

function paintUnits(pixels, { count, scale, across, width }, data) {
  // A gap of one pixel between units wherever there is room for it.
  const side = scale > 3 ? scale - 1 : scale;
  for (let unit = 0; unit < count; unit++) {
    const start = Math.floor(unit / across) * scale * width + (unit % across) * scale;
    for (let y = 0; y < side; y++) pixels.fill(colours[data[unit]], start + y * width, start + y * width + side);
  }
}

/** Outline the same cells in every tile; call after paintTiles, on the same canvas. */
export function outlineCells(canvas, pack, cells, colour) {
  if (pack.kind !== "tiles") return;
  const { context } = canvas.surface;
  const [top, left] = [Math.floor(cells.top / pack.step), Math.floor(cells.left / pack.step)];
  const [bottom, right] = [Math.ceil(cells.bottom / pack.step), Math.ceil(cells.right / pack.step)];
  context.strokeStyle = colour;
  context.lineWidth = 1;
  for (let tile = 0; tile < pack.shown; tile++) {
    const { x, y } = corner(pack, tile);
    const [width, height] = [(right - left) * pack.scale, (bottom - top) * pack.scale];
    context.strokeRect(x + left * pack.scale - 0.5, y + top * pack.scale - 0.5, width + 1, height + 1);
  }
}

/** Outline one unit. */
export function outlineUnit(canvas, pack, unit, colour) {
  const { context } = canvas.surface;
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.strokeRect(
    (unit % pack.across) * pack.scale - 0.5,
    Math.floor(unit / pack.across) * pack.scale - 0.5,
    pack.scale,
    pack.scale,
  );
}

/** A picture of 0–255, one or three planes of `rows` x `columns`, in grey or colour, `scale` pixels a cell, opaque. */
export function paintPicture(canvas, { shape: [channels, rows, columns], data }, scale) {
  const { context, image, pixels } = surface(canvas, columns * scale, rows * scale);
  const plane = rows * columns;
  for (let row = 0; row < rows; row++) {
    const line = row * scale * columns * scale;
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      const [r, g, b] = channels === 3 ? [data[at], data[plane + at], data[2 * plane + at]] : [data[at], data[at], data[at]];
      pixels.fill(((255 << 24) | (b << 16) | (g << 8) | r) >>> 0, line + column * scale, line + (column + 1) * scale);
    }
    for (let i = 1; i < scale; i++) pixels.copyWithin(line + i * columns * scale, line, line + columns * scale);
  }
  context.putImageData(image, 0, 0);
  return context;
}

/** The outline of a pattern (cells at or above `threshold`) as a path, `scale` pixels a cell. */
export function outlinePath({ shape: [channels, rows, columns], data }, { dx = 0, dy = 0, scale, threshold = 64 }) {
  const on = (row, column) => {
    if (row < 0 || column < 0 || row >= rows || column >= columns) return false;
    for (let c = 0; c < channels; c++) if (data[(c * rows + row) * columns + column] >= threshold) return true;
    return false;
  };
  const path = new Path2D();
  for (let row = 0; row <= rows; row++) {
    for (let column = 0; column <= columns; column++) {
      const [x, y] = [(column + dx) * scale, (row + dy) * scale];
      const here = on(row, column);
      if (here !== on(row - 1, column)) {
        path.moveTo(x, y);
        path.lineTo(x + scale, y);
      }
      if (here !== on(row, column - 1)) {
        path.moveTo(x, y);
        path.lineTo(x, y + scale);
      }
    }
  }
  return path;
}

/** The same, moved by dx, dy cells; strokes with the context's own style. */
export const traceOutline = (context, picture, options) => context.stroke(outlinePath(picture, options));
