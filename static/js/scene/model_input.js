// @ts-check
// "What the models receive": the original with the box that was found or the frame that is cut out, and the picture at the
// model's input size.
import { createCut } from "./crop_handle.js";
import { createFile } from "./picture_file.js";
import { say } from "../ui/dom.js";
import { paintPicture } from "../ui/canvas.js";
import { t } from "../i18n/i18n.js";

const SIDE = 56; // px
const WIDE = 118; // of a photo, on which a frame is dragged

export function createReceives({ original, frame, box, caption, canvas, size, steps, fit, tools }, onFit, onProfile) {
  fit.addEventListener("change", () => onFit(fit.checked ? "auto" : "none"));
  // The natural size is known once the picture has been decoded.
  original.addEventListener("load", () => place());
  let found = null;
  let side = SIDE;
  const frames = createCut(frame, tools, onFit);
  const file = createFile(frame.closest(".steps"), onProfile);

  function place() {
    const [width, height] = [original.naturalWidth, original.naturalHeight];
    if (!width) return;
    const scale = side / Math.max(width, height);
    frame.style.width = `${Math.max(8, width * scale)}px`;
    frame.style.height = `${Math.max(8, height * scale)}px`;
    box.hidden = !found;
    if (!found) return;
    const [left, top, right, bottom] = found.box; // in the pixels that `found` tells: a link's picture is a small copy
    Object.assign(box.style, {
      left: `${(100 * left) / found.width}%`,
      top: `${(100 * top) / found.height}%`,
      width: `${(100 * (right - left)) / found.width}%`,
      height: `${(100 * (bottom - top)) / found.height}%`,
    });
  }

  return {
    /** `session` of picture_source.js and the fit that is on. */
    show({ url, sample, steps: found_, cut, fit: made, pattern, prepared, read, profile, colours }, wanted) {
      if (original.getAttribute("src") !== url) original.src = url;
      found = found_;
      file.show(read, profile, colours);
      side = cut ? WIDE : SIDE;
      frame.closest(".steps").classList.toggle("photo", Boolean(cut));
      place();
      frames.show(cut, made, wanted);
      say(caption, t(sample ? "receives.sample" : "receives.original"));
      fit.checked = wanted !== "none";
      const photograph = pattern?.shape[0] > 1;
      fit.closest("label").hidden = prepared || photograph; // ink is looked for in grey pictures only
      if (!pattern) return;
      paintReceived(canvas, pattern);
      const [, height, width] = pattern.shape;
      say(size, t("receives.input", { width, height }));
      say(steps, toldSteps({ width, height, photograph, prepared, found: found_ }));
    },
  };
}

function paintReceived(canvas, pattern) {
  const [, height, width] = pattern.shape;
  paintPicture(canvas, pattern, Math.max(1, Math.floor(SIDE / Math.max(width, height))));
  canvas.style.maxWidth = `${Math.max(SIDE, width <= 64 ? width : 0)}px`;
  canvas.style.height = "auto";
}

function toldSteps({ width, height, photograph, prepared, found }) {
  if (photograph && !prepared) return t("receives.crop");
  if (prepared) return t("receives.prepared", { width, height });
  if (!found) return t("receives.none", { width, height });
  const [left, top, right, bottom] = found.box;
  const [boxWidth, boxHeight] = [right - left, bottom - top].map((side) => Math.round(side * found.scale));
  return t("receives.auto", { inverted: found.inverted ? t("receives.inverted") : "", boxWidth, boxHeight });
}
