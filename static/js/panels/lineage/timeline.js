// The timeline itself: a card per step, with its year, paper, idea, and what was measured of its model.
import { el, say } from "../../ui/dom.js";
import { count, large } from "../../lib/format.js";
import { formatHash } from "../../lib/url_state.js";
import { seen } from "./links.js";
import { words } from "../../i18n/i18n.js";

const TEXT = await words("lineage");

export function createTimeline(steps, models, { onChoose }) {
  const cards = steps.map((step) => {
    const model = models.find(({ id }) => id === step.model);
    const measured = model?.top1 != null;
    const parent = steps.find(({ key }) => key === step.parent);
    const link = el("a.tsee", {}, TEXT.see);
    const fact = (key, text, title) =>
      el("div", { title }, el("dt", {}, TEXT.facts[key]), el("dd", { dataset: { fact: key } }, text));
    const facts = measured
      ? el(
          "dl.tfacts",
          {},
          fact("accuracy", `${model.top1.toFixed(2)} %`, model.title),
          fact("parameters", large(model.parameters), count(model.parameters)),
          fact("macs", large(model.macs), count(model.macs)),
        )
      : el("p.tnone", {}, TEXT.untrained);
    const name = el(
      "button.tname",
      {
        type: "button",
        disabled: !parent,
        title: parent ? TEXT.choose(step.title) : "",
        onclick: () => onChoose([parent, step]),
      },
      step.title,
    );
    const paper = el(
      "a.tpaper",
      { href: step.link, target: "_blank", rel: "noreferrer noopener", title: step.paper },
      step.source.replace(":", " "),
    );
    const element = el(
      "li.tstep",
      { dataset: { step: step.key, family: model?.family ?? "cnn" } },
      el("span.tyear", {}, step.year),
      name,
      el("p.tidea", {}, step.idea),
      facts,
      el("p.tlinks", {}, paper, measured ? link : null),
    );
    return { step, element, link };
  });
  const list = el(
    "ol.timeline",
    {},
    cards.map(({ element }) => element),
  );
  let before = null;
  return {
    element: list,
    /** `pair`: the two steps compared; the links keep the picture and its place. */
    show(pair, state) {
      for (const { step, element, link } of cards) {
        const at = pair.indexOf(step);
        element.classList.toggle("is-from", at === 0);
        element.classList.toggle("is-to", at === 1);
        link.href = `#${formatHash({ ...state, lineage: null, ...seen(step, [step.model]) })}`;
        if (at === 1 && before !== step) {
          before = step;
          list.scrollLeft = element.offsetLeft - list.offsetLeft - (list.clientWidth - element.clientWidth) / 2; // a phone shows two of them
        }
      }
    },
  };
}

/** Two lists to compare any two. */
export function createPicker(steps, onChoose) {
  const list = (label) =>
    el(
      "select",
      { "aria-label": label, onchange: () => choose() },
      steps.map(({ key, title }) => el("option", { value: key }, title)),
    );
  const [from, to] = [list(TEXT.pick), list(TEXT.with)];
  const of = (select) => steps.find(({ key }) => key === select.value);
  const note = el("span.lmuted");
  function choose() {
    if (of(from) !== of(to)) onChoose([of(from), of(to)]);
    else say(note, "");
  }
  return {
    element: el("p.tpick", {}, el("label", {}, TEXT.pick, " ", from), el("label", {}, TEXT.with, " ", to), note),
    show([first, second]) {
      from.value = first.key;
      to.value = second.key;
    },
  };
}
