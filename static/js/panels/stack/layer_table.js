// The table of a stack's layers: what each is, what it costs, and the totals.
import { words } from "../../i18n/i18n.js";
import { count } from "../../lib/format.js";
import { el } from "../../ui/dom.js";
import { KERNELS, STRIDES, total } from "../../lib/kernel_stack.js";
import { channelsInput, choice } from "./inputs.js";
import { big, layerSums } from "./sums.js";

const TEXT = await words("stack");

/** `actions`: {set(index, patch), remove(index), light(index or null)}. Returns {element, show(traced), light(index or null)}. */
export function createLayerTable(actions) {
  const head = Object.entries(TEXT.columns).map(([key, text]) =>
    el("th", { scope: "col", title: TEXT.titles[key] ?? null }, text),
  );
  const body = el("tbody");
  const foot = el("tr");
  const table = el("table.layers", {}, el("thead", {}, el("tr", {}, head, el("td"))), body, el("tfoot", {}, foot));
  return {
    element: el("div.scroll", {}, table),
    show(traced) {
      body.replaceChildren(...traced.map((layer, index) => layerRow(layer, index, traced.length === 1, actions)));
      foot.replaceChildren(...totals(traced));
    },
    light(index) {
      for (const row of body.children) row.classList.toggle("is-lit", index !== null && Number(row.dataset.layer) === index);
    },
  };
}

function layerRow(layer, index, only, { set, remove, light }) {
  const n = index + 1;
  const pool = layer.kind === "pool";
  const sums = layerSums(layer);
  const cell = (key, text) => el("td", { dataset: { cell: key, value: layer[key] }, title: sums[key] }, text);
  return el(
    "tr",
    {
      dataset: { layer: index },
      onpointerenter: () => light(index),
      onpointerleave: () => light(null),
      onfocusin: () => light(index),
    },
    el(
      "td",
      {},
      choice(TEXT.kernel(n), KERNELS, layer.kernel, (kernel) => set(index, { kernel }), TEXT.kinds[layer.kind]),
    ),
    el(
      "td",
      {},
      choice(TEXT.stride(n), STRIDES, layer.stride, (stride) => set(index, { stride })),
    ),
    el("td", {}, pool ? el("span", {}, count(layer.channels)) : channelsOf(layer, n, (channels) => set(index, { channels }))),
    cell("size", layer.size),
    cell("weights", pool ? "–" : big(layer.weights)),
    cell("macs", pool ? "–" : big(layer.macs)),
    el(
      "td",
      {},
      removeButton(n, only, () => remove(index)),
    ),
  );
}

function channelsOf({ channels }, n, set) {
  const box = channelsInput(TEXT.width(n), set);
  box.value = channels;
  return box;
}

const removeButton = (n, disabled, onclick) =>
  el("button.square", { type: "button", "aria-label": TEXT.remove(n), disabled, onclick }, "×");

function totals(traced) {
  const { size } = traced.at(-1);
  const [weights, macs] = ["weights", "macs"].map((key) => total(traced, key));
  const cell = (key, value, text, title) => el("td", { dataset: { total: key, value }, title }, text);
  return [
    el("th", { scope: "row", colSpan: 3 }, TEXT.totals),
    cell("size", size, size),
    cell("weights", weights, big(weights), count(weights)),
    cell("macs", macs, big(macs), count(macs)),
    el("td"),
  ];
}
