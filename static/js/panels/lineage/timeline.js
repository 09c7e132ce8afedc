// The timeline itself: a card per step, with its year, paper, idea, and what was measured of its model.
import { words } from "../../i18n/i18n.js";
import { formatHash } from "../../lib/url_state.js";
import { count, large } from "../../lib/format.js";
import { el, staysHere } from "../../ui/dom.js";
import { seen } from "./links.js";

const TEXT = await words("lineage");

/** `onChoose([step, step])`, `onSee(step)`. Returns {element, show(pair, state)}. */
export function createTimeline(steps, models, { onChoose, onSee }) {
  const cards = steps.map((step) => {
    const parent = steps.find(({ key }) => key === step.parent);
    return cardOf(
      step,
      models.find(({ id }) => id === step.model),
      { choose: parent && (() => onChoose([parent, step])), see: () => onSee(step) },
    );
  });
  const element = el(
    "ol.timeline",
    {},
    cards.map((card) => card.element),
  );
  let before = null;
  return {
    element,
    /** `pair`: the two steps compared; the links keep the picture and its place. */
    show(pair, state) {
      for (const { step, element: card, link } of cards) {
        card.classList.toggle("is-from", step === pair[0]);
        card.classList.toggle("is-to", step === pair[1]);
        link.href = `#${formatHash({ ...state, section: "rows", lineage: null, ...seen(step, [step.model]) })}`;
      }
      if (before !== pair[1]) bringIntoView(element, cards.find(({ step }) => step === pair[1]).element);
      before = pair[1];
    },
  };
}

/** A phone shows two of them. */
function bringIntoView(list, card) {
  list.scrollLeft = card.offsetLeft - list.offsetLeft - (list.clientWidth - card.clientWidth) / 2;
}

/** `choose`: chooses the step and the one that it came from; the first has none. `see`: to where it is seen, as the link says. */
function cardOf(step, model, { choose, see }) {
  const measured = model?.top1 != null;
  const link = el("a.see", { onclick: (event) => staysHere(event) && see() }, TEXT.see);
  const title = choose ? TEXT.choose(step.title) : null;
  const name = el("button.name", { type: "button", disabled: !choose, "aria-description": title, onclick: choose }, step.title);
  const paper = el(
    "a.paper",
    { href: step.link, target: "_blank", rel: "noreferrer noopener", "aria-description": step.paper },
    step.source.replace(":", " "),
  );
  const element = el(
    "li.step",
    { dataset: { step: step.key, family: model?.family ?? "cnn" } },
    el("span.year", {}, step.year),
    name,
    el("p.idea", {}, step.idea),
    el("p.shown-by", {}, model ? TEXT.shownBy(model.title) : ""),
    measured ? factsOf(model) : el("p.untrained", {}, TEXT.untrained),
    el("p.links", {}, paper, measured ? link : null),
  );
  return { step, element, link };
}

function factsOf({ top1, parameters, macs, title }) {
  const fact = (key, text, full) =>
    el("div", { "aria-description": full }, el("dt", {}, TEXT.facts[key]), el("dd", { dataset: { fact: key } }, text));
  return el(
    "dl.facts",
    { tabIndex: 0, dataset: { walk: "" } },
    fact("accuracy", `${top1.toFixed(2)} %`, title),
    fact("parameters", large(parameters), count(parameters)),
    fact("macs", large(macs), count(macs)),
  );
}
