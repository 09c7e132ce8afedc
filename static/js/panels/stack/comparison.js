// What two stacks have in common and which costs less, in a sentence.
import { words } from "../../i18n/i18n.js";
import { short } from "../../lib/format.js";
import { squares, total, trace } from "../../lib/kernel_stack.js";

const TEXT = await words("stack");

/**
 * Two stacks -> what they see, and what their weights are to each other.
 * @param {any[]} stacks
 */
export function compare([a, b]) {
  const traced = [trace(a), trace(b)];
  const [sizeA, sizeB] = traced.map((one) => one.at(-1).size);
  const [ka, kb] = [squares(a), squares(b)];
  const alike = sizeA === sizeB;
  return [
    alike ? TEXT.sameSize(sizeA) : TEXT.otherSize(sizeA, sizeB),
    ka && kb && alike ? TEXT.weights(TEXT.formula(ka, kb)) : "",
    between(a, b),
    cheaper(traced.map((one) => total(one, "weights"))),
  ]
    .filter(Boolean)
    .join(" ");
}

/** A non-linearity stands between every two convolutions. */
function between(...stacks) {
  const [a, b] = stacks.map(({ layers }) => Math.max(0, layers.filter(({ kind }) => kind === "conv").length - 1));
  return a === b ? "" : TEXT.between(a, b);
}

/** Below three times as many in per cent, above in times; nothing where one has no weights at all. */
function cheaper(weights) {
  const [small, large] = weights[0] <= weights[1] ? [0, 1] : [1, 0];
  const [fewest, most] = [TEXT.names[small], TEXT.names[large]];
  const times = weights[large] / weights[small];
  const percent = (share) => Math.round(100 * share);
  if (times === 1) return TEXT.even;
  if (times < 3) return TEXT.fewer(fewest, most, percent(1 - 1 / times), percent(times - 1));
  return Number.isFinite(times) ? TEXT.times(fewest, most, short(times)) : "";
}
