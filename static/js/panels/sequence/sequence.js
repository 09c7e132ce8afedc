// "One step at a time": a network that reads row by row beside one that takes in all rows at once: what blank rows after the digit
// do to what is known, and what a longer picture costs.
import { words } from "../../i18n/i18n.js";
import { ANEW, showsDigits } from "../../lib/scene.js";
import { el } from "../../ui/dom.js";
import { createWaiting } from "../../ui/waiting.js";
import { createBlank } from "./blank.js";
import { createCost } from "./cost.js";

const TEXT = await words("sequence");
const MODELS = ["digits-rnn", "digits-lstm", "digits-vit"];

export function mountSequence(container, first) {
  const panel = new SequencePanel(container, first);
  return { update: (next) => panel.update(next), destroy: () => panel.destroy() };
}

/** `parts`: what shows the two studies, once they have come. */
class SequencePanel {
  constructor(container, context) {
    this.container = container;
    this.context = context;
    this.parts = null;
    this.waiting = createWaiting();
    const toRows = () =>
      this.context.lead({
        ...(showsDigits(this.context) ? {} : ANEW),
        ...{ section: "rows", models: MODELS, stage: "digits-rnn/steps.27", channel: null, view: "reading" },
      });
    const buttons = el("p.controls", {}, el("button", { type: "button", onclick: toRows, dataset: { to: "rows" } }, TEXT.rows));
    container.append(el("header", {}, el("h2", {}, TEXT.title), el("p", {}, TEXT.lead), buttons), this.waiting.element);
    this.load();
  }

  async load() {
    this.waiting.busy(TEXT.busy);
    try {
      const { request } = this.context;
      const [blank, cost] = await Promise.all([request.blankStudy(), request.costStudy()]);
      if (this.gone) return;
      this.waiting.done();
      this.parts = {
        blank: createBlank(blank),
        cost: createCost(cost, (costOf) => this.context.setState({ costOf })),
      };
      this.container.append(this.parts.blank.element, this.parts.cost.element);
      this.update(this.context);
    } catch (error) {
      this.waiting.fail(error.message, () => this.load());
    }
  }

  update(next) {
    this.context = next;
    this.parts?.cost.show(next.state.costOf);
  }

  destroy() {
    this.gone = true;
    for (const part of Object.values(this.parts ?? {})) part.destroy();
    this.container.replaceChildren();
  }
}
