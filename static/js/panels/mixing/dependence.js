// How much listening depends on the picture: each card's question put to every sample picture, without being asked where that is
// quick, one question at a time behind everybody's live ones, given up when it is no longer wanted.
import { answerOf, sharesOf } from "./answer.js";
import { dataDependence } from "../../lib/share_measures.js";

const REST = 700; // ms without another question before it begins by itself
const KEPT = 200; // values that stay

/** What D is about: everything but the picture. */
const about = ({ model, question: { point, query, kind, level }, part }) =>
  JSON.stringify([model.id, point.name, query, kind, level, part]);
const usable = ({ answer, question, behind }) =>
  answer && !behind && !answer.dead && !question.refusal && answer.kind !== "unitWeights";

/** `panel`: context, shown() cards, visible; `onChange()` after every step. */
export class Dependence {
  constructor(panel, onChange) {
    this.panel = panel;
    this.onChange = onChange;
    this.found = new Map(); // about -> D
    this.running = null; // {keys, controller, done, total}
    this.stopped = ""; // keys that somebody, or a refusal, has stopped
    this.problem = null;
    this.waiting = null; // {keys, id}
  }

  samples() {
    const kind = this.panel.shown()[0]?.model.input.fit;
    return (this.panel.context.samples ?? []).filter(({ fit }) => fit === kind);
  }

  /** D of a card's question, null where it has not been computed for just that. */
  of(card) {
    return card.question && usable(card) ? (this.found.get(about(card)) ?? null) : null;
  }

  missing() {
    return this.panel.shown().filter((card) => usable(card) && !this.found.has(about(card)));
  }

  /** Estimated rows take seconds each. */
  get slow() {
    return this.missing().some(({ answer }) => answer.estimated);
  }

  get offered() {
    return this.missing().length > 0 && !this.running && (this.slow || this.stopped === this.keys());
  }

  keys() {
    return this.missing().map(about).join("\n");
  }

  /** The questions may have changed: gives up what nobody wants any more, and begins what is wanted once it rests. */
  follow() {
    const keys = this.keys();
    if (this.running && this.running.keys !== keys) this.end();
    if (this.running || this.waiting?.keys === keys) return;
    clearTimeout(this.waiting?.id);
    this.waiting = null;
    const wanted = keys && keys !== this.stopped && !this.slow && this.samples().length > 1;
    if (wanted) this.waiting = { keys, id: setTimeout(() => this.begin(), REST) };
  }

  async begin() {
    this.end();
    if (!this.panel.visible) return;
    const jobs = this.missing().map((card) => {
      const { model, question, part } = card;
      return { key: about(card), model, question, part, rows: [] };
    });
    const mine = { keys: this.keys(), controller: new AbortController(), done: 0, total: jobs.length * this.samples().length };
    Object.assign(this, { running: mine, problem: null, stopped: "" });
    this.onChange();
    try {
      await this.work(jobs, mine);
      if (mine !== this.running) return;
      for (const { key, rows } of jobs) this.keep(key, dataDependence(rows.filter(Boolean)));
    } catch (error) {
      if (mine !== this.running) return;
      Object.assign(this, { problem: error, stopped: mine.keys });
    }
    this.running = null;
    this.onChange();
  }

  /** Every job's question at every sample. */
  async work(jobs, mine) {
    const names = this.samples().map(({ name }) => name);
    for (const job of jobs)
      for (const name of names) {
        job.rows.push(await this.ask(job, name, mine.controller.signal));
        mine.done++;
        if (mine !== this.running) return;
        this.onChange();
      }
  }

  // The samples stand where they are centred, so that D is about pictures and not about places.
  async ask({ model, question, part }, sample, signal) {
    const { point, kind, level, query } = question;
    const centred = { picture: undefined, sample, fit: "auto", dx: 0, dy: 0 };
    const asked = { model: model.id, point: point.name, kind, ...(level ? { level } : {}), ...query };
    return sharesOf(answerOf(await this.panel.context.request.mixing({ ...centred, ...asked }, signal)), part);
  }

  keep(key, value) {
    this.found.set(key, value);
    if (this.found.size > KEPT) this.found.delete(this.found.keys().next().value);
  }

  cancel() {
    this.stopped = this.running?.keys ?? "";
    this.end();
    this.onChange();
  }

  end() {
    clearTimeout(this.waiting?.id);
    this.waiting = null;
    this.running?.controller.abort();
    this.running = null;
  }
}
