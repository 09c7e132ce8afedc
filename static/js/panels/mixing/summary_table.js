// The same summaries for all models, and how much the listening depends on the picture (over the samples, on demand).
import { words } from "../../i18n/i18n.js";
import { percent, short } from "../../lib/format.js";
import { el, say } from "../../ui/dom.js";
import { answerOf, sharesOf, sourcesOf, summaryOf } from "./answer.js";
import { dataDependence } from "./share_measures.js";

const TEXT = await words("mixing");

const text = TEXT.table;
const AT_ONCE = 2; // questions under way

/** `panel`: context, shown() cards. Returns {element, show()}. */
export const createTable = (panel) => new SummaryTable(panel);

class SummaryTable {
  constructor(panel) {
    this.panel = panel;
    this.running = null;
    this.found = new Map(); // model id -> {about, value}: the data dependence D of a question
    this.body = el("tbody");
    this.compute = el(
      "button",
      { type: "button", dataset: { compute: "dependence" }, onclick: () => this.start() },
      text.again,
    );
    this.cancel = el("button", { type: "button", hidden: true, onclick: () => this.running?.abort() }, text.cancel);
    this.progress = el("progress", { hidden: true, max: 1, value: 0, "aria-label": text.dependence });
    this.status = el("span.lmuted", { role: "status" });
    const caption = el("caption.visually-hidden", {}, text.caption);
    this.element = el(
      "div.ltable",
      {},
      el("table", {}, caption, heading(), this.body),
      el("p.lline", {}, this.compute, this.cancel, this.progress, this.status),
    );
  }

  samples() {
    const kind = this.panel.shown()[0]?.model.input.fit;
    return (this.panel.context.samples ?? []).filter(({ fit }) => fit === kind);
  }

  async start() {
    this.running?.abort();
    const mine = (this.running = new AbortController());
    const jobs = this.panel
      .shown()
      .filter(usable)
      .map((card) => ({ card, about: about(card), part: card.part, question: card.question, rows: [] }));
    this.toggle(true);
    try {
      await this.work(jobs, mine.signal);
      if (mine !== this.running) return;
      for (const { card, about: key, rows } of jobs)
        this.found.set(card.model.id, { about: key, value: dataDependence(rows.filter(Boolean)) });
      say(this.status, "");
    } catch (error) {
      if (mine === this.running) say(this.status, mine.signal.aborted ? text.cancelled : TEXT.failed(error.message));
    } finally {
      if (mine === this.running) this.toggle(false);
      this.show();
    }
  }

  /** Every job's question at every sample, a few at a time. */
  async work(jobs, signal) {
    const tasks = jobs.flatMap((job) => this.samples().map(({ name }) => [job, name]));
    const total = tasks.length;
    let done = 0;
    const worker = async () => {
      for (let task = tasks.shift(); task && !signal.aborted; task = tasks.shift()) {
        const [job, name] = task;
        job.rows.push(await this.ask(job, name, signal));
        done++;
        this.progress.value = done / total;
        say(this.status, text.progress(done, total));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  // The samples stand where they are centred, so that D is about pictures and not about places.
  async ask({ card, question, part }, sample, signal) {
    const { point, kind, level, query } = question;
    const centred = { picture: undefined, sample, fit: "auto", dx: 0, dy: 0 };
    const asked = { model: card.model.id, point: point.name, kind, ...(level ? { level } : {}), ...query };
    return sharesOf(answerOf(await this.panel.context.request.mixing({ ...centred, ...asked }, signal)), part);
  }

  toggle(on) {
    this.progress.hidden = this.cancel.hidden = !on;
    this.compute.hidden = on;
    this.progress.value = 0;
  }

  show() {
    const count = this.samples().length;
    this.compute.disabled = count < 2;
    say(this.compute, this.found.size ? text.again : text.compute(count));
    this.compute.title = count < 2 ? text.tooFew : text.dependenceExplain;
    this.body.replaceChildren(...this.panel.shown().map((card) => rowOf(card, this.dependence(card))));
  }

  /** D of the card's question, if it has been computed for just that. */
  dependence(card) {
    const known = card.question && usable(card) ? this.found.get(card.model.id) : null;
    return known?.about === (known && about(card)) ? (known?.value ?? null) : null;
  }
}

/** What D is about: everything but the picture. */
const about = ({ question, part }) =>
  JSON.stringify([question.point.name, question.query, question.kind, question.level, part]);
const usable = (card) => card.answer && !card.question.refusal && card.answer.kind !== "unitWeights";

function heading() {
  const head = (words, explain) => el("th", { scope: "col", title: explain }, words);
  return el(
    "thead",
    {},
    el(
      "tr",
      {},
      head(text.model),
      head(text.self, text.selfExplain),
      head(text.sources, text.sourcesExplain),
      head(text.distance, text.distanceExplain),
      head(text.dependence, text.dependenceExplain),
    ),
  );
}

/** `share` 0 … 1 as a bar, with a mark at another one. */
function meter(share, mark = null) {
  const at = (value) => `${100 * Math.min(1, value)}%`;
  return el("i.lmeter", {
    "aria-hidden": "true",
    style: { "--part": at(share), ...(mark === null ? {} : { "--mark": at(mark) }) },
  });
}

function rowOf({ model, question, answer, part }, known) {
  const facts = answer && !answer.dead ? summaryOf(answer, part, question.point.stride) : null;
  const value = (words, name, raw) => el("td", { dataset: { fact: name, value: raw ?? "" } }, words);
  return el(
    "tr",
    { dataset: { family: model.family, model: model.id } },
    el("th", { scope: "row" }, el("b", {}, model.title), ` ${question?.point.title ?? ""}`),
    value(facts && facts.self !== null ? [percent(facts.self), meter(facts.self)] : "–", "self", facts?.self),
    value(facts ? sources(facts, sourcesOf(answer.row(part))) : "–", "sources", facts?.effective_sources),
    value(facts && facts.mean_distance !== null ? distance(facts, model.input) : "–", "distance", facts?.mean_distance),
    value(known === null ? "–" : [short(Math.max(0, known), 2), meter(known)], "dependence", known),
  );
}

const sources = ({ effective_sources: heard }, all) => [text.ofSources(short(heard), all), meter(heard / all)];

function distance({ mean_distance: mean, uniform_distance: even }, { width, height }) {
  const reach = Math.hypot(width, height) / 2;
  return [`${text.px(short(mean))} `, el("span.lmuted", {}, text.evenly(short(even))), meter(mean / reach, even / reach)];
}
