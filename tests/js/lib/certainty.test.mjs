import assert from "node:assert/strict";
import { test } from "node:test";
import { shareOf, verdict } from "../../../static/js/lib/certainty.js";

const said = (label, probability, calibrated) => [{ index: 0, label, probability, logit: 1, calibrated }];

test("the share is the calibrated one where there is one", () => {
  assert.equal(shareOf({ probability: 0.5 }), 0.5);
  assert.equal(shareOf({ probability: 0.5, calibrated: 0.7 }), 0.7);
});

test("a model is unsure below its threshold, and always where it has none", () => {
  const [above, below] = [said("bee", 0.2, 0.44), said("bee", 0.9, 0.43)];
  const model = { calibration: { unsure_below: 0.44 } };
  assert.deepEqual(verdict(model, above), { label: "bee", share: 0.44, unsure: false });
  assert.deepEqual(verdict(model, below), { label: "bee", share: 0.43, unsure: true });
  assert.equal(verdict({ calibration: { unsure_below: null } }, said("bee", 1, 1))?.unsure, true);
});

test("a model whose card has no calibration says what it finds most likely", () => {
  assert.deepEqual(verdict({ calibration: null }, said("7", 0.12)), { label: "7", share: 0.12, unsure: false });
  assert.equal(verdict({}, said("7", 0.12))?.unsure, false);
  assert.equal(verdict({}, []), null);
  assert.equal(verdict({}, undefined), null);
});
