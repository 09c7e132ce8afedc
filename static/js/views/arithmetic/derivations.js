// How one value came about: a maker for each kind of recipe. What does not reproduce the recorded value is not shown.
import { el } from "../../ui/dom.js";
import { exact, short } from "../../lib/format.js";
import { slice, summary } from "../../lib/arrays.js";
import { cells, greys, numbers, sign } from "../../ui/number_matrix.js";
import { caption, scaleOf } from "../../ui/figure_parts.js";
import { chain, chainEnd, chainLine } from "../../ui/written_sum.js";
import { convolution } from "./convolution.js";
import { follow, readParameter } from "./follow.js";
import { words } from "../../i18n/i18n.js";
import { agrees, denseTerms } from "./sums.js";

const TEXT = await words("stage_view");
const text = TEXT.number;
const MOST = 6; // products of a dense unit that are written out; the rest is one line

const at = ({ array, form, channel }, { row, column }) =>
  form.kind === "units" ? array.values[channel] : slice(array, form, channel)[row * form.columns + column];

/** The elements that show how a value came about, or why they do not. */
export async function derive(context, recipe, cell) {
  const recorded = at(context, cell);
  const source = await (recipe.from ? context.request.activation(context.model.id, recipe.from.name) : context.input());
  const steps = await MAKERS[recipe.kind](context, recipe, cell, source, recorded);
  if (!steps) return [caption(text.mismatch)];
  const lines = steps.chain.map((line) => chainLine(...line));
  const end = chainEnd(text.recorded, text.agree, recorded);
  const rescaled = recipe.from ? [] : [caption(rescaling(context.model))];
  return [...steps.pictures, ...rescaled, chain({ sum: exact(steps.value), recorded: exact(recorded) }, [...lines, end])];
}

/** What black and white are to the model: for each colour, where it normalises them differently. */
const ends = ({ input: { mean, std } }) => [0, 1].map((end) => mean.map((middle, i) => (end - middle) / std[i]));
const rescaling = (model) =>
  text.rescaled(...ends(model).map((each) => [...new Set(each.map((value) => short(value, 2)))].join(", ")));

/** Each: {value, pictures: elements, chain: [[name, expression, value]]}, or null where it does not come out. */
const MAKERS = { dense, conv: convolution, max, mean, position };

async function dense(context, { picture }, cell, source, recorded) {
  const weights = await readParameter(context, picture.parameter);
  const [, rows, columns] = weights.shape;
  const size = rows * columns;
  const own = weights.values.subarray(context.channel * size, (context.channel + 1) * size);
  const { products, top, rest, sum } = denseTerms(source.values, own, MOST);
  const after = await follow(context, picture, sum, recorded, summary(products.map(Math.abs)).max);
  if (!after) return null;
  const name = (index) => text.pixel(Math.floor(index / columns), index % columns);
  const parts = [
    inputOf(context.model, source, rows, columns),
    sign("×"),
    cells(TEXT.weight, own, rows, columns, "weight"),
    sign("="),
    cells(text.product, products, rows, columns, "activation"),
  ];
  return {
    ...after,
    pictures: [el("div.vthree", {}, ...parts)],
    chain: [
      ...top.map(({ index, x, w, product }) => [name(index), `${short(x)} × ${short(w)}`, product]),
      [text.others(products.length - top.length), "", rest],
      ["Σ", text.products(products.length), sum],
      ...after.chain,
    ],
  };
}

/** One colour is shown as the picture has it; several, one below the other, as values. */
function inputOf(model, { values }, rows, columns) {
  if (model.input.channels > 1) return cells(text.input, values, rows, columns, "activation");
  const [[black], [white]] = ends(model);
  return greys(text.input, values, rows, columns, { black, white });
}

async function max({ channel }, { size }, { row, column }, source, recorded) {
  const [, rows, columns] = source.shape;
  const index = (i) => (channel * rows + row * size + Math.floor(i / size)) * columns + column * size + (i % size);
  const inputs = Float32Array.from({ length: size * size }, (_, i) => source.values[index(i)]);
  const value = Math.max(...inputs);
  if (value !== recorded) return null;
  const picture = numbers(text.window, inputs, size, "activation", scaleOf(summary(source.values)));
  return { value, pictures: [el("div.vthree", {}, picture)], chain: [["max", text.max, value]] };
}

async function mean({ channel }, recipe, cell, source, recorded) {
  const [, rows, columns] = source.shape;
  const map = source.values.subarray(channel * rows * columns, (channel + 1) * rows * columns);
  const sum = map.reduce((total, value) => total + value, 0);
  const value = sum / map.length;
  if (!agrees(value, recorded, summary(map).max)) return null;
  const picture = numbers(text.channel(channel), map, columns, "activation", scaleOf(summary(source.values)));
  return {
    value,
    pictures: [el("div.vthree", {}, picture)],
    chain: [
      ["Σ", text.values(map.length), sum],
      [text.average, `Σ ∕ ${map.length}`, value],
    ],
  };
}

async function position({ channel, form }, { from }, { row, column }, source, recorded) {
  const before = source.values[(from.prefix + row * form.columns + column) * source.shape[1] + channel];
  return {
    value: recorded,
    pictures: [],
    chain: [
      [text.patchBefore, text.stageBefore, before],
      [text.embedding, text.embeddingNote, recorded - before],
    ],
  };
}
