// What the charts and the shift map draw, from frames, cards and the server's maps.
import assert from "node:assert/strict";
import test from "node:test";
import {
  accuracyCurves,
  ceiling,
  depthCurves,
  exampleOf,
  gapSentence,
  moveOf,
  movesOf,
  nearest,
  sawCurves,
  valueAt,
} from "../../../../static/js/panels/charts/curves.js";
import { calls } from "../../../../static/js/views/http_calls.js";
import { change } from "../../helpers.mjs";

const stage = (name, depth, grid = [7, 7]) => ({ name, title: name.toUpperCase(), depth, grid, stage: true });
const models = [
  {
    id: "a",
    title: "A",
    family: "cnn",
    tier: "digits",
    version: "centred",
    labels: ["0", "1"],
    shift_accuracy: { 8: 50, 0: 99, 2: 90 },
    points: [stage("x", 0.2), stage("y", 0.8), { name: "head", title: "logits", depth: 1, stage: false }],
  },
  {
    id: "b",
    title: "B",
    family: "mlp",
    tier: "digits",
    version: "shifted",
    labels: ["0", "1"],
    shift_accuracy: null,
    points: [stage("u", 0.5, null)],
  },
];
const frame = {
  dx: 3,
  dy: 0,
  reference: [0, 0],
  models: [
    {
      id: "a",
      stages: [
        { name: "x", change: change(1.7, null, 0.5) },
        { name: "y", change: change(0.2, 0.1, 0.9) },
      ],
    },
    { id: "b", stages: [{ name: "u", change: change(0.4) }] },
  ],
};

test("a line has the frame's own numbers, and a gap where there is none", () => {
  const [a, b] = depthCurves(frame, models, "equivariance");
  assert.deepEqual(
    [a.x, a.y, a.titles],
    [
      [0.2, 0.8],
      [null, 0.1],
      ["X", "Y"],
    ],
  );
  assert.deepEqual(b.y, [null]);
});

test("gaps are explained: a stride that does not divide, or no grid", () => {
  const sentence = gapSentence(frame, models, "equivariance");
  assert.match(sentence, /a move of \+3, 0 px is no whole number of cells in A \(X\)/);
  assert.match(sentence, /B \(U\) have no grid/);
  assert.equal(gapSentence(frame, models, "invariance"), "");
});

test("the axis seldom changes", () => {
  assert.equal(ceiling(frame, "equivariance"), 1.6);
  assert.equal(ceiling(frame, "invariance"), 2);
  assert.equal(ceiling(frame, "cosine"), 1.05);
});

test("accuracy is in the order of the shifts; a model without a card has no curve", () => {
  const twins = [...models, { ...models[0], id: "a2" }];
  const curves = accuracyCurves(twins, { models: [{ id: "a2" }, { id: "b" }] });
  assert.deepEqual(
    curves.map(({ shown, x, y }) => [shown, x, y]),
    [
      [false, [0, 2, 8], [99, 90, 50]],
      [true, [0, 2, 8], [99, 90, 50]],
    ],
  );
  assert.deepEqual(accuracyCurves(twins, { models: [{ id: "b" }] }), [], "another architecture's curve is left out");
});

test("maps lie where the pin is, and the middle row is the saw-tooth", () => {
  const rows = [
    [1, 2, 3],
    [4, 5, null],
    [7, 8, 9],
  ];
  const maps = movesOf(
    {
      maps: [
        {
          model: "a",
          class: 1,
          probability: rows,
          stages: [{ name: "x", invariance: rows, equivariance: rows, cosine: rows }],
        },
      ],
    },
    models,
    [10, -5],
  );
  assert.deepEqual(
    [maps.dx, maps.dy],
    [
      [9, 10, 11],
      [-6, -5, -4],
    ],
  );
  assert.equal(maps.models[0].label, "1");
  assert.equal(valueAt(maps, maps.models[0].stages.get("x").invariance, 11, -6), 3);
  assert.equal(valueAt(maps, maps.models[0].probability, 11, -5), null);
  assert.equal(valueAt(maps, maps.models[0].probability, 50, -5), null);
  const [curve] = sawCurves(maps, "invariance", 0.1);
  assert.deepEqual([curve.point.name, curve.y], ["x", [4, 5, null]]);
});

test("the nearest stage", () => assert.equal(nearest(models[0], 0.7).name, "y"));

test("the call that makes an array again names the picture, the place and the point", () => {
  const made = calls({
    home: "http://host/",
    model: "m",
    point: "blocks.0",
    sample: "seven",
    frame: { dx: 3, dy: -2, edge: "wrap", fit: "auto" },
  });
  assert.equal(
    made.curl,
    'curl -X POST "http://host/api/trace.npz?models=m&sample=seven&dx=3&dy=-2&edge=wrap&fit=auto" -o trace.npz',
  );
  assert.match(made.python, /arrays\["m\/blocks.0"\]/);
  const own = calls({
    home: "http://host/",
    model: "m",
    point: "p",
    sample: null,
    frame: { dx: 0, dy: 0, edge: "clip", fit: "none" },
  });
  assert.ok(own.own && own.curl.includes("--data-binary @picture.png") && !own.curl.includes("sample="));
});

test("an example is one place of the maps, in a frame's form", () => {
  const side = Array.from({ length: 11 }, (_, i) => i);
  const rows = side.map((row) => side.map((column) => 100 * row + column));
  const nothing = side.map(() => side.map(() => null));
  const stages = [{ name: "x", invariance: rows, equivariance: nothing, cosine: rows }];
  const maps = movesOf({ maps: [{ model: "a", class: 1, probability: rows, stages }] }, models, [2, -1]);
  const example = exampleOf(maps);
  assert.deepEqual([example.dx, example.dy, moveOf(example)], [6, -1, [4, 0]]);
  assert.deepEqual(example.models, [
    { id: "a", stages: [{ name: "x", change: { invariance: 509, equivariance: null, cosine: 509 } }] },
  ]);
  assert.deepEqual(depthCurves(example, models, "invariance")[0].y, [509]);
});
