// A picture or a field with squares over it, in the picture's own pixels; what reaches beyond the picture is drawn there.
import { el } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";

const LEAST = 0.08; // of the picture's size on each side: the 4σ of a field that is the same everywhere needs so much
const MOST = 0.6; // more would make the picture too small

/** The window on the plane, in pixels: the picture and as much of the squares around it as leaves the picture readable. */
export function frameOf(rows, columns, squares) {
  const beyond = squares.flatMap(({ top, left, bottom, right }) => [
    -top / rows,
    (bottom - rows) / rows,
    -left / columns,
    (right - columns) / columns,
  ]);
  const around = Math.ceil(Math.min(MOST, Math.max(LEAST, ...beyond)) * Math.max(rows, columns));
  return { x: -around, y: -around, width: columns + 2 * around, height: rows + 2 * around };
}

/** {element, canvas (rows × columns, to be painted), squares([{x, y, width, height, kind}], label)}. */
export function createPane(rows, columns, view) {
  const share = (value, of) => `${(100 * value) / of}%`;
  const canvas = el("canvas", { width: columns, height: rows, "aria-hidden": "true" });
  const fit = () => {
    Object.assign(canvas.style, {
      width: share(columns, view.width),
      height: share(rows, view.height),
      left: share(-view.x, view.width),
      top: share(-view.y, view.height),
    });
  };
  fit();
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
  const element = el(
    "div.square-pane",
    { role: "img", style: { "aspect-ratio": `${view.width} / ${view.height}` } },
    canvas,
    svg,
  );
  return {
    element,
    canvas,
    fit,
    squares(list, label) {
      while (svg.children.length > list.length) svg.lastChild.remove();
      while (svg.children.length < list.length) svg.append(document.createElementNS(SVG, "rect"));
      list.forEach(({ x, y, width, height, kind }, i) => {
        const rect = /** @type {SVGElement} */ (svg.children[i]);
        rect.setAttribute("class", `is-${kind}`);
        // As styles, so that they can move; as lengths in the picture's pixels.
        Object.assign(rect.style, { x: `${x}px`, y: `${y}px`, width: `${width}px`, height: `${height}px` });
      });
      element.setAttribute("aria-label", label);
    },
  };
}

export const ofSquare = ({ top, left, bottom, right }, kind) => ({
  x: left,
  y: top,
  width: right - left,
  height: bottom - top,
  kind,
});

/** The centre of mass of a field under √E, and around it the square of side `width`. */
export function boxOf({ values, width }) {
  let [sum, down, across] = [0, 0, 0];
  values.forEach((line, row) =>
    line.forEach((value, column) => {
      sum += value;
      down += value * (row + 0.5);
      across += value * (column + 0.5);
    }),
  );
  return { x: across / sum - width / 2, y: down / sum - width / 2, width, height: width, kind: "sigma" };
}
