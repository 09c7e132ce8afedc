// Every part of one kind switched off alone, and ranked by what that does to the logit: with progress, and a button that stops it.
import { el, say } from "../ui/dom.js";
import { archiveButton } from "../ui/archive_button.js";
import { button, caption, fileName, head, placed } from "../ui/figure_parts.js";
import { createWaiting } from "../ui/waiting.js";
import { percent, signedShort } from "../lib/format.js";
import { words } from "../i18n/i18n.js";
import { nameOf } from "./ablation_names.js";
import { questionOf } from "./ablation_parse.js";

const TEXT = await words("ablation");

const SHOWN = 20;

/** `parts`: how many of each there are; `choose(patch)` of the choice. Returns {element, show(context, choice, place), destroy}. */
export function createRanking(parts, choose) {
  const ranking = { ...elements(choose), parts, choose, asked: "", running: null, found: null };
  return {
    element: ranking.element,
    /** `place`: of what the ranking is, the picture among it. */
    show(context, choice, place) {
      const count = parts.get(choice.part);
      ranking.element.hidden = choice.part === "whole";
      say(ranking.start, TEXT.rank[choice.part]?.(count) ?? "");
      ranking.start.hidden = choice.rank;
      const question = choice.rank && !ranking.element.hidden ? place : "";
      if (question !== ranking.asked) forget(ranking);
      if (ranking.found) mark(ranking, choice);
      if (!question || question === ranking.asked || context.moving || context.held) return;
      ranking.asked = question;
      ask(ranking, context, choice, count);
    },
    destroy: () => ranking.running?.abort(),
  };
}

function elements(choose) {
  const start = button("", () => choose({ rank: true }));
  const cancel = button(TEXT.cancel, () => choose({ rank: false }), { hidden: true });
  const progress = el("progress", { hidden: true, "aria-label": TEXT.progress });
  const counted = el("span.vmuted", { role: "status" });
  const waiting = createWaiting();
  const list = el("ol.abl-ranking");
  const save = archiveButton();
  const note = caption("");
  const line = el("p.vline", {}, start, progress, counted, cancel);
  const element = el("section.abl-rank", {}, head(TEXT.ranking, save.element), line, waiting.element, list, note);
  return { start, cancel, progress, counted, waiting, list, save, note, element };
}

function forget(ranking) {
  ranking.running?.abort();
  Object.assign(ranking, { asked: "", running: null, found: null });
  ranking.waiting.done();
  ranking.list.replaceChildren();
  ranking.save.of(null);
  say(ranking.note, "");
  under(ranking, false);
}

function under({ progress, cancel, counted }, way) {
  progress.hidden = cancel.hidden = !way;
  say(counted, "");
}

async function ask(ranking, context, choice, count) {
  ranking.running?.abort();
  const mine = (ranking.running = new AbortController());
  const { request, model, point, numbers } = context;
  const tell = ({ done }) => {
    if (mine.signal.aborted) return;
    Object.assign(ranking.progress, { max: count, value: done });
    say(ranking.counted, TEXT.done(done, count));
  };
  under(ranking, true);
  const question = { model: model.id, point: point.name, ...questionOf(choice) };
  tell({ done: 0 });
  try {
    const { ranking: found } = await request.ablationSweep(question, tell, mine.signal);
    if (mine.signal.aborted) return;
    ranking.found = found;
    under(ranking, false);
    paint(ranking, point);
    ranking.save.of({
      what: TEXT.rankingOf(model.title, point.title),
      name: fileName(model.id, point.name, "ranking", choice.part, ...placed(numbers())),
      ask: () => request.archive({ call: "ablation/sweep", ...question }),
    });
    mark(ranking, choice);
  } catch (error) {
    if (mine.signal.aborted) return;
    under(ranking, false);
    ranking.waiting.fail(error.message, () => {
      ranking.waiting.done();
      ask(ranking, context, choice, count);
    });
  }
}

function paint({ list, note, found, choose }, point) {
  const { ranked, part, label } = found;
  const most = Math.abs(ranked[0]?.effect ?? 0) || 1;
  const row = ({ index, effect, probability, says }) =>
    el(
      "li",
      { dataset: { number: String(index), value: String(effect) } },
      button(nameOf(part, index, point), () => choose({ off: [index] })),
      el("i", { "aria-hidden": "true", style: { "--part": Math.abs(effect) / most }, dataset: { away: String(effect < 0) } }),
      el("b", {}, signedShort(effect)),
      el("span.vmuted", {}, TEXT.without(percent(probability), label, says)),
    );
  list.replaceChildren(...ranked.slice(0, SHOWN).map(row));
  say(note, TEXT.rankingNote(label, Math.min(SHOWN, ranked.length), ranked.length));
}

/** Those that are switched off now. */
function mark({ list }, { off }) {
  for (const row of list.children)
    row.querySelector("button").setAttribute("aria-pressed", String(off.includes(Number(row.dataset.number))));
}
