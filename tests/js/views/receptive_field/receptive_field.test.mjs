import assert from "node:assert/strict";
import { test } from "node:test";
import { boxOf, frameOf, ofSquare } from "../../../../static/js/ui/square_pane.js";
import { createFields } from "../../../../static/js/views/receptive_field/requests.js";

test("the window leaves room for the squares, up to a point", () => {
  assert.deepEqual(frameOf(28, 28, []), { x: -3, y: -3, width: 34, height: 34 });
  assert.deepEqual(frameOf(28, 28, [{ top: -7, left: 0, bottom: 20, right: 20 }]), { x: -7, y: -7, width: 42, height: 42 });
  assert.equal(frameOf(224, 224, [{ top: -120, left: -120, bottom: 363, right: 363 }]).x, -135); // 60 % of the side
});

test("a square in the picture's pixels", () =>
  assert.deepEqual(ofSquare({ top: -2, left: 1, bottom: 30, right: 5 }, "theory"), {
    x: 1,
    y: -2,
    width: 4,
    height: 32,
    kind: "theory",
  }));

test("the box stands around the centre of mass", () => {
  const values = [
    [0, 0, 0],
    [0, 0, 1],
    [0, 0, 1],
  ];
  assert.deepEqual(boxOf({ values, width: 2 }), { x: 1.5, y: 1, width: 2, height: 2, kind: "sigma" });
});

const tick = () => new Promise((resolve) => setTimeout(resolve));

test("fields are asked for one at a time, the most urgent first, and once", async () => {
  const asked = [];
  let urgent = "b";
  let answer = null;
  const fields = createFields({
    model: "one",
    request: (model, point, when, onProgress) => {
      asked.push(`${model}/${point}/${when}`);
      onProgress({ done: 4, of: 32 });
      return new Promise((resolve) => {
        answer = () => resolve({ field: { point } });
      });
    },
    wanted: () => [urgent, "a", "b", "c"].map((point) => [point, "trained"]),
    onChange() {},
  });
  fields.next();
  fields.next();
  assert.deepEqual(asked, ["one/b/trained"]);
  assert.equal(fields.progress("b", "trained").done, 4);
  urgent = "c";
  for (let i = 0; i < 3; i++) {
    answer();
    await tick();
  }
  assert.deepEqual(asked, ["one/b/trained", "one/c/trained", "one/a/trained"]);
  assert.deepEqual(fields.get("b", "trained"), { point: "b" });
  assert.equal(fields.progress("b", "trained"), null);
});

test("a failure is kept and does not hold the others up; leaving asks no more", async () => {
  const asked = [];
  const fields = createFields({
    model: "two",
    request: async (model, point) => {
      asked.push(point);
      if (point === "a") throw new Error("busy");
      return { field: {} };
    },
    wanted: () => ["a", "b", "c"].map((point) => [point, "initial"]),
    onChange() {
      if (asked.length === 2) fields.destroy();
    },
  });
  await fields.next();
  await tick();
  assert.equal(fields.failure("a", "initial").message, "busy");
  assert.deepEqual(asked, ["a", "b"]);
});
