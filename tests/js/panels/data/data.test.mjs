import assert from "node:assert/strict";
import { test } from "node:test";
import { curveOf, doublings, floorOf, ordersOf, ranking } from "../../../../static/js/panels/data/curves.js";
import { networkOf, placed, without } from "../../../../static/js/panels/data/networks.js";
import { follows, measured } from "../../../../static/js/panels/data/said.js";
import { tilesOf } from "../../../../static/js/panels/data/tiles.js";

const training = (size, seed, test, more = {}) => ({
  size,
  seed,
  test,
  train: 100,
  shifted: false,
  doubled: false,
  shifts: { 0: test, 4: test - 10 },
  ...more,
});
const form = (name, trainings) => ({
  form: name,
  title: name.toUpperCase(),
  trainings,
  networks: [100, 1000].flatMap((size) =>
    [false, true].map((shifted) => ({ size, shifted, model: shifted ? null : `data-${name}-${size}` })),
  ),
});
const CNN = form("cnn", [training(100, 0, 70), training(100, 1, 80), training(1000, 0, 96)]);
const VIT = form("vit", [training(100, 0, 60), training(1000, 0, 90)]);
const STILL = { shifted: false, moved: "0", error: "test" };

test("a point is the mean over the seeds that are there, with their range; what is not in is missing", () => {
  assert.deepEqual(curveOf(CNN, STILL), [
    { size: 100, model: "data-cnn-100", mean: 25, least: 20, most: 30, seeds: 2 },
    { size: 1000, model: "data-cnn-1000", mean: 4, least: 4, most: 4, seeds: 1 },
  ]);
  assert.deepEqual(curveOf(CNN, { ...STILL, shifted: true }), []);
  assert.equal(curveOf(CNN, { ...STILL, moved: "4" })[1].mean, 14);
  assert.equal(curveOf(CNN, { ...STILL, error: "train" })[1].mean, 0);
});

test("an error of 0 stands below all others, and only where there is one", () => {
  assert.equal(floorOf([curveOf(CNN, STILL)]), null);
  const floor = floorOf([curveOf(CNN, { ...STILL, error: "train" }), curveOf(CNN, STILL)]);
  assert.ok(floor > 0 && floor < 4);
});

test("the smallest error comes first, of the forms that have the size", () => {
  assert.deepEqual(
    ranking([VIT, CNN], 1000, STILL).map(({ form }) => form.form),
    ["cnn", "vit"],
  );
  assert.deepEqual(ranking([VIT, CNN], 3000, STILL), []);
});

test("twice the steps are judged by the range of the seeds, and not by one seed", () => {
  const twice = (size, test) => training(size, 0, test, { doubled: true });
  const longer = form("cnn", [...CNN.trainings, twice(100, 79), twice(1000, 99)]);
  assert.deepEqual(
    doublings([longer]).map(({ size, within }) => [size, within]),
    [[100, true]],
  );
  const far = form("cnn", [...CNN.trainings, twice(100, 95)]);
  assert.equal(doublings([far])[0].within, false);
});

test("where twice the steps bring another order, both orders are said", () => {
  const three = (name, once, twice) => {
    const doubled = training(100, 0, twice, { doubled: true });
    return form(name, [training(100, 0, once), training(100, 1, once), doubled, training(1000, 0, once)]);
  };
  const [a, b] = [three("a", 90, 92), three("b", 80, 85)];
  assert.deepEqual(ordersOf(doublings([b, a])), []);
  const forms = [a, b, three("c", 70, 88)];
  assert.deepEqual(ordersOf(doublings(forms)), [{ size: 100, once: ["A", "B", "C"], twice: ["A", "C", "B"] }]);
  assert.match(measured({ forms, sizes: [100, 1000] }).at(-1), /A, B, C; with twice the steps: A, C, B/);
});

test("the sentences have the numbers of the trainings, and say where there are too few", () => {
  const said = measured({ forms: [CNN, VIT], sizes: [100, 1000] });
  assert.match(said[0], /100 training digits, none moved: CNN 25 %, VIT 40 %/);
  assert.match(said[2], /1.6 times the smallest \(VIT, CNN\).*2.5 times/);
  assert.match(said.at(-1), /not measured yet/);
  assert.deepEqual(measured({ forms: [CNN], sizes: [100, 1000] }).length, 1);
});

test("what follows says of coming together only what these curves do", () => {
  const sizes = [100, 1000];
  assert.match(follows({ forms: [CNN, VIT], sizes })[1], /do not come nearer/); // 1.6 times, then 2.5 times
  const mlp = form("mlp", [training(100, 0, 20), training(1000, 0, 95)]);
  assert.match(follows({ forms: [CNN, mlp], sizes })[1], /come nearer to each other: within/); // 3.2 times, then 1.25
  assert.equal(follows({ forms: [CNN], sizes }).length, 2);
});

test("a network takes the place of its form, else of its family, or stands beside", () => {
  const families = { "digits-cnn": "cnn", "digits-vit": "vit" };
  const familyOf = (id) => families[id] ?? networkOf(id)?.form;
  const page = { familyOf, isDigits: true, beside: false };
  const ids = ["digits-cnn", "digits-vit"];
  assert.deepEqual(placed(ids, "data-cnn-100", page), ["digits-vit", "data-cnn-100"]);
  assert.deepEqual(placed(["digits-vit", "data-cnn-100"], "data-cnn-1000-shifted", page), [
    "digits-vit",
    "data-cnn-1000-shifted",
  ]);
  assert.deepEqual(placed(["digits-vit", "data-cnn-1000"], "data-cnn-100", { ...page, beside: true }), [
    "digits-vit",
    "data-cnn-100",
    "data-cnn-1000",
  ]);
  assert.deepEqual(placed(["photos-vit"], "data-cnn-100", { ...page, isDigits: false }), ["data-cnn-100"]);
  assert.deepEqual(ids, ["digits-cnn", "digits-vit"], "what was given stays as it is");
  assert.deepEqual(without(["data-cnn-100"], "data-cnn-100"), ["data-cnn-100"]);
  assert.deepEqual(networkOf("data-vit-60000-shifted-after-300"), { form: "vit", size: 60000, shifted: true, step: 300 });
  assert.equal(networkOf("digits-vit"), null);
});

test("a parameter falls into tiles: of kernels the first channel, of a grid a tile for each place", () => {
  const values = Float32Array.from({ length: 3 * 2 * 4 }, (_, i) => i);
  const kernels = tilesOf("kernels", { shape: [3, 2, 2, 2], values });
  assert.deepEqual([kernels.count, kernels.across, [...kernels.of(1)]], [3, 3, [8, 9, 10, 11]]);
  const positions = tilesOf("positions", { shape: [2, 3, 2, 2], values });
  assert.deepEqual([positions.count, positions.across, [...positions.of(5)]], [6, 3, [20, 21, 22, 23]]);
});
