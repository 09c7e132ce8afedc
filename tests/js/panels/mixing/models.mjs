// Three models as the page knows them, and near equality, for the tests beside this file.
import assert from "node:assert/strict";

export const near = (a, b, tolerance = 1e-9) => assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);
export const point = (name, depth, more = {}) => ({
  name,
  title: name,
  role: "hidden",
  axes: ["token", "channel"],
  shape: [],
  depth,
  stage: true,
  grid: null,
  prefix: 0,
  stride: null,
  phase: "both",
  ...more,
});

export const map = (name, depth, side, phase = "both") =>
  point(name, depth, { axes: ["channel", "row", "column"], grid: [side, side], stride: 28 / side, phase });
export const CNN = {
  id: "cnn",
  input: { width: 28, height: 28 },
  points: [
    map("act1", 0.1, 28),
    map("act2", 0.2, 28),
    map("pool1", 0.3, 14, "spatial"),
    map("act3", 0.4, 14),
    map("act4", 0.5, 14),
    map("pool2", 0.6, 7, "spatial"),
    map("act5", 0.7, 7),
    map("act6", 0.8, 7),
    point("gap", 0.9, { axes: ["channel"], phase: "pool" }),
  ],
  pictures: [1, 2, 3, 4, 5, 6].map((n) => ({
    kind: "kernels",
    stage: `act${n}`,
    parameter: `conv${n}.weight`,
    shape: [32, 32, 3, 3],
  })),
};
export const VIT = {
  id: "vit",
  input: { width: 28, height: 28 },
  pictures: [],
  points: [
    point("patch_embed", 0.25, { grid: [7, 7], stride: 4 }),
    point("blocks.0.attn.softmax", 0.4, { role: "attention", stage: false, axes: ["head", "query", "key"], prefix: 1 }),
    point("blocks.0", 0.5, { grid: [7, 7], stride: 4, prefix: 1 }),
    point("blocks.1", 0.75, { grid: [7, 7], stride: 4, prefix: 1 }),
  ],
};
export const MLP = {
  id: "mlp",
  input: { width: 28, height: 28 },
  points: [point("act1", 0.5, { axes: ["unit"], shape: [512] })],
  pictures: [{ kind: "units", stage: "act1", parameter: "fc1.weight", shape: [512, 28, 28] }],
};
