// The drawing board: lies over the scene; the models answer while one draws. What comes out is a PNG, white on black.
import { say } from "../ui/dom.js";
import { t } from "../i18n/i18n.js";

const PEN = 0.075; // of the board's side: about the stroke of MNIST's digits
const EVERY = 120; // ms between pictures while the pen moves

/** `board` canvas, `tools` {root, pen, eraser, clear, done, hint}; `onDrawing(blob)`, `onDone()`. */
export function createDrawing(board, tools, { onDrawing, onStart, onDone }) {
  const context = board.getContext("2d");
  let erasing = false;
  let last = null; // where the pen is, while it is down
  let timer = null;
  let drawn = false;

  const clear = () => {
    context.fillStyle = "#000";
    context.fillRect(0, 0, board.width, board.height);
    drawn = false;
    tools.hint.hidden = false;
  };
  const mode = (eraser) => {
    erasing = eraser;
    tools.pen.setAttribute("aria-pressed", !eraser);
    tools.eraser.setAttribute("aria-pressed", eraser);
  };
  const send = () => {
    timer = null;
    if (drawn) board.toBlob((blob) => blob && onDrawing(blob), "image/png");
  };
  const at = ({ clientX, clientY }) => {
    const area = board.getBoundingClientRect();
    return { x: ((clientX - area.left) / area.width) * board.width, y: ((clientY - area.top) / area.height) * board.height };
  };
  const line = (from, to) => {
    context.strokeStyle = erasing ? "#000" : "#fff";
    context.lineWidth = board.width * PEN * (erasing ? 1.8 : 1);
    context.lineCap = context.lineJoin = "round";
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x + 0.01, to.y);
    context.stroke();
    drawn ||= !erasing;
    timer ??= setTimeout(send, EVERY);
  };

  board.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    board.setPointerCapture(event.pointerId);
    tools.hint.hidden = true;
    last = at(event);
    line(last, last);
  });
  board.addEventListener("pointermove", (event) => {
    if (!last) return;
    for (const step of event.getCoalescedEvents?.() ?? [event]) {
      const next = at(step);
      line(last, next);
      last = next;
    }
  });
  const up = () => {
    if (!last) return;
    last = null;
    clearTimeout(timer);
    send();
  };
  board.addEventListener("pointerup", up);
  board.addEventListener("pointercancel", up);
  tools.pen.addEventListener("click", () => mode(false));
  tools.eraser.addEventListener("click", () => mode(true));
  tools.clear.addEventListener("click", clear);
  tools.done.addEventListener("click", () => close());
  say(tools.hint, t("draw.hint"));

  function close() {
    if (board.hidden) return;
    board.hidden = tools.root.hidden = tools.hint.hidden = true;
    onDone();
  }
  return {
    open() {
      if (!board.hidden) return;
      board.hidden = tools.root.hidden = false;
      mode(false);
      clear();
      onStart();
      board.focus({ preventScroll: true });
    },
    close,
    get active() {
      return !board.hidden;
    },
  };
}
