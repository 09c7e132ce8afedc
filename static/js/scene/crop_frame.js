// Which part of a photo the models get: a frame on the original, to drag, and to make smaller. The state's `fit` says it.
import { icon, el } from "../ui/dom.js";
import { t } from "../i18n/i18n.js";

export const MIDDLE = { x: 0.5, y: 0.5, size: 1 };
const SMALLEST = 0.1; // of the part in the middle: of a photo with 3000 pixels, 300 become 64
const STEP = 1.15; // from one size to the next
const MOVE = 0.05; // of the room, a key's

const within = (value, least, most) => Math.min(most, Math.max(least, value));

/** "0.25,0.5,1" -> {x, y, size}; null where `fit` is "auto" or "none". */
export function partOf(fit) {
  const [x, y, size] = fit.split(",").map(Number);
  return Number.isFinite(size) ? { x, y, size } : null;
}

/** What `fit` becomes: "auto" for the middle. */
export function fitOf({ x, y, size }) {
  const fit = [within(x, 0, 1), within(y, 0, 1), within(size, SMALLEST, 1)].map((share) => Number(share.toFixed(3))).join();
  return fit === "0.5,0.5,1" ? "auto" : fit;
}

/** The part when the frame has moved by this share of the picture's sides. `frame`: {width, height}, shares of them. */
export function moved({ x, y, size }, frame, across, down) {
  const along = (share, side, by) => (side < 0.999 ? within(share + by / (1 - side), 0, 1) : share);
  return { x: along(x, frame.width, across), y: along(y, frame.height, down), size };
}

/** The part of another size about the same middle, as far as the picture reaches. */
export function resized({ x, y, size }, frame, wanted) {
  const next = within(wanted, SMALLEST, 1);
  const along = (share, side) => {
    const other = (side * next) / size;
    const left = share * (1 - side) + side / 2 - other / 2;
    return other < 0.999 ? within(left / (1 - other), 0, 1) : 0.5;
  };
  return { x: along(x, frame.width), y: along(y, frame.height), size: next };
}

/** `frame`: the element that holds the original and gets the frame; `onFit(fit)`. */
export function createCut(frame, tools, onFit) {
  const handle = el("button.cut", { type: "button", hidden: true, title: t("cut.explain") });
  frame.append(handle);
  let part = MIDDLE;
  let base = null; // the frame of size 1, shares of the picture's sides
  let drag = null;
  const sides = () => ({ width: base.width * part.size, height: base.height * part.size });
  const buttons = {
    smaller: tool("minus", "cut.smaller", () => go(resized(part, sides(), part.size / STEP))),
    larger: tool("plus", "cut.larger", () => go(resized(part, sides(), part.size * STEP))),
    middle: tool("reset", "cut.middle", () => go(MIDDLE)),
  };
  tools.append(buttons.smaller, buttons.larger, buttons.middle);

  function go(next) {
    if (!base) return;
    part = next;
    place();
    onFit(fitOf(part));
  }
  function place() {
    const { width, height } = sides();
    const percent = (share) => `${(100 * share).toFixed(2)}%`;
    Object.assign(handle.style, {
      left: percent(part.x * (1 - width)),
      top: percent(part.y * (1 - height)),
      width: percent(width),
      height: percent(height),
    });
    const [x, y, size] = [part.x, part.y, part.size].map((share) => Math.round(100 * share));
    handle.setAttribute("aria-label", t("cut.label", { x, y, size }));
    buttons.smaller.disabled = part.size <= SMALLEST;
    buttons.larger.disabled = part.size >= 1;
    buttons.middle.disabled = fitOf(part) === "auto";
  }

  handle.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    handle.setPointerCapture(event.pointerId);
    drag = { id: event.pointerId, x: event.clientX, y: event.clientY, part };
  });
  handle.addEventListener("pointermove", (event) => {
    if (drag?.id !== event.pointerId) return;
    const { width, height } = frame.getBoundingClientRect();
    go(moved(drag.part, sides(), (event.clientX - drag.x) / width, (event.clientY - drag.y) / height));
  });
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"])
    handle.addEventListener(name, ({ pointerId }) => {
      if (drag?.id === pointerId) drag = null;
    });
  frame.addEventListener(
    "wheel",
    (event) => {
      if (!base || event.ctrlKey || !event.deltaY) return;
      event.preventDefault();
      go(resized(part, sides(), part.size * STEP ** Math.sign(event.deltaY)));
    },
    { passive: false },
  );
  handle.addEventListener("keydown", (event) => {
    const [across, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
    if (across || down) go({ ...part, x: within(part.x + MOVE * across, 0, 1), y: within(part.y + MOVE * down, 0, 1) });
    else if (event.key === "-" || event.key === "+") buttons[event.key === "-" ? "smaller" : "larger"].click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  return {
    /** `cut` of GET /api/pattern, null where there is none to move; `made`: the fit that it is the answer to; `fit`: that of the page by now. */
    show(cut, made, fit) {
      handle.hidden = tools.hidden = !cut;
      if (!cut) {
        base = null;
        return;
      }
      const [left, top, right, bottom] = cut.box;
      const size = partOf(made)?.size ?? 1;
      base = { width: (right - left) / cut.width / size, height: (bottom - top) / cut.height / size };
      part = partOf(fit) ?? MIDDLE;
      place();
    },
  };
}

function tool(name, text, onclick) {
  return el("button.square", { type: "button", title: t(text), "aria-label": t(text), onclick }, icon(name));
}
