// The same summaries for all models, and how much the listening depends on the picture (over the samples).
import { words } from "../../i18n/i18n.js";
import { percent, short } from "../../lib/format.js";
import { el, say } from "../../ui/dom.js";
import { sourcesOf, summaryOf } from "./answer.js";
import { Dependence } from "./dependence.js";

const TEXT = await words("mixing");

const text = TEXT.table;

/** `panel`: context, shown() cards, visible. Returns {element, show(), rest()}. */
export const createTable = (panel) => new SummaryTable(panel);

class SummaryTable {
  constructor(panel) {
    this.panel = panel;
    this.dependence = new Dependence(panel, () => this.show());
    this.body = el("tbody");
    const start = () => this.dependence.begin();
    this.compute = el("button", { type: "button", hidden: true, dataset: { compute: "dependence" }, onclick: start });
    this.cancel = el("button", { type: "button", hidden: true, onclick: () => this.dependence.cancel() }, text.cancel);
    this.progress = el("progress", { hidden: true, max: 1, value: 0, "aria-label": text.dependence });
    this.status = el("span.lmuted", { role: "status" });
    const caption = el("caption.visually-hidden", {}, text.caption);
    this.element = el(
      "div.ltable",
      {},
      el("div.lscroll", { tabindex: 0, dataset: { walk: "" } }, el("table", {}, caption, heading(), this.body)),
      el("p.lline", {}, this.compute, this.cancel, this.progress, this.status),
    );
  }

  show() {
    const { dependence } = this;
    dependence.follow();
    const { running } = dependence;
    const count = dependence.samples().length;
    this.cancel.hidden = this.progress.hidden = !running;
    this.progress.value = running ? running.done / running.total : 0;
    this.compute.hidden = !dependence.offered || count < 2;
    say(this.compute, text.compute(count));
    say(this.status, this.state(running, count));
    this.body.replaceChildren(...this.panel.shown().map((card) => rowOf(card, dependence.of(card))));
  }

  state(running, count) {
    const { problem, stopped, slow } = this.dependence;
    if (running) return text.progress(running.done, running.total, count);
    if (problem) return TEXT.failed(problem.message);
    if (count < 2) return text.tooFew;
    if (stopped && stopped === this.dependence.keys()) return text.cancelled;
    return slow ? text.slow : text.over(count);
  }

  /** Gives up what is on its way. */
  rest() {
    this.dependence.end();
  }
}

function heading() {
  const head = (words, explain) => el("th", { scope: "col", "aria-description": explain }, words);
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

function rowOf({ model, question, about, answer, part, behind }, known) {
  const facts = answer && !answer.dead ? summaryOf(answer, part, about.point.stride) : null;
  const value = (words, name, raw) => el("td", { dataset: { fact: name, value: raw ?? "" } }, words);
  return el(
    "tr",
    { dataset: { family: model.family, model: model.id, behind: String(behind) } },
    el("th", { scope: "row" }, el("b", {}, model.title), ` ${question?.point.title ?? ""}`),
    value(facts && facts.self !== null ? [percent(facts.self), meter(facts.self)] : "–", "self", facts?.self),
    value(facts ? sources(facts, sourcesOf(answer.row(part))) : "–", "sources", facts?.effective_sources),
    value(facts && facts.mean_distance !== null ? distance(facts, model.input) : "–", "distance", facts?.mean_distance),
    value(known === null ? "–" : [short(known < NOTHING ? 0 : known, 2), meter(known)], "dependence", known),
  );
}

const sources = ({ effective_sources: heard }, all) => [text.ofSources(rounded(heard), all), meter(heard / all)];

const NOTHING = 1e-9; // of D: rounding

/** An effective number to read: 9 rather than 8.99, 1.3, 46. */
const rounded = (number) =>
  number < 9.5 ? short(Number(number.toFixed(1)), 2).replace(/\.0$/, "") : String(Math.round(number));

function distance({ mean_distance: mean, uniform_distance: even }, { width, height }) {
  const reach = Math.hypot(width, height) / 2;
  return [`${text.px(short(mean))} `, el("span.lmuted", {}, text.evenly(short(even))), meter(mean / reach, even / reach)];
}
