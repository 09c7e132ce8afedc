// What follows a weighted sum in a layer: bias, batch norm, ReLU.
import { short } from "../../lib/format.js";
import { readWeights } from "../../lib/weight_arrays.js";
import { summary } from "../../lib/arrays.js";
import { companions } from "./recipes.js";
import { words } from "../../i18n/i18n.js";
import { agrees, batchNorm, relu } from "./sums.js";

const TEXT = await words("stage_view");
const text = TEXT.number;

const added = (value) => `${value < 0 ? "−" : "+"} ${short(Math.abs(value))}`;

/** A parameter of the opened model, null where it has none of that name. */
export const readParameter = ({ request, model }, parameter) => readWeights(request, model.id, parameter).catch(() => null);

const NORM = ["weight", "bias", "running_mean", "running_var"];

/** @typedef {[name: string, expression: string, value: number]} Line of the written sum */

/** {chain: [[name, expression, value]], value}, in the one order that reproduces the recorded value; else null. */
export async function follow(context, picture, sum, recorded, scale) {
  const { bias: biasName, norm: normName } = companions(picture.parameter);
  const found = normName ? await Promise.all(NORM.map((part) => readParameter(context, `${normName}.${part}`))) : [null];
  const norm = found.every(Boolean) ? found.map(({ values }) => values[context.channel]) : null;
  const bias = norm ? null : await readParameter(context, biasName); // a layer with a norm has no bias of its own
  if (!bias && !norm) return null; // a ReLU's 0 would agree with any sum
  /** @type {Line} */
  const first = norm ? normed(sum, norm) : biased(sum, bias.values[context.channel]);
  const chain = [first];
  let [, , value] = first;
  const rectified = agrees(relu(value), recorded, scale);
  const cut = !agrees(value, recorded, scale) && rectified;
  const positive = summary(context.array.values).min >= 0 && agrees(value, recorded, scale);
  if (cut || positive) chain.push([text.relu, `max(0, ${short(value)})`, cut ? relu(value) : value]);
  if (cut) value = relu(value);
  return agrees(value, recorded, scale) ? { chain, value } : null;
}

/** @returns {Line} */
const biased = (sum, bias) => [text.bias, `${short(sum)} ${added(bias)}`, sum + bias];

/**
 * @param {number} sum
 * @param {number[]} parameters as NORM names them
 * @returns {Line}
 */
function normed(sum, [weight, bias, mean, variance]) {
  const scaled = `(${short(sum)} ${added(-mean)}) ∕ √(${short(variance)} + 10⁻⁵)`;
  const value = batchNorm(sum, { weight, bias, mean, variance });
  return [text.norm, `${scaled} × ${short(weight)} ${added(bias)}`, value];
}
