// @ts-check
// Ways to bring a picture: button, drop, paste, samples. What comes out is a Blob or a sample's name.
import { t } from "../i18n/i18n.js";
import { createSamples } from "./samples.js";

/**
 * `onPicture(blob)`, `onSample(name)`, `onRefuse(sentence)`. Returns {setSamples(list), showSample(name or null)}.
 * @param {any} elements
 * @param {any[]} samples
 * @param {any} handlers
 */
export function createInput({ button, file, strip, dropzone }, samples, { onPicture, onSample, onRefuse }) {
  const offer = (blob) => {
    if (!blob) return;
    if (blob.type && !blob.type.startsWith("image/")) return onRefuse(t("input.notPicture"));
    onPicture(blob);
  };
  button.addEventListener("click", () => file.click());
  file.addEventListener("change", () => {
    offer(file.files[0]);
    file.value = "";
  });
  addEventListener("paste", ({ clipboardData }) => {
    const item = [...(clipboardData?.items ?? [])].find(({ kind, type }) => kind === "file" && type.startsWith("image/"));
    if (item) offer(item.getAsFile());
  });
  listenToDrops(dropzone, offer);
  const row = createSamples(strip, samples, onSample);
  return { setSamples: row.set, showSample: row.show };
}

/** Anywhere on the page; the zone is shown while a file is over it. */
function listenToDrops(zone, offer) {
  let depth = 0; // dragenter and dragleave come for every element on the way
  const carries = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragenter", (event) => {
    if (carries(event) && ++depth) zone.hidden = false;
  });
  addEventListener("dragleave", (event) => {
    if (carries(event) && --depth <= 0) zone.hidden = !(depth = 0);
  });
  addEventListener("dragover", (event) => {
    if (carries(event)) event.preventDefault();
  });
  addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    depth = 0;
    zone.hidden = true;
    offer(event.dataTransfer.files[0]);
  });
}
