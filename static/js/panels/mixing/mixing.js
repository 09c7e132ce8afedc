// "Who listens to whom": one place is chosen, and every model answers with the places that it listens to at that depth.
// Nothing is asked before the panel is on the screen; a new question gives up the old one.
import { words } from "../../i18n/i18n.js";
import { fingerprint } from "../../lib/fingerprint.js";
import { findModel } from "../../lib/wire.js";
import { el, say } from "../../ui/dom.js";
import { onTheme } from "../../ui/plot.js";
import { createAsker, questionOf } from "./asker.js";
import { mountWall } from "./wall/attention_wall.js";
import { CardRow } from "./cards/card_row.js";
import { createBar } from "./cards/colour_bar.js";
import { createControls } from "./controls.js";
import { foldPart } from "./fold_part.js";
import { createGlossary } from "./glossary.js";
import { mountUnits } from "./hidden_units.js";
import { formatListen, parseListen, queryOf, rectOf } from "./query.js";
import { createTable } from "./summary_table.js";
import { mountFixed } from "./two_pictures.js";

const TEXT = await words("mixing");

const REST = 120; // ms without a new picture before the models are asked again
/** What teaches most comes first, and unfolded. */
const PARTS = {
  fixed: { mount: mountFixed, open: true },
  wall: { mount: mountWall, open: true },
  units: { mount: mountUnits, open: false },
};

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
    this.size = this.models()[0].input;
    this.asker = createAsker(this, () => this.paint());
    this.cards = new CardRow(this, this.asker, () => this.paint());
    this.controls = createControls(this.size, {
      set: this.set,
      onPick: this.pick,
      onStep: this.step,
      onScale: (on) => this.set({ listenScale: on ? "common" : "own" }),
      onHover: (at) => this.pointAt(at),
    });
    this.bar = createBar();
    this.attention = el("p.lmuted");
    this.table = createTable(this);
    this.parts = Object.entries(PARTS).map(([name, part]) => foldPart(name, part, this));
    container.classList.add("listeners");
    container.append(
      el("header.lhead", {}, el("h2", {}, TEXT.title), el("p", {}, TEXT.lead), createGlossary()),
      this.controls.element,
      this.cards.element,
      this.cards.readout,
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
        if (this.visible) this.refresh();
        else if (!this.container.getClientRects().length) this.table.rest(); // the section is left; merely out of view, it goes on
      },
      { rootMargin: "120px 0px" },
    );
    this.observer.observe(this.container);
    this.unwatch = onTheme(() => this.refresh());
    this.watcher = new ResizeObserver(() => this.refresh());
    this.watcher.observe(this.cards.element);
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
  shown = () => this.cards.shown();

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
    const high = this.cards.paint(this.common(), this.lit);
    this.controls.picker.paint({ places: null, picture: this.picture(this.models()[0]), ink: null, label: TEXT.picker });
    this.drawPicker();
    const spiked = list.some((card) => card.about?.level === "block" && card.own() !== null);
    this.bar.show(high, spiked);
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
    this.cards.ask();
    this.paint();
    for (const part of this.parts) part.update();
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
    this.table.rest();
    for (const part of this.parts) part.destroy();
    this.container.replaceChildren();
  }
}
