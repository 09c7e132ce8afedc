// Wiring: the only module that imports across layers. State -> request -> frame -> paint; everything else hangs on those.
import * as api from "./net/api.js";
import { createArrivals } from "./catalog/arrivals.js";
import { createChoice } from "./catalog/choice.js";
import { find } from "./ui/dom.js";
import { createDownloads } from "./catalog/downloads.js";
import { createHeader } from "./page/header.js";
import { createHover } from "./page/hover.js";
import { listenToKeys } from "./page/keyboard.js";
import { createLive } from "./net/live.js";
import { createMeasure } from "./page/measure.js";
import { createNotices } from "./page/notices.js";
import { createOpened } from "./page/opened_stage.js";
import { createPainter } from "./stages/painter.js";
import { createPicture } from "./scene/picture.js";
import { chooseLanguage, language, t, translate, words } from "./i18n/i18n.js";
import { createPlace } from "./scene/position.js";
import { createReferences } from "./net/pinned_predictions.js";
import { createRequests } from "./net/requests.js";
import { createRows, keyOf } from "./stages/rows.js";
import { createStore } from "./lib/url_state.js";
import { createStory } from "./page/change_summary.js";
import { createSections } from "./page/sections.js";
import { createTabs } from "./page/model_tabs.js";
import { decodeFrame, fromBase64 } from "./lib/wire.js";

const TEXT = await words("model_menu");

const TILES = 16; // of a stage, at most: what fits a card, and keeps the default frame below 64 KiB
const CLOSED = { stage: null, channel: null, view: null };
const LIT = { light: "#d6127c", dark: "#ff7cc0" };

const read = (id) => JSON.parse(find(`#${id}`).textContent);
const $ = (name) => find(`[data-el="${name}"]`);
const { models } = read("models");
const { samples } = read("samples");
const firstFrame = decodeFrame(fromBase64(find("#first-frame").textContent));
const choice = createChoice(models);

translate(document);
const store = createStore();
const dark = matchMedia("(prefers-color-scheme: dark)");
const theme = () => (store.get().theme === "auto" ? (dark.matches ? "dark" : "light") : store.get().theme);
const shownIds = () => choice.ids(store.get().models);
const formOf = ({ tier, input }) => `${tier} ${input.width}x${input.height}`;
/** What the models shown receive: all of them are of one tier, and the picture is shown as the first one gets it. */
const kind = () => {
  const first = choice.shown(store.get().models)[0];
  return { tier: first.tier, model: first.id, form: formOf(first), input: first.input, channels: first.input.channels };
};
const close = () => store.set(CLOSED);

// --- what is on the page ----------------------------------------------------------------------------------------------
let hover = null;
let started = false; // the first maps are painted
let ready = false; // and the picture is the one of the address
const notices = createNotices({ banner: $("banner"), chip: $("status"), live: $("announce") });
const story = createStory($("changed"), models, notices.announce);
const rows = createRows($("rows"), {
  onOpen: (card) => store.set({ ...CLOSED, stage: store.get().stage === keyOf(card) ? null : keyOf(card) }),
  onStep: (card, before) => {
    if (store.get().stage === keyOf(before)) store.set({ ...CLOSED, stage: keyOf(card) });
    painter.later();
  },
  onHover: (card, at, event) => lights.overCard(card, at, event),
  onVisible: () => ask(),
});
const references = createReferences(() => painter.later());
const painter = createPainter(rows, {
  look: () => ({
    scale: store.get().scale,
    measure: store.get().measure,
    theme: theme(),
    hover: hover && { ...hover, colour: LIT[theme()] },
    references: references.known(),
  }),
  after(frame) {
    $("rows").dataset.settled = ready && picture.fits && live.settled;
    $("rows").classList.toggle("still", frame.dx === frame.reference[0] && frame.dy === frame.reference[1]);
    lights.refresh(hover);
    tabs.answer(frame);
    story.tell(frame, store.get().measure, references.known());
    opened.update();
    sections.follow();
    if (started) sections.load();
  },
});
const lights = createHover((next) => {
  hover = next;
  place.scene.light(next?.rect ?? null);
  painter.later();
});
const hold = (on) => {
  painter.hold(on);
  document.body.classList.toggle("moving", on);
};
const tabs = createTabs($("tabs"));
const place = createPlace($, store, {
  limits: () => kind().input,
  onHold: hold,
  ready: () => live.settled,
  lights: () => lights,
});
const refused = (error) => notices.problem(picture.refusal(error), error.type === "unreachable" ? "connection" : "picture");
const picture = createPicture($, store, {
  kind,
  samples,
  onPattern: (pattern) => place.scene.setPattern(pattern),
  onReady: () => ask(),
  onStart: () => place.stop(),
  onRefused: refused,
  onTold: () => notices.settle("picture"),
});

// --- the live connection ----------------------------------------------------------------------------------------------
const live = createLive({
  onFrame(frame, times) {
    notices.settle("connection");
    references.learn(
      frame,
      picture.names(),
      frame.models.map(({ id }) => id),
    );
    painter.show(frame, times);
  },
  onStatus(status) {
    notices.status(status);
    if (status !== "connected") return;
    notices.settle("connection");
    if (!ready) return;
    notices.settle("view");
    sections.load();
  },
  async onProblem(error) {
    if (error.type !== "picture-unknown") return notices.problem(error.message, "live");
    await picture.session.again().catch(refused);
    asked = ""; // the same question once more
    ask();
  },
});
const numbers = () => {
  const { dx, dy, edge } = store.get();
  return { ...picture.names(), dx, dy, edge };
};
const requests = createRequests({ numbers, shown: shownIds });
let asked = "";
function ask(moved) {
  if (!ready || !picture.fits) {
    // the picture of the address, or of this tier, is still on its way
    $("rows").dataset.settled = false;
    return;
  }
  const query = { ...numbers(), models: shownIds(), reference: store.get().reference, tiles: TILES, stages: rows.onScreen() };
  const key = JSON.stringify(query);
  if (key === asked) return;
  asked = key;
  $("rows").dataset.settled = false; // until the answer is painted
  live.request(query, moved);
}

// --- the opened stage and the charts get everything through this, and nothing else -------------------------------------
const context = () => ({
  models,
  samples,
  frame: painter.frame,
  state: { ...store.get(), models: shownIds() },
  hover,
  held: document.body.classList.contains("moving"),
  request: requests,
  setState: (patch) => store.set(patch),
  onHover: (position) => lights.show(position),
});
const unexpected = (error) => notices.problem(t("problem.unexpected", { sentence: error.message }), "view");
const opened = createOpened({ context, onClose: close, onProblem: unexpected });
const sections = createSections($, { context, ready: () => painter.frame, onProblem: unexpected });

// --- header, keys, state ----------------------------------------------------------------------------------------------
const measure = createMeasure($, (value) => store.set({ measure: value }));
const arrivals = createArrivals(models, { read: api.model, onArrive: () => header.choices() });
const downloads = createDownloads(
  { downloads: api.downloads, start: api.startDownload, cancel: api.cancelDownload, remove: api.removeModel },
  {
    here: (id) => models.some((model) => model.id === id && !model.status.startsWith("absent")),
    onChange: () => header.choices(),
    async onCome(id) {
      await listed(id);
      if (await arrivals.renew(id)) notices.announce(TEXT.here(models.find((model) => model.id === id).title));
      apply(store.get(), ["models"]);
    },
  },
);
const header = createHeader($, models, {
  set: (patch) => store.set(patch),
  link: () => store.link(),
  async toggle(id) {
    await arrivals.bring([id]);
    choose(choice.toggle(store.get().models, id));
    header.choices(); // a tick that could not be followed is taken back
  },
  /** False where the tier has no model that could be shown yet. */
  tier(name) {
    const ids = choice.begin(name);
    if (ids !== undefined) choose(ids);
    const first = arrivals.first(name);
    if (ids === undefined && first.length) arrivals.bring(first).then((come) => come && choose(choice.begin(name)));
    return ids !== undefined;
  },
  async other(name) {
    await api.startDownload(name);
    await listed(name);
    downloads.look(true);
  },
  downloads,
  opening: arrivals.opening,
});
/** Another tier begins anew: its inputs have another size, and other samples. */
function choose(ids) {
  const same = choice.shown(ids)[0].tier === kind().tier;
  store.set(
    same
      ? { models: ids }
      : { ...CLOSED, models: ids, sample: null, dx: 0, dy: 0, reference: [0, 0], listen: null, listenUnit: null },
  );
}
/** A model that was not on the list when the page was opened: somebody has asked for it by name. */
async function listed(id) {
  if (models.some((model) => model.id === id)) return;
  const model = await api.model(id);
  if (!models.some((one) => one.id === id)) models.push(model);
}
/** A link may name models that this server does not have: it says so, and shows the others. */
function missing(ids) {
  const model = models.find(({ id, status }) => ids.includes(id) && status?.startsWith("absent: "));
  if (model) notices.problem(TEXT.missing(model.title, model.status.slice(8)), "models");
  else notices.settle("models");
}
listenToKeys($("scene"), {
  move: place.moveBy,
  hold,
  pin: place.pin,
  reset: place.reset,
  sweep: place.play,
  help: () => $("help-dialog").showModal(),
  escape: () => (picture.drawing.active ? picture.drawing.close() : store.get().stage && close()),
});

function apply(state, changed) {
  const has = (...keys) => keys.some((key) => changed.includes(key));
  if (started && has("lang") && chooseLanguage(location.hash, navigator.languages) !== language) return location.reload();
  if (has("dx", "dy", "edge", "reference")) place.show(state);
  if (has("models")) {
    arrivals.bring(state.models).then((come) => come && apply(store.get(), ["models"]));
    missing(state.models ?? []);
    rows.show(choice.shown(state.models));
    tabs.show(choice.shown(state.models));
  }
  if (started && (has("image", "sample", "fit") || !picture.fits)) picture.follow(state, changed);
  if (has("models", "scale", "theme", "hide")) header.update(state, shownIds());
  if (has("measure")) measure.show(state.measure);
  if (has("scale", "measure", "theme")) painter.later();
  if (has("models", "dx", "dy", "edge", "reference", "fit")) ask(place.movedAt);
  if (!started) return;
  if (has("stage", "models")) opened.show(rows.card(state.stage));
  if (has("channel", "view", "scale", "hide")) opened.update(true);
  sections.apply(changed);
  if (has("hide")) sections.load();
}

// --- start: the first maps are in the page ----------------------------------------------------------------------------
painter.warm(theme());
apply(store.get(), Object.keys(store.get()));
picture.begin(formOf(models.find(({ id }) => id === firstFrame.models[0].id)), firstFrame.models[0].input);
if (picture.isFirst(store.get())) painter.show(firstFrame);
performance.mark("mixscope:first-paint");
store.onChange(apply);
dark.addEventListener("change", () => painter.later());
let resizing = null;
addEventListener("resize", () => {
  resizing ??= requestAnimationFrame(() => {
    resizing = null;
    rows.arrange();
    painter.later();
    opened.notch();
  });
});
requestAnimationFrame(async () => {
  started = true;
  await picture.follow(store.get(), ["fit"]);
  ready = true;
  ask();
  const { stage } = store.get();
  if (stage) opened.show(rows.card(stage));
  sections.load();
});
