// The panel's controls: the picture that is asked about, the depth with every model's stages, the level, the colours.
import { words } from "../../i18n/i18n.js";
import { el, say, segmented } from "../../ui/dom.js";
import { neighbour, snap, stageAt, stagesOf, stops } from "./query.js";
import { createMap } from "../../ui/source_map.js";

const TEXT = await words("mixing");

const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -1, PageUp: 1 };

/** `set(patch)` changes the page's state; `onPick`, `onStep`, `onHover` as for a map; `onScale(common)`. */
export function createControls(size, { set, onPick, onStep, onHover, onScale }) {
  const picker = createMap(size, { onPick, onStep, onHover }, { most: 140, className: "lmap.lpicker" });
  const place = el("strong");
  const onclick = () => set({ listen: "class" });
  const askClass = el("button", { type: "button", "aria-description": TEXT.askClassExplain, onclick }, TEXT.askClass);
  const depth = createDepth((value) => set({ listenDepth: Math.round(1000 * value) / 1000 }));
  const pick = (table) => Object.entries(table).map(([value, { text, explain }]) => ({ value, text, explain }));
  const level = segmented(TEXT.level, pick(TEXT.levels), (value) => set({ listenLevel: value }));
  const scale = segmented(TEXT.scale, pick(TEXT.scales), (value) => onScale(value === "common"));
  const explain = el("p.lmuted");
  const element = el(
    "div.lcontrols",
    {},
    el("div.lask", {}, el("div.lpick", {}, picker.element), el("div", {}, el("p", {}, `${TEXT.asking}: `, place), askClass)),
    depth.element,
    el(
      "div.lswitches",
      {},
      el("div.lline", {}, el("span.label", {}, TEXT.level), level.element),
      explain,
      el("div.lline", {}, el("span.label", {}, TEXT.scale), scale.element),
    ),
  );
  return {
    element,
    picker,
    /** `asked`: {models, listen, depth, level, common, classToken: whether some model has one}. */
    show({ models, listen, depth: chosen, level: back, common, classToken }) {
      depth.show(models, chosen);
      say(place, listen === "class" ? TEXT.classPlace : TEXT.place(listen.row, listen.column));
      askClass.hidden = !classToken;
      askClass.setAttribute("aria-pressed", String(listen === "class"));
      level.show(back);
      scale.show(common ? "common" : "own");
      say(explain, TEXT.levels[back].explain);
    },
  };
}

/** The depth's slider, which stops where some model has a stage, and a line of dots for each model's stages. */
function createDepth(go) {
  const slider = el("input", { type: "range", min: 0, max: 1, step: 0.001, "aria-label": TEXT.depth });
  const percentage = el("output");
  const dots = el("div.ldots", { "aria-hidden": "true" });
  let depths = [0.5];
  slider.addEventListener("input", () => go(snap(depths, Number(slider.value))));
  slider.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    go(neighbour(depths, Number(slider.value), step));
  });
  const label = el("p.lline", {}, el("span.label", {}, TEXT.depth), percentage);
  return {
    element: el("div.ldepth", {}, label, slider, dots),
    show(models, depth) {
      depths = stops(models);
      const at = snap(depths, depth);
      const stages = models.map((model) => `${model.title} ${stageAt(model, depth).title}`).join(", ");
      slider.value = String(at);
      slider.setAttribute("aria-valuetext", `${TEXT.depthValue(at)}: ${stages}`);
      say(percentage, TEXT.depthValue(at));
      dots.replaceChildren(...models.map((model) => dotsOf(model, stageAt(model, depth), go)));
    },
  };
}

function dotsOf(model, chosen, go) {
  const dot = (point) =>
    el(point === chosen ? "i.is-chosen" : "i", {
      style: { left: `${100 * point.depth}%` },
      onclick: () => go(point.depth),
    });
  const line = el("div", {}, stagesOf(model).map(dot));
  return el("div", { dataset: { family: model.family } }, el("span", {}, model.title), line);
}
