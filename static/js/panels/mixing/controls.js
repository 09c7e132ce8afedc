// The panel's controls: the picture that is asked about, the depth with every model's stages, the level, the colours.
import { el, say, segmented } from "../../ui/dom.js";
import { createMap } from "./source_map.js";
import { neighbour, snap, stageAt, stagesOf, stops } from "./query.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("mixing");

/** `set(patch)` changes the page's state; `onPick`, `onStep`, `onHover` as for a map; `onScale(common)`. */
export function createControls(size, { set, onPick, onStep, onHover, onScale }) {
  const picker = createMap(size, { onPick, onStep, onHover }, { most: 140, className: "lmap.lpicker" });
  const place = el("strong");
  const askClass = el(
    "button",
    { type: "button", title: TEXT.askClassExplain, onclick: () => set({ listen: "class" }) },
    TEXT.askClass,
  );
  const slider = el("input", { type: "range", min: 0, max: 1, step: 0.001, "aria-label": TEXT.depth });
  const percentage = el("output");
  const dots = el("div.ldots", { "aria-hidden": "true" });
  const pick = (table) => Object.entries(table).map(([value, { text, explain }]) => ({ value, text, title: explain }));
  const level = segmented(TEXT.level, pick(TEXT.levels), (value) => set({ listenLevel: value }));
  const scale = segmented(TEXT.scale, pick(TEXT.scales), (value) => onScale(value === "common"));
  const explain = el("p.lmuted");
  let depths = [0.5];

  const go = (depth) => set({ listenDepth: Math.round(1000 * depth) / 1000 });
  slider.addEventListener("input", () => go(snap(depths, Number(slider.value))));
  slider.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -1, PageUp: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    go(neighbour(depths, Number(slider.value), step));
  });

  const element = el(
    "div.lcontrols",
    {},
    el("div.lask", {}, el("div.lpick", {}, picker.element), el("div", {}, el("p", {}, `${TEXT.asking}: `, place), askClass)),
    el("div.ldepth", {}, el("p.lline", {}, el("span.label", {}, TEXT.depth), percentage), slider, dots),
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
    show({ models, listen, depth, level: chosen, common, classToken }) {
      depths = stops(models);
      slider.value = String(snap(depths, depth));
      slider.setAttribute(
        "aria-valuetext",
        `${TEXT.depthValue(snap(depths, depth))}: ${models.map((model) => `${model.title} ${stageAt(model, depth).title}`).join(", ")}`,
      );
      say(percentage, TEXT.depthValue(snap(depths, depth)));
      say(place, listen === "class" ? TEXT.classPlace : TEXT.place(listen.row, listen.column));
      askClass.hidden = !classToken;
      askClass.setAttribute("aria-pressed", String(listen === "class"));
      level.show(chosen);
      scale.show(common ? "common" : "own");
      say(explain, TEXT.levels[chosen].explain);
      showDots(models, depth);
    },
  };

  function showDots(models, depth) {
    dots.replaceChildren(
      ...models.map((model) => {
        const chosen = stageAt(model, depth);
        return el(
          "div",
          { dataset: { family: model.family } },
          el("span", {}, model.title),
          el(
            "div",
            {},
            stagesOf(model).map((point) =>
              el(point === chosen ? "i.is-chosen" : "i", {
                title: `${model.title}, ${point.title}`,
                style: { left: `${100 * point.depth}%` },
                onclick: () => go(point.depth),
              }),
            ),
          ),
        );
      }),
    );
  }
}
