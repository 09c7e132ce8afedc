// @ts-check
// The strip of samples. A thumbnail is loaded when it is seen: some samples are large photos, and the first page is to be small.
import { el } from "../ui/dom.js";

/** `onSample(name)`. Returns {set(list), show(name or null)}. */
export function createSamples(strip, samples, onSample) {
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
  const set = (list) => {
    seen.disconnect();
    buttons = list.map((sample) => thumbnail(sample, onSample));
    strip.replaceChildren(...buttons);
    for (const button of buttons) seen.observe(button.firstChild);
  };
  set(samples);
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
    set,
    show: (name) => buttons.forEach((item) => item.setAttribute("aria-pressed", item.dataset.sample === name)),
  };
}

function thumbnail({ name, title }, onSample) {
  const image = el("img", {
    alt: "",
    width: 36,
    height: 36,
    decoding: "async",
    draggable: false,
    dataset: { src: `api/samples/${encodeURIComponent(name)}.png` },
  });
  const attributes = { title, "aria-label": title, "aria-pressed": "false", dataset: { sample: name } };
  return el("button.sample", { type: "button", ...attributes, onclick: () => onSample(name) }, image);
}
