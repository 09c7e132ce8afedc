// One stack: choosing it, its table of layers with the arithmetic, and its two figures.
import { el, say } from "../../ui/dom.js";
import { count, short } from "../../lib/format.js";
import { createPane, frameOf, ofSquare } from "../../ui/square_pane.js";
import { KINDS, paintCells } from "../../ui/figure_parts.js";
import { drawFunnel } from "./funnel.js";
import { field, KERNELS, MOST_CHANNELS, MOST_LAYERS, SIDES, STRIDES, tidy, total, trace, width } from "./arithmetic.js";
import { nameOf, PRESETS } from "./presets.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("stack");

const PACE = 380; // ms a layer stays while the square grows
const big = (value) => (value < 1e6 ? count(value) : value < 1e9 ? `${short(value / 1e6, 4)} M` : `${short(value / 1e9, 4)} G`);

/** `onChange(stack)` when the person changes it. Returns {element, show(stack), destroy}. */
export function createSide(label, onChange) {
  let stack = null;
  let traced = [];
  let hovered = null;
  let growing = null; // how many layers the animation has reached
  let timer = null;
  let pane = null;

  const preset = el("select", {
    "aria-label": `${label}: ${TEXT.preset}`,
    onchange: () => preset.value && onChange(PRESETS[preset.value].spec),
  });
  const channels = number(`${label}: ${TEXT.channels}`, (value) => change({ channels: value }));
  const side = el("select", { "aria-label": `${label}: ${TEXT.side}`, onchange: () => change({ side: Number(side.value) }) });
  const play = el("button", { type: "button", onclick: () => (timer ? still() : grow()) }, TEXT.grow);
  const body = el("tbody");
  const foot = el("tr");
  const head = Object.entries(TEXT.columns).map(([key, text]) =>
    el("th", { scope: "col", title: TEXT.titles[key] ?? null }, text),
  );
  const table = el("table.bktable", {}, el("thead", {}, el("tr", {}, head, el("th"))), body, el("tfoot", {}, foot));
  const plane = el("div.bkplane");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("role", "img");
  svg.setAttribute("class", "bksvg");
  const funnel = el("div.bkfunnelbox", {}, svg);
  const sum = el("p.bksum");
  const arithmetic = el("p.bksum");
  const note = el("p.bknote");
  const element = el(
    "section.bkside",
    { "aria-label": label },
    el(
      "header.bkhead",
      {},
      el("h3", {}, label),
      preset,
      el("span.bkinput", {}, TEXT.input, channels, TEXT.channels, "·", side, TEXT.px),
      play,
    ),
    el(
      "div.bkfigures",
      {},
      el("figure", {}, plane, el("figcaption", {}, TEXT.plane)),
      el("figure.bkwide", {}, funnel, el("figcaption", {}, TEXT.funnel)),
    ),
    sum,
    arithmetic,
    el("div.bkscroll", {}, table),
    el("p.bkadd", {}, adder("conv", TEXT.add), adder("pool", TEXT.addPool)),
    note,
  );

  function adder(kind, text) {
    return el("button", { type: "button", dataset: { add: kind }, onclick: () => add(kind) }, text);
  }
  const change = (patch) => onChange(tidy({ ...stack, ...patch }));
  const layer = (index, patch) => change({ layers: stack.layers.map((one, i) => (i === index ? { ...one, ...patch } : one)) });
  function add(kind) {
    const last = stack.layers.at(-1);
    change({
      layers: [
        ...stack.layers,
        kind === "pool"
          ? { kind, kernel: 2, stride: 2, channels: last.channels }
          : { kind, kernel: 3, stride: 1, channels: last.channels },
      ],
    });
  }
  function number(name, set) {
    const box = el("input.bkchannels", { type: "number", min: 1, max: MOST_CHANNELS, "aria-label": name });
    box.addEventListener("change", () => {
      const value = Math.min(MOST_CHANNELS, Math.max(1, Math.round(Number(box.value))));
      if (value) set(value);
      else box.value = box.defaultValue;
    });
    return box;
  }
  /** @type {(list: readonly any[], chosen: any, text?: (one: any) => string) => any[]} */
  const options = (list, chosen, text = String) =>
    list.map((value) => el("option", { value, selected: value === chosen }, text(value)));

  function rowOf(one, index) {
    const n = index + 1;
    const kernel = el(
      "select",
      { "aria-label": TEXT.kernel(n), onchange: () => layer(index, { kernel: Number(kernel.value) }) },
      options(KERNELS, one.kernel, TEXT.kinds[one.kind]),
    );
    const stride = el(
      "select",
      { "aria-label": TEXT.stride(n), onchange: () => layer(index, { stride: Number(stride.value) }) },
      options(STRIDES, one.stride),
    );
    const box =
      one.kind === "pool"
        ? el("span", {}, count(one.channels))
        : number(TEXT.width(n), (value) => layer(index, { channels: value }));
    if (one.kind === "conv") box.value = one.channels;
    const cell = (key, text) => el("td", { dataset: { cell: key, value: one[key] }, title: sums(one)[key] }, text);
    return el(
      "tr",
      {
        dataset: { layer: index },
        onpointerenter: () => light(index),
        onpointerleave: () => light(null),
        onfocusin: () => light(index),
      },
      el("td", {}, kernel),
      el("td", {}, stride),
      el("td", {}, box),
      cell("size", one.size),
      cell("weights", one.kind === "pool" ? "–" : big(one.weights)),
      cell("macs", one.kind === "pool" ? "–" : big(one.macs)),
      el(
        "td",
        {},
        el(
          "button.square",
          {
            type: "button",
            "aria-label": TEXT.remove(n),
            disabled: stack.layers.length === 1,
            onclick: () => change({ layers: stack.layers.filter((_, i) => i !== index) }),
          },
          "×",
        ),
      ),
    );
  }

  /** How each number of a layer comes about, written out; a pool has a size only. */
  function sums({ kind, kernel, channels: to, size, side: edge, weights, macs, before }) {
    const grown = (kernel - 1) * before.jump;
    return {
      size: TEXT.layerSum(size - grown, kernel - 1, before.jump, size),
      ...(kind === "conv" && {
        weights: TEXT.weightsSum(kernel, before.channels, to, count(weights)),
        macs: TEXT.macsSum(count(weights), edge, count(macs)),
      }),
    };
  }

  const lit = () => growing ?? hovered ?? traced.length - 1;
  function light(index) {
    hovered = index;
    figures();
  }
  function still() {
    clearInterval(timer);
    timer = growing = null;
    say(play, TEXT.grow);
    figures();
  }
  function grow() {
    growing = 0;
    say(play, TEXT.stop);
    figures();
    timer = setInterval(() => {
      if (growing >= traced.length - 1) return still();
      growing++;
      figures();
    }, PACE);
  }

  /** The field of the layers up to the lit one, in the frame of the whole stack's square. */
  function figures() {
    if (!stack || !element.isConnected) return;
    const size = traced.at(-1).size;
    if (pane?.size !== size) {
      pane = { ...createPane(size, size, frameOf(size, size, [])), size };
      plane.replaceChildren(pane.element);
    }
    const profile = field(traced.slice(0, lit() + 1));
    const most = Math.max(...profile);
    const start = (size - profile.length) / 2;
    const context = pane.canvas.getContext("2d");
    context.clearRect(0, 0, size, size);
    const values = Float64Array.from(
      { length: profile.length ** 2 },
      (_, i) => (profile[Math.floor(i / profile.length)] * profile[i % profile.length]) / most ** 2,
    );
    paintCells(
      context,
      values,
      profile.length,
      profile.length,
      { low: 0, high: 1 },
      KINDS.activation.map(false),
      start,
      start,
      profile.length,
      profile.length,
    );
    const square = (side, kind) =>
      ofSquare({ top: (size - side) / 2, left: (size - side) / 2, bottom: (size + side) / 2, right: (size + side) / 2 }, kind);
    const spread = width(profile);
    pane.squares(
      [
        ...traced.slice(0, lit()).map((one) => square(one.size, "before")),
        square(traced[lit()].size, "theory"),
        square(spread, "sigma"),
      ],
      TEXT.planeLabel(traced[lit()].size, short(spread)),
    );
    if (funnel.clientWidth) drawFunnel(svg, traced, lit(), funnel.clientWidth, light);
    const { size: grows, weights, macs } = sums(traced[lit()]);
    say(arithmetic, TEXT.arithmetic(lit() + 1, [grows, ...(weights ? [TEXT.weightsAre(weights), TEXT.macsAre(macs)] : [])]));
    for (const row of body.children) row.classList.toggle("is-lit", hovered !== null && Number(row.dataset.layer) === hovered);
  }

  const watcher = new ResizeObserver(() => figures());
  watcher.observe(funnel);
  return {
    element,
    repaint: figures,
    show(next) {
      if (timer) still();
      stack = next;
      traced = trace(stack);
      hovered = null;
      const name = nameOf(stack);
      preset.replaceChildren(
        ...(name ? [] : [el("option", { value: "", selected: true }, TEXT.own)]),
        ...options(Object.keys(PRESETS), name, (one) => PRESETS[one].title),
      );
      channels.value = stack.channels;
      side.replaceChildren(
        ...options(
          [...new Set([...SIDES, stack.side])].sort((a, b) => a - b),
          stack.side,
        ),
      );
      body.replaceChildren(...traced.map(rowOf));
      const value = (key, text, title) =>
        el("td", { dataset: { total: key, value: key === "size" ? traced.at(-1).size : total(traced, key) }, title }, text);
      foot.replaceChildren(
        el("th", { scope: "row", colSpan: 3 }, TEXT.totals),
        value("size", traced.at(-1).size),
        value("weights", big(total(traced, "weights")), count(total(traced, "weights"))),
        value("macs", big(total(traced, "macs")), count(total(traced, "macs"))),
        el("td"),
      );
      say(
        sum,
        TEXT.sizeSum(
          traced.map(({ kernel, before }) => `${kernel - 1}·${before.jump}`),
          traced.at(-1).size,
        ),
      );
      say(note, PRESETS[name]?.note ?? "");
      for (const button of element.querySelectorAll("[data-add]")) button.disabled = stack.layers.length >= MOST_LAYERS;
      figures();
    },
    destroy() {
      clearInterval(timer);
      watcher.disconnect();
    },
  };
}
