// A switch that turns one branch off: what the model then says of this picture, and how often it is right on the test set.
import { el, say } from "../../ui/dom.js";
import { percent } from "../../lib/format.js";
import { findModel } from "../../lib/wire.js";
import { caption, head } from "../../ui/figure_parts.js";
import { createWaiting } from "../../ui/waiting.js";
import { classBars } from "./class_bars.js";
import { classes } from "./parse.js";
import { named } from "../../i18n/documents.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("residual");

/** onSwitch(off). Returns {element, show(context, answer, part, off), destroy}. */
export function createLesion({ onSwitch }) {
  const lesion = { ...elements(onSwitch), asked: "", running: null };
  return {
    element: lesion.element,
    show(context, answer, part, off) {
      lesion.toggle.setAttribute("aria-checked", String(off));
      lesion.element.classList.toggle("is-off", off);
      sayTested(lesion.tested, answer, part);
      const before = findModel(context.frame, context.model.id)?.predictions;
      if (!off || !before?.length) return clear(lesion);
      const question = JSON.stringify([part.name, before.map(({ logit }) => logit)]);
      if (question === lesion.asked || context.moving || context.held) return;
      lesion.asked = question;
      ask(lesion, context, part, before);
    },
    destroy: () => lesion.running?.abort(),
  };
}

function elements(onSwitch) {
  const turn = () => onSwitch(toggle.getAttribute("aria-checked") !== "true");
  const toggle = el(
    "button.off-switch",
    { type: "button", role: "switch", "aria-checked": "false", onclick: turn },
    el("i"),
    TEXT.off,
  );
  const verdict = el("p.verdict", { role: "status" });
  const table = el("div.bars");
  const tested = caption("");
  const waiting = createWaiting();
  const line = el("p.vline", {}, toggle);
  const note = caption(TEXT.offExplain);
  const element = el("section.part", {}, head(TEXT.lesion), line, note, waiting.element, verdict, table, tested);
  return { toggle, verdict, table, tested, waiting, element };
}

function sayTested(tested, { whole, protocol }, { top1 }) {
  const known = top1 !== null && whole !== null;
  say(tested, known ? `${TEXT.tested(whole.toFixed(2), top1.toFixed(2))} ${TEXT.protocol(named(protocol))}` : TEXT.untested);
  Object.assign(tested.dataset, { whole: whole ?? "", without: top1 ?? "" });
}

function clear(lesion) {
  lesion.asked = "";
  lesion.running?.abort();
  lesion.waiting.done();
  say(lesion.verdict, "");
  lesion.table.replaceChildren();
}

async function ask(lesion, context, part, before) {
  lesion.running?.abort();
  const mine = (lesion.running = new AbortController());
  const { request, model } = context;
  lesion.element.dataset.behind = "true"; // what is there is of another branch or another place
  lesion.waiting.busy(TEXT.askingLesion);
  try {
    const { predictions } = await request.lesion({ model: model.id, off: part.name }, mine.signal);
    if (mine.signal.aborted) return;
    lesion.waiting.done();
    lesion.element.dataset.behind = "false";
    paint(lesion, before, predictions);
  } catch (error) {
    if (!mine.signal.aborted) lesion.waiting.fail(TEXT.failed(error.message), () => ask(lesion, context, part, before));
  }
}

function paint({ verdict, table }, before, after) {
  const [was, now] = [before[0], after[0]];
  const other = was.index !== now.index;
  say(
    verdict,
    other
      ? TEXT.other(was.label, now.label, percent(now.probability))
      : TEXT.same(was.label, percent(was.probability), percent(now.probability)),
  );
  verdict.classList.toggle("is-other", other);
  Object.assign(verdict.dataset, { value: now.probability, label: now.label });
  table.replaceChildren(...classBars(TEXT.columns, classes(before, after)));
}
