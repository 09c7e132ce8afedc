// The gradient through the depth: which weights, asking one network after the other, and what the answers say.
import { words } from "../../i18n/i18n.js";
import { short } from "../../lib/format.js";
import { el, say, segmented } from "../../ui/dom.js";
import { createWaiting } from "../../ui/waiting.js";
import { relative } from "./training_curves.js";

const TEXT = await words("lineage");

const text = TEXT.gradients;

/** `models`: the ids to be asked; `onAnswers(model id -> answer)` once all have come. Shown by `which` and `text`. */
export class Gradients {
  constructor(models, titleOf, onAnswers) {
    this.models = models;
    this.titleOf = titleOf;
    this.onAnswers = onAnswers;
    this.context = null;
    this.when = "trained";
    this.asked = "";
    this.running = null;
    this.waiting = createWaiting();
    this.note = el("p.muted", { role: "status" });
    this.text = el("div", {}, this.waiting.element, this.note);
    this.which = segmented(
      text.when,
      ["trained", "initial"].map((value) => ({ value, text: text[value] })),
      (value) => this.choose(value),
    );
    this.which.show(this.when);
  }

  choose(when) {
    this.when = when;
    this.which.show(when);
    this.ask();
  }

  show(context) {
    this.context = context;
    if (this.asked !== this.key()) this.ask();
  }

  key() {
    return JSON.stringify([this.when, this.context.place]);
  }

  /** One after the other, so that somebody who drags meanwhile does not wait behind six of them. */
  async ask() {
    if (!this.context || !this.models.length) return say(this.note, text.none);
    this.asked = this.key();
    this.running?.abort();
    const mine = (this.running = new AbortController());
    const { when } = this;
    this.text.dataset.behind = String(when !== this.note.dataset.when); // of the other weights
    this.waiting.busy(text.asking(this.models.length));
    const answers = new Map();
    try {
      for (const model of this.models) {
        answers.set(model, await this.context.request.gradients({ model, when }, mine.signal));
        if (mine !== this.running) return;
      }
    } catch (error) {
      if (!mine.signal.aborted) this.waiting.fail(TEXT.failed(error.message), () => this.ask());
      return;
    }
    this.waiting.done();
    say(this.note, this.sentences(answers).join(" "));
    this.note.dataset.when = when;
    this.text.dataset.behind = "false";
    this.onAnswers(answers);
  }

  sentences(answers) {
    const labels = [...new Set([...answers.values()].map(({ label }) => label))];
    const first = [...answers].map(([model, answer]) => this.said(this.titleOf(model), relative(answer).y[0]));
    return [
      text.first(first.join(", ")),
      text.explain(text.labels(labels)),
      ...(this.when === "initial" ? [text.initialNote] : []),
    ];
  }

  said(title, value) {
    return value === null ? text.beyond(title) : text.times(title, this.factor(value));
  }

  /** Of thousands at initialisation one digit is known: weights that differ by 1e-7 give the deep plain network 9153 to 9432. */
  factor(value) {
    return short(this.when === "initial" && value >= 1000 ? Number(value.toPrecision(1)) : value);
  }

  destroy() {
    this.running?.abort();
  }
}
