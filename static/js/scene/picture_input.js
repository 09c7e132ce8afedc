// @ts-check
// Ways to bring a picture: button, drop, paste, samples. What comes out is a Blob or a sample's name.
import { t } from "../i18n/i18n.js";
import { createSamples } from "./samples.js";

const carries = (kind) => (event) => Boolean(event.dataTransfer?.types.includes(kind));
const carriesFiles = carries("Files");
const carriesAddress = carries("text/uri-list");

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
  listenToStrangers(onRefuse);
  const row = createSamples(strip, samples, onSample);
  return { setSamples: row.set, showSample: row.show };
}

/** Anywhere on the page; the zone is shown while a file is over it. */
function listenToDrops(zone, offer) {
  let depth = 0; // dragenter and dragleave come for every element on the way
  addEventListener("dragenter", (event) => {
    if (carriesFiles(event) && ++depth) zone.hidden = false;
  });
  addEventListener("dragleave", (event) => {
    if (carriesFiles(event) && --depth <= 0) zone.hidden = !(depth = 0);
  });
  addEventListener("dragover", (event) => {
    if (carriesFiles(event)) event.preventDefault();
  });
  addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth = 0;
    zone.hidden = true;
    offer(event.dataTransfer.files[0]);
  });
}

/**
 * What was dragged over from another page may come as its address alone, which is not fetched: it is told, and the page stays. Of this page's
 * own pictures and links nothing is told.
 * @param {(sentence: string) => void} onRefuse
 */
function listenToStrangers(onRefuse) {
  let own = false; // what is dragged comes from this page
  addEventListener("dragstart", () => (own = true));
  addEventListener("dragend", () => (own = false));
  const strange = (event) => carriesAddress(event) && !carriesFiles(event) && !event.target.closest?.("input, textarea");
  addEventListener("dragover", (event) => {
    if (strange(event)) event.preventDefault();
  });
  addEventListener("drop", (event) => {
    if (!strange(event)) return;
    event.preventDefault();
    if (!own) onRefuse(t("input.addressOnly"));
  });
}
