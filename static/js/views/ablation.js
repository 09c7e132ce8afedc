// A part of the stage is switched off: what the model answers instead, how far later stages change, and which part matters most.
import { say, stylesheet } from "../ui/dom.js";
import { archiveButton } from "../ui/archive_button.js";
import { caption, fileName, placed } from "../ui/figure_parts.js";
import { MOST, offIn, offOf } from "../lib/switched_off.js";
import { createWaiting } from "../ui/waiting.js";
import { words } from "../i18n/i18n.js";
import { createAnswer } from "./ablation_answer.js";
import { createChooser } from "./ablation_chooser.js";
import { createRanking } from "./ablation_ranking.js";
import { listWith, partsOf, questionOf, readChoice, writeChoice } from "./ablation_parse.js";

const TEXT = await words("ablation");

export const id = "ablation";
export const title = TEXT.title;
export const explain = TEXT.explain;
export const needs = [];

export async function render(container, first) {
  await Promise.all([stylesheet("views_residual"), stylesheet("views_ablation")]); // the bars are those of the residual stream
  const parts = partsOf(first.point, first.attention);
  const view = { context: first, parts, asked: "", running: null, waiting: createWaiting() };
  const choose = (patch) => set(view, { ...choiceOf(view), ...patch });
  view.chooser = createChooser(first, parts, choose);
  view.answer = createAnswer();
  view.save = archiveButton();
  view.answer.element.append(view.save.element);
  view.ranking = createRanking(parts, choose);
  view.nothing = caption(TEXT.nothing);
  view.others = caption("");
  container.append(
    view.chooser.element,
    view.nothing,
    view.others,
    view.waiting.element,
    view.answer.element,
    view.ranking.element,
    caption(TEXT.unusual),
  );
  show(view);
  return {
    update(next) {
      view.context = next;
      show(view);
    },
    destroy() {
      view.running?.abort();
      view.ranking.destroy();
    },
  };
}

const stageOf = ({ model, point }) => `${model.id}/${point.name}`;
const choiceOf = ({ context, parts }) => readChoice(context.argument, parts, context.state.off, stageOf(context));

/** The rows follow what is off; how it is asked about here belongs to the view. */
function set({ context }, choice) {
  const off = listWith(context.state.off, stageOf(context), choice);
  context.setState({ view: `${id}.${writeChoice(choice)}`, off });
}

/** What else is off in the model: the answer here knows this stage alone. And that no further stage may be. */
function aboutOthers({ model, point, state: { off } }) {
  const here = offOf(off, stageOf({ model, point }));
  if (!here && off.length >= MOST) return TEXT.full(MOST);
  return here && offIn(off, model.id).length > 1 ? TEXT.others(point.title) : "";
}

/** What is shown is of this choice at this picture, or nothing is; asked is when both rest. */
function show(view) {
  const { context } = view;
  const choice = choiceOf(view);
  const place = JSON.stringify([context.numbers(), questionOf(choice)]);
  view.chooser.show(context, choice);
  view.nothing.hidden = choice.off.length > 0;
  say(view.others, aboutOthers(context));
  view.ranking.show(context, choice, place);
  const question = choice.off.length ? JSON.stringify([place, choice.off]) : "";
  if (question !== view.asked) forget(view);
  if (!question || question === view.asked || context.moving || context.held) return;
  view.asked = question;
  ask(view, choice);
}

function forget(view) {
  view.asked = "";
  view.running?.abort();
  view.waiting.done();
  view.answer.clear();
  view.save.of(null);
}

async function ask(view, choice) {
  view.running?.abort();
  const mine = (view.running = new AbortController());
  const { request, model, point, numbers } = view.context;
  const index = choice.part === "whole" ? [] : choice.off;
  const question = { model: model.id, point: point.name, index, ...questionOf(choice) };
  view.waiting.busy(TEXT.working);
  try {
    const found = await request.ablation(question, mine.signal);
    if (mine.signal.aborted) return;
    view.waiting.done();
    view.answer.paint(found, point);
    view.save.of({
      what: `${model.title}, ${point.title}`,
      name: fileName(model.id, point.name, "off", choice.part, ...choice.off.map(String), ...placed(numbers())),
      ask: () => request.archive({ call: "ablation", ...question }),
    });
  } catch (error) {
    if (!mine.signal.aborted) view.waiting.fail(error.message, () => ask(view, choice));
  }
}
