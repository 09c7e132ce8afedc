// How exact arrays fall into pictures, and how numbers read.
import assert from "node:assert/strict";
import test from "node:test";
import { histogram, layout, prefixSlice, ranked, rowsOf, slice, squarest, summary } from "../../../static/js/lib/arrays.js";
import { count, exact, percent, short, signed } from "../../../static/js/lib/format.js";

const near = (a, b, tolerance = 1e-9) => assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);

test("a feature map falls into its channels", () => {
  const array = {
    axes: ["channel", "row", "column"],
    shape: [2, 2, 3],
    values: Float32Array.from({ length: 12 }, (_, i) => i),
  };
  const form = layout(array, { prefix: 0 });
  assert.equal(form.count, 2);
  assert.deepEqual([...slice(array, form, 1)], [6, 7, 8, 9, 10, 11]);
  assert.deepEqual(rowsOf(slice(array, form, 1), 2, 3), [
    [6, 7, 8],
    [9, 10, 11],
  ]);
});

test("tokens fall into one picture over the patches per channel, the class token apart", () => {
  const array = { axes: ["token", "channel"], shape: [5, 3], values: Float32Array.from({ length: 15 }, (_, i) => i) };
  const form = layout(array, { prefix: 1, grid: [2, 2] });
  assert.equal(form.count, 3);
  assert.deepEqual([...slice(array, form, 2)], [5, 8, 11, 14]);
  assert.deepEqual([...prefixSlice(array, form, 2)], [2]);
});

test("tokens without a grid become one row, and units single values", () => {
  const tokens = layout({ axes: ["token", "channel"], shape: [5, 3] }, { prefix: 1, grid: null });
  assert.deepEqual([tokens.rows, tokens.columns], [1, 4]);
  const array = { axes: ["unit"], shape: [4], values: Float32Array.of(1, 2, 3, 4) };
  assert.deepEqual([...slice(array, layout(array), 2)], [3]);
});

test("grids are as square as the number divides", () => {
  assert.equal(squarest(512), 32);
  assert.equal(squarest(256), 16);
  assert.equal(squarest(64), 8);
  assert.equal(squarest(128), 16);
  assert.equal(squarest(10), 5);
  assert.equal(squarest(13), 4);
});

test("the summary is that of NumPy", () => {
  const { min, max, mean, std, zeros } = summary(Float32Array.of(0, 0, 1, 3));
  assert.deepEqual([min, max, mean, zeros], [0, 3, 1, 0.5]);
  near(std, Math.sqrt(1.5));
  assert.ok(Number.isNaN(summary(new Float32Array(0)).mean));
});

test("the histogram counts every value once", () => {
  const { counts, zeros } = histogram(Float32Array.of(0, 0, 1, 2, 3, 4), 4);
  assert.equal(zeros, 2);
  assert.deepEqual(counts, [0, 1, 1, 2]);
  assert.equal(
    histogram(Float32Array.of(5, 5), 4).counts.reduce((a, b) => a + b),
    2,
  );
});

test("ranking is stable", () => assert.deepEqual(ranked(Float32Array.of(1, 3, 1, 2)), [1, 3, 0, 2]));

test("numbers are short on labels and exact where they are read", () => {
  assert.deepEqual(
    [0, 1.2812, -12.06, 340.2, 0.000012, 0.0123, NaN].map((v) => short(v)),
    ["0", "1.28", "−12.1", "340", "1.2e−5", "0.0123", "–"],
  );
  for (const value of [0.1, 1 / 3, 123456.789, -1e-8, 3.4e38, 16777217]) {
    assert.equal(Math.fround(Number(exact(value))), Math.fround(value));
  }
  assert.equal(exact(0.1), "0.1");
  assert.deepEqual([0.9971, 0, 0.00004, 1, 0.5].map(percent), ["99.7 %", "0 %", "< 0.01 %", "100 %", "50.0 %"]);
  assert.deepEqual([3, -2, 0].map(signed), ["+3", "−2", "0"]);
  assert.equal(count(535818), "535\u202f818");
});

test("axes that are no places lie as matrices, one after the other", () => {
  const heads = layout({ axes: ["head", "query", "key"], shape: [2, 3, 4] });
  assert.deepEqual([heads.kind, heads.axis, heads.count, heads.rows, heads.columns], ["maps", "head", 2, 3, 4]);
  const plain = layout({ axes: ["axis", "axis", "axis", "channel"], shape: [2, 3, 4, 5] });
  assert.deepEqual([plain.axis, plain.count, plain.rows, plain.columns], ["matrix", 6, 4, 5]);
  assert.deepEqual(
    [...slice({ values: Float32Array.from({ length: 24 }, (_, i) => i), shape: [2, 3, 4] }, heads, 1)].slice(0, 2),
    [12, 13],
  );
});
