// The models' cards side by side: made for the models shown, painted on one scale or each on its own.
import { el, say } from "../../../ui/dom.js";
import { CEILING } from "./colour_bar.js";
import { createCard } from "./model_card.js";
import { rectOf, switchKind } from "../query.js";

/** `panel`: what is chosen and how to choose; `asker`: who asks; `onPart()` after another head or channel was chosen. */
export class CardRow {
  constructor(panel, asker, onPart) {
    this.panel = panel;
    this.asker = asker;
    this.onPart = onPart;
    this.cards = new Map(); // model id -> card
    this.element = el("div.lcards");
    this.readout = el("output.lreadout");
  }

  shown() {
    return this.panel
      .models()
      .map(({ id }) => this.cards.get(id))
      .filter(Boolean);
  }

  cardOf(model) {
    if (!this.cards.has(model.id)) {
      const { panel } = this;
      const card = createCard(model, {
        onPick: panel.pick,
        onStep: panel.step,
        onHover: (card, at) => this.over(card, at),
        onKind: ({ question }, kind) =>
          panel.set({ listenKind: switchKind(panel.context.state.listenKind, question.kinds, kind) }),
        onUnit: (unit) => panel.set({ listenUnit: unit }),
        onPart: this.onPart,
        onOpen: ({ model: { id }, question }) =>
          panel.set({ stage: `${id}/${question.point.name}`, channel: null, view: null }),
      });
      this.cards.set(model.id, card);
    }
    return this.cards.get(model.id);
  }

  over(card, at) {
    const { columns, pixels, placed } = card.answer ?? {};
    const cell = at && placed ? { row: Math.floor(at.cell / columns), column: at.cell % columns } : null;
    this.panel.light(cell ? rectOf({ stride: pixels }, cell) : null);
    const reading = at && card.read(at.cell);
    this.readout.dataset.value = reading?.value ?? "";
    say(this.readout, reading?.words ?? "");
  }

  /** Cards of the models shown, and their questions put to the server. */
  ask() {
    const wanted = this.panel.models().map((model) => this.cardOf(model));
    for (const [id, card] of this.cards) if (!wanted.includes(card)) this.drop(id, card);
    if (wanted.some((card, i) => this.element.children[i] !== card.element))
      this.element.replaceChildren(...wanted.map(({ element }) => element));
    wanted.forEach((card) => this.asker.ask(card));
  }

  drop(id, card) {
    this.asker.forget(card);
    this.cards.delete(id);
  }

  /** Returns the end of the common scale, null where each card has its own. */
  paint(common, lit) {
    const list = this.shown();
    const all = Math.max(0, ...list.filter((card) => card.comparable()).map((card) => card.high()));
    const high = common ? Math.min(CEILING, all) : null;
    for (const card of list) card.paint(high, this.panel.picture(card.model), lit);
    return high;
  }
}
