// One output value of a convolution: the window, the kernel and their product, for the input channels that count most.
import { el } from "../../ui/dom.js";
import { short } from "../../lib/format.js";
import { summary } from "../../lib/arrays.js";
import { numbers, sign, symmetric } from "../../ui/number_matrix.js";
import { scaleOf } from "../../ui/figure_parts.js";
import { follow, readParameter } from "./follow.js";
import { words } from "../../i18n/i18n.js";
import { convTerms } from "./sums.js";

const TEXT = await words("stage_view");
const text = TEXT.number;
const CHANNELS = 3; // input channels that are written out

/** The n-th slice of an array along its first axis, which stays, with length 1. */
const one = ({ shape: [, ...rest], values }, n) => {
  const size = rest.reduce((product, length) => product * length, 1);
  return { shape: [1, ...rest], values: values.subarray(n * size, (n + 1) * size) };
};

export async function convolution(context, { picture, stride, padding, depthwise }, { row, column }, source, recorded) {
  const kernel = await readParameter(context, picture.parameter);
  const { channel } = context;
  const place = { row, column, stride, padding };
  const terms = depthwise
    ? convTerms(one(source, channel), one(kernel, channel), { channel: 0, ...place })
    : convTerms(source, kernel, { channel, ...place });
  const scale = Math.max(...Array.from(terms.perInput, Math.abs), 1e-3);
  const after = await follow(context, picture, terms.sum, recorded, scale);
  if (!after) return null;
  const size = (i) => Math.abs(terms.perInput[i]);
  const order = Array.from(terms.perInput.keys()).sort((a, b) => size(b) - size(a) || a - b);
  const shown = order.slice(0, terms.channels === 1 ? 1 : CHANNELS);
  const rest = order.slice(shown.length).reduce((total, i) => total + terms.perInput[i], 0);
  return {
    ...after,
    pictures: lines(terms, shown),
    chain: [
      ...(terms.channels > shown.length ? [[text.otherChannels(terms.channels - shown.length), "", rest]] : []),
      ["Σ", text.products(terms.window.length), terms.sum],
      ...after.chain,
    ],
  };
}

/** window × kernel = product, one line for each input channel. */
function lines({ window: inputs, weights, perInput, rows, columns, channels }, shown) {
  const size = rows * columns;
  const part = (array, i) => array.subarray(i * size, (i + 1) * size);
  const products = (i) => part(inputs, i).map((value, k) => value * weights[i * size + k]);
  const scales = {
    window: scaleOf(summary(inputs)),
    kernel: symmetric(weights),
    product: symmetric(shown.flatMap((i) => [...products(i)])),
  };
  return shown.map((i) =>
    el(
      "div.vthree",
      {},
      numbers(channels > 1 ? text.channel(i) : text.window, part(inputs, i), columns, "activation", scales.window),
      sign("×"),
      numbers(text.kernel, part(weights, i), columns, "weight", scales.kernel),
      sign("="),
      numbers(text.product, products(i), columns, "activation", scales.product),
      channels > 1 ? el("b.vthree-sum", {}, `Σ ${short(perInput[i])}`) : null,
    ),
  );
}
