import assert from "node:assert/strict";
import { test } from "node:test";
import {
  field,
  formatStack,
  needed,
  parseStack,
  squares,
  tidy,
  total,
  trace,
  width,
  widthOf,
} from "../../../static/js/lib/kernel_stack.js";
import { fromLink, nameOf, PRESETS, toLink } from "../../../static/js/lib/stack_presets.js";

const near = (a, b, most = 1e-9) => assert.ok(Math.abs(a - b) <= most * Math.max(1, Math.abs(b)), `${a} is not ${b}`);
const sizeOf = (name) => trace(fromLink(name)).at(-1).size;
const uniform = (n, kernel) => Array(n).fill({ kind: "conv", kernel, stride: 1, channels: 1 });

test("the recursion gives the published figures", () => {
  assert.equal(sizeOf("vgg16"), 212);
  assert.equal(sizeOf("resnet18"), 435);
  assert.equal(sizeOf("two-3x3"), sizeOf("one-5x5"));
  assert.equal(sizeOf("three-3x3"), sizeOf("one-7x7"));
});

test("weights and multiplications of VGG16 and of ResNet-18's longest path", () => {
  const vgg = trace(fromLink("vgg16"));
  assert.equal(total(vgg, "weights"), 14_710_464); // torchvision's features without their 4,224 biases
  assert.equal(total(vgg, "macs"), 15_346_630_656);
  assert.equal(vgg.at(-1).side, 7);
  const resnet = trace(fromLink("resnet18"));
  assert.equal(total(resnet, "weights"), 11_166_912 - 172_032); // all its convolutions but the three projections
  assert.equal(resnet.at(-1).side, 7);
});

test("small kernels against a large one", () => {
  assert.deepEqual(
    ["two-3x3", "one-5x5", "three-3x3", "one-7x7"].map((name) => squares(fromLink(name))),
    [18, 25, 27, 49],
  );
  assert.equal(squares(fromLink("vgg16")), null);
  const [three, seven] = ["three-3x3", "one-7x7"].map((name) => total(trace(fromLink(name)), "weights"));
  assert.equal(Math.round(100 * (seven / three - 1)), 81); // arXiv 1409.1556: "81 % more"
});

test("the field of n uniform kernels has the variance n (k² − 1) / 12", () => {
  for (const [n, kernel] of [
    [1, 3],
    [4, 3],
    [16, 3],
    [64, 3],
    [3, 7],
  ]) {
    const profile = field(uniform(n, kernel));
    assert.equal(profile.length, n * (kernel - 1) + 1);
    near(
      profile.reduce((a, b) => a + b, 0),
      1,
    );
    near((width(profile) / 4) ** 2, (n * (kernel ** 2 - 1)) / 12);
  }
  const used = (n) => width(field(uniform(n, 3))) / (2 * n + 1);
  assert.deepEqual(
    [4, 16, 64].map((n) => used(n).toFixed(2)),
    ["0.73", "0.40", "0.20"],
  );
});

test("with strides, too, the closed form is the field's", () => {
  for (const name of Object.keys(PRESETS)) {
    const traced = trace(fromLink(name));
    const profile = field(traced);
    assert.equal(profile.length, traced.at(-1).size, name);
    near(width(profile), widthOf(traced), 1e-6);
    assert.equal(needed(traced)[0], traced.at(-1).size, name);
    assert.equal(needed(traced).at(-1), 1);
  }
});

test("two kernels, convolved by hand", () =>
  assert.deepEqual(
    Array.from(field(uniform(2, 3)), (value) => Math.round(9 * value)),
    [1, 2, 3, 2, 1],
  ));

test("what one output needs", () =>
  assert.deepEqual(
    needed([
      { kernel: 3, stride: 2 },
      { kernel: 3, stride: 1 },
    ]),
    [7, 3, 1],
  ));

test("a stack goes into a link and back", () => {
  for (const name of Object.keys(PRESETS)) {
    const stack = fromLink(name);
    assert.equal(nameOf(stack), name);
    assert.deepEqual(parseStack(formatStack(stack)), stack);
    assert.equal(toLink(stack), name);
  }
  const own = parseStack("32.3_7.2.16_p3.2_1.1.8");
  assert.equal(toLink(own), "32.3_7.2.16_p3.2_1.1.8");
  assert.deepEqual(
    own.layers.map(({ channels }) => channels),
    [16, 16, 8],
  );
});

test("what is no stack is refused", () => {
  for (const text of [
    null,
    "",
    "56",
    "56.64",
    "56.64_",
    "56.64_4.1.64",
    "56.64_3.3.64",
    "56.64_3.1",
    "56.64_p2.2.64",
    "0.64_3.1.64",
    "56.64_3.1.0",
    "56.64.2_3.1.64",
    "x.y_3.1.64",
    "toString",
    `56.64${"_3.1.64".repeat(25)}`,
  ]) {
    assert.equal(fromLink(text), null, text);
  }
});

test("pools hand on the channels that they get", () => {
  const stack = parseStack("32.3_3.1.16_p2.2_3.1.8");
  const wider = tidy({ ...stack, layers: stack.layers.map((layer, i) => (i === 0 ? { ...layer, channels: 32 } : layer)) });
  assert.deepEqual(
    wider.layers.map(({ channels }) => channels),
    [32, 32, 8],
  );
});

test("sides never fall below nothing", () =>
  assert.deepEqual(
    trace(parseStack("1.1_2.2.1_2.2.1")).map(({ side }) => side),
    [0, 0],
  ));
