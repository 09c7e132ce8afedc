// The scene: the picture, large, with the pattern as an object to drag. Paints at once, by itself; models answer a moment later.
import { t } from "../i18n/i18n.js";
import { paintPicture, traceOutline } from "../ui/canvas.js";
import { shift } from "../lib/image_shift.js";

const SIZE = 224; // CSS pixels of the long side; cells are whole pixels

/** A photograph has no outline of its own against the background: its frame stands for it. */
const isPhotograph = ({ shape: [channels, rows] }) => channels > 1 || rows > 64;

/**
 * `handlers`: onDrag(dx, dy, event), onHold(true while a drag lasts), onHover(row, column, values, event), onLeave().
 */
export function createScene(canvas, overlay, handlers) {
  let base = null; // {shape, data}: the pattern where it started
  let state = null;
  let hover = null;
  let now = null; // what is on the canvas
  let drag = null;

  const scaleOf = () => Math.max(1, Math.floor(SIZE / Math.max(base.shape[1], base.shape[2])));

  function paint() {
    if (!base || !state) return;
    const scale = scaleOf();
    now = shift(base, state.dx, state.dy, state.edge);
    paintPicture(canvas, now, scale);
    canvas.style.maxWidth = `${SIZE}px`; // an input of 299 px is shown smaller, not cut off
    canvas.style.height = "auto";
    paintOverlay(scale);
    canvas.setAttribute("aria-label", t("scene.label", { dx: state.dx, dy: state.dy }));
  }

  // Lines are drawn on their own canvas, in device pixels, so that they stay thin over the large cells.
  function paintOverlay(scale) {
    const [, rows, columns] = base.shape;
    const ratio = devicePixelRatio || 1;
    const [width, height] = [columns * scale, rows * scale];
    if (overlay.width !== width * ratio || overlay.height !== height * ratio) {
      overlay.width = width * ratio;
      overlay.height = height * ratio;
    }
    const context = overlay.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const [rx, ry] = state.reference;
    if (rx !== state.dx || ry !== state.dy) {
      context.strokeStyle = "#ffb224";
      context.lineWidth = 1.5;
      context.setLineDash([4, 3]);
      if (isPhotograph(base)) context.strokeRect(rx * scale, ry * scale, width, height);
      else traceOutline(context, base, { dx: rx, dy: ry, scale });
      context.setLineDash([]);
    }
    if (hover) {
      const box = [
        hover.left * scale,
        hover.top * scale,
        (hover.right - hover.left) * scale,
        (hover.bottom - hover.top) * scale,
      ];
      context.strokeStyle = "#000";
      context.lineWidth = 4;
      context.strokeRect(...box);
      context.strokeStyle = "#ff4fa3";
      context.lineWidth = 2;
      context.strokeRect(...box);
    }
  }

  const cellAt = (event) => {
    const area = canvas.getBoundingClientRect();
    return {
      column: Math.floor(((event.clientX - area.left) / area.width) * base.shape[2]),
      row: Math.floor(((event.clientY - area.top) / area.height) * base.shape[1]),
      side: area.width / base.shape[2],
    };
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (!base || event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    drag = { id: event.pointerId, x: event.clientX, y: event.clientY, dx: state.dx, dy: state.dy };
    canvas.classList.add("dragging");
    handlers.onLeave();
    handlers.onHold(true);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!base) return;
    const { row, column, side } = cellAt(event);
    if (drag?.id === event.pointerId) {
      handlers.onDrag(
        drag.dx + Math.round((event.clientX - drag.x) / side),
        drag.dy + Math.round((event.clientY - drag.y) / side),
        event,
      );
    } else if (!drag && event.pointerType !== "touch") {
      const [channels, rows, columns] = base.shape;
      if (row < 0 || column < 0 || row >= rows || column >= columns) return handlers.onLeave();
      handlers.onHover(
        row,
        column,
        Array.from({ length: channels }, (_, c) => now.data[(c * rows + row) * columns + column]),
        event,
      );
    }
  });
  const end = (event) => {
    if (drag?.id !== event.pointerId) return;
    drag = null;
    canvas.classList.remove("dragging");
    handlers.onHold(false);
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  canvas.addEventListener("lostpointercapture", end);
  canvas.addEventListener("pointerleave", () => {
    if (!drag) handlers.onLeave();
  });

  return {
    setPattern(pattern) {
      base = pattern;
      paint();
    },
    update(next) {
      state = next;
      paint();
    },
    light(rect) {
      hover = rect;
      if (base && state) paintOverlay(scaleOf());
    },
    get pattern() {
      return base;
    },
    get dragging() {
      return drag !== null;
    },
  };
}
