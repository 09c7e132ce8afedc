// Pure parts of the views of one kind of block.
import assert from "node:assert/strict";
import { test } from "node:test";

import { pairOf, separableCost } from "../../../../static/js/views/blocks/separable_pair.js";
import { rowOf } from "../../../../static/js/views/weights/patch_rows.js";
import { companions, recipeOf } from "../../../../static/js/views/arithmetic/recipes.js";

const stage = (name, phase, shape) => ({
  name,
  phase,
  shape,
  stage: true,
  axes: ["channel", "row", "column"],
  grid: shape.slice(1),
  prefix: 0,
});
const picture = (parameter, at, shape) => ({ parameter, stage: at, shape, kind: "kernels", direct: true });
const MOBILE = {
  input: { channels: 1, height: 28, width: 28 },
  points: [
    stage("bn1", "both", [16, 14, 14]),
    stage("blocks.0.bn1", "spatial", [16, 7, 7]),
    stage("blocks.0", "channel", [32, 7, 7]),
  ],
  pictures: [
    picture("conv_stem.weight", "bn1", [16, 1, 3, 3]),
    picture("blocks.0.conv_dw.weight", "blocks.0.bn1", [16, 1, 3, 3]),
    picture("blocks.0.conv_pw.weight", "blocks.0", [32, 16, 1, 1]),
  ],
};

test("a pair is found from either of its halves, and nowhere else", () => {
  for (const name of ["blocks.0.bn1", "blocks.0"]) {
    const pair = pairOf(
      MOBILE,
      MOBILE.points.find((point) => point.name === name),
    );
    assert.equal(pair.depthwise.point.name, "blocks.0.bn1");
    assert.equal(pair.pointwise.picture.parameter, "blocks.0.conv_pw.weight");
  }
  assert.equal(pairOf(MOBILE, MOBILE.points[0]), null);
});

test("the cost of two halves is 1/N + 1/K² of the whole", () => {
  const { depthwise, pointwise, full, ratio, formula } = separableCost({ kernel: 3, from: 256, to: 512, positions: 196 });
  assert.equal(depthwise, 9 * 256 * 196);
  assert.equal(pointwise, 256 * 512 * 196);
  assert.equal(full, 9 * 256 * 512 * 196);
  assert.ok(Math.abs(ratio - formula) < 1e-15);
  assert.equal(ratio.toFixed(5), "0.11306");
});

test("one number knows depthwise, pointwise and strided convolutions, and the norms after them", () => {
  const [stem, thin, columns] = MOBILE.points.map((point) => recipeOf(MOBILE, point));
  assert.deepEqual([stem.kind, stem.stride, stem.padding, stem.depthwise], ["conv", 2, 1, false]);
  assert.deepEqual([thin.kind, thin.stride, thin.padding, thin.depthwise], ["conv", 2, 1, true]);
  assert.deepEqual([columns.kind, columns.stride, columns.padding, columns.depthwise], ["conv", 1, 0, false]);
  assert.equal(companions("conv_stem.weight").norm, "bn1");
  assert.equal(companions("blocks.0.conv_dw.weight").norm, "blocks.0.bn1");
  assert.equal(companions("blocks.0.conv_pw.weight").norm, "blocks.0.bn2");
  assert.equal(companions("conv1.weight").norm, "bn1");
  assert.equal(companions("features.conv0.weight").norm, "features.norm0");
  assert.equal(companions("fc.weight").norm, null);
});

test("a row of a patch matrix is the matrix's own, or that of the product of two layers", () => {
  const matrix = { shape: [2, 1, 2, 1], values: Float32Array.of(1, 2, 3, 4) };
  assert.deepEqual([...rowOf(matrix, null, 1)], [3, 4]);
  const first = { shape: [3, 2, 1], values: Float32Array.of(1, 0, 0, 1, 2, 2) }; // unit, source
  const second = { shape: [2, 3], values: Float32Array.of(1, 1, 1, 0, 1, -1) }; // query, unit
  assert.deepEqual([...rowOf(first, second, 0)], [3, 3]);
  assert.deepEqual([...rowOf(first, second, 1)], [-2, -1]);
});
