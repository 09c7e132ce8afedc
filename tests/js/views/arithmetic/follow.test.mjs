import assert from "node:assert/strict";
import { test } from "node:test";
import { follow } from "../../../../static/js/views/arithmetic/follow.js";

/** A stage with these parameters by name; any other is refused, as the server does. */
const stage = (model, parameters, values) => ({
  channel: 1,
  model: { id: model },
  array: { values: Float32Array.from(values) },
  request: {
    weights: async (_, name) => {
      if (!(name in parameters)) throw new Error("unknown");
      return { values: Float32Array.from(parameters[name]) };
    },
  },
});
const picture = (parameter) => ({ parameter });

test("a bias, and a ReLU that cuts", async () => {
  const context = stage("a", { "fc.bias": [0, -3] }, [0, 2]);
  const { chain, value } = await follow(context, picture("fc.weight"), 2, 0, 2);
  assert.deepEqual([chain.length, value], [2, 0]);
  assert.equal(chain[0][2], -1);
});

test("a sum that does not come out is not told", async () => {
  assert.equal(await follow(stage("b", { "fc.bias": [0, 1] }, [-1]), picture("fc.weight"), 2, 7, 2), null);
  assert.equal(await follow(stage("c", {}, [0]), picture("fc.weight"), -2, 0, 2), null); // a ReLU's 0 would agree with any sum
});

test("a batch norm in place of a bias", async () => {
  const norm = { weight: [1, 2], bias: [0, 1], running_mean: [0, 1], running_var: [1, 4] };
  const parameters = Object.fromEntries(Object.entries(norm).map(([name, values]) => [`bn1.${name}`, values]));
  const { chain, value } = await follow(stage("d", parameters, [-1, 3]), picture("conv1.weight"), 3, 3, 3);
  assert.equal(chain.length, 1);
  assert.ok(Math.abs(value - 3) < 1e-5);
});
