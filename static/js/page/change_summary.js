// @ts-check
// "What changed?": sentences that say what the numbers say, for whatever models are shown, put on the page and told politely.
import { t, words } from "../i18n/i18n.js";
import { atMostEvery } from "../lib/at_most.js";
import { isPinned, moveFromPin } from "../lib/scene.js";
import { verdict } from "../lib/certainty.js";
import { share } from "../lib/format.js";
import { absence } from "../stages/no_value.js";
import { el } from "../ui/dom.js";

const ANSWERS = await words("answers");

/** "5 px right and 3 px up", or null where it has not moved. */
export function whereTo(dx, dy) {
  const parts = [];
  if (dx) parts.push(t(dx > 0 ? "changed.right" : "changed.left", { n: Math.abs(dx) }));
  if (dy) parts.push(t(dy > 0 ? "changed.down" : "changed.up", { n: Math.abs(dy) }));
  return parts.length === 2 ? t("changed.and", { a: parts[0], b: parts[1] }) : (parts[0] ?? null);
}

/**
 * {lead, models: [{id, title, text}]} for a frame. `titles`: Map id -> {title, calibration, points: Map name -> title, stages: those points};
 * `references`: Map id -> predictions at the pin (may lack some).
 */
export function whatChanged(frame, measure, titles, references) {
  if (frame.models.every(({ input }) => input?.blank)) return { lead: t("changed.blank"), models: [] };
  const known = frame.models.filter(({ id }) => titles.has(id));
  const altered = known.filter(({ off }) => off).map(({ id }) => titles.get(id).title);
  if (isPinned(frame) && !altered.length) return { lead: stillSaid(measure), models: [] };
  const moved = moveFromPin(frame);
  const models = known
    .filter(({ off }) => off || !isPinned(frame))
    .map((model) => ({
      id: model.id,
      title: titles.get(model.id).title,
      ...changeOf(model, measure, titles, references, moved),
    }));
  const last = models.filter(({ value }) => value !== null).map(({ title, value }) => ({ title, value }));
  last.sort((a, b) => a.value - b.value);
  let lead = isPinned(frame) ? t("changed.altered", { titles: altered.join(", ") }) : leadOf(frame, moved);
  if (measure === "invariance" && last.length > 1 && last[0].value.toFixed(2) !== last.at(-1).value.toFixed(2)) {
    lead += ` ${t("changed.least", { title: last[0].title, a: last[0].value.toFixed(2), other: last.at(-1).title, b: last.at(-1).value.toFixed(2) })}`;
  }
  return { lead, models: models.map(({ id, title, text }) => ({ id, title, text })) };
}

/** Nothing has moved: what the numbers will say. */
const stillSaid = (measure) => `${t("changed.still")} ${t(`measure.${measure}.explain`)}`;

/** What was done since the pin, in a sentence. */
function leadOf({ reference }, moved) {
  if (!Array.isArray(moved)) return t(`changed.${moved}`);
  return t("changed.moved", { where: whereTo(...moved) + (reference.some(Boolean) ? t("changed.from") : "") });
}

/** {text, value}: how much the first and the last stage have changed, and the answer; null where there is no value. */
function changeOf({ id, stages, predictions, off, untouched }, measure, titles, references, moved) {
  const { points, calibration, stages: all } = titles.get(id);
  if (off) return { text: alteredText(...[predictions, untouched].map((said) => verdict({ calibration }, said))), value: null };
  const [now, before] = [predictions, references?.get(id)].map((said) => verdict({ calibration }, said));
  const known = stages.filter(({ name, change }) => points.has(name) && (change?.[measure] ?? null) !== null);
  const values = {
    says: says(now, before),
    share: now ? share(now.share) : "",
  };
  const [first, end] = [known[0], known.at(-1)];
  if (!first) {
    const { why, strides } = absence(all);
    const key = measure !== "equivariance" ? "none" : Array.isArray(moved) ? why : "other";
    return { text: told(`changed.model.${key}`, { ...values, strides }), value: null };
  }
  const [a, b] = [first, end].map(({ change }) => change[measure].toFixed(2));
  const both = { first: points.get(first.name), a, last: points.get(end.name), b };
  return { text: told(`changed.model.${measure}`, { ...values, ...both }), value: end.change[measure] };
}

/** What an altered model says, beside what it says of this very picture with nothing off. */
const alteredText = (now, was) => told("changed.model.altered", { says: says(now, was), share: now ? share(now.share) : "" });

/** Without a class there is no share to put into brackets. */
const told = (key, values) => t(key, values).replace(" ()", "");

/** `now`, `before`: verdicts, null without classes or where what was said at the pin is not known yet. */
function says(now, before) {
  if (!now) return t("changed.says.none");
  const { label } = now;
  if (now.unsure) return ANSWERS.changed({ label });
  if (!before || before.unsure) return t("changed.says.plain", { label });
  return before.label === label ? t("changed.says.same", { label }) : t("changed.says.other", { label, before: before.label });
}

/** For a screen reader. */
function spoken({ title }, { label, share: part, unsure }) {
  const values = { model: title, label, share: share(part) };
  return unsure ? ANSWERS.unsureOf(values) : t("prediction.label", values);
}

/** Puts them into `place`, and tells a screen reader the answers. */
export function createSummary(place, models, announce) {
  const modelOf = (id) => models.find((model) => model.id === id);
  const titlesOf = ({ id, title, calibration, points }) => [
    id,
    {
      title,
      calibration,
      points: new Map(points.filter(({ stage }) => stage).map((point) => [point.name, point.title])),
      stages: points.filter(({ stage }) => stage),
    },
  ];
  let told = "";
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
        .map(({ id, predictions, off }) => {
          const said = spoken(modelOf(id), verdict(modelOf(id), predictions));
          return off ? ANSWERS.alteredSays(said, "") : said;
        })
        .join(". "),
    );
  };
  /** Sentences are read, not watched: at most some ten a second, always the last one. */
  return { tell: atMostEvery(90, show) };
}
