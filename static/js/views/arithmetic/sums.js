/** The arithmetic behind one value, in float64 from the float32 numbers that the model holds (pure). */

/** A convolution at one output position: Σ window × kernel, per input channel. Outside the map the window is 0. */
export function convTerms(input, kernel, { channel, row, column, stride = 1, padding = 0 }) {
  const [channels, rows, columns] = input.shape;
  const [, , kr, kc] = kernel.shape;
  const size = kr * kc;
  const weights = kernel.values.subarray(channel * channels * size, (channel + 1) * channels * size);
  const window = new Float32Array(channels * size);
  const perInput = new Float64Array(channels);
  let sum = 0;
  for (let i = 0; i < channels; i++) {
    for (let y = 0; y < kr; y++) {
      for (let x = 0; x < kc; x++) {
        const r = row * stride - padding + y,
          c = column * stride - padding + x;
        const at = i * size + y * kc + x;
        if (r >= 0 && r < rows && c >= 0 && c < columns) window[at] = input.values[(i * rows + r) * columns + c];
        perInput[i] += window[at] * weights[at];
      }
    }
    sum += perInput[i];
  }
  return { channels, rows: kr, columns: kc, window, weights, perInput, sum };
}

/** A dense unit: Σ weight × input, and the products that count most, largest size first. */
export function denseTerms(input, weights, most = 8) {
  const products = Float64Array.from(weights, (w, i) => w * input[i]);
  const order = Array.from(products.keys()).sort((a, b) => Math.abs(products[b]) - Math.abs(products[a]) || a - b);
  const top = order.slice(0, most).map((index) => ({ index, x: input[index], w: weights[index], product: products[index] }));
  const sum = products.reduce((total, value) => total + value, 0);
  return { products, top, rest: sum - top.reduce((total, term) => total + term.product, 0), sum };
}

/** Batch normalisation in evaluation mode; eps is PyTorch's default. */
export const batchNorm = (value, { weight, bias, mean, variance }, eps = 1e-5) =>
  ((value - mean) / Math.sqrt(variance + eps)) * weight + bias;

export const relu = (value) => Math.max(0, value);

/** Does the sum on the page agree with the recorded value, within float32's rounding of that many terms? */
export const agrees = (computed, recorded, scale = 1) =>
  Math.abs(computed - recorded) <= 2e-5 * Math.max(scale, Math.abs(recorded));

export function softmax(logits) {
  const top = Math.max(...logits);
  const exps = logits.map((logit) => Math.exp(logit - top));
  const total = exps.reduce((a, b) => a + b, 0);
  return { exps, total, probabilities: exps.map((value) => value / total) };
}

/** Attention of one query, summed up: how far from listening to everybody equally. */
export function rowFacts(row) {
  let sum = 0,
    entropy = 0,
    max = 0,
    at = 0;
  row.forEach((value, i) => {
    sum += value;
    if (value > 0) entropy -= value * Math.log(value);
    if (value > max) [max, at] = [value, i];
  });
  return { sum, effective: Math.exp(entropy), max, at };
}

/** One attention weight: every step from q and k to it, in float64 from the wire's float32 (pure). */
export function attentionSteps({ query, key, dots, scale, key_token: at }) {
  const products = query.map((q, i) => q * key[i]);
  const dot = products.reduce((total, value) => total + value, 0);
  const scores = dots.map((value) => value * scale);
  const largest = Math.max(...scores);
  const exps = scores.map((score) => Math.exp(score - largest));
  const total = exps.reduce((sum, value) => sum + value, 0);
  return {
    products,
    dot,
    scores,
    largest,
    score: dot * scale,
    exp: Math.exp(dot * scale - largest),
    exps,
    total,
    weight: exps[at] / total,
  };
}
