// Ways to bring a picture: button, drop, paste, samples. What comes out is a Blob or a sample's name.
import { el } from "../ui/dom.js";
import { t } from "../i18n/i18n.js";

/** `onPicture(blob)`, `onSample(name)`, `onRefuse(sentence)`. Returns {setSamples(list), showSample(name or null)}. */
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

  let depth = 0; // dragenter and dragleave come for every element on the way
  const carries = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragenter", (event) => {
    if (carries(event) && ++depth) dropzone.hidden = false;
  });
  addEventListener("dragleave", (event) => {
    if (carries(event) && --depth <= 0) dropzone.hidden = !(depth = 0);
  });
  addEventListener("dragover", (event) => {
    if (carries(event)) event.preventDefault();
  });
  addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    depth = 0;
    dropzone.hidden = true;
    offer(event.dataTransfer.files[0]);
  });

  // A thumbnail is loaded when it is seen: some samples are large photos, and the first page is to be small.
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        const image = /** @type {HTMLImageElement} */ (target);
        image.src = image.dataset.src;
        seen.unobserve(target);
      }
    },
    { root: strip },
  );
  let buttons = [];
  const show = (samples) => {
    seen.disconnect();
    buttons = samples.map(({ name, title }) =>
      el(
        "button.sample",
        {
          type: "button",
          title,
          "aria-label": title,
          "aria-pressed": "false",
          dataset: { sample: name },
          onclick: () => onSample(name),
        },
        el("img", {
          alt: "",
          width: 36,
          height: 36,
          decoding: "async",
          draggable: false,
          dataset: { src: `/api/samples/${encodeURIComponent(name)}.png` },
        }),
      ),
    );
    strip.replaceChildren(...buttons);
    for (const button of buttons) seen.observe(button.firstChild);
  };
  show(samples);
  strip.addEventListener(
    "wheel",
    (event) => {
      if (event.deltaX || event.ctrlKey) return;
      event.preventDefault(); // a mouse has one wheel: in the strip it goes sideways
      strip.scrollLeft += event.deltaY;
    },
    { passive: false },
  );
  return {
    setSamples: show,
    showSample: (name) => buttons.forEach((item) => item.setAttribute("aria-pressed", item.dataset.sample === name)),
  };
}
