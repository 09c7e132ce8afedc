// How one value came about: a maker for each kind of recipe. What does not reproduce the recorded value is not shown.
import { el } from "../../ui/dom.js";
import { exact, short } from "../../lib/format.js";
import { slice, summary } from "../../lib/arrays.js";
import { cells, numbers, sign, symmetric } from "../../ui/number_matrix.js";
import { caption, scaleOf } from "../../ui/figure_parts.js";
import { companions } from "./recipes.js";
import { TEXT } from "../../i18n/en/stage_view.js";
import { agrees, batchNorm, convTerms, denseTerms, relu } from "./sums.js";
import { readWeights } from "../../lib/weight_arrays.js";

const text = TEXT.number;
const MOST = 6; // products of a dense unit that are written out; the rest is one line
const CHANNELS = 3; // input channels of a convolution that are written out

const added = (value) => `${value < 0 ? "−" : "+"} ${short(Math.abs(value), 4)}`;

const at = ({ array, form, channel }, { row, column }) =>
  form.kind === "units" ? array.values[channel] : slice(array, form, channel)[row * form.columns + column];

/** The elements that show how a value came about, or why they do not. */
export async function derive(context, recipe, cell) {
  const recorded = at(context, cell);
  const source = await (recipe.from ? context.request.activation(context.model.id, recipe.from.name) : context.input());
  const steps = await MAKERS[recipe.kind](context, recipe, cell, source, recorded);
  if (!steps) return [caption(text.mismatch)];
  const list = steps.chain.map(([name, expression, value]) =>
    el("li", {}, el("span", {}, name), el("span", {}, expression), el("b", {}, value === null ? "" : exact(value))),
  );
  return [
    ...steps.pictures,
    el(
      "ol.vchain",
      { dataset: { sum: exact(steps.value), recorded: exact(recorded) } },
      list,
      el("li.vchain-end", {}, el("span", {}, text.recorded), el("span", {}, text.agree), el("b", {}, exact(recorded))),
    ),
  ];
}

/** The n-th slice of an array along its first axis, which stays, with length 1. */
const one = ({ shape: [, ...rest], values }, n) => {
  const size = rest.reduce((product, length) => product * length, 1);
  return { shape: [1, ...rest], values: values.subarray(n * size, (n + 1) * size) };
};

const read = (context, parameter) => readWeights(context.request, context.model.id, parameter).catch(() => null);

/** What follows a weighted sum (bias, batch norm, ReLU), in the one order that reproduces the recorded value; else null. */
async function follow(context, picture, sum, recorded, scale) {
  const { bias: biasName, norm } = companions(picture.parameter);
  const { channel } = context;
  const parts = norm
    ? await Promise.all(["weight", "bias", "running_mean", "running_var"].map((part) => read(context, `${norm}.${part}`)))
    : [null];
  const bias = parts.every(Boolean) ? null : await read(context, biasName); // a layer with a norm has no bias of its own
  const chain = [];
  let value = sum;
  if (bias) {
    value += bias.values[channel];
    chain.push([text.bias, `${short(sum, 4)} ${added(bias.values[channel])}`, value]);
  }
  if (!bias && !parts.every(Boolean)) return null; // a ReLU's 0 would agree with any sum
  if (parts.every(Boolean)) {
    const [weight, offset, mean, variance] = parts.map(({ values }) => values[channel]);
    const normed = batchNorm(value, { weight, bias: offset, mean, variance });
    chain.push([
      text.norm,
      `(${short(value, 4)} ${added(-mean)}) ∕ √(${short(variance, 4)} + 10⁻⁵) × ${short(weight, 4)} ${added(offset)}`,
      normed,
    ]);
    value = normed;
  }
  if (!agrees(value, recorded, scale) && agrees(relu(value), recorded, scale)) {
    chain.push([text.relu, `max(0, ${short(value, 4)})`, relu(value)]);
    value = relu(value);
  } else if (summary(context.array.values).min >= 0 && agrees(value, recorded, scale)) {
    chain.push([text.relu, `max(0, ${short(value, 4)})`, value]);
  }
  return agrees(value, recorded, scale) ? { chain, value } : null;
}

const MAKERS = {
  async dense(context, { picture }, cell, source, recorded) {
    const weights = await read(context, picture.parameter);
    const [, rows, columns] = weights.shape;
    const size = rows * columns;
    const own = weights.values.subarray(context.channel * size, (context.channel + 1) * size);
    const { products, top, rest, sum } = denseTerms(source.values, own, MOST);
    const after = await follow(context, picture, sum, recorded, summary(products.map(Math.abs)).max);
    if (!after) return null;
    const name = (index) => `pixel ${Math.floor(index / columns)}, ${index % columns}`;
    return {
      ...after,
      pictures: [
        el(
          "div.vthree",
          {},
          cells("input", source.values, rows, columns, "activation"),
          sign("×"),
          cells("weight", own, rows, columns, "weight"),
          sign("="),
          cells(text.product, products, rows, columns, "activation"),
        ),
      ],
      chain: [
        ...top.map(({ index, x, w, product }) => [name(index), `${short(x, 4)} × ${short(w, 4)}`, product]),
        [text.others(products.length - top.length), "", rest],
        ["Σ", `${products.length} products`, sum],
        ...after.chain,
      ],
    };
  },

  async conv(context, { picture, stride, padding, depthwise }, { row, column }, source, recorded) {
    const kernel = await read(context, picture.parameter);
    const terms = depthwise
      ? convTerms(one(source, context.channel), one(kernel, context.channel), { channel: 0, row, column, stride, padding })
      : convTerms(source, kernel, { channel: context.channel, row, column, stride, padding });
    const scale = Math.max(...Array.from(terms.perInput, Math.abs), 1e-3);
    const after = await follow(context, picture, terms.sum, recorded, scale);
    if (!after) return null;
    const size = terms.rows * terms.columns;
    const order = Array.from(terms.perInput.keys()).sort(
      (a, b) => Math.abs(terms.perInput[b]) - Math.abs(terms.perInput[a]) || a - b,
    );
    const shown = order.slice(0, terms.channels === 1 ? 1 : CHANNELS);
    const part = (array, i) => array.subarray(i * size, (i + 1) * size);
    const products = (i) => part(terms.window, i).map((value, k) => value * terms.weights[i * size + k]);
    const scales = {
      window: scaleOf(summary(terms.window)),
      kernel: symmetric(terms.weights),
      product: symmetric(shown.flatMap((i) => [...products(i)])),
    };
    const line = (i) =>
      el(
        "div.vthree",
        {},
        numbers(
          terms.channels > 1 ? `channel ${i}` : text.window,
          part(terms.window, i),
          terms.columns,
          "activation",
          scales.window,
        ),
        sign("×"),
        numbers(text.kernel, part(terms.weights, i), terms.columns, "weight", scales.kernel),
        sign("="),
        numbers(text.product, products(i), terms.columns, "activation", scales.product),
        terms.channels > 1 ? el("b.vthree-sum", {}, `Σ ${short(terms.perInput[i], 4)}`) : null,
      );
    const rest = order.slice(shown.length).reduce((total, i) => total + terms.perInput[i], 0);
    return {
      ...after,
      pictures: shown.map(line),
      chain: [
        ...(terms.channels > shown.length ? [[text.otherChannels(terms.channels - shown.length), "", rest]] : []),
        ["Σ", `${terms.window.length} products`, terms.sum],
        ...after.chain,
      ],
    };
  },

  async max(context, { size }, { row, column }, source, recorded) {
    const [, , columns] = source.shape;
    const window = Float32Array.from(
      { length: size * size },
      (_, i) =>
        source.values[
          (context.channel * source.shape[1] + row * size + Math.floor(i / size)) * columns + column * size + (i % size)
        ],
    );
    const value = Math.max(...window);
    if (value !== recorded) return null;
    return {
      value,
      pictures: [el("div.vthree", {}, numbers(text.window, window, size, "activation", scaleOf(summary(source.values))))],
      chain: [["max", text.max, value]],
    };
  },

  async mean(context, recipe, cell, source, recorded) {
    const [, rows, columns] = source.shape;
    const map = source.values.subarray(context.channel * rows * columns, (context.channel + 1) * rows * columns);
    const sum = map.reduce((total, value) => total + value, 0);
    const value = sum / map.length;
    if (!agrees(value, recorded, summary(map).max)) return null;
    return {
      value,
      pictures: [
        el(
          "div.vthree",
          {},
          numbers(`channel ${context.channel}`, map, columns, "activation", scaleOf(summary(source.values))),
        ),
      ],
      chain: [
        ["Σ", `${map.length} values`, sum],
        ["mean", `Σ ∕ ${map.length}`, value],
      ],
    };
  },

  async position(context, { from }, { row, column }, source, recorded) {
    const patch = (from.prefix + row * context.form.columns + column) * source.shape[1] + context.channel;
    const before = source.values[patch];
    return {
      value: recorded,
      pictures: [],
      chain: [
        ["patch", "from the stage before", before],
        ["position embedding", "what was added here, the same for every picture", recorded - before],
      ],
    };
  },
};
