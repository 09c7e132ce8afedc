// Models that come while the page is open, and what the page knows of downloads.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createArrivals } from "../../../static/js/catalog/arrivals.js";
import { stateOf, unopened, usable } from "../../../static/js/catalog/model_state.js";
import { createDownloads } from "../../../static/js/catalog/downloads.js";

/** A model's document; `status` as notebooks read it, "absent: why", and the same as data. */
const model = (id, status, points = [], family = "cnn") => {
  const [state, detail] = status.split(": ");
  const reason = detail ? { reason: null, values: {}, detail } : null;
  return { id, family, tier: "imagenet", status, state, reason, points, labels: [] };
};
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("a model that is here is opened once, and its entry filled in place", async () => {
  const models = [model("a", "ready"), model("b", "absent: download it"), model("c", "ready", [{}])];
  const asked = [];
  let arrived = 0;
  const arrivals = createArrivals(models, {
    read: async (id) => (asked.push(id), model(id, "ready", [{ name: "stem" }])),
    onArrive: () => arrived++,
  });
  const kept = models[0];
  assert.deepEqual(models.map(unopened), [true, false, false]);
  const both = Promise.all([arrivals.bring(["a", "b", "c"]), arrivals.bring(["a"])]);
  assert.ok(arrivals.opening("a"));
  assert.deepEqual(await both, [true, true]);
  assert.deepEqual([asked, arrived, arrivals.opening("a")], [["a"], 1, false]);
  assert.ok(usable(kept) && models[0] === kept);
  assert.equal(await arrivals.bring(null), false);
});

test("a model that went keeps its stages for the last frame, but is not shown", async () => {
  const models = [model("a", "ready", [{ name: "stem" }])];
  const arrivals = createArrivals(models, { read: async (id) => model(id, "absent: gone"), onArrive() {} });
  assert.equal(await arrivals.renew("a"), false);
  assert.deepEqual([usable(models[0]), unopened(models[0]), models[0].points.length], [false, false, 1]);
});

test("one that could not be opened says why and can be tried again", async () => {
  const models = [model("a", "ready")];
  let works = false;
  const read = async (id) => {
    if (!works) throw new Error("Too busy.");
    return model(id, "ready", [{}]);
  };
  const arrivals = createArrivals(models, { read, onArrive() {} });
  assert.equal(await arrivals.bring(["a"]), false);
  assert.deepEqual([models[0].trouble, unopened(models[0])], ["Too busy.", true]);
  works = true;
  assert.equal(await arrivals.bring(["a"]), true);
  assert.equal(models[0].trouble, null);
});

test("a tier begins with the first model of each family that is here", () => {
  const models = [model("a", "absent: no"), model("b", "ready"), model("c", "ready"), model("d", "ready", [], "vit")];
  assert.deepEqual(createArrivals(models, {}).first("imagenet"), ["b", "d"]);
});

const state = (id, name, more = {}) => ({ model: id, state: name, bytes: 0, of: null, speed: null, error: null, ...more });

test("a download is followed while somebody looks, and its end is told once", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let now = [state("a", "absent")];
  const here = new Set();
  const come = [];
  const downloads = createDownloads(
    {
      downloads: async () => ({ downloads: now, refusal: null, removable: true }),
      start: async (id) => (now = [state(id, "waiting")])[0],
      cancel: async (id) => (now = [state(id, "cancelled")])[0],
    },
    {
      here: (id) => here.has(id),
      onChange() {},
      onCome: (id) => {
        come.push(id);
        here.add(id);
      },
    },
  );

  downloads.look(true);
  await turn();
  assert.deepEqual([downloads.of("a").state, downloads.removable], ["absent", true]);
  await downloads.start("a");
  assert.ok(downloads.moving("a"));
  now = [state("a", "downloading", { bytes: 5, of: 10 })];
  t.mock.timers.tick(500);
  await turn();
  assert.equal(downloads.of("a").bytes, 5);
  now = [state("a", "ready")];
  for (let i = 0; i < 3; i++) {
    t.mock.timers.tick(5000);
    await turn();
  }
  assert.deepEqual(come, ["a"]);
  assert.ok(!downloads.moving("a"));
});

test("a refusal becomes the row's sentence, and nobody is asked while nobody looks", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let asked = 0;
  const downloads = createDownloads(
    {
      downloads: async () => {
        asked++;
        return { downloads: [], refusal: "No network.", removable: false };
      },
      start: async () => {
        throw new Error("No network.");
      },
    },
    { here: () => false, onChange() {}, onCome() {} },
  );
  downloads.look(true);
  await turn();
  assert.equal(downloads.refusal, "No network.");
  await downloads.start("a");
  assert.deepEqual([downloads.of("a").state, downloads.of("a").error], ["failed", "No network."]);
  downloads.look(false);
  t.mock.timers.tick(60_000);
  await turn();
  assert.equal(asked, 1);
});

test("a busy server is asked again, for a while", async () => {
  const busy = () => Object.assign(new Error("The server did not get to it in time."), { type: "busy" });
  for (const [failures, comes] of [
    [2, true],
    [99, false],
  ]) {
    const models = [model("a", "ready")];
    let asked = 0;
    const read = async (id) => {
      if (asked++ < failures) throw busy();
      return model(id, "ready", [{}]);
    };
    assert.equal(await createArrivals(models, { read, onArrive() {}, pause: 0 }).renew("a"), comes);
    assert.equal(models[0].trouble === null, comes);
  }
});

test("the state is what the document says, with a sentence for why", () => {
  const reason = { reason: "not-here", values: {}, detail: "It is not here yet." };
  assert.deepEqual(stateOf({ state: "absent", reason }), { state: "absent", sentence: "It is not here yet." });
  assert.deepEqual(stateOf({ state: "ready", reason: null, status: "ready" }), { state: "ready", sentence: "" });
  assert.deepEqual(stateOf({}), { state: "ready", sentence: "" });
  assert.ok(!usable({ state: "unavailable", points: [{}] }) && !unopened({ state: "unavailable", points: [] }));
});

test("a model that is removed leaves the page before the server is asked to, and stays where that fails", async () => {
  const models = [model("a", "ready", [{ name: "stem" }])];
  const arrivals = createArrivals(models, { read: async () => model("a", "ready", [{ name: "stem" }]), onArrive() {} });
  const said = [];
  const downloads = createDownloads(
    {
      remove: async () => {
        said.push(`asked while ${usable(models[0]) ? "shown" : "gone"}`);
        throw new Error("No.");
      },
    },
    {
      here: () => true,
      onChange() {},
      onCome: (id) => arrivals.renew(id),
      onLeave: () => (models[0].leaving = true),
    },
  );
  await downloads.remove("a");
  await turn();
  assert.deepEqual(said, ["asked while gone"]);
  assert.ok(usable(models[0]));
});

test("a known model that could not be read anew stays, unless it is gone", async () => {
  const models = [model("a", "ready", [{}])];
  const refuse = (type) =>
    createArrivals(models, { read: async () => Promise.reject(Object.assign(new Error("No."), { type })), onArrive() {} });
  assert.equal(await refuse("internal").renew("a"), true);
  assert.equal(await refuse("model-absent").renew("a"), false);
});
