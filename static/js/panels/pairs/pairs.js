// "Left or right": two letters that are dragged one by one, and which networks can tell on which side A stands.
import { words } from "../../i18n/i18n.js";
import { newest } from "../../lib/newest.js";
import { CELL, gapOf, placesOf, standing, stateOf, stepOf, swapped, withGap } from "../../lib/pairs.js";
import { NO_SCENE, hasSecond } from "../../lib/scene.js";
import { findModel } from "../../lib/wire.js";
import { el, say } from "../../ui/dom.js";
import { createWaiting } from "../../ui/waiting.js";
import { zerosText } from "./figures.js";
import { createNetwork } from "./network.js";

const TEXT = await words("pairs");
const BEGIN = ["pairs-cnn-7-circular", "pairs-cnn-23-circular", "pairs-vit-bag", "pairs-vit"];
const WIDEST = 20; // px between them, of the slider

export function mountPairs(container, first) {
  const panel = new PairsPanel(container, first);
  return { update: (next) => panel.update(next), destroy: () => panel.destroy() };
}

const isPairs = ({ models, state }) => models.find(({ id }) => id === state.models[0]).tier === "pairs";
/** The state of a first visit: four networks, and A beside B. */
const begun = { models: BEGIN, sample: null, image: null, fit: "auto", dx: 0, dy: 0, reference: [0, 0], stage: null };

/** `facts`: GET /api/pairs; `differences`: model -> largest difference of a logit under the swap, of the scene `asked`. */
class PairsPanel {
  constructor(container, context) {
    this.container = container;
    this.context = context;
    this.networks = new Map();
    this.differences = new Map();
    this.asked = "";
    this.ask = newest(
      (found) => this.take(found),
      (error) => this.waiting.fail(error.message, () => this.again()),
    );
    this.build();
    this.load();
  }

  build() {
    const patch = (change) => this.context.setState(change);
    const places = () => placesOf(this.context.state);
    this.truth = el("p.status-line", { role: "status" });
    this.gap = el("output");
    this.slider = el("input", {
      type: "range",
      min: 0,
      max: WIDEST,
      oninput: () => patch(stateOf(withGap(places(), Number(this.slider.value), stepOf(this.context.state)))),
    });
    this.snap = el("input", { type: "checkbox", onchange: () => patch({ snap: this.snap.checked ? "on" : "off" }) });
    const swap = el("button", { type: "button", onclick: () => patch(stateOf(swapped(places()))) }, TEXT.swap);
    this.more = el("button", { type: "button", onclick: () => this.add() }, TEXT.more);
    this.waiting = createWaiting();
    this.list = el("div.networks");
    this.caption = el("p.caption");
    this.zeros = el("p");
    this.about = el("details", { open: true, hidden: true }, el("summary", {}, TEXT.zeros.title), this.zeros);
    this.container.append(
      el("header", {}, el("h2", {}, TEXT.title), el("p", {}, TEXT.lead)),
      el(
        "p.controls",
        {},
        swap,
        el("label", {}, TEXT.distance, " ", this.slider, " ", this.gap),
        el("label.switch", {}, this.snap, el("span", {}, TEXT.snap)),
      ),
      this.truth,
      this.waiting.element,
      this.list,
      this.more,
      this.caption,
      this.about,
    );
  }

  async load() {
    try {
      this.facts = await this.context.request.pairs();
      this.waiting.done();
      const { models } = this.facts;
      say(this.caption, TEXT.caption(models[0].seeds.length));
      const zeros = zerosText(models);
      this.about.hidden = !zeros;
      say(this.zeros, zeros);
      this.update(this.context);
    } catch (error) {
      this.waiting.fail(error.message, () => this.load());
    }
  }

  update(next) {
    this.context = next;
    const { state, frame } = next;
    if (!isPairs(next)) return next.setState({ ...NO_SCENE, ...begun, sample2: "glyph-b" });
    if (!hasSecond(state)) return next.setState({ sample2: "glyph-b", cut: null, cut2: null, transform: "" });
    if (!this.facts) return undefined;
    const places = placesOf(state);
    this.tell(places, state);
    this.arrange(state.models);
    const stands =
      frame.second && [frame.dx, frame.dy, ...frame.second].join() === [state.dx, state.dy, state.dx2, state.dy2].join();
    this.question(places);
    for (const [id, network] of this.networks) {
      const shown = findModel(frame, id);
      if (shown && stands) network.show(shown, places, this.known === this.asked ? (this.differences.get(id) ?? null) : null);
    }
    return undefined;
  }

  tell(places, state) {
    const stand = standing(places, { padding: null });
    const unseen = (stand === "left" || stand === "right") && places.a[1] >= 4 * CELL;
    say(this.truth, unseen ? TEXT.truth.unseen[stand] : TEXT.truth[stand]);
    this.slider.step = String(stepOf(state));
    this.slider.value = String(Math.max(0, gapOf(places)));
    say(this.gap, TEXT.pixels(gapOf(places)));
    this.snap.checked = state.snap === "on";
  }

  /** One network for each model shown, in the page's order. */
  arrange(ids) {
    if (ids.join() === [...this.networks.keys()].join()) return;
    const { models: facts, gaps } = this.facts;
    const replace = (id, other) =>
      this.context.setState({ models: [...new Set(ids.map((one) => (one === id ? other : one)))] });
    this.networks = new Map(
      ids.map((id) => [
        id,
        createNetwork(
          this.context.models.find((model) => model.id === id),
          {
            facts,
            gaps,
            choose: (other) => replace(id, other),
            drop: () => ids.length > 1 && this.context.setState({ models: ids.filter((one) => one !== id) }),
          },
        ),
      ]),
    );
    this.list.replaceChildren(...[...this.networks.values()].map(({ element }) => element));
    this.more.hidden = ids.length === facts.length;
  }

  add() {
    const { models } = this.context.state;
    const next = this.facts.models.find(({ model }) => !models.includes(model));
    this.context.setState({ models: [...models, next.model] });
  }

  /** The answers to the pair and to its swap, from one call each. */
  question(places) {
    const { numbers, state, request } = this.context;
    const question = JSON.stringify([numbers(), state.models]);
    if (question === this.asked) return;
    this.asked = question;
    this.ask(async () => {
      const both = await Promise.all([request.trace({}), request.trace(stateOf(swapped(places)))]);
      return { question, both: both.map(({ traces }) => traces) };
    });
  }

  again() {
    this.asked = "";
    this.update(this.context);
  }

  take({ question, both: [now, exchanged] }) {
    this.waiting.done();
    this.known = question;
    this.differences = new Map(now.map(({ model, predictions }, i) => [model, largest(predictions, exchanged[i].predictions)]));
    this.container.dataset.shown = question;
    this.update(this.context);
  }

  destroy() {
    this.container.replaceChildren();
  }
}

const largest = (now, exchanged) =>
  Math.max(...now.map(({ index, logit }) => Math.abs(logit - exchanged.find((one) => one.index === index).logit)));
