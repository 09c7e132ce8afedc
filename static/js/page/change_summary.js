// @ts-check
// "What changed?": sentences that say what the numbers say, for whatever models are shown, put on the page and told politely.
import { t } from "../i18n/i18n.js";
import { share } from "../lib/format.js";
import { absence } from "../stages/no_value.js";
import { el } from "../ui/dom.js";

/** "5 px right and 3 px up", or null where it has not moved. */
export function whereTo(dx, dy) {
  const parts = [];
  if (dx) parts.push(t(dx > 0 ? "changed.right" : "changed.left", { n: Math.abs(dx) }));
  if (dy) parts.push(t(dy > 0 ? "changed.down" : "changed.up", { n: Math.abs(dy) }));
  return parts.length === 2 ? t("changed.and", { a: parts[0], b: parts[1] }) : (parts[0] ?? null);
}

/**
 * {lead, models: [{id, title, text}]} for a frame. `titles`: Map id -> {title, points: Map name -> title, stages: those points};
 * `references`: Map id -> predictions at the pin (may lack some).
 */
export function whatChanged(frame, measure, titles, references) {
  if (frame.models.every(({ input }) => input?.blank)) return { lead: t("changed.blank"), models: [] };
  const where = whereTo(frame.dx - frame.reference[0], frame.dy - frame.reference[1]);
  if (!where) return { lead: t("changed.still"), models: [] };
  const from = frame.reference.some(Boolean) ? t("changed.from") : "";
  const models = frame.models
    .filter(({ id }) => titles.has(id))
    .map((model) => ({ id: model.id, title: titles.get(model.id).title, ...changeOf(model, measure, titles, references) }));
  const last = models.filter(({ value }) => value !== null).map(({ title, value }) => ({ title, value }));
  last.sort((a, b) => a.value - b.value);
  let lead = t("changed.moved", { where: where + from });
  if (measure === "invariance" && last.length > 1 && last[0].value.toFixed(2) !== last.at(-1).value.toFixed(2)) {
    lead += ` ${t("changed.least", { title: last[0].title, a: last[0].value.toFixed(2), other: last.at(-1).title, b: last.at(-1).value.toFixed(2) })}`;
  }
  return { lead, models: models.map(({ id, title, text }) => ({ id, title, text })) };
}

/** {text, value}: how much the first and the last stage have changed, and the answer; null where there is no value. */
function changeOf({ id, stages, predictions }, measure, titles, references) {
  const { points, stages: all } = titles.get(id);
  const known = stages.filter(({ name, change }) => points.has(name) && (change?.[measure] ?? null) !== null);
  const values = {
    says: says(predictions, references?.get(id)),
    share: predictions.length ? share(predictions[0].probability) : "",
  };
  const [first, end] = [known[0], known.at(-1)];
  if (!first) {
    const { why, strides } = absence(all);
    const key = measure === "equivariance" ? why : "none";
    return { text: told(`changed.model.${key}`, { ...values, strides }), value: null };
  }
  const [a, b] = [first, end].map(({ change }) => change[measure].toFixed(2));
  const both = { first: points.get(first.name), a, last: points.get(end.name), b };
  return { text: told(`changed.model.${measure}`, { ...values, ...both }), value: end.change[measure] };
}

/** Without a class there is no share to put into brackets. */
const told = (key, values) => t(key, values).replace(" ()", "");

function says([top], reference) {
  if (!top) return t("changed.says.none");
  if (!reference) return t("changed.says.plain", { label: top.label });
  const before = reference[0].label;
  return before === top.label
    ? t("changed.says.same", { label: top.label })
    : t("changed.says.other", { label: top.label, before });
}

/** Puts them into `place`, and tells a screen reader the answers. */
export function createStory(place, models, announce) {
  const modelOf = (id) => models.find((model) => model.id === id);
  const titlesOf = ({ id, title, points }) => [
    id,
    {
      title,
      points: new Map(points.filter(({ stage }) => stage).map((point) => [point.name, point.title])),
      stages: points.filter(({ stage }) => stage),
    },
  ];
  let told = "";
  let timer = null;
  const show = (frame, measure, references) => {
    const titles = new Map(frame.models.map(({ id }) => titlesOf(modelOf(id))));
    const { lead, models: parts } = whatChanged(frame, measure, titles, references);
    const key = JSON.stringify([lead, parts]);
    if (key === told) return;
    told = key;
    const marked = measure === "invariance" && frame.models.some(({ id }) => modelOf(id).between_classes);
    place.replaceChildren(
      el("p", {}, lead),
      ...parts.map(({ id, title, text }) =>
        el("p", { dataset: { family: modelOf(id).family } }, el("b", {}, title), " ", text),
      ),
      marked ? el("p.fine.gauge-key", {}, t("changed.mark")) : "",
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
