// Read early: what follows the model's last block, on the state after each block, with one class's rank against depth.
import { fixed, percent } from "../lib/format.js";
import { newest } from "../lib/newest.js";
import { words } from "../i18n/i18n.js";
import { el, say, stylesheet } from "../ui/dom.js";
import { archiveButton } from "../ui/archive_button.js";
import { caption, fileName, head, placed, saveButtons } from "../ui/figure_parts.js";
import { figure } from "../ui/plot.js";
import { createWaiting } from "../ui/waiting.js";
import { earlySpec } from "./early_chart.js";

const TEXT = await words("early_reading");
const STAGE = await words("stage_view");

export const id = "early";
export const title = TEXT.title;
export const explain = TEXT.explain;
export const working = TEXT.working;
export const needs = [];

/** `found`: the answer to the question `asked`; `refused`: the model cannot be read early, at no place. */
export async function render(container, first) {
  await stylesheet("views_early");
  const view = { context: first, found: null, refused: false, asked: "" };
  view.parts = elements(view);
  container.append(...view.parts.all);
  view.chart = figure(view.parts.plot, (width) => (view.found ? earlySpec(view.found, view.context, width) : null), {
    watch: container,
    onClick: ({ x }) => view.context.setState({ stage: `${view.context.model.id}/${view.found.states[x].point}` }),
  });
  view.ask = newest(
    ({ question, answer, save }) => question === view.asked && arrived(view, answer, save),
    (error) => failed(view, error),
  );
  ask(view);
  return {
    ready: view.chart.ready,
    update(next) {
      view.context = next;
      ask(view);
    },
    destroy: () => view.chart.destroy(),
  };
}

/** The class in the link, or null: the one that the model says. */
const chosen = ({ argument, model }) => {
  const index = /^\d{1,5}$/.test(argument ?? "") ? Number(argument) : -1;
  return index >= 0 && index < model.labels.length ? index : null;
};

/** Whenever the scene or the class is another one. What is shown meanwhile is marked as behind. */
function ask(view) {
  const { request, model, numbers } = view.context;
  const target = chosen(view.context);
  const question = JSON.stringify([numbers(), target]);
  if (question === view.asked || view.refused) return;
  view.asked = question;
  view.parts.result.dataset.behind = "true";
  view.parts.archive.of(null);
  view.ask(async () => {
    const archive = () => request.archive({ call: "early-reading", model: model.id });
    const about = { model: model.id, ...(target === null ? {} : { class: target }) };
    const refused = lacking(model);
    const save = { what: model.title, name: fileName(model.id, "read-early", ...placed(numbers())), ask: archive };
    return { question, save, answer: refused ? { refused } : await request.earlyReading(about).catch(refusal) };
  });
}

/** Why a model cannot be read early, where its stages tell; the server says it where they do not. */
function lacking({ family, points, title: name }) {
  if (family === "rnn") return TEXT.steps(name);
  return points.some(({ stage, adds }) => stage && adds) ? null : TEXT.noSum(name);
}

/** What the model lacks stands in the place of the chart. */
function refusal(error) {
  if (error.status !== 422) throw error;
  return { refused: error.message, always: error.type === "no-answer" };
}

function failed(view, error) {
  view.asked = "";
  view.parts.waiting.fail(STAGE.failed(error.message), () => ask(view));
}

function arrived(view, answer, save) {
  const { result, refused, waiting, archive } = view.parts;
  waiting.done();
  view.found = answer.refused ? null : answer;
  view.refused = Boolean(answer.always);
  refused.hidden = !answer.refused;
  say(refused, answer.refused ?? "");
  result.hidden = Boolean(answer.refused);
  result.dataset.behind = "false";
  result.dataset.shown = view.asked;
  archive.of(answer.refused ? null : save);
  if (answer.refused) return;
  show(view);
  view.chart.redraw();
}

function elements(view) {
  const onchange = () => view.context.go("early", select.value === "" ? null : select.value);
  const select = el("select", { "aria-label": TEXT.class, onchange });
  const own = el("option", { value: "" });
  select.append(own, ...view.context.model.labels.map((label, index) => el("option", { value: String(index) }, label)));
  const save = saveButtons(
    () => view.chart.element,
    () => fileName(view.context.model.id, "read-early"),
  );
  const parts = {
    waiting: createWaiting(),
    archive: archiveButton(),
    refused: el("p.early-refused", { role: "status", hidden: true }),
    sentence: el("p.early-said", { role: "status" }),
    plot: el("div.vfigure.is-wide"),
    rows: el("tbody"),
    skipped: caption(""),
    scores: caption(""),
  };
  const columns = TEXT.columns.map((name) => el("th", { scope: "col" }, name));
  const table = el("table.by-stage.early-states", {}, el("thead", {}, el("tr", {}, columns)), parts.rows);
  const result = el(
    "section.early-result",
    {},
    el("label.early-class", {}, TEXT.class, " ", select),
    parts.sentence,
    head(TEXT.chart, save, parts.archive.element),
    parts.plot,
    el("div.early-scroll", { tabIndex: 0, role: "region", "aria-label": TEXT.chart }, table),
    parts.skipped,
    parts.scores,
    caption(TEXT.note),
  );
  return { ...parts, select, own, result, all: [result, parts.refused, parts.waiting.element] };
}

function show(view) {
  const { sentence, rows, skipped, scores, select, own } = view.parts;
  const { found, context } = view;
  const target = chosen(context);
  const ends = found.states.at(-1);
  say(own, TEXT.own(ends.first.label));
  select.value = target === null ? "" : String(target);
  const from = leadsFrom(found.states);
  say(
    sentence,
    from < 0 ? TEXT.behind(found.label, ends.rank, found.classes) : TEXT.leads(found.label, found.states[from].title),
  );
  skipped.hidden = !found.skipped;
  say(skipped, TEXT.skipped(found.skipped));
  say(scores, TEXT.scores[found.scores]);
  rows.replaceChildren(...found.states.map((state) => line(state, found, context.point.name)));
}

function line({ point, title, rank, logit, probability, first }, { classes }, open) {
  const cells = [
    TEXT.rank(rank, classes),
    fixed(logit, 2),
    percent(probability),
    TEXT.would(first.label, percent(first.probability)),
  ];
  return el(
    "tr",
    {
      dataset: {
        point,
        rank: String(rank),
        logit: String(logit),
        probability: String(probability),
        open: String(point === open),
      },
    },
    el("th", { scope: "row" }, title),
    cells.map((text) => el("td", {}, text)),
  );
}

/** From which state on the class is first to the end; -1 where it is not at the end. */
function leadsFrom(states) {
  const last = states.findLastIndex(({ rank }) => rank > 1);
  return last === states.length - 1 ? -1 : last + 1;
}
