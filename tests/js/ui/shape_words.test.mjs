// Shapes in words.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shapeWords } from "../../../static/js/ui/shape_words.js";

const first = (axes, shape, more = {}) => shapeWords({ axes, shape, prefix: 0, grid: null, ...more })[0];
const TOKENS = ["token", "channel"];

test("each kind of shape is a sentence", () => {
  assert.equal(first(TOKENS, [49, 64], { grid: [7, 7] }), "49 patches, each described by 64 numbers");
  assert.equal(
    first(TOKENS, [50, 64], { grid: [7, 7], prefix: 1 }),
    "49 patches and the class token, each described by 64 numbers",
  );
  assert.match(first(TOKENS, [201, 384], { grid: [14, 14], prefix: 5 }), /^196 patches and 5 further tokens/);
  assert.equal(first(TOKENS, [49, 96]), "49 tokens, each described by 96 numbers");
  assert.equal(first(["channel", "row", "column"], [32, 28, 28], { grid: [28, 28] }), "32 maps of 28 × 28");
  assert.equal(first(["unit"], [512]), "512 units, one number each");
  assert.equal(first(["channel"], [128]), "128 channels, one number each");
  assert.equal(first(["window", "head", "query", "key"], [64, 3, 49, 49]), "in 64 windows 3 heads, each 49 × 49");
});

test("what stands in a card gets shorter from one to the next", () => {
  for (const point of [
    { axes: TOKENS, shape: [50, 64], prefix: 1, grid: [7, 7] },
    { axes: ["channel", "row", "column"], shape: [128, 14, 14], prefix: 0, grid: [14, 14] },
  ]) {
    const lengths = shapeWords(point).map(({ length }) => length);
    assert.deepEqual(
      lengths,
      [...lengths].sort((a, b) => b - a),
    );
  }
});
