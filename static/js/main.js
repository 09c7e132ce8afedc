// Wiring: the only module that imports across layers. State -> request -> frame -> paint; everything else hangs on those.
import * as api from "./api.js";
import { whatChanged } from "./changed.js";
import { el, find, findAll, icon, say, segmented } from "./dom.js";
import { createDrawing } from "./draw.js";
import { createHeader, toggled } from "./header.js";
import { createHover } from "./hover.js";
import { createInput } from "./input.js";
import { listenToKeys } from "./keyboard.js";
import { createLive } from "./live.js";
import { createNotices } from "./notify.js";
import { createOpened } from "./opened.js";
import { createPainter } from "./painter.js";
import { createReceives } from "./receives.js";
import { createReferences } from "./references.js";
import { createRows, keyOf } from "./rows.js";
import { share } from "./predictions.js";
import { createScene } from "./scene.js";
import { createSession } from "./session.js";
import { createStore } from "./state.js";
import { t, translate } from "./strings.js";
import { createSweep } from "./sweep.js";
import { createTabs } from "./tabs.js";
import { decodeFrame, fromBase64 } from "./tensor.js";

const TILES = 16; // of a stage, at most: what fits a card, and keeps a frame below 64 KiB
const MEASURES = ["invariance", "equivariance", "cosine"];

const read = (id) => JSON.parse(find(`#${id}`).textContent);
const $ = (name) => find(`[data-el="${name}"]`);
const { models } = read("models");
const { samples } = read("samples");
const firstFrame = decodeFrame(fromBase64(find("#first-frame").textContent));
const FAMILIES = [...new Set(models.map(({ family }) => family))];
const defaults = models.filter((model) => model.default).map(({ id }) => id);

translate(document);
const store = createStore();
const dark = matchMedia("(prefers-color-scheme: dark)");
const theme = () => (store.get().theme === "auto" ? (dark.matches ? "dark" : "light") : store.get().theme);

// Models stand by family, the versions of one below each other.
const byFamily = (list) => list.sort((a, b) => FAMILIES.indexOf(a.family) - FAMILIES.indexOf(b.family) || models.indexOf(a) - models.indexOf(b));
const shownModels = () => {
  const chosen = models.filter(({ id }) => (store.get().models ?? defaults).includes(id));
  return byFamily(chosen.length ? chosen : models.filter(({ id }) => defaults.includes(id)));
};
const shownIds = () => shownModels().map(({ id }) => id);
const input = models.find(({ id }) => id === defaults[0]).input;
const tier = models.find(({ id }) => id === defaults[0]).tier;

const notices = createNotices({ banner: $("banner"), chip: $("status"), live: $("announce") });
const refused = (error) => notices.problem(error.type === "unreachable" ? t("problem.unreachable") : t("input.kept", { sentence: error.message }), error.type === "unreachable" ? "connection" : "picture");

// --- the models' rows -------------------------------------------------------------------------------------------------
let hover = null;
const rows = createRows($("rows"), {
  onOpen: (card) => store.set(store.get().stage === keyOf(card) ? { stage: null, channel: null, view: null } : { stage: keyOf(card), channel: null, view: null }),
  onHover: (card, at, event) => lights.overCard(card, at, event),
  onVisible: () => ask(),
});
const references = createReferences(() => painter.later());
const painter = createPainter(rows, {
  look: () => ({ scale: store.get().scale, measure: store.get().measure, theme: theme(), hover: hover && { ...hover, colour: theme() === "dark" ? "#ff7cc0" : "#d6127c" }, references: references.known() }),
  after(frame) {
    $("rows").classList.toggle("still", frame.dx === frame.reference[0] && frame.dy === frame.reference[1]);
    lights.refresh(hover);
    tell(frame);
    opened.update();
    charts?.update(context());
  },
});
const lights = createHover((next) => {
  hover = next;
  scene.light(next?.rect ?? null);
  painter.later();
});
const tabs = createTabs($("tabs"), (id) => document.body.dataset.tab = id);

// --- the live connection ----------------------------------------------------------------------------------------------
const session = createSession({ tier, channels: input.channels, samples, onChange: (current) => {
  if (current.pattern) scene.setPattern(current.pattern);
  controls.showSample(current.sample);
  receives.show(current, store.get().fit);
} });
const live = createLive({
  onFrame(frame, times) {
    notices.settle("connection");
    references.learn(frame, session.names(), session.fit ?? store.get().fit, frame.models.map(({ id }) => id));
    painter.show(frame, times);
  },
  onStatus(status) {
    notices.status(status);
    if (status === "connected") notices.settle("connection");
  },
  async onProblem(error) {
    if (error.type !== "picture-unknown") return notices.problem(error.message, "live");
    await session.again().catch(refused);
    ask();
  },
});
const query = () => {
  const { dx, dy, edge, reference, fit } = store.get();
  return { ...session.names(), fit: session.fit ?? fit, models: shownIds(), dx, dy, edge, reference, tiles: TILES, stages: rows.onScreen() };
};
let lastAsked = "";
function ask(moved) {
  if (!started) return;
  const next = query();
  const key = JSON.stringify(next);
  if (key !== lastAsked) live.request(next, moved);
  lastAsked = key;
}
let started = false;

// --- moving the pattern -----------------------------------------------------------------------------------------------
const clamp = (value, most) => Math.max(-most, Math.min(most, value));
let movedAt;
function moveTo(dx, dy, event) {
  movedAt = event?.timeStamp;
  store.set({ dx: clamp(dx, input.width), dy: clamp(dy, input.height) });
  movedAt = undefined;
}
const hold = (on) => {
  painter.hold(on);
  document.body.classList.toggle("moving", on);
};
const scene = createScene($("scene"), $("overlay"), {
  onDrag: (dx, dy, event) => { sweep.stop(); moveTo(dx, dy, event); },
  onHold: hold,
  onHover: (row, column, values, event) => lights.overPixel(row, column, values, event),
  onLeave: () => lights.leave(),
});
const sweep = createSweep({
  go: moveTo,
  ready: () => live.settled,
  onChange(playing) {
    hold(playing);
    $("play").replaceChildren(icon(playing ? "stop" : "play"));
    $("play").setAttribute("aria-label", ($("play").title = t(playing ? "scene.stop" : "scene.play")));
  },
});
const play = () => (sweep.playing ? sweep.stop() : sweep.play($("path").value, store.get().reference));
const pin = () => store.set({ reference: [store.get().dx, store.get().dy] });
const reset = () => { sweep.stop(); store.set({ dx: 0, dy: 0, reference: [0, 0] }); };
$("play").addEventListener("click", play);
$("path").addEventListener("change", () => sweep.playing && sweep.play($("path").value, store.get().reference));
$("pin").addEventListener("click", pin);
$("reset").addEventListener("click", reset);
const edge = segmented(t("scene.edge"), ["clip", "wrap"].map((value) => ({ value, text: t(`edge.${value}`), title: t(`edge.${value}.explain`) })), (value) => store.set({ edge: value }));
$("edge").append(edge.element);

// --- the picture ------------------------------------------------------------------------------------------------------
const START = { dx: 0, dy: 0, reference: [0, 0] };
async function take(blob) {
  sweep.stop();
  try {
    const image = await session.take(blob, store.get().fit);
    if (!image) return;
    notices.settle("picture");
    store.set({ image, sample: null, ...START });
    ask();
  } catch (error) { refused(error); }
}
async function choose(sample) {
  drawing.close();
  sweep.stop();
  try {
    await session.choose(sample, store.get().fit);
    notices.settle("picture");
    store.set({ image: null, sample: sample === samples[0].name ? null : sample, ...START });
    ask();
  } catch (error) { refused(error); }
}
// The address has changed under us (Back, a pasted link), or the fit: bring the picture up to it.
async function follow({ image, sample, fit }, changed) {
  const { current } = session;
  const wanted = sample ?? samples[0].name;
  try {
    if (image && image !== current.image) await session.open(image);
    else if (!image && current.sample !== wanted) await session.choose(wanted, fit);
    else if (changed.includes("fit") && current.blob && !current.prepared) store.set({ image: (await session.take(current.blob, fit)) ?? image });
    else if (changed.includes("fit") && current.sample) await session.choose(wanted, fit);
    ask();
  } catch (error) { refused(error); }
}
const controls = createInput({ button: $("upload"), file: $("file"), strip: $("samples"), dropzone: $("drop") }, samples.filter((sample) => sample.tier === tier), {
  onPicture: (blob) => { drawing.close(); take(blob); },
  onSample: choose,
  onRefuse: (sentence) => notices.problem(t("input.kept", { sentence }), "picture"),
});
const drawing = createDrawing($("board"), { root: $("draw-tools"), pen: $("pen"), eraser: $("eraser"), clear: $("clear"), done: $("done"), hint: $("draw-hint") }, {
  onDrawing: take,
  onStart: () => { sweep.stop(); $("scene-tools").hidden = true; $("draw").setAttribute("aria-pressed", true); $("hint").hidden = true; },
  onDone: () => { $("scene-tools").hidden = false; $("draw").setAttribute("aria-pressed", false); $("draw").focus(); },
});
$("draw").addEventListener("click", () => (drawing.active ? drawing.close() : drawing.open()));
const receives = createReceives(Object.fromEntries(["original", "frame", "box", "caption", "received", "size", "steps", "fit"].map((name) => [name === "received" ? "canvas" : name, $(name)])), (fit) => store.set({ fit }));

// --- the opened stage and the charts ----------------------------------------------------------------------------------
const numbers = () => {
  const { dx, dy, edge, fit } = store.get();
  return { ...session.names(), fit: session.fit ?? fit, dx, dy, edge };
};
const context = () => ({
  models, frame: painter.frame, state: { ...store.get(), models: shownIds() }, hover, held: document.body.classList.contains("moving"),
  request: {
    activation: (model, point) => api.activation({ ...numbers(), model, point }),
    weights: (model, parameter) => api.weights({ model, parameter }),
    shiftMap: (options, onProgress, signal) => api.shiftMap({ ...numbers(), models: shownIds(), ...options }, onProgress, signal),
    traceNpz: (options) => api.traceNpz({ ...numbers(), models: shownIds(), ...options }),
  },
  setState: (patch) => store.set(patch),
  onHover: (position) => lights.show(position),
});
const opened = createOpened({
  context,
  onClose: () => store.set({ stage: null, channel: null, view: null }),
  onProblem: (error) => notices.problem(t("problem.unexpected", { sentence: error.message }), "view"),
});
let charts = null;
const loadCharts = () => import("./chart.js").then(({ mountCharts }) => { charts = mountCharts($("charts"), context()); }, (error) => { $("charts").hidden = true; console.warn(error.message); });

// --- what is said -----------------------------------------------------------------------------------------------------
const measure = segmented(t("measure.title"), MEASURES.map((value) => ({ value, text: t(`measure.${value}`), title: t(`measure.${value}.explain`) })), (value) => store.set({ measure: value }));
$("measure").append(measure.element);
const titles = new Map(models.map((model) => [model.id, { title: model.title, points: new Map(model.points.filter((point) => point.stage).map((point) => [point.name, point.title])) }]));
let told = "";
function tell(frame) {
  const shown = whatChanged(frame, store.get().measure, titles, references.known());
  const key = JSON.stringify(shown);
  if (key === told) return;
  told = key;
  const family = (id) => models.find((model) => model.id === id).family;
  $("changed").replaceChildren(el("p", {}, shown.lead), ...shown.models.map(({ id, title, text }) => el("p", { dataset: { family: family(id) } }, el("b", {}, title), " ", text)));
  notices.announce(frame.models.map(({ id, predictions: [top] }) => t("prediction.label", { model: titles.get(id).title, label: top.label, share: share(top.probability) })).join(". "));
}

// --- header, keys, state ----------------------------------------------------------------------------------------------
const header = createHeader({ tiers: $("tiers"), chips: $("chips"), moreButton: $("more"), morePanel: $("more-panel"), scale: $("scale"), link: $("link"), classButton: $("class"), classPanel: $("class-panel"), theme: $("theme"), help: $("help"), dialog: $("help-dialog") }, models, {
  set: (patch) => store.set(patch),
  link: () => store.link(),
  models: (change) => {
    const next = Array.isArray(change) ? change : toggled(shownIds(), change);
    store.set({ models: next.length === defaults.length && defaults.every((id) => next.includes(id)) ? null : next });
  },
  toggleHidden: (key, hide) => store.set({ hide: hide ? [...store.get().hide, key] : store.get().hide.filter((other) => other !== key) }),
});
listenToKeys($("scene"), {
  move: (x, y, event) => { sweep.stop(); moveTo(store.get().dx + x, store.get().dy + y, event); },
  hold, pin, reset, sweep: play,
  help: () => $("help-dialog").showModal(),
  escape: () => (drawing.active ? drawing.close() : store.get().stage && store.set({ stage: null, channel: null, view: null })),
});

const PAINT = ["scale", "measure", "theme"];
const ASK = ["models", "dx", "dy", "edge", "reference"];
function apply(state, changed) {
  const has = (keys) => keys.some((key) => changed.includes(key));
  if (has(["dx", "dy", "edge", "reference"])) showPlace(state);
  if (has(["models"])) showModels();
  if (has(["image", "sample", "fit"]) && started) follow(state, changed);
  if (has(["fit"])) receives.show(session.current, state.fit);
  header.update(state, shownIds());
  measure.show(state.measure);
  if (has(["measure"])) say($("measure-explain"), t(`measure.${state.measure}.explain`));
  if (has(PAINT)) painter.later();
  if (has(ASK)) ask(movedAt);
  if (has(["stage", "models"])) opened.show(state.stage ? rows.card(state.stage) ?? null : null);
  if (has(["channel", "view", "stage"])) opened.update(true);
}
function showPlace(state) {
  if (state.dx || state.dy) $("hint").hidden = true;
  scene.update(state);
  edge.show(state.edge);
  for (const axis of ["dx", "dy"]) say($(axis), `${state[axis] > 0 ? "+" : state[axis] < 0 ? "−" : ""}${Math.abs(state[axis])}`);
  const [rx, ry] = state.reference;
  say($("pinned"), rx || ry ? t("scene.pinned", { dx: rx, dy: ry }) : "");
}
function showModels() {
  const shown = shownModels();
  rows.show(shown);
  tabs.show(shown);
}

// --- start: the first maps are in the page ----------------------------------------------------------------------------
const START_KEYS = Object.keys(store.get());
const state = store.get();
const firstFits = !state.image && (state.sample ?? samples[0].name) === samples[0].name;
painter.warm(theme());
apply(state, START_KEYS.filter((key) => !["stage", "channel", "view"].includes(key)));
const [firstModel] = firstFrame.models;
session.begin({ shape: firstModel.input.shape, data: firstModel.input.data }, samples[0].name);
if (firstFits) {
  references.learn({ ...firstFrame, edge: state.edge }, session.names(), state.fit, []);
  painter.show(firstFrame);
}
performance.mark("mixscope:first-paint");
store.onChange(apply);
dark.addEventListener("change", () => painter.later());
let resizing = null;
addEventListener("resize", () => {
  resizing ??= requestAnimationFrame(() => { resizing = null; rows.arrange(); painter.later(); opened.notch(); });
});

requestAnimationFrame(async () => {
  started = true;
  await follow(state, ["fit"]);
  if (state.stage) opened.show(rows.card(state.stage) ?? null);
  if (!state.hide.includes("chart")) loadCharts();
});
