// @ts-check
// The head of a row: the model's name, a sentence about it, how often it is right; and behind a button all else that is known.
import { known, t, told, words } from "../i18n/i18n.js";
import { count, percentage, short, unbroken } from "../lib/format.js";
import { disclosure, el, icon, say } from "../ui/dom.js";

const TEXT = await words("rows");
const MENU = await words("model_menu");
const ANSWERS = await words("answers");

/** Returns {element, tell(sentence or null)}: what the row has to say of its numbers stands in the place of the note. */
export function createHead(model) {
  const { note } = model;
  const line = el("p.note", {}, note);
  const about = el("button.about", { type: "button", "aria-label": TEXT.about(model.title) }, icon("info"));
  const panel = el(
    "div.about-panel",
    { hidden: true, role: "group", "aria-label": TEXT.about(model.title) },
    facts(model, note),
  );
  disclosure(about, panel, (open) => open && panel.scrollIntoView({ block: "nearest" }));
  const element = el(
    "header.head",
    {},
    el("div.name", {}, el("h2", {}, plainTitle(model)), about),
    line,
    el("p.marks", {}, marks(model)),
    panel,
  );
  return {
    element,
    tell(sentence) {
      say(line, sentence ?? note);
      line.classList.toggle("reason", sentence !== null);
    },
  };
}

/** The version has a mark of its own below the title. */
const plainTitle = (model) => model.title.replace(`, ${known(`version.${model.version}.short`, model.version)}`, "");

const mark = (text, dataset = {}) => el("span.version", { dataset }, text);

function marks(model) {
  const { top1, top1_source: source, version, precision, labels } = model;
  return [
    top1 ? el("span.accuracy", {}, t(source ? "row.published" : "row.accuracy", { share: percentage(top1) })) : null,
    top1 && labels.length ? el("span.guess", {}, ANSWERS.guessing(unbroken(percentage(100 / labels.length)))) : null,
    version ? mark(known(`version.${version}.short`, version), { version }) : null,
    precision && precision.precision !== "float32" ? mark(precision.precision) : null,
    ...Object.keys(model.lacks_reasons ?? {}).map((what) => el("span.lacks", {}, known(`lacks.${what}`, what))),
  ];
}

/** What is known of the model, as terms and sentences. */
function facts(model, note) {
  const { id, parameters, labels, trained_on: data, top1, version, precision, between_classes: others } = model;
  const found = [
    [TEXT.known.id, el("code", {}, id)],
    [TEXT.known.weights, parameters && count(parameters)],
    [TEXT.known.accuracy, top1 && accuracy(model, data)],
    [TEXT.known.guess, top1 && labels.length && ANSWERS.guess(count(labels.length), percentage(100 / labels.length))],
    [TEXT.known.version, version && known(`version.${version}`, version)],
    [TEXT.known.precision, precision && precision.precision !== "float32" && precise(precision)],
    ...Object.values(model.lacks_reasons ?? {}).map((why) => [TEXT.known.missing, told(why)]),
    ...(model.findings ?? []).map((found) => [TEXT.known.noticed, told(found)]),
    [TEXT.known.number, others ? TEXT.number.marked : TEXT.number.plain],
  ];
  return [
    el("p", {}, note),
    el(
      "dl",
      {},
      found.filter(([, text]) => text).flatMap(([term, text]) => [el("dt", {}, term), el("dd", {}, text)]),
    ),
  ];
}

const accuracy = (model, data) =>
  data
    ? `${percentage(model.top1)}. ${t(model.tier === "pairs" ? "row.accuracy.pairs" : "row.accuracy.explain", { data })}`
    : MENU.accuracy(model);

const precise = ({ precision: type, logits }) =>
  logits === null ? t("row.precision.unmeasured", { type }) : t("row.precision", { type, logits: short(logits, 2) });
