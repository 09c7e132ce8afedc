// One attention weight from q, k and the row of dot products.
import assert from "node:assert/strict";
import test from "node:test";
import { attentionSteps } from "../../../../static/js/views/arithmetic/sums.js";

test("the softmax of scaled dot products, entry by entry", () => {
  const found = attentionSteps({ query: [1, 2, 0, -1], key: [2, 0.5, 7, 1], dots: [4, 2, -6], scale: 0.5, key_token: 1 });
  assert.deepEqual(found.products, [2, 1, 0, -1]);
  assert.equal(found.dot, 2);
  assert.deepEqual(found.scores, [2, 1, -3]);
  const total = 1 + Math.exp(-1) + Math.exp(-5);
  assert.ok(Math.abs(found.total - total) < 1e-12);
  assert.ok(Math.abs(found.weight - Math.exp(-1) / total) < 1e-12);
  assert.equal(found.exp, Math.exp(-1));
});

test("scores too large for exp do not overflow", () => {
  const found = attentionSteps({ query: [1], key: [1], dots: [1, 2000], scale: 1, key_token: 0 });
  assert.equal(found.weight, 0);
  assert.equal(found.total, 1);
});
