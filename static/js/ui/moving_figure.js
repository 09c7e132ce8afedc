// A figure that moves with the mouse: while values change, a canvas is painted inside Plotly's axes; at rest Plotly draws.
import { sharp } from "./canvas.js";
import { figure } from "./plot.js";

export const REST = 250; // ms without a change before the exact chart is drawn

/**
 * `specify(width)` returns {traces, layout, box: {left, top, width, height}} with the layout's margins and size given, so that
 * `paint(context2d, box)` can draw the same thing inside the axes. `handlers` and `watch` as for plot.figure.
 * @param {HTMLElement} container
 * @param {{ specify: Function, paint: Function, handlers?: import("./plot.js").Handlers, watch?: HTMLElement }} options
 *
 * update(true) paints; update(false) lets Plotly draw and takes the canvas away when it is done.
 */
export function movingFigure(container, { specify, paint, handlers, watch = container }) {
  const frame = document.createElement("div");
  frame.className = "live-figure";
  /** @type {import("./plot.js").Plot} */
  const plot = document.createElement("div");
  plot.className = "live-plot";
  const canvas = document.createElement("canvas");
  canvas.className = "live-canvas";
  canvas.hidden = true;
  frame.append(plot, canvas);
  container.append(frame);

  let moves = 0;
  let spec = null;
  const chart = figure(plot, (width) => (spec = specify(width)), { ...handlers, watch });

  function draw() {
    const { left, top, width, height } = spec.box;
    Object.assign(canvas.style, { left: `${left}px`, top: `${top}px` });
    paint(sharp(canvas, width, height), spec.box);
  }

  return {
    element: plot,
    frame,
    ready: chart.ready,
    get spec() {
      return spec;
    },
    update(moving) {
      moves++;
      if (moving && spec && plot.data) {
        canvas.hidden = false;
        frame.classList.add("is-moving");
        draw();
        return;
      }
      const mine = moves;
      return chart.redraw().then(() => {
        if (mine !== moves) return;
        canvas.hidden = true;
        frame.classList.remove("is-moving");
      });
    },
    destroy() {
      chart.destroy();
      frame.remove();
    },
  };
}
