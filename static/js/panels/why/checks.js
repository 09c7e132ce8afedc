// Whether to believe the maps of one model: deletion and insertion curves, or the maps of its untrained twin beside them.
import { words } from "../../i18n/i18n.js";
import { el, say, segmented } from "../../ui/dom.js";
import { archiveButton } from "../../ui/archive_button.js";
import { fileName, placed } from "../../ui/figure_parts.js";
import { createWaiting } from "../../ui/waiting.js";
import { createCurves } from "./curves.js";
import { createTwins } from "./twins.js";

const TEXT = await words("why");

const text = TEXT.checks;
const LAST_SEED = 9999;

const CALLS = { curves: "deletion", twin: "randomised" };
export const CHECKS = ["none", "curves", "twin"];

/** `onChoice(patch)` of the state. */
export class Checks {
  constructor(onChoice) {
    this.key = "";
    this.running = null; // what ends the question that is under way
    this.parts = { curves: createCurves(), twin: createTwins() };
    this.which = segmented(
      text.which,
      CHECKS.map((value) => ({ value, text: text[value].title })),
      (whyCheck) => onChoice({ whyCheck }),
    );
    this.model = el("select", { "aria-label": text.model, onchange: () => onChoice({ whyModel: this.model.value }) });
    this.seed = el("input", {
      type: "number",
      min: 0,
      max: LAST_SEED,
      inputMode: "numeric",
      "aria-label": text.seed,
      onchange: () => onChoice({ whySeed: Math.min(LAST_SEED, Math.max(0, Math.round(Number(this.seed.value)) || 0)) }),
    });
    this.seedField = el("label", {}, text.seed, " ", this.seed);
    this.waiting = createWaiting();
    this.cancel = el(
      "button.vbutton",
      { type: "button", hidden: true, onclick: () => onChoice({ whyCheck: "none" }) },
      text.cancel,
    );
    this.status = el("p.status-line", { role: "status" });
    this.save = archiveButton();
    this.element = el(
      "section.checks",
      { "aria-label": text.title },
      el("h3", {}, text.title),
      el("div.controls", {}, this.which.element, el("label", {}, text.model, " ", this.model), this.seedField),
      this.status,
      this.waiting.element,
      this.cancel,
      Object.values(this.parts).map(({ element }) => element),
      this.save.element,
    );
  }

  /** `about`: class, against and baseline; `question`: what the maps are of; `ready`: whether these are all there. */
  update(context, { about, question, ready }) {
    const { state, models } = context;
    const check = state.whyCheck;
    const model = models.find(({ id }) => id === (state.models.includes(state.whyModel) ? state.whyModel : state.models[0]));
    this.show(state, models, model);
    const key = JSON.stringify([question, check, model.id, check === "curves" ? state.whySeed : null]);
    if (key !== this.key) this.leave(key, check);
    if (check === "none" || !ready || this.running) return;
    if (this.element.dataset.shown !== key) this.ask(context, check, model, about, key);
  }

  show(state, models, model) {
    this.which.show(state.whyCheck);
    this.seedField.hidden = state.whyCheck !== "curves";
    this.seed.value = String(state.whySeed);
    if (this.model.dataset.key !== state.models.join()) {
      this.model.dataset.key = state.models.join();
      const titleOf = (id) => models.find((one) => one.id === id).title;
      this.model.replaceChildren(...state.models.map((id) => el("option", { value: id }, titleOf(id))));
    }
    this.model.value = model.id;
  }

  /** What is there is of another question now. */
  leave(key, check) {
    this.key = key;
    this.running?.abort();
    this.running = null;
    this.failed = "";
    delete this.element.dataset.shown;
    this.save.of(null);
    this.save.element.hidden = check === "none";
    this.waiting.done();
    this.cancel.hidden = true;
    say(this.status, check === "none" ? "" : text[check].explain);
    for (const [name, part] of Object.entries(this.parts)) {
      part.element.hidden ||= name !== check;
      part.element.dataset.behind = "true";
    }
  }

  async ask(context, check, model, about, key) {
    if (this.failed === key) return;
    const mine = (this.running = new AbortController());
    const ends = check === "curves" ? { seed: context.state.whySeed } : {};
    const call = CALLS[check];
    const question = { model: model.id, ...about, ...ends };
    this.waiting.busy(text[check].busy(model.title));
    this.cancel.hidden = false;
    try {
      const answer = await context.request[call](question, mine.signal);
      if (mine !== this.running) return;
      this.parts[check].show(answer, { model, picture: context.frame.models.find(({ id }) => id === model.id)?.input });
      this.element.dataset.shown = key;
      this.save.of({
        what: `${text[check].title}, ${model.title}`,
        name: fileName(model.id, call, ...placed(context.numbers())),
        ask: () => context.request.archive({ call, ...question }),
      });
      this.waiting.done();
    } catch (error) {
      if (mine !== this.running) return;
      this.failed = key;
      this.waiting.fail(error.message, () => {
        this.failed = "";
        this.ask(context, check, model, about, key);
      });
    } finally {
      if (mine === this.running) {
        this.running = null;
        this.cancel.hidden = true;
      }
    }
  }

  destroy() {
    this.running?.abort();
    this.parts.curves.destroy();
  }
}
