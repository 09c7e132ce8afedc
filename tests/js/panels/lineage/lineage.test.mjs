import assert from "node:assert/strict";
import { test } from "node:test";
import {
  curves,
  lesions,
  loss,
  relative,
  stuck,
  verdict,
  wrong,
} from "../../../../static/js/panels/lineage/training_curves.js";
import { firstPair, formatPair, isOfTwins, parsePair, sameStage, seen } from "../../../../static/js/panels/lineage/links.js";
import { difference, statement, tokens } from "../../../../static/js/panels/lineage/code_diff.js";

const steps = [
  { key: "norm", title: "Batch norm", model: "b", stage: "s" },
  { key: "resnet", title: "ResNet", model: "c", stage: "t", parent: "norm" },
  { key: "preact", title: "Pre-activation", model: "d", stage: "u", parent: "resnet" },
];
const epoch = (number, train_loss, test_accuracy) => ({ epoch: number, train_loss, test_accuracy });
const twin = (model, kind, depth, losses, more = {}) => ({
  model,
  kind,
  depth,
  norm: true,
  top1: 99,
  curve: losses?.map((one, i) => epoch(i + 1, one, 98 + i)),
  lesion: null,
  ...more,
});

test("the line that differs is marked by its words", () => {
  const [before, after] = difference("return self.act2(x)", "return self.act2(x + skip)");
  assert.deepEqual(before, [{ text: "return self.act2(x)", kept: true }]);
  assert.deepEqual(after, [
    { text: "return self.act2(x", kept: true },
    { text: " + skip", kept: false },
    { text: ")", kept: true },
  ]);
  const [left, right] = difference("a.b(c)", "x(y)");
  assert.equal(left.map(({ text }) => text).join(""), "a.b(c)");
  assert.equal(right.map(({ text }) => text).join(""), "x(y)");
  assert.deepEqual(tokens("x = f(a, b)").join(""), "x = f(a, b)");
});

test("a statement stands without its comment", () => {
  assert.equal(statement("x = 1  # why"), "x = 1");
  assert.equal(statement("x = 1"), "x = 1");
});

test("of two lines with little in common all differs", () => {
  const [before, after] = difference(
    "self.fc1 = nn.Linear(pixels, units[0])",
    "return nn.Conv2d(fan_in, fan_out, kernel_size=3)",
  );
  assert.deepEqual(before, [{ text: "self.fc1 = nn.Linear(pixels, units[0])", kept: false }]);
  assert.deepEqual(after, [{ text: "return nn.Conv2d(fan_in, fan_out, kernel_size=3)", kept: false }]);
});

test("the same block of both models is compared, where both have it", () => {
  const point = (name, title, shape) => ({ name, title, shape, stage: true });
  const models = [
    { id: "b", points: [point("l1", "block 3", [16, 14, 14]), point("l2", "block 5", [32, 7, 7])] },
    { id: "c", points: [point("t", "block 5", [32, 7, 7])] },
    { id: "d", points: [point("u", "block 5", [50, 64])] },
  ];
  const stages = (pair) => sameStage(pair, models).map(({ stage }) => stage);
  assert.deepEqual(stages([{ ...steps[0], stage: "l1" }, steps[1]]), ["l2", "t"]);
  assert.deepEqual(stages([steps[1], steps[2]]), ["t", "u"], "another shape is another thing");
});

test("the degradation belongs to pairs of the twins alone", () => {
  const twins = [{ model: "b" }, { model: "c" }];
  assert.equal(isOfTwins([steps[0], steps[1]], twins), true);
  assert.equal(isOfTwins([steps[1], steps[2]], twins), false);
});

test("a pair of steps in the link", () => {
  assert.equal(formatPair(parsePair("norm-resnet", steps)), "norm-resnet");
  for (const text of [null, "", "norm", "norm-norm", "norm-nobody", "a-b-c"]) assert.equal(parsePair(text, steps), null);
  assert.deepEqual(
    firstPair(steps).map(({ key }) => key),
    ["norm", "resnet"],
  );
  assert.equal(seen(steps[1], ["c"]).stage, "c/t");
});

test("curves and their errors", () => {
  const [only] = curves([twin("a", "plain", 20, [0.5, 0.25]), twin("b", "plain", 56, null)], wrong);
  assert.deepEqual(
    [only.x, only.y],
    [
      [1, 2],
      [2, 1],
    ],
  );
  assert.deepEqual(curves([twin("a", "plain", 20, [0.5, 0.25])], loss)[0].y, [0.5, 0.25]);
});

test("the verdict follows the numbers, both ways, and waits for them", () => {
  const title = (id) => id.toUpperCase();
  const shallow = twin("p20", "plain", 20, [0.5, 0.1]);
  const worse = verdict(
    [shallow, twin("p56", "plain", 56, [0.9, 0.2]), twin("none", "plain", 110, [9, 9], { norm: false })],
    title,
  ).join(" ");
  assert.match(worse, /P56 is 0\.2000, that of P20 0\.1000.*: the degradation/);
  const better = verdict([shallow, twin("p56", "plain", 56, [0.9, 0.05])], title).join(" ");
  assert.match(better, /does not show/);
  assert.match(verdict([shallow, twin("p56", "plain", 56, null)], title)[0], /cannot be said/);
});

test("gradients relative to the last block, lesions over the depth", () => {
  const { x, y } = relative({
    blocks: [
      { title: "stem", norm: 4 },
      { title: "1", norm: 1 },
      { title: "2", norm: 2 },
    ],
  });
  assert.deepEqual(
    [x, y],
    [
      [0, 0.5, 1],
      [2, 0.5, 1],
    ],
  );
  const [found] = lesions([
    twin("a", "plain", 20, [1], {
      lesion: [
        { block: "k", top1: 10 },
        { block: "l", top1: 20 },
      ],
    }),
    twin("b", "plain", 20, [1]),
  ]);
  assert.deepEqual(
    [found.x, found.y, found.names],
    [
      [0, 1],
      [10, 20],
      ["k", "l"],
    ],
  );
});

test("a gradient that float32 cannot hold is no zero", () => {
  const norms = (values) => ({ blocks: values.map((norm, i) => ({ norm, title: `${i}` })) });
  assert.deepEqual(relative(norms([null, 4, 2])).y, [null, 2, 1]);
});

test("a network is stuck whose loss is that of guessing", () => {
  assert.deepEqual(
    [2.303, 2.25, 2.1, 0.05].map((value) => stuck({ loss: value })),
    [true, true, false, false],
  );
});
