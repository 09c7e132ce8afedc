// One table of properties <-> the URL hash, and a store that tells its listeners what changed. No DOM beyond location.
import { fromOlder, readList } from "./switched_off.js";

const one = (...options) => ({ read: (text) => (options.includes(text) ? text : undefined), write: String });
const integer = (least, most) => ({
  read: (text) => (/^-?\d{1,4}$/.test(text) ? Math.min(most, Math.max(least, Number(text))) : undefined),
  write: String,
});
const name = { read: (text) => (/^[\w.+-]{1,80}$/.test(text) ? text : undefined), write: String };
const names = {
  read: (text) => {
    const list = text.split(",").filter((part) => name.read(part));
    return list.length ? [...new Set(list)].slice(0, 16) : undefined;
  },
  write: (list) => list.join(","),
};
const pair = {
  read: (text) => {
    const list = text.split(",").map((part) => integer(-999, 999).read(part));
    return list.length === 2 && !list.includes(undefined) ? list : undefined;
  },
  write: (list) => list.join(","),
};
const language = { read: (text) => (/^[A-Za-z]{2,3}(-\w{2,8})*$/.test(text) ? text : undefined), write: String };
const place = { read: (text) => (/^[\w.+-]{1,80}\/[\w.+@-]{1,120}$/.test(text) ? text : undefined), write: String };
const path = { read: (text) => (/^[\w.+@-]{1,200}$/.test(text) ? text : undefined), write: String };
const listener = { read: (text) => (/^(\d{1,4},\d{1,4}|class)$/.test(text) ? text : undefined), write: String };
const spot = { read: (text) => (/^\d{1,4},\d{1,4}$/.test(text) ? text : undefined), write: String };
const fraction = { read: (text) => (/^(0(\.\d{1,3})?|1)$/.test(text) ? Number(text) : undefined), write: String };
// How the picture comes to the input: see docs/wire.md.
const fit = {
  read: (text) => (/^(auto|none|(0(\.\d{1,3})?|1),(0(\.\d{1,3})?|1),(0\.[1-9]\d{0,2}|1))$/.test(text) ? text : undefined),
  write: String,
};
const code = { read: (text) => (/^[A-Za-z]{4}$/.test(text) ? text.toUpperCase() : undefined), write: String };
const cut = { read: (text) => (/^\d{1,4},\d{1,4},\d{1,4},\d{1,4}$/.test(text) ? text : undefined), write: String };
const view = { read: (text) => (/^[\w.+-]{1,400}$/.test(text) ? text : undefined), write: String };
const off = {
  read(text) {
    const list = readList(text);
    return list.length ? list : undefined;
  },
  write: (list) => list.join(","),
};
const chapter = { read: (text) => (/^[a-z]{1,20}(\.\d{1,2})?$/.test(text) ? text : undefined), write: String };
const steps = { read: (text) => (/^[a-z\d:.,-]{1,300}$/.test(text) ? text : undefined), write: String };
const kernels = { read: (text) => (/^[\w.-]{1,300}$/.test(text) ? text : undefined), write: String };
const picture = { read: (text) => (/^([\w-]{20,8000}|~[\da-f]{64})$/.test(text) ? text : undefined), write: String };

/** Sections that a teacher hides by their own names. */
const PLACES = ["listeners", "two", "pairs", "granted", "why", "likeness", "lineage", "data", "sequence", "stack", "glossary"];

/** Everything that a link carries. `initial` null = the page's own default (the server's models, its first sample). */
export const PROPS = {
  story: { initial: null, ...chapter, history: true }, // a chapter and its step, "moving.2", see story/chapters.js
  models: { initial: null, ...names },
  sample: { initial: null, ...name },
  // A drawn or uploaded picture: base64url of a small PNG as the models received it, or "~" and the server's id of a larger one.
  image: { initial: null, ...picture },
  fit: { initial: "auto", ...fit },
  profile: { initial: "convert", ...one("convert", "ignore") }, // of the picture's colours
  dx: { initial: 0, ...integer(-999, 999) },
  dy: { initial: 0, ...integer(-999, 999) },
  edge: { initial: "clip", ...one("clip", "wrap") },
  reference: { initial: [0, 0], ...pair },
  cut: { initial: null, ...cut }, // the part of the picture that is there; with those below the scene, see lib/scene.js
  sample2: { initial: null, ...name },
  cut2: { initial: null, ...cut },
  dx2: { initial: 0, ...integer(-999, 999) },
  dy2: { initial: 0, ...integer(-999, 999) },
  reference2: { initial: [0, 0], ...pair },
  transform: { initial: "", ...steps },
  rtransform: { initial: "", ...steps }, // of the pinned scene
  snap: { initial: "on", ...one("on", "off") }, // the glyphs of "Left or right" to the grid of their patches
  grid: { initial: "off", ...one("off", "on") }, // lines over the picture where patches are cut
  section: {
    initial: null,
    ...one("rows", "changed", ...PLACES),
    history: true,
  }, // see sectionOf
  stage: { initial: null, ...place, history: true }, // opened card, "model/point"
  inside: { initial: null, ...path, history: true }, // a module inside the opened stage, see views/inside.js
  channel: { initial: null, ...integer(0, 9999) },
  view: { initial: null, ...view }, // of the opened card, and what it shows
  off: { initial: [], ...off }, // what is switched off of the models in the rows, see lib/switched_off.js
  scale: { initial: "stage", ...one("unit", "stage", "model", "all") },
  measure: { initial: "invariance", ...one("invariance", "equivariance", "cosine") },
  listen: { initial: null, ...listener }, // who listens, see panels/mixing/mixing.js: "row,column" in input pixels, or "class"
  listenDepth: { initial: 0.5, ...fraction },
  listenLevel: { initial: "operator", ...one("operator", "block", "input") },
  listenKind: { initial: [], ...names }, // of those models that have it
  listenUnit: { initial: null, ...integer(0, 9999) },
  listenScale: { initial: "common", ...one("common", "own") },
  whyClass: { initial: null, ...integer(0, 9999) }, // what is explained, see panels/why/why.js; null: what the first model says
  whyAgainst: { initial: null, ...integer(0, 9999) }, // the class whose logit is taken away
  whyBaseline: { initial: "black", ...one("black", "mean", "blurred") },
  whyCheck: { initial: "none", ...one("none", "curves", "twin") }, // of the maps of whyModel; null: of the first model's
  whyModel: { initial: null, ...name },
  whyOver: { initial: 1, ...fraction }, // opacity of the maps over the picture
  whyKeep: { initial: "all", ...one("all", "strongest") },
  whyEnds: { initial: "most", ...one("most", "all") }, // of the scales
  whySeed: { initial: 0, ...integer(0, 9999) }, // of the random order of the curves
  like: { initial: null, ...spot }, // the place that others are compared with, see panels/likeness/likeness.js: "row,column" in input pixels
  likeBasis: { initial: "row", ...one("row", "stage") },
  likeMean: { initial: "with", ...one("with", "without") },
  likeTokens: { initial: "off", ...one("off", "on") },
  likeOf: { initial: null, ...name }, // two models whose layers are compared; null: the first of the rows
  likeWith: { initial: null, ...name },
  stack: { initial: null, ...kernels }, // "Build a stack", see lib/stack_presets.js: a name or the layers themselves
  against: { initial: null, ...kernels },
  dataTraining: { initial: "centred", ...one("centred", "shifted", "both") }, // "How much data": whose curves are drawn
  dataMoved: { initial: "0", ...one("0", "2", "4", "6") }, // px by which the test digits are moved
  costOf: { initial: "alike", ...one("alike", "shipped") }, // whose cost "One step at a time" shows
  dataError: { initial: "test", ...one("test", "train") },
  dataForm: { initial: null, ...name }, // whose weights are shown along the curve
  dataStep: { initial: null, ...integer(0, 9999) }, // of its training
  lineage: { initial: null, ...name }, // two steps of the timeline, "norm-resnet"
  display: { initial: "normal", ...one("normal", "projector") }, // large, for a room
  theme: { initial: "auto", ...one("auto", "light", "dark") },
  lang: { initial: null, ...language }, // null: the reader's own, see i18n/i18n.js
  room: { initial: null, ...code }, // of the class that this page belongs to, see room/room.js
  lead: { initial: null, ...name }, // the secret of its leader: kept by the page, and taken out of the address
  hide: { initial: [], ...names }, // a teacher's switches, see HIDEABLE
};

export const HIDEABLE = [
  "models",
  "scale",
  "link",
  "theme",
  "measure",
  "legend",
  "samples",
  "upload",
  "draw",
  "sweep",
  "receives",
  "changed",
  "chart",
  ...PLACES,
  "weights",
  "rail",
  "strip",
];

const same = (a, b) =>
  a === b || (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => item === b[i]));

/** @typedef {Record<keyof typeof PROPS, any>} State */

/** @returns {State} */
export const initialState = () =>
  /** @type {State} */ (Object.fromEntries(Object.entries(PROPS).map(([key, { initial }]) => [key, initial])));

/** What fills the page beside the picture: what the address names, else what the rest of it is about. */
export function sectionOf(state) {
  if (state.section) return state.section;
  if (state.stage) return "rows";
  if (state.stack || state.against) return "stack";
  if (state.lineage) return "lineage";
  const asks = (about) =>
    Object.entries(PROPS).some(([key, { initial }]) => key.startsWith(about) && !same(state[key], initial));
  if (asks("why")) return "why";
  if (asks("like")) return "likeness";
  return asks("listen") ? "listeners" : "rows";
}

/** "#dx=3&scale=all" -> {dx: 3, scale: "all"}; what cannot be read is left at its default. */
export function parseHash(hash) {
  const state = initialState();
  for (const [key, text] of new URLSearchParams(hash.replace(/^#/, ""))) {
    const value = Object.hasOwn(PROPS, key) ? PROPS[key].read(text) : undefined;
    if (value !== undefined) state[key] = value;
  }
  return fromOlder(state);
}

/** The hash of a state, without "#": only what differs from the defaults, in the order of the table. */
export function formatHash(state) {
  const parts = [];
  for (const [key, { initial, write }] of Object.entries(PROPS)) {
    if (state[key] !== null && !same(state[key], initial)) parts.push(`${key}=${write(state[key])}`);
  }
  return parts.join("&");
}

/**
 * The store. `set(patch)` tells every listener (state, changed keys) at once and writes the hash a little later, because
 * browsers slow down pages that write their address at every move. A change of a `history` property makes a step that
 * Back undoes; all others replace.
 */
export function createStore(view = window) {
  let state = parseHash(view.location.hash);
  let timer = null;
  let followed = view.location.hash; // the address that the state has last been read from or written to
  const listeners = [];

  const tell = (next) => {
    const changed = Object.keys(next).filter((key) => !same(next[key], state[key]));
    if (!changed.length) return;
    state = next;
    for (const listener of listeners) listener(state, changed);
  };
  const write = (how) => {
    view.clearTimeout(timer);
    timer = null;
    if (view.location.hash !== followed) return; // a link whose popstate is on its way: it is not written over
    const hash = formatHash(state);
    if (hash !== view.location.hash.replace(/^#/, ""))
      view.history[how](null, "", hash ? `#${hash}` : view.location.pathname + view.location.search);
    followed = view.location.hash;
  };

  view.addEventListener("popstate", () => {
    followed = view.location.hash;
    tell({ ...state, ...parseHash(followed) });
  });
  return {
    get: () => state,
    onChange: (listener) => listeners.push(listener),
    set(patch) {
      const next = { ...state, ...("stage" in patch ? { inside: null } : {}), ...patch }; // of another stage
      const step = Object.keys(patch).some((key) => PROPS[key].history && !same(patch[key], state[key]));
      if (step && timer) write("replaceState");
      tell(next);
      if (step) write("pushState");
      else timer ??= view.setTimeout(() => write("replaceState"), 250);
    },
    /** The address of this very view. */
    link() {
      write("replaceState");
      return view.location.href;
    },
  };
}
