import assert from "node:assert/strict";
import { test } from "node:test";
import { classes, parseArgument, split } from "../../../../static/js/views/residual/parse.js";

const parts = [{ point: "a" }, { point: "b" }, { point: "b" }];

test("the branch in the link; without one the first of the opened block", () => {
  assert.deepEqual(parseArgument("2-off", parts, { name: "a" }), { index: 2, off: true });
  assert.deepEqual(parseArgument("0", parts, { name: "b" }), { index: 0, off: false });
  assert.deepEqual(parseArgument(null, parts, { name: "b" }), { index: 1, off: false });
  assert.deepEqual(parseArgument("9-off", parts, { name: "c" }), { index: 0, off: true });
});

test("the classes worth a line are the likeliest of both answers", () => {
  const of = (...list) => list.map(([index, probability]) => ({ index, label: String(index), probability }));
  const found = classes(of([7, 0.9], [1, 0.06], [2, 0.04]), of([2, 0.8], [1, 0.15], [7, 0.05]), 3);
  assert.deepEqual(found, [
    { label: "1", before: 0.06, after: 0.15 },
    { label: "2", before: 0.04, after: 0.8 },
    { label: "7", before: 0.9, after: 0.05 },
  ]);
});

test("x, F and their sum come apart", () => {
  const array = {
    axes: ["part", "token", "channel"],
    shape: [3, 2, 2],
    values: Float32Array.from({ length: 12 }, (_, i) => i),
  };
  const [x, f, sum] = split(array);
  assert.deepEqual(
    [x.axes, x.shape],
    [
      ["token", "channel"],
      [2, 2],
    ],
  );
  assert.deepEqual(
    [[...x.values], [...f.values], [...sum.values]],
    [
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9, 10, 11],
    ],
  );
});
