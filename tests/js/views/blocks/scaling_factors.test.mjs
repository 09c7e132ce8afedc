import assert from "node:assert/strict";
import { test } from "node:test";
import { compoundOf, parseFactors, phiOf } from "../../../../static/js/views/blocks/scaling_factors.js";

const CONSTANTS = { alpha: 1.2, beta: 1.1, gamma: 1.15 };

test("factors in a link stay within the sliders, or are none", () => {
  assert.deepEqual(parseFactors("1.2-1.1-9"), { depth: 1.2, width: 1.1, resolution: 2 });
  for (const wrong of [null, "", "1-1", "1-1-x", "1-1-0"]) assert.equal(parseFactors(wrong), null);
});

test("φ is found again in its factors, and in no others", () => {
  for (const phi of [-1, 0, 0.5, 1, 3]) assert.equal(phiOf(CONSTANTS, compoundOf(CONSTANTS, phi)), phi);
  assert.equal(phiOf(CONSTANTS, { depth: 1.2, width: 1.4, resolution: 1.15 }), null);
});
