// "Who listens to whom": one place is chosen, and every model answers with the places that it listens to at that depth.
// Nothing is asked before the panel is on the screen; a new question gives up the old one.
import { words } from "../../i18n/i18n.js";
import { fingerprint } from "../../lib/fingerprint.js";
import { findModel } from "../../lib/wire.js";
import { el, say } from "../../ui/dom.js";
import { onTheme } from "../../ui/plot.js";
import { createAsker, questionOf } from "./asker.js";
import { mountWall } from "./attention_wall.js";
import { CEILING, createBar } from "./colour_bar.js";
import { createControls } from "./controls.js";
import { foldPart } from "./fold_part.js";
import { mountUnits } from "./hidden_units.js";
import { createCard } from "./model_card.js";
import { formatListen, parseListen, queryOf, rectOf, switchKind } from "./query.js";
import { createTable } from "./summary_table.js";
import { mountFixed } from "./two_pictures.js";

const TEXT = await words("mixing");

const REST = 120; // ms without a new picture before the models are asked again
const PARTS = { wall: mountWall, fixed: mountFixed, units: mountUnits };

/** The parts of the page's state that the panel follows at once. */
const ASKED = ["listen", "listenDepth", "listenLevel", "listenKind", "listenUnit", "listenScale"];

/** An input of another size (of another tier) has a panel of its own. */
export function mountListeners(container, first) {
  let panel = new MixingPanel(container, first);
  return {
    update(next) {
      if (panel.fits(next)) return panel.update(next);
      panel.destroy();
      panel = new MixingPanel(container, next);
    },
    destroy: () => panel.destroy(),
  };
}

const shownIn = (context) =>
  (context.state.models ?? context.frame.models.map(({ id }) => id))
    .map((id) => context.models.find((model) => model.id === id))
    .filter(Boolean);

/** What its parts see of it: `context`, the chosen place, the models and cards shown, and how to choose another place. */
class MixingPanel {
  constructor(container, context) {
    this.container = container;
    this.context = context;
    this.visible = false;
    this.settled = null;
    this.lit = null;
    this.cards = new Map(); // model id -> card
    this.size = this.models()[0].input;
    this.asker = createAsker(this, () => this.paint());
    this.controls = createControls(this.size, {
      set: this.set,
      onPick: this.pick,
      onStep: this.step,
      onScale: (on) => this.set({ listenScale: on ? "common" : "own" }),
      onHover: (at) => this.pointAt(at),
    });
    this.grid = el("div.lcards");
    this.readout = el("output.lreadout");
    this.bar = createBar();
    this.attention = el("p.lmuted");
    this.table = createTable(this);
    this.parts = Object.entries(PARTS).map(([name, mount]) => foldPart(name, mount, this, () => this.visible));
    container.classList.add("listeners");
    container.append(
      el("header.lhead", {}, el("h2", {}, TEXT.title), el("p", {}, TEXT.lead)),
      this.controls.element,
      this.grid,
      this.readout,
      this.bar.element,
      this.attention,
      this.table.element,
      ...this.parts.map(({ element }) => element),
    );
    this.watch();
  }

  watch() {
    this.observer = new IntersectionObserver(
      (entries) => {
        this.visible = entries.at(-1).isIntersecting;
        this.refresh();
      },
      { rootMargin: "120px 0px" },
    );
    this.observer.observe(this.container);
    this.unwatch = onTheme(() => this.refresh());
    this.watcher = new ResizeObserver(() => {
      if (this.visible) this.paint();
    });
    this.watcher.observe(this.grid);
  }

  // --- what is chosen, and how to choose
  models = () => shownIn(this.context);
  listen = () => parseListen(this.context.state.listen, this.size);
  common = () => this.context.state.listenScale !== "own";
  /** The image that the model received, as the last frame has it. */
  picture = (model) => findModel(this.context.frame, model.id)?.input ?? null;
  place = (model) => fingerprint(this.picture(model)?.data ?? []);
  subject = (model) => JSON.stringify([this.picture(model) && this.place(model), this.question(model)]);
  question = (model) => questionOf(this, model);
  parameter = (model, name) => this.asker.parameter(model, name);
  shown = () =>
    this.models()
      .map(({ id }) => this.cards.get(id))
      .filter(Boolean);

  set = (patch) => this.context.setState(patch);
  pick = ({ row, column }) => this.set({ listen: formatListen({ row, column }) });
  /** One position further, in steps of the coarsest grid shown or of the card's own. */
  step = (dx, dy, card) => {
    const { width, height } = this.size;
    const strides = (card ? [card] : this.shown()).map((one) => one.question?.point.stride ?? 1);
    const by = Math.max(1, ...strides);
    const chosen = this.listen();
    const from = typeof chosen === "string" ? { row: height / 2, column: width / 2 } : chosen;
    const bounded = (value, most) => Math.min(most - 1, Math.max(0, Math.round(value)));
    this.pick({ row: bounded(from.row + dy * by, height), column: bounded(from.column + dx * by, width) });
  };

  // --- what is under the pointer
  pointAt(at) {
    this.light(at && { top: at.row, left: at.column, bottom: at.row + 1, right: at.column + 1 });
    for (const part of this.parts) part.hover(at);
  }

  light = (rect) => {
    this.context.onHover?.(rect);
    this.shine(rect);
  };

  shine(rect) {
    this.lit = rect;
    for (const card of this.shown()) card.lines(rect);
    this.drawPicker();
  }

  // --- showing
  cardOf(model) {
    if (!this.cards.has(model.id)) {
      const card = createCard(model, {
        onPick: this.pick,
        onStep: this.step,
        onHover: (card, at) => this.overCard(card, at),
        onKind: ({ question }, kind) =>
          this.set({ listenKind: switchKind(this.context.state.listenKind, question.kinds, kind) }),
        onUnit: (unit) => this.set({ listenUnit: unit }),
        onPart: () => this.paint(),
        onOpen: ({ model: { id }, question }) => this.set({ stage: `${id}/${question.point.name}`, channel: null, view: null }),
      });
      this.cards.set(model.id, card);
    }
    return this.cards.get(model.id);
  }

  overCard(card, at) {
    const { columns, pixels, placed } = card.answer ?? {};
    const cell = at && placed ? { row: Math.floor(at.cell / columns), column: at.cell % columns } : null;
    this.light(cell ? rectOf({ stride: pixels }, cell) : null);
    say(this.readout, at ? card.read(at.cell) : "");
  }

  drawPicker() {
    const accent = getComputedStyle(this.container).getPropertyValue("--chosen").trim();
    const at = this.listen();
    const point = this.shown()
      .map((card) => card.question?.point)
      .filter((one) => one?.grid && one.stride)
      .sort((a, b) => b.stride - a.stride)[0];
    const query = point && at !== "class" ? queryOf(point, at) : null;
    this.controls.picker.lines([
      ...(this.lit ? [{ rect: this.lit, colour: "#888", width: 1 }] : []),
      ...(query ? [{ rect: rectOf(point, query), colour: accent }] : []),
    ]);
  }

  paint() {
    const list = this.shown();
    const common = this.common();
    const high = Math.min(CEILING, Math.max(0, ...list.filter((card) => card.comparable()).map((card) => card.high())));
    for (const card of list) card.paint(common ? high : null, this.picture(card.model), this.lit);
    this.controls.picker.paint({ places: null, picture: this.picture(this.models()[0]), ink: null, label: TEXT.picker });
    this.drawPicker();
    const spiked = list.some((card) => card.question?.level === "block" && card.own() !== null);
    this.bar.show(common ? high : null, spiked);
    const attention = list.some((card) => ["attention", "rollout", "contribution"].includes(card.answer?.kind));
    say(this.attention, attention ? TEXT.notExplanation : "");
    this.table.show();
  }

  refresh() {
    if (!this.visible) return;
    const list = this.models();
    this.controls.show({
      models: list,
      listen: this.listen(),
      depth: this.context.state.listenDepth,
      level: this.context.state.listenLevel,
      common: this.common(),
      classToken: list.some((model) => model.points.some(({ prefix }) => prefix)),
    });
    const wanted = list.map((model) => this.cardOf(model));
    for (const [id, card] of this.cards) if (!wanted.includes(card)) this.drop(id, card);
    if (wanted.some((card, i) => this.grid.children[i] !== card.element))
      this.grid.replaceChildren(...wanted.map(({ element }) => element));
    wanted.forEach((card) => this.asker.ask(card));
    this.paint();
    for (const part of this.parts) part.update();
  }

  drop(id, card) {
    this.asker.forget(card);
    this.cards.delete(id);
  }

  fits(next) {
    const { width, height } = shownIn(next)[0].input;
    return width === this.size.width && height === this.size.height;
  }

  update(next) {
    const before = this.context;
    this.context = next;
    if (!this.visible) return;
    const rect = next.hover?.rect;
    if (rect !== before.hover?.rect && (rect ?? null) !== this.lit) this.shine(rect ?? null);
    if (before.frame !== next.frame) {
      clearTimeout(this.settled);
      this.settled = setTimeout(() => this.refresh(), REST);
    }
    if (ASKED.some((name) => before.state[name] !== next.state[name])) this.refresh();
  }

  destroy() {
    clearTimeout(this.settled);
    this.observer.disconnect();
    this.watcher.disconnect();
    this.unwatch();
    this.asker.stop();
    for (const part of this.parts) part.destroy();
    this.container.replaceChildren();
  }
}
