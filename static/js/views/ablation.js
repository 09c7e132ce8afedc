// A part of the stage is switched off: what the model answers instead, how far later stages change, and which part matters most.
import { stylesheet } from "../ui/dom.js";
import { archiveButton } from "../ui/archive_button.js";
import { caption, fileName, placed } from "../ui/figure_parts.js";
import { createWaiting } from "../ui/waiting.js";
import { words } from "../i18n/i18n.js";
import { createAnswer } from "./ablation_answer.js";
import { createChooser } from "./ablation_chooser.js";
import { createRanking } from "./ablation_ranking.js";
import { parseChoice, partsOf, questionOf, writeChoice } from "./ablation_parse.js";

const TEXT = await words("ablation");

export const id = "ablation";
export const title = TEXT.title;
export const explain = TEXT.explain;
export const needs = [];

export async function render(container, first) {
  await Promise.all([stylesheet("views_residual"), stylesheet("views_ablation")]); // the bars are those of the residual stream
  const parts = partsOf(first.point, first.attention);
  const view = { context: first, parts, asked: "", running: null, waiting: createWaiting() };
  const choose = (patch) => view.context.go(id, writeChoice({ ...choiceOf(view), ...patch }));
  view.chooser = createChooser(first, parts, choose);
  view.answer = createAnswer();
  view.save = archiveButton();
  view.answer.element.append(view.save.element);
  view.ranking = createRanking(parts, choose);
  view.nothing = caption(TEXT.nothing);
  container.append(
    view.chooser.element,
    view.nothing,
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

const choiceOf = ({ context, parts }) => parseChoice(context.argument, parts);

/** What is shown is of this choice at this picture, or nothing is; asked is when both rest. */
function show(view) {
  const { context } = view;
  const choice = choiceOf(view);
  const place = JSON.stringify([context.numbers(), questionOf(choice)]);
  view.chooser.show(context, choice);
  view.nothing.hidden = choice.off.length > 0;
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
