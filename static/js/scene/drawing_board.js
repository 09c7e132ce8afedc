// @ts-check
// The drawing board: lies over the scene; the models answer while one draws. What comes out is a PNG, white on black.
import { say } from "../ui/dom.js";
import { t } from "../i18n/i18n.js";

const PEN = 0.075; // of the board's side: about the stroke of MNIST's digits
const RUBBER = 1.8; // times the pen
const EVERY = 120; // ms between pictures while the pen moves

/** `board` canvas, `tools` {root, pen, eraser, clear, done, hint}; `onDrawing(blob)`, `onStart()`, `onDone()`. */
export function createDrawing(board, tools, { onDrawing, onStart, onDone }) {
  const sheet = createSheet(board, onDrawing);
  const mode = (eraser) => {
    sheet.erasing = eraser;
    tools.pen.setAttribute("aria-pressed", !eraser);
    tools.eraser.setAttribute("aria-pressed", eraser);
  };
  const clear = () => {
    sheet.clear();
    tools.hint.hidden = false;
  };
  const wipe = () => {
    const drawn = sheet.drawn;
    clear();
    if (drawn) sheet.hand(); // the models are to see that nothing is left
  };
  followPen(board, sheet, () => {
    tools.hint.hidden = true;
  });
  tools.pen.addEventListener("click", () => mode(false));
  tools.eraser.addEventListener("click", () => mode(true));
  tools.clear.addEventListener("click", wipe);
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

/** What is on the board; a picture of it is handed on while it changes, and when the pen is lifted. */
function createSheet(board, onDrawing) {
  const context = board.getContext("2d");
  let timer = null;
  const sheet = {
    erasing: false,
    drawn: false,
    clear() {
      clearTimeout(timer);
      timer = null;
      context.fillStyle = "#000";
      context.fillRect(0, 0, board.width, board.height);
      sheet.drawn = false;
    },
    line(from, to) {
      context.strokeStyle = sheet.erasing ? "#000" : "#fff";
      context.lineWidth = board.width * PEN * (sheet.erasing ? RUBBER : 1);
      context.lineCap = context.lineJoin = "round";
      context.beginPath();
      context.moveTo(from.x, from.y);
      context.lineTo(to.x + 0.01, to.y);
      context.stroke();
      sheet.drawn ||= !sheet.erasing;
      timer ??= setTimeout(sheet.send, EVERY);
    },
    send() {
      clearTimeout(timer);
      timer = null;
      if (sheet.drawn) sheet.hand();
    },
    hand() {
      board.toBlob((blob) => blob && onDrawing(blob), "image/png");
    },
  };
  return sheet;
}

function followPen(board, sheet, onDown) {
  let last = null; // where the pen is, while it is down
  const at = ({ clientX, clientY }) => {
    const area = board.getBoundingClientRect();
    return { x: ((clientX - area.left) / area.width) * board.width, y: ((clientY - area.top) / area.height) * board.height };
  };
  board.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    board.setPointerCapture(event.pointerId);
    onDown();
    last = at(event);
    sheet.line(last, last);
  });
  board.addEventListener("pointermove", (event) => {
    if (!last) return;
    for (const step of event.getCoalescedEvents?.() ?? [event]) {
      const next = at(step);
      sheet.line(last, next);
      last = next;
    }
  });
  const up = () => {
    if (!last) return;
    last = null;
    sheet.send();
  };
  board.addEventListener("pointerup", up);
  board.addEventListener("pointercancel", up);
}
