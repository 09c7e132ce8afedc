// Ways to bring a picture: button, drop, paste, samples. What comes out is a Blob or a sample's name.
import { el } from "./dom.js";
import { t } from "./strings.js";

/** `onPicture(blob)`, `onSample(name)`, `onRefuse(sentence)`. Returns {showSample(name or null)}. */
export function createInput({ button, file, strip, dropzone }, samples, { onPicture, onSample, onRefuse }) {
  const offer = (blob) => {
    if (!blob) return;
    if (blob.type && !blob.type.startsWith("image/")) return onRefuse(t("input.notPicture"));
    onPicture(blob);
  };
  button.addEventListener("click", () => file.click());
  file.addEventListener("change", () => { offer(file.files[0]); file.value = ""; });

  addEventListener("paste", ({ clipboardData }) => {
    const item = [...(clipboardData?.items ?? [])].find(({ kind, type }) => kind === "file" && type.startsWith("image/"));
    if (item) offer(item.getAsFile());
  });

  let depth = 0; // dragenter and dragleave come for every element on the way
  const carries = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragenter", (event) => { if (carries(event) && ++depth) dropzone.hidden = false; });
  addEventListener("dragleave", (event) => { if (carries(event) && --depth <= 0) dropzone.hidden = !(depth = 0); });
  addEventListener("dragover", (event) => { if (carries(event)) event.preventDefault(); });
  addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    depth = 0;
    dropzone.hidden = true;
    offer(event.dataTransfer.files[0]);
  });

  const buttons = samples.map(({ name, title }) =>
    el("button.sample", { type: "button", title, "aria-label": title, "aria-pressed": "false", dataset: { sample: name }, onclick: () => onSample(name) },
      el("img", { src: `/api/samples/${encodeURIComponent(name)}.png`, alt: "", width: 36, height: 36, loading: "lazy", decoding: "async", draggable: false })));
  strip.append(...buttons);
  return { showSample: (name) => buttons.forEach((item) => item.setAttribute("aria-pressed", item.dataset.sample === name)) };
}
