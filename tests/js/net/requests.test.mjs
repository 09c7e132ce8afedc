// What views and panels ask: nothing about a model that is not ready.
import assert from "node:assert/strict";
import test from "node:test";
import { createRequests } from "../../../static/js/net/requests.js";

test("a model that has gone, or has not come yet, is not asked about", async (t) => {
  const asked = [];
  t.mock.method(globalThis, "fetch", async (address) => {
    asked.push(address);
    return { ok: true, json: async () => ({}) };
  });
  const ready = new Set(["here"]);
  const check = (id) => {
    if (["here", "gone"].includes(id) && !ready.has(id)) throw new Error("not ready");
  };
  const requests = createRequests({ numbers: () => ({ sample: "seven", dx: 1 }), shown: () => ["here"], check });
  await requests.mixing({ model: "here", point: "a" });
  await assert.rejects(requests.mixing({ model: "gone", point: "a" }), /not ready/);
  await assert.rejects(requests.weights("gone", "w"), /not ready/);
  await requests.lineage();
  ready.delete("here");
  await assert.rejects(requests.toeplitz("here"), /not ready/);
  assert.deepEqual(asked, ["api/mixing?sample=seven&dx=1&model=here&point=a", "api/lineage?"]);
});
