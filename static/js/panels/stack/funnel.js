// What one output needs of every layer before it, as rows of cells: the picture on top, one position at the bottom. SVG.
import { needed } from "../../lib/kernel_stack.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("stack");

const SVG = "http://www.w3.org/2000/svg";
const LEFT = 78; // px for the layers' names
const RIGHT = 52; // and for r
const LEAST = 3; // px: narrower cells become one bar

function node(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Draws into `svg`, `wide` px wide: the funnel of the layers up to `lit` (index), those after it pale. `traced` as of arithmetic.js. */
export function drawFunnel(svg, traced, lit, wide, onLit) {
  const height = Math.max(15, Math.min(66, Math.round(230 / (traced.length + 1))));
  const bar = Math.min(22, height - 5);
  const all = traced.at(-1).size;
  const unit = (wide - LEFT - RIGHT) / all; // px per pixel of the picture
  const middle = LEFT + (wide - LEFT - RIGHT) / 2;
  const counts = needed(traced.slice(0, lit + 1));
  const jumps = [1, ...traced.map(({ jump }) => jump)];
  svg.setAttribute("viewBox", `0 0 ${wide} ${(traced.length + 1) * height}`);
  svg.setAttribute("aria-label", TEXT.funnelLabel(counts));
  const half = (row) => (((counts[row] - 1) * jumps[row] + 1) / 2) * unit; // a position is drawn at the middle of its window, one pixel wide at least
  const parts = [];
  for (let row = 0; row <= traced.length; row++) {
    const y = row * height + (height - bar) / 2;
    const on = row <= lit + 1;
    const layer = traced[row - 1];
    const line = node("g", { class: `row-of${on ? "" : " is-off"}${row === lit + 1 ? " is-lit" : ""}`, "data-row": row });
    line.append(node("rect", { class: "hit", x: 0, y: row * height, width: wide, height }));
    if (on && row <= lit) {
      const [a, b] = [half(row), Math.max(half(row + 1), 1)];
      const below = (row + 1) * height + (height - bar) / 2;
      line.append(
        node("polygon", {
          class: "reach",
          points: `${middle - a},${y + bar} ${middle + a},${y + bar} ${middle + b},${below} ${middle - b},${below}`,
        }),
      );
    }
    if (on) line.append(...cells(counts[row], jumps[row] * unit, middle, y, bar));
    const label = node("text", { class: "name", x: 0, y: y + bar / 2 + 4 });
    label.textContent = layer ? TEXT.rowLabel(TEXT.kinds[layer.kind](layer.kernel), layer.stride) : TEXT.picture;
    const value = node("text", { class: "value", x: wide, y: y + bar / 2 + 4, "text-anchor": "end" });
    value.textContent = layer ? TEXT.size(layer.size) : "";
    line.append(label, value);
    if (layer) {
      line.addEventListener("pointerenter", () => onLit(row - 1));
      line.addEventListener("pointerleave", () => onLit(null));
    }
    parts.push(line);
  }
  svg.replaceChildren(...parts);
}

function cells(count, pitch, middle, y, bar) {
  const size = Math.min(pitch * 0.86, 2.2 * bar);
  const start = middle - ((count - 1) * pitch) / 2;
  if (pitch < LEAST)
    return [
      node("rect", {
        class: "cell",
        x: start - size / 2,
        y,
        width: (count - 1) * pitch + Math.max(size, 1),
        height: bar,
        rx: 1,
      }),
    ];
  return Array.from({ length: count }, (_, i) =>
    node("rect", { class: "cell", x: start + i * pitch - size / 2, y, width: size, height: bar, rx: 1.5 }),
  );
}
