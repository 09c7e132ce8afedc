// One of the two steps: its model's answer and its stage at this picture. A new question gives up the old one.
import { words } from "../../i18n/i18n.js";
import { percent } from "../../lib/format.js";
import { findModel } from "../../lib/wire.js";
import { el, say } from "../../ui/dom.js";
import { createWaiting } from "../../ui/waiting.js";
import { createStageWall } from "./stage_wall.js";

const TEXT = await words("lineage");

/** `asked`: the question whose answer is here or under way; `array`: the stage, once it has come. */
export class PairSide {
  constructor() {
    this.asked = "";
    this.running = null;
    this.array = null;
    this.step = null;
    this.context = null;
    this.name = el("h4");
    this.says = el("p.says");
    this.caption = el("p.muted");
    this.waiting = createWaiting();
    this.wall = createStageWall((channel) => this.here() && this.open(channel)); // an earlier step's maps lead nowhere
    const open = el("button", { type: "button", onclick: () => this.open(null) }, TEXT.open);
    this.box = el("div", {}, this.waiting.element, this.wall.parts, open);
    this.element = el("div.one", {}, this.name, this.says, this.caption, this.box);
    this.watcher = new ResizeObserver(() => this.paint());
    this.watcher.observe(this.element);
  }

  get model() {
    return this.context.models.find(({ id }) => id === this.step.model);
  }

  /** The stage in its row; its model takes the place of the others only where it does not stand there. */
  open(channel) {
    const { model, stage } = this.step;
    const { models } = this.context.state;
    const shown = models.includes(model) ? {} : { models: [model] };
    this.context.lead({ ...shown, stage: `${model}/${stage}`, channel, view: null });
  }

  show(step, context) {
    Object.assign(this, { step, context });
    const { model } = this;
    if (this.element.dataset.model !== model.id) say(this.says, ""); // until it has answered
    Object.assign(this.element.dataset, { family: model.family, model: model.id, behind: String(!this.here()) });
    say(this.name, TEXT.nameAndYear(step.title, step.year));
    this.box.hidden = model.top1 == null;
    if (this.box.hidden) return this.lack(model);
    const answer = findModel(context.frame, model.id)?.predictions;
    if (answer) this.tell(answer);
    const key = JSON.stringify([step.key, step.stage, context.place]);
    if (key === this.asked) return this.paint();
    this.asked = key;
    this.ask(step, Boolean(answer));
  }

  /** A model that nobody has trained yet has nothing to show. */
  lack(model) {
    this.running?.abort();
    this.asked = "";
    say(this.says, "");
    say(this.caption, TEXT.missing(model.title));
  }

  /** A model that is not in the frame is asked for its answer too: a lesion of nothing is the model as it is. */
  async ask({ model, stage }, told) {
    this.running?.abort();
    const mine = (this.running = new AbortController());
    const { request } = this.context;
    this.waiting.busy(TEXT.asking(this.model.title));
    try {
      const asking = told ? null : request.lesion({ model }, mine.signal);
      const [found, alone] = await Promise.all([request.activation(model, stage), asking]);
      if (mine !== this.running) return;
      if (alone) this.tell(alone.predictions);
      this.waiting.done();
      this.array = found;
      this.paint();
    } catch (error) {
      if (mine !== this.running) return;
      this.asked = "";
      this.waiting.fail(TEXT.failed(error.message), () => this.show(this.step, this.context));
    }
  }

  /** @param {import("../../lib/wire_types.js").Prediction[]} predictions the likeliest first */
  tell([{ label, probability }]) {
    say(this.says, TEXT.says(label, percent(probability)));
  }

  /** Whether the stage that is there is that of the step, at this picture or at the one before. */
  here() {
    return this.step !== null && this.array?.name === `${this.step.model}/${this.step.stage}`;
  }

  paint() {
    if (!this.here()) return;
    const { array, model, step } = this;
    this.element.dataset.behind = "false";
    const point = model.points.find(({ name }) => name === step.stage);
    say(this.caption, this.wall.paint(array, model, point, this.element.clientWidth));
  }

  destroy() {
    this.watcher.disconnect();
    this.running?.abort();
  }
}
