// The arithmetic behind one value: sums, batch norm, softmax, attention rows, and which stage has which sum.
import assert from "node:assert/strict";
import test from "node:test";
import { companions, recipeOf } from "../../../../static/js/views/arithmetic/recipes.js";
import {
  agrees,
  batchNorm,
  convTerms,
  denseTerms,
  relu,
  rowFacts,
  softmax,
} from "../../../../static/js/views/arithmetic/sums.js";

const near = (a, b, tolerance = 1e-9) => assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);

test("a convolution's terms add up, and outside the map is 0", () => {
  const input = { shape: [2, 3, 3], values: Float32Array.from({ length: 18 }, (_, i) => i) };
  const kernel = { shape: [2, 2, 3, 3], values: Float32Array.from({ length: 36 }, (_, i) => (i < 18 ? 9 : 1)) };
  const middle = convTerms(input, kernel, { channel: 1, row: 1, column: 1, padding: 1 });
  assert.equal(middle.sum, 153); // 0 + 1 + … + 17
  assert.deepEqual([...middle.perInput], [36, 117]);
  const corner = convTerms(input, kernel, { channel: 1, row: 0, column: 0, padding: 1 });
  assert.equal(corner.sum, 0 + 1 + 3 + 4 + 9 + 10 + 12 + 13);
  assert.deepEqual([...corner.window.subarray(0, 5)], [0, 0, 0, 0, 0]);
});

test("a patch embedding is a convolution whose stride is its side", () => {
  const input = { shape: [1, 4, 4], values: Float32Array.from({ length: 16 }, (_, i) => i) };
  const kernel = { shape: [1, 1, 2, 2], values: Float32Array.of(1, 10, 100, 1000) };
  const { sum, window } = convTerms(input, kernel, { channel: 0, row: 1, column: 1, stride: 2 });
  assert.deepEqual([...window], [10, 11, 14, 15]);
  assert.equal(sum, 10 + 110 + 1400 + 15000);
});

test("a dense unit's largest products and the rest make its sum", () => {
  const { top, rest, sum, products } = denseTerms([1, -2, 3, 0.5], Float32Array.of(1, 2, -3, 4), 2);
  assert.deepEqual([...products], [1, -4, -9, 2]);
  assert.deepEqual(
    top.map(({ index }) => index),
    [2, 1],
  );
  near(rest, 3);
  near(sum, -10);
});

test("batch norm and ReLU are PyTorch's", () => {
  near(batchNorm(3, { weight: 2, bias: -1, mean: 1, variance: 4 }), 2 * (2 / Math.sqrt(4 + 1e-5)) - 1);
  assert.deepEqual([relu(-3), relu(0.5)], [0, 0.5]);
});

test("a sum that does not agree is not taken for one that does", () => {
  assert.ok(agrees(1.000001, 1));
  assert.ok(!agrees(1.001, 1));
  assert.ok(!agrees(NaN, 1));
});

test("probabilities add up to 1 for large logits too", () => {
  const { probabilities } = softmax([1000, 999, -1000]);
  near(
    probabilities.reduce((a, b) => a + b),
    1,
  );
  near(probabilities[0], 1 / (1 + Math.exp(-1)));
});

test("a uniform row is spread over everybody, a one-hot row over one", () => {
  const uniform = rowFacts(new Float32Array(50).fill(0.02));
  near(uniform.sum, 1, 1e-6);
  near(uniform.effective, 50, 1e-3);
  assert.deepEqual(rowFacts([0, 1, 0]), { sum: 1, effective: 1, max: 1, at: 1 });
});

const point = (name, axes, shape, extra = {}) => ({
  name,
  axes,
  shape,
  stage: true,
  grid: axes.length === 3 ? shape.slice(1) : null,
  prefix: 0,
  phase: "both",
  ...extra,
});
const MAP = ["channel", "row", "column"];
const cnn = {
  input: { channels: 1, height: 28, width: 28 },
  points: [
    point("act1", MAP, [32, 28, 28]),
    point("pool1", MAP, [32, 14, 14], { phase: "spatial" }),
    point("act3", MAP, [64, 14, 14]),
    point("gap", ["channel"], [64], { phase: "pool" }),
  ],
  pictures: [
    { parameter: "conv1.weight", kind: "kernels", stage: "act1", shape: [32, 1, 3, 3] },
    { parameter: "conv3.weight", kind: "kernels", stage: "act3", shape: [64, 32, 3, 3] },
  ],
};
const vit = {
  input: { channels: 1, height: 28, width: 28 },
  points: [
    point("patch_embed", ["token", "channel"], [49, 64], { grid: [7, 7], phase: "embed" }),
    point("pos_drop", ["token", "channel"], [50, 64], { grid: [7, 7], prefix: 1, phase: "embed" }),
    point("blocks.0", ["token", "channel"], [50, 64], { grid: [7, 7], prefix: 1 }),
  ],
  pictures: [{ parameter: "patch_embed.proj.weight", kind: "kernels", stage: "patch_embed", shape: [64, 1, 4, 4] }],
};

test("shapes and pictures say which sum makes a stage", () => {
  const kinds = (model) => model.points.map((stage) => recipeOf(model, stage)?.kind ?? null);
  assert.deepEqual(kinds(cnn), ["conv", "max", "conv", "mean"]);
  assert.deepEqual(kinds(vit), ["conv", "position", null]);
  const { stride, padding, from } = recipeOf(cnn, cnn.points[2]);
  assert.deepEqual([stride, padding, from.name], [1, 1, "pool1"]);
  assert.equal(recipeOf(vit, vit.points[0]).stride, 4);
  const mlp = {
    ...cnn,
    points: [point("act1", ["unit"], [512])],
    pictures: [{ parameter: "fc1.weight", kind: "units", stage: "act1", shape: [512, 28, 28] }],
  };
  assert.equal(recipeOf(mlp, mlp.points[0]).kind, "dense");
  const kernel = (shape, extra = {}) => ({
    ...cnn,
    pictures: [{ parameter: "conv3.weight", kind: "kernels", stage: "act3", shape, ...extra }],
  });
  assert.equal(recipeOf(kernel([64, 32, 3, 3]), cnn.points[2]).kind, "conv");
  assert.equal(recipeOf(kernel([64, 32, 3, 3], { direct: false }), cnn.points[2]), null); // a block has more layers before it
  assert.equal(recipeOf(kernel([64, 1, 3, 3]), cnn.points[2]), null); // depthwise: not every channel goes into every one
});

test("a weight's companions", () => {
  assert.deepEqual(companions("conv3.weight"), { bias: "conv3.bias", norm: "bn3" });
  assert.deepEqual(companions("patch_embed.proj.weight"), { bias: "patch_embed.proj.bias", norm: null });
});
