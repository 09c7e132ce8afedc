// The pure parts of "Who listens to whom", against known values.
import assert from "node:assert/strict";
import test from "node:test";
import {
  answerOf,
  coloured,
  highest,
  ownCell,
  sharesOf,
  summaryOf,
  squarest,
} from "../../../../static/js/panels/mixing/answer.js";
import {
  covers,
  paddingOf,
  receptiveField,
  receptiveFields,
  stepsTo,
} from "../../../../static/js/panels/mixing/receptive_field.js";
import {
  dataDependence,
  distancesFrom,
  effectiveSources,
  headFacts,
  moved,
  strongestUnits,
  summarise,
  uniformDistance,
  weightRow,
} from "../../../../static/js/panels/mixing/share_measures.js";
import {
  formatListen,
  kindOf,
  kindsOf,
  neighbour,
  parseListen,
  queryOf,
  rectOf,
  snap,
  stageAt,
  stops,
  switchKind,
} from "../../../../static/js/panels/mixing/query.js";
import { corner, hitWall, paintWall, quantile, wallShape } from "../../../../static/js/panels/mixing/attention_wall_layout.js";

const near = (a, b, tolerance = 1e-9) => assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);
const point = (name, depth, more = {}) => ({
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

const map = (name, depth, side, phase = "both") =>
  point(name, depth, { axes: ["channel", "row", "column"], grid: [side, side], stride: 28 / side, phase });
const CNN = {
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
const VIT = {
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
const MLP = {
  id: "mlp",
  input: { width: 28, height: 28 },
  points: [point("act1", 0.5, { axes: ["unit"], shape: [512] })],
  pictures: [{ kind: "units", stage: "act1", parameter: "fc1.weight", shape: [512, 28, 28] }],
};

test("the receptive field of the digits CNN grows as the recursion says", () => {
  const sizes = receptiveFields(stepsTo(CNN, CNN.points[7])).map(({ size }) => size);
  assert.deepEqual(sizes, [3, 5, 6, 10, 14, 16, 24, 32]);
});

test("a receptive field lies around its position and ends at the picture's edge", () => {
  const [act1, , pool1] = CNN.points;
  assert.deepEqual(receptiveField(CNN, act1, { row: 5, column: 9 }), { top: 4, left: 8, bottom: 7, right: 11, size: 3 });
  assert.deepEqual(receptiveField(CNN, act1, { row: 0, column: 27 }), { top: 0, left: 26, bottom: 2, right: 28, size: 3 });
  assert.deepEqual(receptiveField(CNN, pool1, { row: 3, column: 3 }), { top: 4, left: 4, bottom: 10, right: 10, size: 6 });
});

test("a field that cannot be derived is not made up", () => {
  assert.equal(receptiveField(CNN, CNN.points[8], { row: 0, column: 0 }), null); // averaged: no grid
  assert.equal(receptiveField(VIT, VIT.points[2], { row: 0, column: 0 }), null); // attention reaches everything
  assert.equal(receptiveField(CNN, CNN.points[0], {}), null);
  const strange = { ...CNN, points: [map("act1", 0.1, 28), map("mixed", 0.2, 28, "both")] };
  assert.equal(stepsTo(strange, strange.points[1]), null); // mixes space with weights that are not shown
  assert.equal(paddingOf(3, 1, 28, 28), 1);
  assert.equal(paddingOf(2, 2, 28, 14), 0);
  assert.equal(paddingOf(3, 1, 28, 30), 2);
  assert.equal(paddingOf(3, 1, 28, 40), null);
});

test("a field that the shares contradict is noticed", () => {
  const field = { top: 4, left: 4, bottom: 7, right: 7 };
  const places = new Float64Array(16);
  places[5] = 1; // the cell of 4 px at row 1, column 1
  assert.ok(covers(field, { places, columns: 4, pixels: 4 }));
  places[15] = 1e-9;
  assert.ok(!covers(field, { places, columns: 4, pixels: 4 }));
});

test("listening everywhere alike has the distance of the literature", () => {
  near(uniformDistance(7, 7, 4), 14.44, 0.005);
  near(uniformDistance(14, 14, 16), 116.5, 0.05);
  near(distancesFrom(0, 2, 2, 4)[3], Math.hypot(4, 4));
});

test("effective sources: one for a spike, all for even listening", () => {
  near(effectiveSources([0, 1, 0]), 1);
  near(effectiveSources(new Array(49).fill(1 / 49)), 49, 1e-9);
});

test("data dependence is 0 for fixed listening and 1 − 1/n for n disjoint rows", () => {
  near(
    dataDependence([
      [0.5, 0.5],
      [0.5, 0.5],
    ]),
    0,
  );
  near(
    dataDependence([
      [1, 0],
      [0, 1],
    ]),
    0.5,
  );
  assert.equal(dataDependence([[1, 0]]), null);
  near(moved([0.5, 0.5, 0], [0.5, 0, 0.5]), 0.5);
});

test("heads that listen alike everywhere stand on the even lines, whatever the class token takes", () => {
  const tokens = 50;
  const values = new Float32Array(tokens * tokens).fill(0.5 / 49);
  for (let query = 0; query < tokens; query++) values[query * tokens] = 0.5;
  const [head] = headFacts({ shape: [1, tokens, tokens], values }, 1, 7, 4);
  near(head.distance, uniformDistance(7, 7, 4), 1e-9);
  near(head.sources, 49, 1e-6);
});

test("a head that hears only itself has distance 0 and one source", () => {
  const values = new Float32Array(16);
  for (let i = 0; i < 4; i++) values[5 * i] = 1;
  assert.deepEqual(headFacts({ shape: [1, 4, 4], values }, 0, 2, 4), [{ distance: 0, sources: 1 }]);
});

test("distances leave the class token out and divide by what remains", () => {
  const facts = summarise({ prefix: [0.5], places: Float64Array.of(0.25, 0.25), rows: 1, columns: 2, pixels: 4 }, 0);
  near(facts.self, 0.25);
  near(facts.mean_distance, 2);
  near(facts.uniform_distance, 2);
  near(facts.effective_sources, Math.exp(0.5 * Math.log(2) + 0.5 * Math.log(4)));
});

test("a Mixer's weights alone are |W2 W1| of the position, its strongest units first", () => {
  const array = {
    shape: [2, 2, 3],
    values: Float32Array.of(1, 0, 2, /* W1, unit 1 */ 0, 1, 0, /* W2ᵀ, unit 0 */ 3, 0, 0, 1, 0, 0),
  };
  assert.deepEqual([...weightRow(array, 0)], [0.3, 0.1, 0.6]);
  assert.deepEqual(
    strongestUnits(array, 0, 1).map(({ unit, out }) => [unit, out]),
    [[0, 3]],
  );
});

test("the slider stops at stages and steps over all of them", () => {
  const depths = stops([CNN, VIT]);
  assert.equal(depths[0], 0.1);
  assert.equal(depths.length, new Set(depths).size);
  assert.equal(snap(depths, 0.24), 0.25);
  assert.equal(neighbour(depths, 0.25, 1), 0.3);
  assert.equal(neighbour(depths, 0.9, 1), 0.9);
  assert.equal(stageAt(VIT, 0.6).name, "blocks.0");
  assert.equal(stageAt(VIT, 0.375).name, "patch_embed"); // the earlier one where two are as near
});

test("places: read, written, bounded; what cannot be read is the middle", () => {
  const size = { width: 28, height: 28 };
  assert.deepEqual(parseListen("3,9", size), { row: 3, column: 9 });
  assert.deepEqual(parseListen("300,9", size), { row: 27, column: 9 });
  assert.deepEqual(parseListen(null, size), { row: 14, column: 14 });
  assert.deepEqual(parseListen("3", size), { row: 14, column: 14 });
  assert.equal(parseListen("class", size), "class");
  assert.equal(formatListen({ row: 3, column: 9 }), "3,9");
});

test("one place becomes each stage's own question", () => {
  const listen = { row: 13, column: 27 };
  assert.deepEqual(queryOf(VIT.points[2], listen), { row: 3, column: 6 });
  assert.deepEqual(queryOf(CNN.points[2], listen), { row: 6, column: 13 });
  assert.deepEqual(queryOf(MLP.points[0], listen), {});
  assert.deepEqual(queryOf(MLP.points[0], listen, 600), { unit: 511 });
  assert.deepEqual(queryOf(CNN.points[8], listen, 3), {}); // the average has no units to choose
  assert.deepEqual(rectOf(VIT.points[2], { row: 3, column: 6 }), { top: 12, left: 24, bottom: 16, right: 28 });
  assert.equal(rectOf(VIT.points[2], { token: 0 }), null);
});

test("the class token is asked where it is, and refused in words where it is not", () => {
  assert.deepEqual(queryOf(VIT.points[2], "class"), { token: 0 });
  assert.deepEqual(queryOf(VIT.points[0], "class"), { refusal: "noClassToken" });
  assert.deepEqual(queryOf(CNN.points[0], "class"), { refusal: "noTokens" });
  assert.deepEqual(queryOf(CNN.points[8], "class"), {});
});

test("each card shows the first chosen kind that it has", () => {
  const attention = kindsOf(VIT, VIT.points[2]);
  assert.deepEqual(attention, ["share", "attention", "rollout", "contribution"]);
  assert.deepEqual(kindsOf(CNN, CNN.points[0]), ["share"]);
  assert.deepEqual(kindsOf(MLP, MLP.points[0], { unit: 3 }), ["share", "unitWeights"]);
  assert.equal(kindOf(["effective", "rollout"], attention), "rollout");
  assert.equal(kindOf(["effective"], ["share"]), "share");
  assert.deepEqual(switchKind(["effective", "rollout"], attention, "attention"), ["effective", "attention"]);
  assert.deepEqual(switchKind(["effective", "rollout"], attention, "share"), ["effective"]);
});

test("heads come one by one and as their mean", () => {
  const answer = answerOf({
    kind: "attention",
    query: { row: 0, column: 0 },
    means: "",
    grid: [1, 2],
    pixels: 4,
    prefix: [[0.2], [0.4]],
    values: [[[0.8, 0]], [[0.2, 0.4]]],
    summary: null,
  });
  assert.equal(answer.parts, 2);
  assert.deepEqual([...answer.row(1).places], [0.2, 0.4]);
  near(answer.row(null).prefix[0], 0.3);
  near(coloured(answer, 0).places[0], 0.8 * 3); // three sources: the class token is one
  near(highest(answer, 0), 0.8 * 3);
  near(highest(answer, 0, 0), 0.2 * 3); // without the own cell
  near(summaryOf(answer, 0, 4).mean_distance, 0);
  near(summaryOf(answer, null, 4).self, 0.5);
  near(
    sharesOf(answer, 1).reduce((a, b) => a + b),
    1,
  );
});

test("a dead unit has no row, units no places, and cells finer than the query no own cell", () => {
  const dead = answerOf({
    kind: "share",
    query: { unit: 1 },
    means: "",
    grid: [2, 2],
    pixels: 1,
    prefix: null,
    values: null,
    summary: null,
  });
  assert.ok(dead.dead);
  assert.equal(summaryOf(dead, null, 1), null);
  const units = answerOf({
    kind: "share",
    query: null,
    means: "",
    grid: null,
    pixels: null,
    prefix: [],
    values: [0.5, 0.25, 0.25, 0],
    summary: null,
  });
  assert.deepEqual([units.rows, units.columns, units.placed], [2, 2, false]);
  assert.deepEqual(squarest(512), { rows: 16, columns: 32 });
  const fine = answerOf({
    kind: "share",
    query: { row: 1, column: 1 },
    means: "",
    grid: [4, 4],
    pixels: 1,
    prefix: [],
    values: new Array(4).fill([0, 0, 0, 1]),
    summary: null,
  });
  assert.equal(ownCell(fine, 2), null);
  assert.equal(ownCell(fine, 1), 5);
});

test("the wall has a tile per head and block, and finds what lies under the pointer", () => {
  const shape = wallShape({ blocks: 6, heads: 4, rows: 7, columns: 7, prefix: 1 });
  assert.deepEqual(corner(shape, 2, 1), { x: 16, y: shape.pitch.y });
  assert.deepEqual(hitWall(shape, 16 + 3, shape.pitch.y + 2), { block: 2, head: 1, key: 1 + 2 * 7 + 3 });
  assert.deepEqual(hitWall(shape, 16, shape.pitch.y + 8), { block: 2, head: 1, key: 0 }); // the class token, below
  assert.equal(hitWall(shape, 7, 0), null);
  assert.equal(hitWall(shape, 16 + 3, shape.pitch.y + 8), null);
  assert.equal(hitWall(shape, 48, 0), null);
});

test("the wall paints the query's own row", () => {
  const shape = wallShape({ blocks: 1, heads: 2, rows: 1, columns: 2, prefix: 1 });
  const values = Float32Array.from({ length: 18 }, (_, i) => i);
  const ramp = Array.from({ length: 18 }, (_, i) => i);
  const pixels = paintWall(new Uint32Array(shape.width * shape.height), shape, [{ shape: [2, 3, 3], values }], 1, 17, ramp);
  const expect = (value) => Math.round(Math.sqrt(value / 17) * 17);
  assert.deepEqual([...pixels.slice(0, 2)], [expect(4), expect(5)]);
  assert.equal(pixels[2 * shape.width], expect(3)); // the class token's
  assert.equal(pixels[shape.pitch.y * shape.width + 1], expect(14));
  near(quantile([{ values }], 0.5), 9);
});

test("an estimate says so, with the error to be expected", () => {
  const answer = answerOf({
    kind: "share",
    query: null,
    means: "mixing share, sums to 1",
    grid: [1, 2],
    pixels: 4,
    prefix: [],
    values: [[0.25, 0.75]],
    summary: null,
    estimate: { probes: 4, error: 0.021 },
  });
  assert.equal(answer.means, "mixing share, sums to 1; estimated with 4 random probes, about 2 % of the shares lie elsewhere");
});
