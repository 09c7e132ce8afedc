// What the model answers with a part switched off, beside what it answers as it is, and how far each later stage changes.
import { el, say } from "../ui/dom.js";
import { caption, head } from "../ui/figure_parts.js";
import { factList } from "../ui/fact_list.js";
import { percent, short, signedShort } from "../lib/format.js";
import { words } from "../i18n/i18n.js";
import { classes } from "./residual/parse.js";
import { classBars } from "./residual/class_bars.js";

const TEXT = await words("ablation");

/** {element, paint(found, point), clear()} of an answer of /api/ablation (docs/wire.md). */
export function createAnswer() {
  const verdict = el("p.verdict", { role: "status" });
  const facts = el("dl.vfacts", { tabIndex: 0, dataset: { walk: "" } });
  const bars = el("div.bars");
  const stages = el("ol.abl-stages", { tabIndex: 0, "aria-label": TEXT.stages });
  const mean = caption("");
  const element = el(
    "section.abl-answer",
    { hidden: true },
    verdict,
    facts,
    el("div.two", {}, el("div.part", {}, bars), el("div.part", {}, head(TEXT.stages), stages, caption(TEXT.stagesNote))),
    mean,
  );
  return {
    element,
    clear() {
      element.hidden = true;
      say(verdict, "");
    },
    paint(found, point) {
      const { before, after } = found;
      element.hidden = false;
      const [was, now] = [before.predictions[0], after.predictions[0]];
      say(
        verdict,
        was.index === now.index
          ? TEXT.same(was.label, percent(was.probability), percent(now.probability))
          : TEXT.other(was.label, now.label, percent(now.probability)),
      );
      verdict.classList.toggle("is-other", was.index !== now.index);
      facts.replaceChildren(...factList(factsOf(found)));
      bars.replaceChildren(...classBars(TEXT.columns, classes(before.predictions, after.predictions)));
      const from = found.stages.findIndex(({ name }) => name === point.name);
      stages.replaceChildren(...found.stages.slice(from).map(stage));
      say(mean, found.samples === null ? "" : TEXT.meanOf(found.samples));
    },
  };
}

function factsOf({ label, before, after }) {
  const change = after.logit - before.logit;
  return [
    { key: "before", name: TEXT.facts.before(label), text: short(before.logit), value: before.logit },
    { key: "after", name: TEXT.facts.after(label), text: short(after.logit), value: after.logit },
    { key: "effect", name: TEXT.facts.effect, text: signedShort(change), value: change, explain: TEXT.effectExplain },
    {
      key: "share",
      name: TEXT.facts.share(label),
      text: `${percent(before.probability)} → ${percent(after.probability)}`,
      value: after.probability,
    },
  ];
}

/** A stage's change, its bar full at 1: as far away as the stage's values are large. */
const stage = ({ name, title, change }) =>
  el(
    "li",
    { dataset: { stage: name, value: String(change) } },
    el("span", {}, title),
    el("i", { "aria-hidden": "true", style: { "--part": Math.min(1, change ?? 1) } }),
    el("b", {}, short(change)),
  );
