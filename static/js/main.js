// @ts-check
// Wiring: the only module that imports across layers. State -> request -> frame -> paint; everything else hangs on those.
import { createChoosing } from "./catalog/choosing.js";
import { classNamed, modelInWords, named, sampleInWords } from "./i18n/documents.js";
import { chooseLanguage, foreignRefusal, language, t, told } from "./i18n/i18n.js";
import { NO_SCENE, isPinned } from "./lib/scene.js";
import { offElsewhere, untouched } from "./lib/switched_off.js";
import { createStore } from "./lib/url_state.js";
import { fromBase64 } from "./lib/wire.js";
import { isAway, sayProblems, sayTitles } from "./net/api.js";
import { receive, sayClasses } from "./net/frames.js";
import { createAlteredNote } from "./page/altered_note.js";
import { createSummary } from "./page/change_summary.js";
import { createContext } from "./page/context.js";
import { createDisplay } from "./page/display.js";
import { createFrames } from "./page/frames.js";
import { createHeader } from "./page/header.js";
import { createHover } from "./page/hover.js";
import { listenToKeys } from "./page/keyboard.js";
import { createMeasure } from "./page/measure.js";
import { createTabs } from "./page/model_tabs.js";
import { createNotices } from "./page/notices.js";
import { createOpened } from "./page/opened_stage.js";
import { createRail } from "./page/rail.js";
import { createSections, openSection } from "./page/sections.js";
import { createSetAside } from "./page/set_aside.js";
import { createStoryDoor } from "./page/story_door.js";
import { createStrip } from "./page/strip.js";
import { createTheme } from "./page/theme.js";
import { createPicture } from "./scene/picture.js";
import { createPlace } from "./scene/position.js";
import { createSecond } from "./scene/second_pattern.js";
import { createPainter } from "./stages/painter.js";
import { createRows, keyOf } from "./stages/rows.js";
import { find } from "./ui/dom.js";
import { createExplaining } from "./ui/explaining.js";
import { translate } from "./ui/template.js";

const SCENE = Object.keys(NO_SCENE);
const CLOSED = { stage: null, channel: null, view: null };
/** A click on a card opens it, with the channel or unit under the pointer; on an open card it goes to another one, or closes it. */
const clicked = (state, key, channel) => {
  if (state.stage !== key || state.inside) return { ...CLOSED, stage: key, channel };
  return channel === null || channel === state.channel ? CLOSED : { channel };
};

const read = (id) => JSON.parse(find(`#${id}`).textContent);
const $ = (name) => find(`[data-el="${name}"]`);
const { models: listed, unlisted } = read("models");
const models = listed.map(modelInWords);
const samples = read("samples").samples.map(sampleInWords);
sayClasses(classNamed);
const firstFrame = receive(fromBase64(find("#first-frame").textContent));

translate(document);
find("meta[name=description]").content = t("description");
sayTitles(named);
sayProblems((problem) => told(problem) || problem.title || foreignRefusal(problem));
const store = createStore();
let started = false; // the first maps are painted
let room = null; // of a class, see room/room.js

// --- what is on the page ----------------------------------------------------------------------------------------------
const notices = createNotices({ banner: $("banner"), chip: $("status"), live: $("announce") });
const choosing = createChoosing(models, {
  unlisted,
  store,
  notices,
  onModels: () => apply(store.get(), ["models"]),
  onList: () => header.choices(),
});
const formOf = ({ tier, input }) => `${tier} ${input.width}x${input.height}`;
/** What the models shown receive: all of them are of one tier, and the picture is shown as the first one gets it. */
const kind = () => {
  const [first] = choosing.shown();
  const { tier, id: model, input, labels } = first;
  const titleOf = (id) => models.find((one) => one.id === id)?.title ?? id;
  return { tier, model, form: formOf(first), input, channels: input.channels, labels, titleOf };
};
const theme = createTheme(
  () => store.get().theme,
  () => painter.later(),
);
const close = () => store.set(CLOSED);
const rows = createRows($("rows"), {
  onOpen: (card, channel) => store.set(clicked(store.get(), keyOf(card), channel)),
  onStep: (card, before) => {
    if (store.get().stage === keyOf(before)) store.set({ ...CLOSED, stage: keyOf(card) });
    painter.later();
  },
  onHover: (card, at, event) => lights.overCard(card, at, event),
  onAltered: (key) => store.set({ stage: key, channel: null, view: "ablation" }),
  onSwitchOn: ({ id }) => store.set({ off: offElsewhere(store.get().off, id) }),
  sampleTitle: (name) => samples.find((sample) => sample.name === name)?.title ?? name,
  onWhy: (model, label) => store.set({ section: "why", whyClass: label, whyModel: model.id }),
  onPoint: (card) => place.grid.point(card?.point ?? null),
  onVisible: () => frames.ask(),
});
const painter = createPainter(rows, () => ({
  scale: store.get().scale,
  measure: store.get().measure,
  theme: theme.now(),
  hover: lights.now && { ...lights.now, colour: theme.lit() },
  references: frames.references(),
}));
const lights = createHover((next) => {
  place.scene.light(store.get().transform ? null : (next?.rect ?? null)); // a place of the transformed picture is none of this one
  painter.later();
});
const hold = (on) => {
  document.body.classList.toggle("moving", on);
  painter.hold(on);
};
const place = createPlace($, store, {
  limits: () => kind().input,
  onHold: hold,
  onGrab: () => second.follow(store.get()),
  ready: () => frames.settled(),
  lights,
});
const second = createSecond($("scene-more"), {
  store,
  kind,
  samples,
  scene: place.scene,
  held: () => place.held.which,
  grab: place.grab,
  onProblem: (error) => notices.problem(error.message, "picture"),
});
const picture = createPicture($, store, {
  kind,
  samples,
  onPattern(pattern) {
    place.scene.setPattern(pattern);
    second.base(pattern);
  },
  onReady: () => frames.ask(),
  onStart: () => place.stop(),
  onRefused: (error) => notices.problem(picture.refusal(error), error.type === "unreachable" ? "connection" : "picture"),
  onTold: () => notices.settle("picture"),
});
const frames = createFrames({
  store,
  painter,
  notices,
  element: $("rows"),
  values: ["changed", "strip", "charts", "listeners", "two", "pairs", "granted", "why", "likeness"].map($),
  behind: $("behind"),
  picture: () => picture,
  shown: choosing.ids,
  room: () => room,
  stages: () => (openSection(store.get()) === "rows" ? rows.onScreen() : []),
  onBack() {
    notices.settle("view");
    sections.load();
  },
});

// --- the opened stage and the sections get everything through the context, and nothing else ----------------------------
const { lead } = createSetAside($("rows"), { store, models, shown: choosing.ids });
const onMore = (chapter) => story.begin(chapter);
const context = createContext({
  ...{ models, samples, store, painter, lights, choosing, lead, onMore },
  ...{ numbers: frames.numbers, movedAt: () => place.movedAt, uploads: picture.uploads, give: picture.give },
});
/** A part whose script or answer does not come because the server is gone is no fault of the page. */
const unexpected = (error) =>
  isAway(error)
    ? notices.problem(t("problem.unreachable"), "connection")
    : notices.problem(t("problem.unexpected", { sentence: error.message }), "view");
const toOuter = () => store.set({ inside: null, channel: null, view: "inside" });
const opened = createOpened({ context, onClose: close, onOuter: toOuter, onProblem: unexpected });
const rail = createRail($, store);
const strip = createStrip($("strip"), models);
const sections = createSections($, {
  context,
  ready: () => started && painter.frame,
  onShow: showSection,
  onProblem: unexpected,
});
const alteredNote = createAlteredNote($("altered-note"), {
  titles: (ids) => ids.map(kind().titleOf),
  shown: choosing.ids,
  onSwitchOn: () => store.set({ off: [] }),
});
const tabs = createTabs($("tabs"));
const story = createStoryDoor($, { store, context, onProblem: unexpected });
createExplaining({ onMore });
function showSection(name) {
  rail.show(name);
  strip.show(name !== "rows");
  if (name === "rows" && started) arrange();
  painter.later();
  frames.ask();
}
function arrange() {
  rows.arrange();
  painter.later();
  opened.notch();
}
const summary = createSummary($("changed"), models, notices.announce);
painter.onPaint((frame) => $("rows").classList.toggle("still", isPinned(frame)));
painter.onPaint(second.paint);
painter.onPaint(lights.refresh);
painter.onPaint(tabs.answer);
painter.onPaint((frame) => summary.tell(frame, store.get().measure, frames.references()));
painter.onPaint(() => opened.update());
painter.onPaint(() => sections.follow());
painter.onPaint((frame) => strip.paint(untouched(frame), store.get().measure));
painter.onPaint(() => sections.load());
painter.onPaint(() => story.follow());

// --- header, keys, state ----------------------------------------------------------------------------------------------
const measure = createMeasure($, (value) => store.set({ measure: value }));
const header = createHeader($, { models, store, choosing, theme });
const display = createDisplay($("display"), { now: () => store.get().display, set: store.set, onTurn: arrange });
listenToKeys({
  move: place.moveBy,
  hold,
  pin: place.pin,
  reset: place.reset,
  sweep: place.play,
  help: () => $("help-dialog").showModal(),
  escape() {
    if (picture.drawing.active) picture.drawing.close();
    else if (store.get().story) story.leave();
    else if (store.get().stage) close();
    else store.set({ off: [] });
  },
});

function apply(state, changed) {
  const has = (...keys) => keys.some((key) => changed.includes(key));
  if (started && has("lang") && chooseLanguage(location.hash, navigator.languages) !== language) return location.reload();
  if (has("dx", "dy", "edge", "reference", ...SCENE)) place.show(state);
  if (has("models", ...SCENE)) second.follow(state);
  if (has("models")) {
    choosing.follow();
    rows.show(choosing.shown());
    tabs.show(choosing.shown());
  }
  if (has("models", "grid")) place.grid.show(state.grid === "on", choosing.shown());
  if (started && (has("image", "sample", "fit", "profile") || !picture.fits)) picture.follow(state, changed);
  if (has("models", "scale", "theme", "hide")) header.update(state, choosing.ids());
  if (has("hide")) rail.hide(state.hide);
  if (has("display")) display.show(state.display);
  if (has("measure")) measure.show(state.measure);
  if (has("scale", "measure", "theme")) painter.later();
  if (has("models", "off")) rows.want(state.off);
  if (has("models", "dx", "dy", "edge", "reference", "fit", "profile", "off", ...SCENE)) frames.ask(place.movedAt);
  sections.apply(state, changed);
  alteredNote.show(state);
  if (!started) return;
  if (has("stage", "inside", "models")) opened.show(rows.card(state.stage), state.inside);
  if (has("channel", "view", "off", "scale", "hide")) opened.update(true);
  story.apply(state, changed);
}

// --- start: the first maps are in the page ----------------------------------------------------------------------------
painter.warm(theme.now());
apply(store.get(), Object.keys(store.get()));
picture.begin(formOf(models.find(({ id }) => id === firstFrame.models[0].id)), firstFrame.models[0].input);
if (picture.isFirst(store.get()) && !store.get().off.length) painter.show(firstFrame);
performance.mark("mixscope:first-paint");
store.onChange(apply);
let resizing = null;
addEventListener("resize", () => {
  resizing ??= requestAnimationFrame(() => {
    resizing = null;
    arrange();
  });
});
requestAnimationFrame(async () => {
  started = true;
  await picture.follow(store.get(), ["fit"]);
  frames.begin();
  const { stage, inside } = store.get();
  if (stage) opened.show(rows.card(stage), inside);
  sections.load();
  story.apply(store.get(), ["story"]);
  if (store.get().room) room = (await import("./room/room.js")).enterRoom({ store, frames, shown: choosing.shown, hold });
});
