// Stacks of kernels, in numbers: receptive field, weights, multiplications, and the exact effective field of uniform kernels.
// Pure. A stack is {side, channels, layers: [{kind: "conv" | "pool", kernel, stride, channels}]}; sides in pixels of the picture.

export const KERNELS = [1, 2, 3, 5, 7];
export const STRIDES = [1, 2];
export const MOST_LAYERS = 24;
export const MOST_CHANNELS = 4096;
export const SIDES = [28, 32, 56, 112, 224];

const LAYER = /^(p?)(\d{1,2})\.(\d)(?:\.(\d{1,4}))?$/;

/** "56.64_3.1.64_p2.2": side and channels of the input, then kernel, stride and channels of each layer ("p": a pool). Null if it is none. */
export function parseStack(text) {
  const [input, ...parts] = (text ?? "").split("_");
  const [side, channels, ...rest] = input.split(".").map(Number);
  if (
    rest.length ||
    !within(side, 1, 512) ||
    !within(channels, 1, MOST_CHANNELS) ||
    !parts.length ||
    parts.length > MOST_LAYERS
  )
    return null;
  const layers = [];
  let width = channels;
  for (const part of parts) {
    const [, pool, kernel, stride, given] = LAYER.exec(part) ?? [];
    if (!kernel || !KERNELS.includes(Number(kernel)) || !STRIDES.includes(Number(stride))) return null;
    if (Boolean(pool) === Boolean(given) || (given && !within(Number(given), 1, MOST_CHANNELS))) return null;
    width = given ? Number(given) : width;
    layers.push({ kind: pool ? "pool" : "conv", kernel: Number(kernel), stride: Number(stride), channels: width });
  }
  return { side, channels, layers };
}

const within = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;

export const formatStack = ({ side, channels, layers }) =>
  [
    `${side}.${channels}`,
    ...layers.map((layer) =>
      layer.kind === "pool" ? `p${layer.kernel}.${layer.stride}` : `${layer.kernel}.${layer.stride}.${layer.channels}`,
    ),
  ].join("_");

/** A changed stack, with the channels that pools hand on made right. */
export function tidy(stack) {
  let width = stack.channels;
  return {
    ...stack,
    layers: stack.layers.map((layer) => ({ ...layer, channels: (width = layer.kind === "pool" ? width : layer.channels) })),
  };
}

/**
 * Every layer with what it makes of the picture: `size` r ← r + (k − 1)·j and `jump` j ← j·s, both in pixels of the picture,
 * its input's and output's `side` (half the kernel as padding, rounded down), weights k²·C_in·C_out without bias, and MACs weights·side².
 */
export function trace({ side, channels, layers }) {
  let [size, jump, from, edge] = [1, 1, channels, side];
  return layers.map((layer) => {
    const before = { jump, side: edge, channels: from };
    size += (layer.kernel - 1) * jump;
    jump *= layer.stride;
    edge = Math.max(0, Math.floor((edge + 2 * Math.floor((layer.kernel - 1) / 2) - layer.kernel) / layer.stride) + 1);
    const weights = layer.kind === "pool" ? 0 : layer.kernel ** 2 * from * layer.channels;
    from = layer.channels;
    return { ...layer, before, size, jump, side: edge, weights, macs: weights * edge ** 2 };
  });
}

export const total = (traced, key) => traced.reduce((sum, layer) => sum + layer[key], 0);

/** Σ k² where every layer is a convolution from C to C channels at stride 1: its weights are that many C². Else null. */
export function squares({ channels, layers }) {
  const same = layers.every((layer) => layer.kind === "conv" && layer.channels === channels && layer.stride === 1);
  return same ? layers.reduce((sum, { kernel }) => sum + kernel ** 2, 0) : null;
}

/** How many positions of each row one output needs: index 0 is the picture, 1 the first layer's output … the last is 1. */
export function needed(layers) {
  const counts = [1];
  for (const { kernel, stride } of [...layers].reverse()) counts.unshift((counts[0] - 1) * stride + kernel);
  return counts;
}

/** The gradient of one output along one axis of the picture, all taps of a kernel equal (a pool as a mean); sums to 1. */
export function field(layers) {
  let profile = Float64Array.of(1);
  for (const { kernel, stride } of [...layers].reverse()) {
    const wide = new Float64Array((profile.length - 1) * stride + kernel);
    profile.forEach((value, i) => {
      for (let tap = 0; tap < kernel; tap++) wide[i * stride + tap] += value / kernel;
    });
    profile = wide;
  }
  return profile;
}

/** 4σ in pixels of a profile. */
export function width(profile) {
  const sum = profile.reduce((a, b) => a + b, 0);
  const mean = profile.reduce((a, b, i) => a + b * i, 0) / sum;
  return 4 * Math.sqrt(profile.reduce((a, b, i) => a + b * (i - mean) ** 2, 0) / sum);
}

/** The same in closed form: σ² = Σ j²(k² − 1)/12, each layer's uniform taps spread over its input's jump j. */
export const widthOf = (traced) =>
  4 * Math.sqrt(traced.reduce((sum, { kernel, before }) => sum + (before.jump ** 2 * (kernel ** 2 - 1)) / 12, 0));
