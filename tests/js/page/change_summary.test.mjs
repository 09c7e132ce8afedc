import assert from "node:assert/strict";
import { test } from "node:test";
import { whatChanged, whereTo } from "../../../static/js/page/change_summary.js";
import { share } from "../../../static/js/lib/format.js";
import { change } from "../helpers.mjs";

const titles = new Map([
  [
    "m",
    {
      title: "MLP",
      stages: [
        { name: "a", grid: null, stride: null, axes: ["unit"] },
        { name: "b", grid: null, stride: null, axes: ["unit"] },
      ],
      points: new Map([
        ["a", "hidden 1"],
        ["b", "hidden 2"],
      ]),
    },
  ],
  [
    "c",
    {
      title: "CNN",
      stages: [
        { name: "a", grid: [28, 28], stride: 1, axes: ["channel", "row", "column"] },
        { name: "b", grid: null, stride: null, axes: ["channel"] },
      ],
      points: new Map([
        ["a", "conv 1"],
        ["b", "average"],
      ]),
    },
  ],
]);
const model = (id, label, probability, a, b) => ({
  id,
  predictions: [{ label, probability }],
  stages: [
    { name: "a", change: a },
    { name: "b", change: b },
  ],
});
const frame = (models, dx = 5, dy = -3) => ({ dx, dy, reference: [0, 0], models });

test("where to", () => {
  assert.equal(whereTo(5, -3), "5 px right and 3 px up");
  assert.equal(whereTo(-1, 0), "1 px left");
  assert.equal(whereTo(0, 0), null);
});

test("it says what the numbers say", () => {
  const references = new Map([
    ["m", [{ label: "7" }]],
    ["c", [{ label: "7" }]],
  ]);
  const told = whatChanged(
    frame([model("m", "5", 0.99, change(1.48), change(1.58)), model("c", "7", 0.91, change(1.28, 0.12), change(0.47))]),
    "invariance",
    titles,
    references,
  );
  assert.match(told.lead, /5 px right and 3 px up/);
  assert.match(told.lead, /CNN changed least \(0\.47\), MLP most \(1\.58\)/);
  assert.match(told.models[0].text, /1\.48 at hidden 1, 1\.58 at hidden 2: now says 5, not 7 \(99 %\)/);
  assert.match(told.models[1].text, /still says 7 \(91 %\)/);
});

test("a measure without a value is not made up", () => {
  const told = whatChanged(
    frame([model("m", "5", 0.5, change(1), change(1)), model("c", "7", 0.5, change(1, 0.12), change(1))]),
    "equivariance",
    titles,
    new Map(),
  );
  assert.match(told.models[0].text, /has no positions, so there is nothing to move back: says 5/);
  assert.match(told.models[1].text, /0\.12 at conv 1/);
});

test("where two are equal none is called least", () => {
  const told = whatChanged(
    frame([model("m", "5", 0.5, change(1), change(0.5)), model("c", "7", 0.5, change(1), change(0.501))]),
    "invariance",
    titles,
    new Map(),
  );
  assert.doesNotMatch(told.lead, /least/);
});

test("on the pin nothing has changed", () => {
  assert.deepEqual(
    whatChanged(frame([model("m", "7", 1, change(0), change(0))], 0, 0), "invariance", titles, new Map()).models,
    [],
  );
});

test("shares do not round to what is not so", () => {
  assert.equal(share(1), "100 %");
  assert.equal(share(0.9991), "99.9 %");
  assert.equal(share(0.99), "99 %");
  assert.equal(share(0.001), "< 1 %");
  assert.equal(share(0), "0 %");
});

test("a model without classes has a change, but no answer", () => {
  const mute = { ...model("m", "5", 0.5, change(1), change(0.5)), predictions: [] };
  const told = whatChanged(frame([mute]), "invariance", titles, new Map([["m", []]]));
  assert.match(told.models[0].text, /1\.00 at hidden 1, 0\.50 at hidden 2: gives features, no class\.$/);
});

test("a picture with nothing in it has no changes to tell of", () => {
  const blank = { ...model("m", "1", 0.99, change(0), change(0)), input: { blank: true } };
  const told = whatChanged(frame([blank, { ...blank, id: "c" }]), "invariance", titles, new Map());
  assert.match(told.lead, /nothing to see/);
  assert.deepEqual(told.models, []);
});

test("a model that is unsure gives no name as if it knew", () => {
  const careful = new Map([["m", { ...titles.get("m"), calibration: { unsure_below: 0.5 } }]]);
  const told = (probability, before) =>
    whatChanged(
      frame([model("m", "bee", probability, change(1), change(0.5))]),
      "invariance",
      careful,
      new Map([["m", [{ label: "fly", probability: before }]]]),
    ).models[0].text;
  assert.match(told(0.4, 0.9), /: is unsure, perhaps bee \(40 %\)/);
  assert.match(told(0.9, 0.4), /: says bee \(90 %\)/);
  assert.match(told(0.9, 0.9), /: now says bee, not fly \(90 %\)/);
});

test("an altered model is told beside what it says with nothing off, and is no least or most", () => {
  const altered = {
    ...model("m", "1", 0.6, change(0), change(0.01)),
    off: ["m/h1:unit.0.zero"],
    untouched: [{ label: "7", probability: 0.9 }],
  };
  const still = whatChanged(frame([altered, model("c", "7", 1, change(0), change(0))], 0, 0), "invariance", titles, new Map());
  assert.match(still.lead, /Parts of .+ are switched off/);
  assert.deepEqual(
    still.models.map(({ id }) => id),
    ["m"],
  );
  assert.match(still.models[0].text, /with parts switched off.*now says 1, not 7 \(60 %\)/);
  const moved = whatChanged(frame([altered, model("c", "7", 1, change(1), change(1))]), "invariance", titles, new Map());
  assert.match(moved.lead, /^Moved/);
  assert.doesNotMatch(moved.lead, /least/);
  assert.equal(moved.models.length, 2);
});
