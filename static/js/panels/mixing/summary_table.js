// The same summaries for all models, and how much the listening depends on the picture (over the samples, on demand).
import { el, say } from "../../ui/dom.js";
import { percent, short } from "../../lib/format.js";
import { answerOf, sharesOf, sourcesOf, summaryOf } from "./answer.js";
import { dataDependence } from "./share_measures.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("mixing");

const text = TEXT.table;

/** `panel`: context, shown() cards, subject(model): what an answer is about, so that an old D is not shown for a new question. */
export function createTable(panel) {
  const found = new Map(); // model id -> {about, value}
  let running = null;
  const body = el("tbody");
  const compute = el("button", { type: "button", dataset: { compute: "dependence" }, onclick: start }, text.again);
  const cancel = el("button", { type: "button", hidden: true, onclick: () => running?.abort() }, text.cancel);
  const progress = el("progress", { hidden: true, max: 1, value: 0, "aria-label": text.dependence });
  const status = el("span.lmuted", { role: "status" });
  const head = (words, explain) => el("th", { scope: "col", title: explain }, words);
  const element = el(
    "div.ltable",
    {},
    el(
      "table",
      {},
      el("caption.visually-hidden", {}, text.caption),
      el(
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
      ),
      body,
    ),
    el("p.lline", {}, compute, cancel, progress, status),
  );

  const samples = () => {
    const kind = panel.shown()[0]?.model.input.fit;
    return (panel.context.samples ?? []).filter(({ fit }) => fit === kind);
  };
  /** What D is about: everything but the picture. */
  const about = ({ question, part }) =>
    JSON.stringify([question.point.name, question.query, question.kind, question.level, part]);
  const usable = (card) => card.answer && !card.question.refusal && card.answer.kind !== "unitWeights";

  async function start() {
    running?.abort();
    const mine = (running = new AbortController());
    const jobs = panel
      .shown()
      .filter(usable)
      .map((card) => ({ card, about: about(card), part: card.part, question: card.question, rows: [] }));
    const names = samples().map(({ name }) => name);
    const tasks = jobs.flatMap((job) => names.map((name) => [job, name]));
    let done = 0;
    toggle(true);
    try {
      await Promise.all(
        [0, 1].map(async () => {
          for (let task = tasks.shift(); task && !mine.signal.aborted; task = tasks.shift()) {
            const [job, name] = task;
            job.rows.push(await ask(job, name, mine.signal));
            done++;
            progress.value = done / (jobs.length * names.length);
            say(status, text.progress(done, jobs.length * names.length));
          }
        }),
      );
      if (mine !== running) return;
      for (const { card, about: key, rows } of jobs)
        found.set(card.model.id, { about: key, value: dataDependence(rows.filter(Boolean)) });
      say(status, "");
    } catch (error) {
      if (mine === running) say(status, mine.signal.aborted ? text.cancelled : TEXT.failed(error.message));
    } finally {
      if (mine === running) toggle(false);
      show();
    }
  }

  // The samples stand where they are centred, so that D is about pictures and not about places.
  async function ask({ card, question, part }, sample, signal) {
    const { point, kind, level, query } = question;
    const answer = answerOf(
      await panel.context.request.mixing(
        {
          picture: undefined,
          sample,
          fit: "auto",
          dx: 0,
          dy: 0,
          model: card.model.id,
          point: point.name,
          kind,
          ...(level ? { level } : {}),
          ...query,
        },
        signal,
      ),
    );
    return sharesOf(answer, part);
  }

  function toggle(on) {
    progress.hidden = cancel.hidden = !on;
    compute.hidden = on;
    progress.value = 0;
  }

  function show() {
    const count = samples().length;
    compute.disabled = count < 2;
    say(compute, found.size ? text.again : text.compute(count));
    compute.title = count < 2 ? text.tooFew : text.dependenceExplain;
    body.replaceChildren(...panel.shown().map(row));
  }

  function row(card) {
    const { model, question, answer, part } = card;
    const facts = answer && !answer.dead ? summaryOf(answer, part, question.point.stride) : null;
    const all = facts ? sourcesOf(answer.row(part)) : 0;
    const known = question && usable(card) && found.get(model.id)?.about === about(card) ? found.get(model.id).value : null;
    const value = (words, name, raw) => el("td", { dataset: { fact: name, value: raw ?? "" } }, words);
    const meter = (share, mark = null) =>
      el("i.lmeter", {
        "aria-hidden": "true",
        style: {
          "--part": `${100 * Math.min(1, share)}%`,
          ...(mark === null ? {} : { "--mark": `${100 * Math.min(1, mark)}%` }),
        },
      });
    const reach = Math.hypot(model.input.width, model.input.height) / 2;
    return el(
      "tr",
      { dataset: { family: model.family, model: model.id } },
      el("th", { scope: "row" }, el("b", {}, model.title), ` ${question?.point.title ?? ""}`),
      value(facts && facts.self !== null ? [percent(facts.self), meter(facts.self)] : "–", "self", facts?.self),
      value(
        facts ? [text.ofSources(short(facts.effective_sources), all), meter(facts.effective_sources / all)] : "–",
        "sources",
        facts?.effective_sources,
      ),
      value(
        facts && facts.mean_distance !== null
          ? [
              `${text.px(short(facts.mean_distance))} `,
              el("span.lmuted", {}, text.evenly(short(facts.uniform_distance))),
              meter(facts.mean_distance / reach, facts.uniform_distance / reach),
            ]
          : "–",
        "distance",
        facts?.mean_distance,
      ),
      value(known === null ? "–" : [short(Math.max(0, known), 2), meter(known)], "dependence", known),
    );
  }

  return { element, show };
}
