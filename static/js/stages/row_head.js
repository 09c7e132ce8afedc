// @ts-check
// The head of a row: the model's name, and what is known of it.
import { known, t, told, words } from "../i18n/i18n.js";
import { count, percentage, short } from "../lib/format.js";
import { el } from "../ui/dom.js";

const TEXT = await words("model_menu");
const ANSWERS = await words("answers");

export const rowHead = (model) =>
  el(
    "header.head",
    {},
    el("h2", {}, plainTitle(model)),
    el("span.id", { title: model.note }, model.id),
    model.parameters ? el("span", {}, t("row.weights", { n: count(model.parameters) })) : null,
    model.top1 ? accuracy(model) : null,
    model.top1 && model.labels.length ? guess(model.labels.length) : null,
    model.version ? version(model.version) : null,
    model.precision && model.precision.precision !== "float32" ? precision(model.precision) : null,
    Object.entries(model.lacks_reasons ?? {}).map(([what, why]) =>
      el("span.lacks", { title: told(why) }, known(`lacks.${what}`, what)),
    ),
  );

/** The version has a mark of its own below the title. */
const plainTitle = (model) => model.title.replace(`, ${model.version}`, "");

const accuracy = (model) =>
  el(
    "span",
    { title: model.trained_on ? t("row.accuracy.explain", { data: model.trained_on }) : TEXT.accuracy(model) },
    t(model.top1_source ? "row.published" : "row.accuracy", { share: percentage(model.top1) }),
  );

/** What an accuracy is to be compared with. */
const guess = (n) => el("span.guess", {}, ANSWERS.guess(count(n), percentage(100 / n)));

const version = (name) =>
  el(
    "span.version",
    { dataset: { version: name }, title: known(`version.${name}`, name) },
    known(`version.${name}.short`, name),
  );

const precision = ({ precision: type, logits }) =>
  el("span.version", { title: t("row.precision", { type, logits: short(logits, 2) }) }, type);
