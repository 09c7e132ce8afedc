import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore, formatHash, initialState, parseHash, sectionOf } from "../../../static/js/lib/url_state.js";

const FULL = {
  story: "moving.2",
  models: ["digits-mlp", "digits-cnn-shifted"],
  sample: "seven",
  image: "iVBORw0KGgo_-AAAANSUhEUg",
  fit: "none",
  profile: "ignore",
  dx: -3,
  dy: 12,
  edge: "wrap",
  reference: [1, -2],
  cut: "0,0,14,28",
  sample2: "one",
  cut2: "14,0,14,28",
  dx2: 5,
  dy2: -6,
  reference2: [7, 0],
  transform: "patches:4:-7,brightness:1.5",
  rtransform: "turn:90",
  snap: "off",
  grid: "on",
  section: "changed",
  stage: "digits-vit/blocks.3",
  inside: "blocks.3.mlp.fc1@2",
  channel: 17,
  view: "attention.24-1",
  off: ["digits-vit/blocks.3:head.0_2-3.zero", "digits-cnn/act4:channel.5.of-two"],
  scale: "all",
  measure: "cosine",
  dataTraining: "both",
  dataMoved: "4",
  costOf: "shipped",
  dataError: "train",
  dataForm: "vit",
  dataStep: 300,
  lineage: "norm-resnet",
  display: "projector",
  room: "KTRZ",
  lead: "a1-B2_c3",
  theme: "dark",
  lang: "ko",
  hide: ["models", "chart"],
  listen: "12,14",
  listenDepth: 0.25,
  listenLevel: "block",
  listenKind: ["rollout"],
  listenUnit: 3,
  listenScale: "own",
  whyClass: 3,
  whyAgainst: 5,
  whyBaseline: "blurred",
  whyCheck: "curves",
  whyModel: "digits-vit",
  whyOver: 0.45,
  whyKeep: "strongest",
  whyEnds: "all",
  whySeed: 4,
  like: "9,13",
  likeBasis: "stage",
  likeMean: "without",
  likeTokens: "on",
  likeOf: "digits-vit",
  likeWith: "digits-cnn",
  stack: "two-3x3",
  against: "56.64_5.1.64_p2.2",
};

test("every property goes into the hash and back", () => {
  for (const key of Object.keys(initialState())) assert.ok(key in FULL, key);
  assert.deepEqual(parseHash(`#${formatHash(FULL)}`), FULL);
});

test("the section is the one that is named, else what the rest of the address is about", () => {
  for (const [hash, section] of [
    ["", "rows"],
    ["dx=3&measure=cosine", "rows"],
    ["stage=digits-cnn/act1&stack=two-3x3", "rows"],
    ["stack=two-3x3", "stack"],
    ["against=one-5x5&lineage=norm-resnet", "stack"],
    ["lineage=norm-resnet&listen=3,4", "lineage"],
    ["whyClass=3", "why"],
    ["whyCheck=twin", "why"],
    ["like=3,4", "likeness"],
    ["listen=3,4", "listeners"],
    ["listenDepth=0.8", "listeners"],
    ["listen=3,4&section=rows", "rows"],
    ["stage=digits-cnn/act1&section=lineage", "lineage"],
  ])
    assert.equal(sectionOf(parseHash(`#${hash}`)), section, hash);
});

test("a cut is a fit, too, and a broken one is not", () => {
  assert.equal(parseHash("#fit=0.25,1,0.5").fit, "0.25,1,0.5");
  for (const text of ["0.25,1", "2,0,1", "0.5,0.5,0", "0.5,0.5,0.01", "a,b,c", "0.5,0.5,1,1"])
    assert.equal(parseHash(`#fit=${text}`).fit, "auto", text);
});

test("a default leaves no trace", () => {
  assert.equal(formatHash(initialState()), "");
  assert.equal(formatHash({ ...initialState(), dx: 2 }), "dx=2");
});

test("what cannot be read is a default, never an error", () => {
  for (const hash of [
    "",
    "#",
    "#dx=NaN",
    "#dx=1e9",
    "#dx=2.5",
    "#scale=rainbow&dx=",
    "#stage=..%2f..%2fx%20y",
    "#models=,,&reference=1",
    "#image=<script>",
    "#__proto__=1&constructor=2",
    "#%E0%A4%A",
  ]) {
    assert.deepEqual(parseHash(hash), initialState(), hash);
  }
});

test("a shift is bounded", () => assert.equal(parseHash("#dx=9999").dx, 999));

function fakeWindow(hash = "") {
  const steps = [];
  const listeners = {};
  const timers = [];
  const view = {
    setTimeout: (run) => timers.push(run),
    clearTimeout: (id) => {
      delete timers[id - 1];
    },
    location: {
      hash,
      pathname: "/",
      search: "",
      get href() {
        return `http://host/${this.hash}`;
      },
    },
    history: {
      pushState: (_, __, url) => {
        steps.push(["push", url]);
        view.location.hash = url.startsWith("#") ? url : "";
      },
      replaceState: (_, __, url) => {
        steps.push(["replace", url]);
        view.location.hash = url.startsWith("#") ? url : "";
      },
    },
    addEventListener: (name, listener) => {
      listeners[name] = listener;
    },
  };
  return { view, steps, listeners, later: () => timers.splice(0).forEach((run) => run?.()) };
}

test("a drag replaces the address, later; an opened stage is a step", () => {
  const { view, steps, later } = fakeWindow();
  const store = createStore(view);
  for (let dx = 1; dx <= 5; dx++) store.set({ dx });
  assert.deepEqual(steps, []);
  later();
  assert.deepEqual(steps, [["replace", "#dx=5"]]);
  store.set({ dy: 1 });
  store.set({ stage: "m/a" });
  assert.deepEqual(
    steps.slice(1).map(([kind]) => kind),
    ["replace", "push"],
  );
  assert.match(view.location.hash, /stage=m\/a/);
});

test("a module belongs to the stage that it was opened in, whose further calls have an address, too", () => {
  const { view } = fakeWindow("#stage=m/block@2&inside=block.fc@3");
  const store = createStore(view);
  assert.deepEqual([store.get().stage, store.get().inside], ["m/block@2", "block.fc@3"]);
  store.set({ channel: 1 });
  assert.equal(store.get().inside, "block.fc@3");
  store.set({ stage: "m/head" });
  assert.equal(store.get().inside, null);
});

test("Back tells what changed", () => {
  const { view, listeners } = fakeWindow("#stage=m/a&dx=2");
  const store = createStore(view);
  const heard = [];
  store.onChange((state, changed) => heard.push([state.stage, changed]));
  view.location.hash = "#dx=2";
  listeners.popstate();
  assert.deepEqual(heard, [[null, ["stage"]]]);
});

test("a link that is followed just before the address is written is not written over", () => {
  const { view, steps, later, listeners } = fakeWindow("");
  const store = createStore(view);
  store.set({ dx: 3 });
  view.location.hash = "#dy=2&edge=wrap"; // the browser tells of it a little later
  later();
  store.set({ stage: "m/a" });
  assert.deepEqual(steps, []);
  listeners.popstate();
  assert.deepEqual([store.get().dx, store.get().dy, store.get().edge, store.get().stage], [0, 2, "wrap", null]);
  store.set({ dx: 5 });
  later();
  assert.deepEqual(steps, [["replace", "#dx=5&dy=2&edge=wrap"]]);
});

test("equal values tell nobody", () => {
  const store = createStore(fakeWindow("#dx=2").view);
  store.onChange(() => assert.fail("nothing has changed"));
  store.set({ dx: 2, reference: [0, 0] });
});
