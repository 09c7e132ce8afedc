// Puts "What changed?" on the page, and tells a screen reader the answers, politely.
import { whatChanged } from "./change_summary.js";
import { el } from "../ui/dom.js";
import { share } from "../stages/predictions.js";
import { t } from "../i18n/en/page.js";

export function createStory(place, models, announce) {
  const modelOf = (id) => models.find((model) => model.id === id);
  const titlesOf = ({ id, title, points }) => [
    id,
    { title, points: new Map(points.filter(({ stage }) => stage).map((point) => [point.name, point.title])) },
  ];
  let told = "";
  let timer = null;
  const show = (frame, measure, references) => {
    const titles = new Map(frame.models.map(({ id }) => titlesOf(modelOf(id))));
    const { lead, models: parts } = whatChanged(frame, measure, titles, references);
    const key = JSON.stringify([lead, parts]);
    if (key === told) return;
    told = key;
    place.replaceChildren(
      el("p", {}, lead),
      ...parts.map(({ id, title, text }) =>
        el("p", { dataset: { family: modelOf(id).family } }, el("b", {}, title), " ", text),
      ),
    );
    announce(
      frame.models
        .filter(({ predictions }) => predictions.length)
        .map(({ id, predictions: [top] }) =>
          t("prediction.label", { model: modelOf(id).title, label: top.label, share: share(top.probability) }),
        )
        .join(". "),
    );
  };
  let latest = null;
  return {
    /** Sentences are read, not watched: at most some ten a second, always the last one. */
    tell(...words) {
      latest = words;
      timer ??= setTimeout(() => {
        timer = null;
        show(...latest);
      }, 90);
    },
  };
}
