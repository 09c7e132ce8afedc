// One output value with the exact sum that makes it. Shown only where the sum reproduces the recorded value.
import { el } from "../dom.js";
import { exact, percent, short } from "../numbers.js";
import { findModel } from "../tensor.js";
import { theme } from "../plot.js";
import { slice, summary } from "./arrays.js";
import { caption, head, KINDS, paintCells, scaleOf } from "./parts.js";
import { companions, recipeOf } from "./recipes.js";
import { TEXT } from "./strings.js";
import { agrees, batchNorm, convTerms, denseTerms, relu, softmax } from "./sums.js";
import { readWeights } from "./weights.js";

const text = TEXT.number;
const MOST = 6; // terms written out; the rest is one line
const PICKER = 140; // px of the map on which a position is chosen

export const id = "number";
export const title = text.title;
export const explain = text.explain;
export const needs = ["sum"];

export function render(container, first) {
  let context = first;
  let turn = 0;
  let gone = false;
  const recipe = recipeOf(context.model, context.point);
  const grid = context.form.kind !== "units";
  const picker = el("canvas.vpicker", { tabIndex: 0, role: "application", "aria-label": text.position });
  const where = el("p.vcaption");
  const sheet = el("div.vsheet", { "aria-live": "polite" });
  container.append(el("div.vnumber", {}, grid ? el("div", {}, picker, where) : null, sheet));

  /** The position: from the link, else where the channel is strongest. */
  function cell() {
    const { rows, columns } = context.form;
    const given = /^(\d+)-(\d+)$/.exec(context.argument ?? "");
    if (given && given[1] < rows && given[2] < columns) return { row: Number(given[1]), column: Number(given[2]) };
    const flat = slice(context.array, context.form, context.channel);
    const at = flat.reduce((best, value, i) => (value > flat[best] ? i : best), 0);
    return { row: Math.floor(at / columns), column: at % columns };
  }
  const choose = (row, column) => context.go("number", `${row}-${column}`);
  picker.addEventListener("click", (event) => {
    const area = picker.getBoundingClientRect();
    choose(Math.floor(((event.clientY - area.top) / area.height) * context.form.rows), Math.floor(((event.clientX - area.left) / area.width) * context.form.columns));
  });
  picker.addEventListener("keydown", (event) => {
    const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] ?? [];
    if (down === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const { row, column } = cell();
    choose(Math.min(context.form.rows - 1, Math.max(0, row + down)), Math.min(context.form.columns - 1, Math.max(0, column + right)));
  });

  function paintPicker() {
    const { form, channel } = context;
    const { row, column } = cell();
    const size = Math.max(2, Math.floor(PICKER / Math.max(form.rows, form.columns)));
    const [width, height] = [size * form.columns, size * form.rows];
    const ratio = window.devicePixelRatio || 1;
    Object.assign(picker, { width: width * ratio, height: height * ratio });
    Object.assign(picker.style, { width: `${width}px`, height: `${height}px` });
    const drawing = picker.getContext("2d");
    drawing.scale(ratio, ratio);
    paintCells(drawing, slice(context.array, form, channel), form.rows, form.columns, context.tileScale(channel), KINDS.activation.map(context.scale.signed), 0, 0, width, height);
    drawing.strokeStyle = getComputedStyle(container).getPropertyValue("--chosen") || theme().accent;
    drawing.lineWidth = 2;
    drawing.strokeRect(column * size - 1, row * size - 1, size + 2, size + 2);
    where.textContent = `${form.noun} ${channel}, ${form.cell} ${row}, ${column}`;
  }

  async function show() {
    const mine = ++turn;
    if (grid) paintPicker();
    if (context.moving) return void sheet.classList.add("is-stale");
    const position = cell();
    const nodes = await derive(context, recipe, position).catch((error) => [caption(error.message)]);
    if (mine !== turn || gone) return;
    sheet.classList.remove("is-stale");
    sheet.dataset.at = `${context.point.name}/${context.channel}/${position.row}-${position.column}`;
    sheet.replaceChildren(...nodes, ...(context.last ? answer(context) : []));
  }
  const ready = show();
  return {
    ready,
    update(next) {
      context = next;
      show();
    },
    destroy() { gone = true; },
  };
}

const at = ({ array, form, channel }, { row, column }) =>
  form.kind === "units" ? array.values[channel] : slice(array, form, channel)[row * form.columns + column];

async function derive(context, recipe, cell) {
  const recorded = at(context, cell);
  const source = await (recipe.from ? context.request.activation(context.model.id, recipe.from.name) : context.input());
  const steps = await MAKERS[recipe.kind](context, recipe, cell, source, recorded);
  if (!steps) return [caption(text.mismatch)];
  const list = steps.chain.map(([name, expression, value]) => el("li", {}, el("span", {}, name), el("span", {}, expression), el("b", {}, value === null ? "" : exact(value))));
  return [
    ...steps.pictures,
    el("ol.vchain", { dataset: { sum: exact(steps.value), recorded: exact(recorded) } }, list,
      el("li.vchain-end", {}, el("span", {}, text.recorded), el("span", {}, text.agree), el("b", {}, exact(recorded)))),
  ];
}

const read = (context, parameter) => readWeights(context.request, context.model.id, parameter).catch(() => null);

/** What follows a weighted sum (bias, batch norm, ReLU), in the one order that reproduces the recorded value; else null. */
async function follow(context, picture, sum, recorded, scale) {
  const { bias: biasName, norm } = companions(picture.parameter);
  const { channel } = context;
  const parts = norm ? await Promise.all(["weight", "bias", "running_mean", "running_var"].map((part) => read(context, `${norm}.${part}`))) : [null];
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
    chain.push([text.norm, `(${short(value, 4)} ${added(-mean)}) ∕ √(${short(variance, 4)} + 10⁻⁵) × ${short(weight, 4)} ${added(offset)}`, normed]);
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
      pictures: [el("div.vthree", {},
        cells("input", source.values, rows, columns, "activation"),
        sign("×"),
        cells("weight", own, rows, columns, "weight"),
        sign("="),
        cells(text.product, products, rows, columns, "activation"))],
      chain: [
        ...top.map(({ index, x, w, product }) => [name(index), `${short(x, 4)} × ${short(w, 4)}`, product]),
        [text.others(products.length - top.length), "", rest],
        ["Σ", `${products.length} products`, sum],
        ...after.chain,
      ],
    };
  },

  async conv(context, { picture, stride, padding }, { row, column }, source, recorded) {
    const kernel = await read(context, picture.parameter);
    const terms = convTerms(source, kernel, { channel: context.channel, row, column, stride, padding });
    const scale = Math.max(...Array.from(terms.perInput, Math.abs), 1e-3);
    const after = await follow(context, picture, terms.sum, recorded, scale);
    if (!after) return null;
    const size = terms.rows * terms.columns;
    const order = Array.from(terms.perInput.keys()).sort((a, b) => Math.abs(terms.perInput[b]) - Math.abs(terms.perInput[a]) || a - b);
    const shown = order.slice(0, terms.channels === 1 ? 1 : 3);
    const part = (array, i) => array.subarray(i * size, (i + 1) * size);
    const products = (i) => part(terms.window, i).map((value, k) => value * terms.weights[i * size + k]);
    const scales = { window: scaleOf(summary(terms.window)), kernel: symmetric(terms.weights), product: symmetric(shown.flatMap((i) => [...products(i)])) };
    const line = (i) => el("div.vthree", {},
      numbers(terms.channels > 1 ? `channel ${i}` : text.window, part(terms.window, i), terms.columns, "activation", scales.window), sign("×"),
      numbers(text.kernel, part(terms.weights, i), terms.columns, "weight", scales.kernel), sign("="),
      numbers(text.product, products(i), terms.columns, "activation", scales.product),
      terms.channels > 1 ? el("b.vthree-sum", {}, `Σ ${short(terms.perInput[i], 4)}`) : null);
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
    const window = Float32Array.from({ length: size * size }, (_, i) =>
      source.values[(context.channel * source.shape[1] + row * size + Math.floor(i / size)) * columns + column * size + (i % size)]);
    const value = Math.max(...window);
    if (value !== recorded) return null;
    return { value, pictures: [el("div.vthree", {}, numbers(text.window, window, size, "activation", scaleOf(summary(source.values))))], chain: [["max", text.max, value]] };
  },

  async mean(context, recipe, cell, source, recorded) {
    const [, rows, columns] = source.shape;
    const map = source.values.subarray(context.channel * rows * columns, (context.channel + 1) * rows * columns);
    const sum = map.reduce((total, value) => total + value, 0);
    const value = sum / map.length;
    if (!agrees(value, recorded, summary(map).max)) return null;
    return {
      value,
      pictures: [el("div.vthree", {}, numbers(`channel ${context.channel}`, map, columns, "activation", scaleOf(summary(source.values))))],
      chain: [["Σ", `${map.length} values`, sum], ["mean", `Σ ∕ ${map.length}`, value]],
    };
  },

  async position(context, { from }, { row, column }, source, recorded) {
    const patch = (from.prefix + row * context.form.columns + column) * source.shape[1] + context.channel;
    const before = source.values[patch];
    return {
      value: recorded,
      pictures: [],
      chain: [["patch", "from the stage before", before], ["position embedding", "what was added here, the same for every picture", recorded - before]],
    };
  },
};

const added = (value) => `${value < 0 ? "−" : "+"} ${short(Math.abs(value), 4)}`;

const symmetric = (values) => {
  const { min, max } = summary(values);
  const end = Math.max(-min, max) || 1;
  return { low: -end, high: end, signed: true };
};

const sign = (mark) => el("span.vsign", { "aria-hidden": "true" }, mark);

/** A small matrix with its numbers in coloured cells. */
function numbers(name, values, columns, kind, scale) {
  const map = KINDS[kind].map(scale.signed);
  const last = map.length - 1;
  const colour = (value) => {
    const index = Math.min(last, Math.max(0, Math.round(((value - scale.low) / (scale.high - scale.low || 1)) * last)));
    const [r, g, b] = [map[index] & 255, (map[index] >> 8) & 255, (map[index] >> 16) & 255];
    return { "background-color": `rgb(${r} ${g} ${b})`, color: 0.299 * r + 0.587 * g + 0.114 * b > 140 ? "#111" : "#fff" };
  };
  const most = Math.max(...Array.from(values, Math.abs), 1e-9);
  const digits = most >= 10 ? 1 : Math.min(5, Math.max(2, 1 - Math.floor(Math.log10(most)))); // the same for all, so that columns line up
  const lines = [];
  for (let at = 0; at < values.length; at += columns) {
    lines.push(el("tr", {}, Array.from(values.slice(at, at + columns), (value) => el("td", { style: colour(value), title: exact(value) }, value.toFixed(digits).replace("-", "−")))));
  }
  return el("table.vnumbers", {}, el("caption", {}, name), el("tbody", {}, lines));
}

/** A picture without numbers, for matrices too large to write out. */
function cells(name, values, rows, columns, kind) {
  const size = Math.max(1, Math.floor(112 / columns));
  const canvas = el("canvas", { width: columns * size, height: rows * size, role: "img", "aria-label": name });
  const scale = kind === "weight" ? symmetric(values) : scaleOf(summary(values));
  paintCells(canvas.getContext("2d"), values, rows, columns, scale, KINDS[kind].map(scale.signed), 0, 0, canvas.width, canvas.height);
  return el("figure.vcells", {}, canvas, el("figcaption", {}, name, el("br"), `${short(scale.low, 2)} … ${short(scale.high, 2)}`));
}

/** The last step of every model, from the frame: logits to probabilities. */
function answer({ frame, model }) {
  const found = findModel(frame, model.id);
  if (!found) return [];
  const predictions = [...found.predictions].sort((a, b) => a.index - b.index);
  const { exps, total } = softmax(predictions.map(({ logit }) => logit));
  return [
    head(text.softmax),
    el("table.vsoftmax", {},
      el("thead", {}, el("tr", {}, ["", "logit", "exp(logit − largest)", `÷ ${short(total, 4)}`].map((name) => el("th", {}, name)))),
      el("tbody", {}, predictions.map(({ label, logit, probability }, i) => el("tr", {}, el("th", {}, label), el("td", {}, short(logit, 4)), el("td", {}, short(exps[i], 4)), el("td", {}, percent(probability)))))),
  ];
}
