// @ts-check
// Which part of a photo the models get: a frame on the original, to drag, and to make smaller.
import { t } from "../i18n/i18n.js";
import { arrowOf, el, icon } from "../ui/dom.js";
import { MIDDLE, SMALLEST, fitOf, moved, partOf, resized, within } from "./crop_frame.js";

const STEP = 1.15; // from one size to the next
const MOVE = 0.05; // of the room, a key's

/** `frame`: the element that holds the original and gets the frame; `onFit(fit)`. */
export function createCut(frame, tools, onFit) {
  const handle = el("button.cut", { type: "button", hidden: true, "aria-description": t("cut.explain") });
  frame.append(handle);
  const cut = {
    part: MIDDLE,
    base: null, // the frame of size 1, shares of the picture's sides
    sides: () => ({ width: cut.base.width * cut.part.size, height: cut.base.height * cut.part.size }),
    go(next) {
      if (!cut.base) return;
      cut.part = next;
      place();
      onFit(fitOf(next));
    },
    size: (factor) => cut.go(resized(cut.part, cut.sides(), cut.part.size * factor)),
  };
  const buttons = {
    smaller: tool("minus", "cut.smaller", () => cut.size(1 / STEP)),
    larger: tool("plus", "cut.larger", () => cut.size(STEP)),
    middle: tool("reset", "cut.middle", () => cut.go(MIDDLE)),
  };
  tools.append(buttons.smaller, buttons.larger, buttons.middle);
  dragged(handle, frame, cut);
  turned(frame, cut);
  keyed(handle, cut, buttons);

  function place() {
    const { part } = cut;
    const { width, height } = cut.sides();
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

  return {
    /** `found`: `cut` of GET /api/pattern, null where there is none to move; `made`: the fit that it is the answer to; `fit`: that of the page by now. */
    show(found, made, fit) {
      handle.hidden = tools.hidden = !found;
      cut.base = found && baseOf(found, partOf(made)?.size ?? 1);
      if (!found) return;
      cut.part = partOf(fit) ?? MIDDLE;
      place();
    },
  };
}

const baseOf = ({ box: [left, top, right, bottom], width, height }, size) => ({
  width: (right - left) / width / size,
  height: (bottom - top) / height / size,
});

function dragged(handle, frame, cut) {
  let drag = null;
  handle.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    handle.setPointerCapture(event.pointerId);
    drag = { id: event.pointerId, x: event.clientX, y: event.clientY, part: cut.part };
  });
  handle.addEventListener("pointermove", (event) => {
    if (drag?.id !== event.pointerId) return;
    const { width, height } = frame.getBoundingClientRect();
    cut.go(moved(drag.part, cut.sides(), (event.clientX - drag.x) / width, (event.clientY - drag.y) / height));
  });
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"])
    handle.addEventListener(name, ({ pointerId }) => {
      if (drag?.id === pointerId) drag = null;
    });
}

function turned(frame, cut) {
  frame.addEventListener(
    "wheel",
    (event) => {
      if (!cut.base || event.ctrlKey || !event.deltaY) return;
      event.preventDefault();
      cut.size(STEP ** Math.sign(event.deltaY));
    },
    { passive: false },
  );
}

function keyed(handle, cut, buttons) {
  handle.addEventListener("keydown", (event) => {
    const { part } = cut;
    const arrow = arrowOf(event);
    if (arrow) {
      const [across, down] = arrow;
      cut.go({ ...part, x: within(part.x + MOVE * across, 0, 1), y: within(part.y + MOVE * down, 0, 1) });
    } else if (event.key === "-" || event.key === "+") buttons[event.key === "-" ? "smaller" : "larger"].click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

function tool(name, text, onclick) {
  return el("button.square", { type: "button", "aria-label": t(text), onclick }, icon(name));
}
