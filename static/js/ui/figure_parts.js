// Small pieces that the views share: elements, captions, colour bars, buttons that save.
import { colourMap, gradient, rangeOf, unpack } from "../lib/colour.js";
import { offscreen } from "./canvas.js";
import { el } from "./dom.js";
import { short } from "../lib/format.js";
import { picture, themeName } from "./plot.js";
import { words } from "../i18n/i18n.js";
import { weightGradient, weightMap } from "../lib/weight_colours.js";

const TEXT = await words("stage_view");

/** The two kinds of pictures, so that nobody mistakes a weight for an activation: each has colours of its own. */
export const KINDS = {
  activation: { map: (signed) => colourMap(themeName(), signed), gradient: (signed) => gradient(themeName(), signed) },
  weight: { map: () => weightMap(themeName()), gradient: () => weightGradient(themeName()) },
};

/** What a colour map is to Plotly. */
export function colourScale(kind, signed) {
  const map = KINDS[kind].map(signed);
  return Array.from({ length: 33 }, (_, i) => [
    i / 32,
    `rgb(${unpack(map[Math.round((i / 32) * (map.length - 1))]).join(",")})`,
  ]);
}

/** The scale of a set of values: 0 … max, or symmetric around 0 where there is a negative one. */
export const scaleOf = ({ min, max }) => ({ ...rangeOf(min, max), signed: min < 0 });

/** Values -> pixels: `pixels` is a Uint32Array of the same length. */
export function colourInto(pixels, values, { low, high }, map) {
  const last = map.length - 1;
  const factor = high > low ? last / (high - low) : 0;
  for (let i = 0; i < pixels.length; i++) {
    const index = Math.round((values[i] - low) * factor);
    pixels[i] = Number.isNaN(index) ? 0 : map[index < 0 ? 0 : index > last ? last : index];
  }
}

const scratch = new Map();

/** Paint rows × columns values as a rectangle of any canvas, cells as squares. No `map`: the values are pixels (Uint32 RGBA) already. */
export function paintCells(context, values, rows, columns, scale, map, x, y, width, height) {
  const key = `${rows}x${columns}`;
  if (!scratch.has(key)) {
    const canvas = offscreen(columns, rows);
    const image = new ImageData(columns, rows);
    scratch.set(key, { canvas, image, pixels: new Uint32Array(image.data.buffer), context: canvas.getContext("2d") });
  }
  const tile = scratch.get(key);
  if (map) colourInto(tile.pixels, values, scale, map);
  else tile.pixels.set(values);
  tile.context.putImageData(tile.image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(tile.canvas, x, y, width, height);
}

/** A colour bar with numbers at its ends and at 0; `marks` are further [value, label]. */
export function colourBar() {
  const strip = el("div.vbar-strip");
  const numbers = el("div.vbar-numbers");
  const element = el("div.vbar", {}, strip, numbers);
  return {
    element,
    /** `beyond`: values lie beyond the ends, and have their colours. */
    update({ low, high, signed, beyond = false }, kind = "activation", marks = []) {
      strip.style.background = KINDS[kind].gradient(signed || low < 0);
      const at = (value) => (high > low ? (100 * (value - low)) / (high - low) : 0);
      const end = (value, sign) => [value, beyond && value ? `${sign} ${short(value)}` : short(value)];
      const ticks = [end(low, "≤"), ...(low < 0 ? [[0, "0"]] : []), end(high, "≥")];
      numbers.replaceChildren(
        ...ticks.map(([value, label], i) =>
          el(
            i === 0 ? "span.is-first" : i === ticks.length - 1 ? "span.is-last" : "span",
            { style: { left: `${at(value)}%` } },
            label,
          ),
        ),
      );
      const marked = marks.filter(([value]) => value <= high);
      strip.replaceChildren(
        ...marked.map(([value, label]) => el("i", { "aria-description": label, style: { left: `${at(value)}%` } })),
      );
      if (marked.length) Object.assign(element, { tabIndex: 0 }).dataset.walk = "";
    },
  };
}

/** "activation, per-stage scale, −3.2 … 3.2" */
export function scaleSentence(quantity, state, scale) {
  const ends = state.scale === "unit" ? "" : `, ${short(scale.low)} … ${short(scale.high)}`;
  return `${quantity}, ${TEXT.scales[state.scale] ?? TEXT.scales.stage}${ends}`;
}

export const caption = (text) => el("p.vcaption", {}, text);

export const button = (text, onclick, attributes = {}) =>
  el("button.vbutton", { type: "button", onclick, ...attributes }, text);

/** PNG and SVG of a Plotly figure, as two small buttons. */
export function saveButtons(plot, name) {
  const save = (format) => async () => download(await picture(plot(), format), `${name()}.${format}`);
  return el(
    "span.vsave",
    {},
    button("PNG", save("png"), { "aria-label": TEXT.savePng, dataset: { save: "png" } }),
    button("SVG", save("svg"), { "aria-label": TEXT.saveSvg, dataset: { save: "svg" } }),
  );
}

export function download(blob, name) {
  const url = URL.createObjectURL(blob);
  el("a", { href: url, download: name }).click(); // never in the document: a click there would close the stage
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A file name out of names: "digits-vit_blocks.0_channel-3". */
export const fileName = (...parts) => parts.join("_").replace(/[^\w.-]+/g, "-");

/** Where the pattern is, as parts of a file name. */
export const placed = ({ dx, dy }) => [`dx${dx}`, `dy${dy}`];

/** A head line: title left, whatever else right. */
export const head = (title, ...right) =>
  el("div.vhead", {}, typeof title === "string" ? el("h4", {}, title) : title, el("span.vhead-right", {}, right));

export function copyButton(text, label = TEXT.copy) {
  const node = button(label, async () => {
    try {
      await navigator.clipboard.writeText(text());
      node.textContent = TEXT.copied;
    } catch {
      node.textContent = TEXT.copyFailed;
    }
    setTimeout(() => {
      node.textContent = label;
    }, 1500);
  });
  return node;
}
