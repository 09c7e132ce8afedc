// s = σ(W2 δ(W1 z + b1) + b2) for one channel, line by line.
import { el } from "../../ui/dom.js";
import { exact, short } from "../../lib/format.js";
import { squarest, summary } from "../../lib/arrays.js";
import { numbers } from "../../ui/number_matrix.js";
import { head, scaleOf } from "../../ui/figure_parts.js";
import { chain, chainEnd, chainLine } from "../../ui/written_sum.js";
import { words } from "../../i18n/i18n.js";

const BLOCKS = await words("block_views");
const text = BLOCKS.gates;

export function takenApart(entry) {
  const { channel, squeezed, before, hidden, activation, weights, bias, logit, gate, recorded } = entry;
  const means = numbers(
    text.z(squeezed.length),
    Float32Array.from(squeezed),
    Math.min(8, squarest(squeezed.length)),
    "activation",
    scaleOf(summary(squeezed)),
  );
  const lines = [
    ...hidden.map((value, r) => chainLine(text.hidden(r, activation), `W1[${r}]·z + b1 = ${short(before[r])}`, value)),
    ...hidden.map((value, r) =>
      chainLine(text.product(channel, r), `${short(weights[r])} × ${short(value)}`, value * weights[r]),
    ),
    chainLine(text.bias, "", bias),
    chainLine("Σ", text.sum(hidden.length), logit),
    chainLine(text.sigma, `1 ∕ (1 + exp(${short(-logit)}))`, gate),
    chainEnd(text.recorded, "", recorded),
  ];
  return [
    head(text.formula(channel)),
    el("div.vthree", {}, means),
    chain({ sum: exact(gate), recorded: exact(recorded) }, lines),
  ];
}
