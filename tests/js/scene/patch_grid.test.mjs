// Which cells are laid over the picture.
import assert from "node:assert/strict";
import { test } from "node:test";
import { usualCell } from "../../../static/js/scene/patch_grid.js";

const point = (axes, grid, stride) => ({ axes, grid, stride, stage: true });
const MAP = ["channel", "row", "column"];
const mlp = { points: [point(["unit"], null, null)] };
const cnn = { points: [point(MAP, [28, 28], 1), point(MAP, [7, 7], 4), point(["channel"], null, null)] };
const vit = { points: [point(["token", "channel"], [4, 4], 7)] };

test("patches where a model has some, else the largest cells, else none", () => {
  assert.equal(usualCell([mlp, cnn, vit]), 7);
  assert.equal(usualCell([mlp, cnn]), 4);
  assert.equal(usualCell([mlp]), null);
});
