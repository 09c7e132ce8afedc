import assert from "node:assert/strict";
import { test } from "node:test";
import { differenceOf, differenceScale, holding, largestOf } from "../../../../static/js/views/change/compared.js";
import { fixed, signedShort } from "../../../../static/js/lib/format.js";

test("a scale holds both readings, and is symmetric as soon as one value is negative", () => {
  assert.deepEqual(holding({ low: 0, high: 2 }, { min: 0, max: 3 }), { low: 0, high: 3, signed: false });
  assert.deepEqual(holding({ low: 0, high: 2 }, { min: 0.5, max: 1 }), { low: 0, high: 2, signed: false });
  assert.deepEqual(holding({ low: -2, high: 2 }, { min: 0, max: 1 }), { low: -2, high: 2, signed: true });
  assert.deepEqual(holding({ low: 0, high: 2 }, { min: -4, max: 1 }), { low: -4, high: 4, signed: true });
});

test("the difference is now − pinned, on the values' own scale or wider", () => {
  const difference = differenceOf(Float32Array.of(1, 2, 0), Float32Array.of(3, 2, -1));
  assert.deepEqual([...difference], [2, 0, -1]);
  assert.deepEqual(differenceScale({ low: 0, high: 3 }, difference), { low: -3, high: 3, signed: true });
  assert.deepEqual(differenceScale({ low: 0, high: 1 }, difference), { low: -2, high: 2, signed: true });
  assert.deepEqual(differenceScale({ low: 0, high: 0 }, []), { low: -1, high: 1, signed: true });
});

test("where it is largest; nowhere, if nothing changed, and never at a cell without a value", () => {
  assert.equal(largestOf(Float32Array.of(1, -5, 2, NaN)), 1);
  assert.equal(largestOf(Float32Array.of(0, 0)), null);
});

test("signs are true ones, and nothing is −0", () => {
  assert.deepEqual([1.284, -0.05, 0].map(signedShort), ["+1.28", "−0.0500", "0"]);
  assert.deepEqual(
    [0.0012, -0.001, -0.414].map((value) => fixed(value, 2)),
    ["0.00", "0.00", "−0.41"],
  );
});
