// One stack: choosing it, its table of layers with the arithmetic, and its two figures.
import { words } from "../../i18n/i18n.js";
import { el, say } from "../../ui/dom.js";
import { MOST_LAYERS, SIDES, tidy, trace } from "../../lib/kernel_stack.js";
import { drawFunnel } from "./funnel.js";
import { channelsInput, choice, options } from "./inputs.js";
import { createLayerTable } from "./layer_table.js";
import { createPlane } from "./plane.js";
import { nameOf, PRESETS } from "../../lib/stack_presets.js";
import { layerSentence, sizeSentence } from "./sums.js";

const TEXT = await words("stack");

const PACE = 380; // ms a layer stays while the square grows
const ADDED = { conv: { kind: "conv", kernel: 3, stride: 1 }, pool: { kind: "pool", kernel: 2, stride: 2 } };

/** `onChange(stack)` when the person changes it. Returns {element, show(stack), repaint(), destroy()}. */
export function createSide(label, onChange) {
  const side = new StackSide(label, onChange);
  return {
    element: side.element,
    repaint: () => side.draw(),
    show: (stack) => side.show(stack),
    destroy: () => side.destroy(),
  };
}

/** `growing`: how many layers the animation has reached, null while it rests; `hovered`: the layer under the pointer, or null. */
class StackSide {
  constructor(label, onChange) {
    this.onChange = onChange;
    this.stack = null;
    this.traced = [];
    this.hovered = null;
    this.growing = null;
    this.timer = null;
    this.plane = createPlane();
    this.svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    this.svg.setAttribute("role", "img");
    this.svg.setAttribute("class", "funnel");
    this.funnel = el("div", {}, this.svg);
    this.table = createLayerTable({
      set: (index, patch) => this.setLayer(index, patch),
      remove: (index) => this.change({ layers: this.stack.layers.filter((_, i) => i !== index) }),
      light: this.light,
    });
    this.sum = el("p.sum");
    this.arithmetic = el("p.sum.of-layer");
    this.note = el("p.note");
    this.adders = Object.entries({ conv: TEXT.add, pool: TEXT.addPool }).map(([kind, text]) =>
      el("button", { type: "button", dataset: { add: kind }, onclick: () => this.add(kind) }, text),
    );
    this.element = el(
      "section.half",
      { "aria-label": label },
      this.choices(label),
      this.figures(),
      this.sum,
      this.arithmetic,
      this.table.element,
      el("p.add", {}, this.adders),
      this.note,
    );
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(this.funnel);
  }

  choices(label) {
    this.preset = el("select", {
      "aria-label": `${label}: ${TEXT.preset}`,
      onchange: () => this.preset.value && this.onChange(PRESETS[this.preset.value]),
    });
    this.channels = channelsInput(`${label}: ${TEXT.channels}`, (channels) => this.change({ channels }));
    this.edge = choice(`${label}: ${TEXT.side}`, [], null, (side) => this.change({ side }));
    this.pixels = el("span");
    this.play = el("button", { type: "button", onclick: () => (this.timer ? this.rest() : this.grow()) }, TEXT.grow);
    return el(
      "header.choices",
      {},
      el("h3", {}, label),
      this.preset,
      el("span.input-size", {}, TEXT.inputSize(this.channels, this.edge, this.pixels)),
      this.play,
    );
  }

  figures() {
    return el(
      "div.figures",
      {},
      el("figure", {}, this.plane.element, el("figcaption", {}, TEXT.plane)),
      el("figure", {}, this.funnel, el("figcaption", {}, TEXT.funnel)),
    );
  }

  // --- changing the stack
  change(patch) {
    this.onChange(tidy({ ...this.stack, ...patch }));
  }

  setLayer(index, patch) {
    this.change({ layers: this.stack.layers.map((one, i) => (i === index ? { ...one, ...patch } : one)) });
  }

  add(kind) {
    const { layers } = this.stack;
    this.change({ layers: [...layers, { ...ADDED[kind], channels: layers.at(-1).channels }] });
  }

  // --- which layer is lit
  get lit() {
    return this.growing ?? this.hovered ?? this.traced.length - 1;
  }

  light = (index) => {
    this.hovered = index;
    this.draw();
  };

  grow() {
    this.growing = 0;
    say(this.play, TEXT.stop);
    this.draw();
    this.timer = setInterval(() => {
      if (this.growing >= this.traced.length - 1) return this.rest();
      this.growing++;
      this.draw();
    }, PACE);
  }

  rest() {
    clearInterval(this.timer);
    this.timer = this.growing = null;
    say(this.play, TEXT.grow);
    this.draw();
  }

  // --- showing
  draw() {
    if (!this.stack || !this.element.isConnected) return;
    const { traced, lit } = this;
    this.plane.show(traced, lit);
    if (this.funnel.clientWidth) drawFunnel(this.svg, traced, lit, this.funnel.clientWidth, this.light);
    say(this.arithmetic, layerSentence(traced[lit], lit));
    this.table.light(this.hovered);
  }

  show(stack) {
    if (this.timer) this.rest();
    Object.assign(this, { stack, traced: trace(stack), hovered: null });
    this.showChoices();
    this.table.show(this.traced);
    say(this.sum, sizeSentence(this.traced));
    for (const button of this.adders) button.disabled = stack.layers.length >= MOST_LAYERS;
    this.draw();
  }

  showChoices() {
    const name = nameOf(this.stack);
    const { side, channels } = this.stack;
    const sides = [...new Set([...SIDES, side])].sort((a, b) => a - b);
    this.preset.replaceChildren(
      ...(name ? [] : [el("option", { value: "", selected: true }, TEXT.own)]),
      ...options(Object.keys(PRESETS), name, (one) => TEXT.presets[one].title),
    );
    this.channels.value = channels;
    this.edge.replaceChildren(...options(sides, side));
    say(this.pixels, TEXT.square(side));
    say(this.note, TEXT.presets[name]?.note ?? "");
  }

  destroy() {
    clearInterval(this.timer);
    this.watcher.disconnect();
  }
}
