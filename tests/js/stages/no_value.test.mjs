// Why a stage has no number.
import assert from "node:assert/strict";
import { test } from "node:test";
import { absence, reasonOf, rowReason } from "../../../static/js/stages/no_value.js";

const point = (name, axes, grid, stride) => ({ name, axes, grid, stride, stage: true });
const UNITS = point("act1", ["unit"], null, null);
const PATCHES = ["patch_embed", "blocks.0"].map((name) => point(name, ["token", "channel"], [7, 7], 4));
const MAPS = [1, 2, 4].map((stride) => point(`act${stride}`, ["channel", "row", "column"], [28 / stride, 28 / stride], stride));
const POOLED = point("gap", ["channel"], null, null);
const CNN = { title: "CNN", points: [...MAPS, POOLED] };
const VIT = { title: "ViT", points: PATCHES };
const values = (points, of) => new Map(points.map((one) => [one.name, of(one)]));

test("units have no positions, patches move as wholes, maps by their strides", () => {
  assert.deepEqual(absence([UNITS]), { why: "positions", strides: [] });
  assert.deepEqual(absence(PATCHES), { why: "patches", strides: [4] });
  assert.deepEqual(absence(MAPS), { why: "strides", strides: [1, 2, 4] });
  assert.match(reasonOf({ title: "MLP" }, UNITS, "equivariance", [1, 0]), /MLP has no positions/);
  assert.match(reasonOf(VIT, PATCHES[0], "equivariance", [1, 0]), /whole patches \(4 px\)/);
});

test("a row says why most of it is empty, and nothing where only the pooled end is", () => {
  const one = values(CNN.points, ({ stride }) => (stride === 1 ? 0.1 : null));
  assert.match(rowReason(CNN, "equivariance", one, [1, 0]), /2 or 4 px/);
  const four = values(CNN.points, ({ stride }) => (stride ? 0.1 : null));
  assert.equal(rowReason(CNN, "equivariance", four, [4, 0]), null);
  assert.match(rowReason(CNN, "equivariance", four, "second"), /One pattern moved without the other/);
  assert.equal(rowReason(CNN, "invariance", four, "transform"), null);
  assert.match(reasonOf(VIT, PATCHES[0], "equivariance", "transform"), /was transformed/);
  const none = values(PATCHES, () => null);
  assert.match(rowReason(VIT, "equivariance", none, [3, 0]), /Only moves of whole patches \(4 px\)/);
});

test("a move by whole patches points to the measure that shows it", () => {
  const known = values(PATCHES, () => 1.2);
  assert.match(rowReason(VIT, "invariance", known, [4, -8]), /equivariance error/);
  for (const moved of [
    [0, 0],
    [3, 0],
    [4, 1],
  ])
    assert.equal(rowReason(VIT, "invariance", known, moved), null);
});
